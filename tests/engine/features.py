"""Small models, each about one feature of the language, which engine and reference must share.

Each is the text of a model file without its frame (see `tests.support.models.FRAME`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class Feature(NamedTuple):
    """A model, how long to run it and what the scenario says besides."""

    text: str
    months: int = 12
    said: dict[str, Any] = {}


def _driver(process: str, start: str = "1", more: str = "") -> str:
    return f"drivers: {{x: {{start: {start}, process: {process}{more}}}}}"


def _parameter(value: str, more: str = "") -> str:
    process = "{random_walk: {drift: p}}"
    drivers = f"drivers: {{x: {{start: p, process: {process}}}}}"
    return f"parameters: {{p: {{value: {value}{more}}}}}\n{drivers}"


def _formula(expression: str, more: str = "") -> str:
    """An expression as the drift of a driver and as a derived one, in a lively world."""
    return f"""
parameters: {{p: {{value: 2 to 3}}}}
drivers:
  x: {{start: 1, process: {{random_walk: {{volatility: 0.5}}}}}}
  y: {{start: 0, process: {{random_walk: {{drift: "{expression}"}}}}}}
  z: {{process: {{derived: "{expression}"}}}}
actors: {{g: {{alignment: 0.2, volatility: 0.3}}}}
events: {{e: {{rate: 2}}, dated: {{date: 2023-04}}, past: {{date: 2022-10}}}}
outcome:
  start: a
  states: [a, b]
  transitions: {{go: {{from: a, to: b, rate: 3}}, back: {{from: b, to: a, rate: 3}}}}
{more}"""


def _event(effects: str, timing: str = "rate: 2, once: false", more: str = "") -> str:
    """An event that acts on a driver, an actor, fields and rates."""
    return f"""
drivers:
  x: {{start: 1, process: {{random_walk: {{drift: 0.1, volatility: 0.2}}}},
    jumps: {{rate: 1, size: 0.1}}}}
  m: {{start: 1, process: {{mean_reverting: {{level: 1, half_life: 1, spread: 0.2}}}}}}
actors: {{g: {{alignment: 0.2, volatility: 0.1}}, h: {{alignment: -0.2}}}}
events:
  e: {{{timing}, effects: {effects}}}
  other: {{rate: 0.5}}
outcome: {{start: a, states: [a, b], transitions: {{go: {{from: a, to: b, rate: 0.3}},
  back: {{from: b, to: a, rate: 1}}}}}}
{more}"""


def _rule(effects: str, condition: str = "x > 1", more: str = "") -> str:
    return f"""
drivers:
  x: {{start: 1, process: {{random_walk: {{volatility: 0.5}}}}}}
  m: {{start: 1, process: {{mean_reverting: {{level: 1, half_life: 1, volatility: 0.2}}}}}}
actors: {{g: {{alignment: 0.2, volatility: 0.1}}}}
events: {{e: {{rate: 1, once: false}}}}
rules: {{r: {{when: {condition}, effects: {effects}{more}}}}}
outcome: {{start: a, states: [a, b], transitions: {{go: {{from: a, to: b, rate: 1}},
  back: {{from: b, to: a, rate: 1}}}}}}
"""


def _outcome(transitions: str, start: str = "a", more: str = "") -> str:
    return (
        f"outcome: {{start: {start}, states: [a, b, c, d], transitions: {{{transitions}}}}}\n{more}"
    )


def _actor(described: str, more: str = "") -> str:
    return f"""
drivers: {{x: {{start: 1, process: {{random_walk: {{volatility: 0.5}}}}}},
  y: {{start: {{uniform: {{low: 0, high: 1}}}}, process: {{random_walk: {{drift: 1}}}}}}}}
actors:
  g: {{alignment: 0.2, {described}}}
  h: {{alignment: -0.5, volatility: 0.3}}
  i: {{alignment: {{normal: {{mean: 0.9, sd: 0.2}}}}, volatility: 0.1}}
{more}"""


PROCESSES: dict[str, str | Feature] = {
    "constant": _driver("constant"),
    "constant, spelt out": _driver("{constant: {}}"),
    "random walk": _driver("{random_walk: {drift: 0.5, volatility: 0.3}}"),
    "random walk that rests": _driver("random_walk"),
    "mean reverting by half-life": _driver(
        "{mean_reverting: {level: 3, half_life: 6 months, volatility: 0.3}}"
    ),
    "mean reverting by speed": _driver("{mean_reverting: {level: 3, speed: 2, volatility: 0.3}}"),
    "mean reverting by spread": _driver("{mean_reverting: {level: 3, speed: 2, spread: 0.5}}"),
    "mean reverting without noise": _driver("{mean_reverting: {level: 3, half_life: 0.3}}"),
    "mean reverting of judgements": _driver(
        "{mean_reverting: {level: 3 to 5, half_life: 1 to 3 years, spread: 0.1 to 0.2}}"
    ),
    "growth": _driver("{growth: {rate: 0.3, volatility: 0.4}}"),
    "growth that rests": _driver("growth"),
    "logistic": _driver("{logistic: {capacity: 4, rate: 2, volatility: 0.3}}"),
    "logistic from above": _driver("{logistic: {capacity: 0.4, rate: 2}}"),
    "logistic from nothing": _driver("{logistic: {capacity: 4, rate: 2}}", "0"),
    "logistic that shrinks": _driver("{logistic: {capacity: 4, rate: -1}}"),
    "regime switching": _driver(
        "{regime_switching: {calm_drift: 1, calm_volatility: 0.1, crisis_drift: -3,"
        " crisis_volatility: 2, crisis_rate: 3, recovery_rate: 5, crisis_at_start: 0.3}}"
    ),
    "regime switching that never ends": _driver(
        "{regime_switching: {calm_volatility: 0, crisis_volatility: 0, crisis_drift: 1,"
        " crisis_rate: 2, recovery_rate: 0}}"
    ),
    "regime switching that never begins": _driver(
        "{regime_switching: {calm_volatility: 0.1, crisis_volatility: 1, crisis_rate: 0,"
        " recovery_rate: 0}}"
    ),
    "regime switching by expressions": """
parameters: {p: {value: 2 to 3}}
drivers:
  x:
    start: 1
    range: [-2, null]
    process: {regime_switching: {calm_volatility: 0.1, crisis_drift: p * y, crisis_volatility: 2,
      crisis_rate: y, recovery_rate: 2 - y * 2, crisis_at_start: "y / 2"}}
    jumps: {rate: 2, size: x}
  y: {start: p / 3, process: {random_walk: {volatility: 1}}}
  z: {start: p, process: {regime_switching: {calm_volatility: 1 to 2, crisis_volatility: 2 to 3,
    crisis_rate: 1 to 3, recovery_rate: 4 to 6, crisis_at_start: {beta: {mean: 0.5, sd: 0.2}}}}}
correlations: [{between: [x, z], value: 0.7}]
events:
  e: {rate: 2, once: false, effects: [{set: x.crisis_rate, to: 9, for: 2 months}, {set: x, to: 0}]}
rules: {r: {when: x < 0, effects: [{multiply: x.recovery_rate, by: 3}, {add: 1, to: x}]}}""",
    "regime switching that is held": Feature(
        """
drivers:
  x: {start: 1 to 2, process: {regime_switching: {calm_volatility: 1, crisis_volatility: 2,
    crisis_rate: 3, recovery_rate: 5}}}
  y: {start: 2, process: {regime_switching: {calm_volatility: 1, crisis_volatility: 2,
    crisis_rate: 3 * x, recovery_rate: 5}}}""",
        12,
        {"hold": {"x": "start"}},
    ),
    "jumps beside the driver": _driver("constant", more=", jumps: {rate: 3, size: -0.2, sd: 0.3}"),
    "jumps beside the process": _driver("{constant: {}, jumps: {rate: 3, size: -0.2, sd: 0.3}}"),
    "jumps of judgements": _driver("growth", more=", jumps: {rate: 1 to 5, size: 1 to 2}"),
    "jumps on growth": _driver(
        "{growth: {rate: 1, volatility: 0.2}}", more=", jumps: {rate: 3, size: 1, sd: 0.3}"
    ),
    "range": _driver("{random_walk: {volatility: 3}}", more=", range: [0, 2]"),
    "half-open range": _driver("{random_walk: {volatility: 3}}", more=", range: [0.5, null]"),
    "start cut to the range": _driver(
        "constant", "{normal: {mean: 0, sd: 1}}", ", range: [-0.5, 0.25]"
    ),
    "start clipped to the range": "parameters: {p: {value: 3 to 4}}\n"
    + _driver("constant", "p", ", range: [0, 1]"),
    "path": _driver("{path: {2023-02: 3, 2023-06: 5 to 7}}", "null"),
    "path from before the start": _driver("{path: {2022-02: 3, 2022-11: 4, 2023-06: 5}}", "null"),
    "path on a straight line": _driver(
        "{path: {2023-02: 3, 2023-06: 5, 2023-08: 1}, interpolate: linear}", "null"
    ),
    "path on a straight line since long": _driver(
        "{path: {2022-02: 3, 2023-06: 5}, interpolate: linear}", "null"
    ),
    "path in a range": _driver("{path: {2023-02: 3, 2023-06: 5}}", "null", ", range: [0, 4]"),
    "derived in a range": """
drivers:
  x: {start: 1, process: {random_walk: {volatility: 2}}}
  y: {range: [0.9, 1.1], process: {derived: x}}
  z: {process: {derived: y - x}}""",
    "fields that are expressions": """
drivers:
  x: {start: 1, process: {random_walk: {drift: 0.5 * y, volatility: "0.1 + abs(y)"}}}
  y: {start: 1, process: {mean_reverting: {level: x / 2, half_life: 1 + x ** 2, spread: 0.1 * t}}}
  z: {start: 1, process: {growth: {rate: y - x, volatility: 0.1}}}
  w: {start: 1, process: {logistic: {capacity: 2 + y, rate: 3 * t}}, jumps: {rate: t, size: x}}""",
    "derived drivers of each other": """
drivers:
  a1: {process: {derived: b1 * 2 + t}}
  b1: {process: {derived: c1 + change(c1)}}
  c1: {start: 1, process: {random_walk: {volatility: 1}}}""",
    "correlated shocks": """
drivers:
  x: {start: 1, process: {random_walk: {volatility: 1}}}
  y: {start: 1, process: {growth: {volatility: 1}}}
  z: {start: 1, process: {mean_reverting: {level: 1, speed: 1, spread: 1}}}
  w: {start: 1, process: {random_walk: {volatility: 1}}}
correlations:
  - {between: [z, x], value: 0.7}
  - {between: [x, y], value: -0.5}""",
    "shocks that are one": """
drivers:
  x: {start: 1, process: {random_walk: {volatility: 1}}}
  y: {start: 1, process: {growth: {volatility: 1}}}
correlations: [{between: [y, x], value: -1}]""",
    "shocks correlated with a held driver": Feature(
        """
drivers:
  x: {start: 1, process: {random_walk: {volatility: 1}}}
  y: {start: 1, process: {growth: {volatility: 1}}}
correlations: [{between: [y, x], value: 0.8}]""",
        12,
        {"hold": {"x": 2}},
    ),
}

JUDGEMENTS = {
    "number": _parameter("0.4"),
    "percentage": _parameter("40%"),
    "lognormal interval": _parameter("2 to 15"),
    "normal interval": _parameter("-2 to 15"),
    "negative interval": _parameter("-15 to -2"),
    "normal": _parameter("{normal: {mean: 1, sd: 2}}"),
    "lognormal": _parameter("{lognormal: {median: 1, sigma: 0.5}}"),
    "beta": _parameter("{beta: {mean: 0.3, sd: 0.1}}"),
    "uniform": _parameter("{uniform: {low: -1, high: 2}}"),
    "triangular": _parameter("{triangular: {low: -1, mode: 0, high: 2}}"),
    "pert": _parameter("{pert: {low: -1, mode: 0, high: 2}}"),
    "choice": _parameter("{choice: {1: 3, 0: 1, 2.5: 2}}"),
    "quantiles": _parameter("{quantiles: {5: 1, 50: 2, 95: 5}}"),
    "student_t": _parameter("{student_t: {median: 1, scale: 2, degrees_of_freedom: 4}}"),
    "gamma": _parameter("{gamma: {mean: 1, sd: 2}}"),
    "shares of a whole": """
parameters:
  p: {value: {dirichlet: {group: w, weight: 2}}}
  q: {value: {dirichlet: {group: w, weight: 0.5}}}
  r: {value: {dirichlet: {group: w, weight: 30}}}
  s: {value: {dirichlet: {group: other, weight: 1}}}
  u: {value: {dirichlet: {group: other, weight: 1}}}
drivers: {x: {start: p + s, process: {random_walk: {drift: q - r * u}}}}
""",
    "cut gamma": _parameter("{gamma: {mean: 1, sd: 0.5}}", ", range: [0.5, 2]"),
    "metalog": _parameter("{metalog: {5: 1, 50: 2, 95: 4}}"),
    "metalog above an end": _parameter("{metalog: {10: 1, 50: 2, 90: 5, low: 0}}"),
    "metalog below an end": _parameter("{metalog: {10: 1, 50: 2, 90: 2.5, high: 3}}"),
    "metalog between ends": _parameter("{metalog: {5: 1, 50: 2, 95: 4, low: 0, high: 5}}"),
    "cut metalog": _parameter("{metalog: {5: 1, 50: 2, 95: 4}}", ", range: [1, 3]"),
    "cut normal": _parameter("{normal: {mean: 1, sd: 2}}", ", range: [0, 2]"),
    "cut interval": _parameter("2 to 15", ", range: [null, 10]"),
    "cut quantiles": _parameter("{quantiles: {5: 1, 50: 2, 95: 5}}", ", range: [1.5, 4]"),
    "cut choice": _parameter("{choice: {1: 3, 0: 1, 2: 2, 3: 1}}", ", range: [1, 2]"),
    "of other parameters": """
parameters: {p: {value: q * 2 + r}, q: {value: 1 to 2}, r: {value: sqrt(q)}}
drivers: {x: {start: p, process: {random_walk: {drift: p}}}}""",
    "shared by every use": """
parameters: {p: {value: 1 to 2}}
drivers: {x: {start: p, process: constant}, y: {start: p, process: constant}}""",
    "one for each place": """
drivers: {x: {start: 1 to 2, process: constant}, y: {start: 1 to 2, process: constant}}""",
    "correlated": """
parameters:
  p: {value: 1 to 2}
  q: {value: {beta: {mean: 0.3, sd: 0.1}}, range: [0.2, 0.4]}
  r: {value: {choice: {0: 1, 1: 1}}}
  s: {value: 1 to 2}
drivers: {x: {start: p, process: constant}, y: {start: q + s, process: constant},
  z: {start: r, process: constant}}
correlations: [{between: [r, p], value: 0.7}, {between: [q, p], value: -0.6}]""",
}

EXPRESSIONS = {
    "arithmetic": _formula("(p - 1) * 2 / 4 + -x ** 2 - 3"),
    "percentages": _formula("x * 43% + 1_000"),
    "functions": _formula(
        "min(x, p, 2) + max(x, 1) + abs(x) + exp(-x) + log(p) + sqrt(p) + logistic(x)"
        " + clip(x, 0, 1)"
    ),
    "comparisons": _formula("1 if 0.5 < x <= 1.5 else 0 if x != 1 else 5"),
    "logic": _formula("1 if x > 1 and not p > 2.5 or t == 0 else 0"),
    "alignment": _formula("g.alignment + change(g.alignment)"),
    "time": _formula("t"),
    "outcome": _formula("1 if outcome.b else 0"),
    "happened": _formula("1 if happened(e) else 0"),
    "months since an event": _formula("exp(-months_since(e)) + min(months_since(dated), 100)"),
    "months since a past event": _formula("months_since(past)"),
    "months since a state": _formula("min(months_since(outcome.b), months_since(outcome.a))"),
    "change": _formula("change(x)"),
    "exponentials that are next to nothing": _formula(
        "1 if exp(-700 * p) == 0 or exp(-800 * x ** 2 - 800) > 0 else 2"
    ),
    "exponentials of endless time": _formula("1 if exp(-months_since(e)) > 0 else 0"),
    "powers": _formula("1 if x ** 1 == x and p ** 0 == 1 else p ** x + 2 ** p + p ** 1.5"),
    "products of exponentials": _formula(
        "exp(g.alignment) * exp(-p) / exp(0.3 * g.alignment) * (exp(-1) if x > 1 else 1)"
    ),
    "branches that would not be defined": _formula("sqrt(x) if x > 0 else 0"),
}

PAST = {
    "what was": _formula("ago(x, 3 months) + ago(g.alignment, 1 month)"),
    "mean": _formula("mean(x * p, 7 months)"),
    "mean of the present alone": _formula("mean(x, 1 month)"),
    "highest and lowest": _formula("highest(x, 5 months) - lowest(x + g.alignment, 4 months)"),
    "lasted": _formula("1 if lasted(x > 1, 3 months) else 0"),
    "lasted, of the outcome": _formula("1 if lasted(not outcome.b, 2 months) else 0"),
    "what had happened": _formula("ago(1 if happened(dated) else 0, 2 months) + ago(t, 2 months)"),
    "past of the past": _formula(
        "mean(ago(x, 2 months), 3 months) + ago(mean(x, 3 months), 1 month)"
    ),
    "change that was": _formula(
        "ago(change(x), 1 month) + mean(min(months_since(e), 9), 4 months)"
    ),
    "months of the year": _formula("month() + highest(month(), 2 months)"),
    "longer than the run": _formula("mean(x, 5 years) + ago(x, 5 years) + highest(x, 4 years)"),
    "circles through the past": """
drivers:
  x: {start: 1, process: {random_walk: {volatility: 0.5}}}
  stock: {start: 5, process: {derived: "ago(stock, 1 month) + x - ago(out, 2 months)"}}
  out: {process: {derived: "0.1 * stock"}}
  q: {process: {derived: "ago(r, 3 months) + mean(w, 2 months)"}}
  r: {process: {derived: "x * 2"}}
  w: {process: {derived: "x + 1"}}""",
    "circle that is held": Feature(
        """
drivers:
  x: {start: 1, process: {random_walk: {volatility: 0.5}}}
  stock: {start: 5, process: {derived: "ago(stock, 1 month) + x"}}
  out: {process: {derived: "mean(stock, 3 months)"}}""",
        12,
        {"hold": {"stock": "start"}},
    ),
    "past in quarters": Feature(
        "step: 3 months\n"
        + _formula("mean(x, 7 months) + ago(x, 1 month) if lasted(x > 1, 4 months) else month()"),
        36,
    ),
    "past everywhere": """
drivers:
  x:
    start: 1
    process: {random_walk: {volatility: 0.5}}
    jumps: {rate: "1 + abs(ago(x, 1 month))", size: 0.1}
  m:
    start: 1
    process: {mean_reverting: {level: "mean(x, 3 months)", half_life: 1, volatility: 0.2}}
actors: {g: {alignment: 0.2, volatility: "0.1 * (1 + abs(ago(x, 2 months)))"}}
events:
  e:
    rate: "abs(highest(x, 3 months))"
    once: false
    when: "lasted(x > 0.5, 2 months)"
    effects:
      - {add: "lowest(x, 3 months)", to: m, over: 3 months}
      - {set: m.level, to: "ago(x, 2 months)", for: 3 months}
rules:
  r:
    when: "mean(m, 4 months) > 1 and month() < 9"
    effects: [{add: "ago(m, 1 month)", to: m}, {multiply: go, by: 3}]
outcome:
  start: a
  states: [a, b]
  transitions:
    go: {from: a, to: b, rate: "abs(mean(m, 3 months))"}
    back: {from: b, to: a, rate: "3 if lasted(outcome.b, 2 months) else 1"}""",
}

_TOTALS = """
totals:
  amounts: {of: "x * p + g.alignment"}
  at_start: {of: "x", timing: start, discount: 5%}
  by_halves: {of: "mean(x, 3 months) if outcome.b else t", timing: half, discount: -2%}
  clashes: {count: e}
  dated_ones: {count: dated}
  months_in_b: {of: outcome.b}
  months_discounted: {of: "x > 1 and not happened(e)", discount: 10%, timing: half}
  lasting: {of: "lasted(outcome.a, 2 months) or months_since(outcome.b) < 2"}"""

TOTALS = {
    "of all kinds": _formula("x", _TOTALS),
    "in quarters": Feature("step: 3 months\n" + _formula("x", _TOTALS), 36),
}

EVENTS = {
    "rate": _event("[{add: 1, to: x}]", "rate: 1"),
    "rate, again and again": _event("[{add: 1, to: x}]"),
    "rate of an expression": _event("[{add: 1, to: x}]", "rate: exp(x)"),
    "rate of a judgement": _event("[{add: 1, to: x}]", "rate: 1 to 3"),
    "negative rate": _event("[{add: 1, to: x}]", "rate: 0.9 - x, once: false"),
    "condition": _event("[{add: 1, to: x}]", "rate: 5, when: x > 1, once: false"),
    "date": _event("[{add: 1, to: x}]", "date: 2023-04"),
    "date with a probability": _event("[{add: 1, to: x}]", "date: 2023-04, probability: 0.3"),
    "date with a judged probability": _event(
        "[{add: 1, to: x}]", "date: 2023-04, probability: {beta: {mean: 0.5, sd: 0.1}}"
    ),
    "date with a condition": _event("[{add: 1, to: x}]", "date: 2023-04, when: x > 1"),
    "dates": _event("[{add: 1, to: x}]", "date: [2023-04, 2023-07], probability: 0.6"),
    "dates, once": _event(
        "[{add: 1, to: x}]", "date: [2023-04, 2023-07], probability: 0.6, once: true"
    ),
    "every so many months": _event(
        "[{add: 1, to: x, over: 2 months}]", "every: 2 months from 2023-01, probability: 0.7"
    ),
    "every so many months since long ago": _event(
        "[{add: 1, to: x}]", "every: 5 months from 2020-01, when: months_since(e) > 2"
    ),
    "every so many months, once": _event(
        "[{add: 1, to: x}]", "every: 1 month from 2023-02, probability: 0.2, once: true"
    ),
    "every month in longer steps": Feature(
        """
step: 3 months
drivers: {x: {start: 1, process: constant}}
events: {e: {every: 2 months from 2023-01, effects: [{add: 1, to: x}]},
  f: {every: 7 months from 2022-10, probability: 0.6, between: [2023-06, 2024-06]}}""",
        36,
    ),
    "date at the start": _event("[{add: 1, to: x}]", "date: 2022-12"),
    "dates around the start": _event("[{add: 1, to: x}]", "date: [2022-10, 2023-04]"),
    "dates around the start, once": _event(
        "[{add: 1, to: x}]", "date: [2022-10, 2023-04], once: true"
    ),
    "span": _event("[{add: 1, to: x}]", "rate: 5, once: false, between: [2023-03, 2023-05]"),
    "date outside the span": _event(
        "[{add: 1, to: x}]", "date: 2023-04, between: [2023-05, 2023-07]"
    ),
    "switched off": _event("[{add: 1, to: x}]", "rate: 5, enabled: false"),
    "past but switched off": _formula("1 if happened(off) else 0").replace(
        "e: {rate: 2}", "e: {rate: 2}, off: {date: 2022-10, enabled: false}"
    ),
    "event on another event": """
drivers: {x: {start: 1, process: constant}}
events:
  e: {rate: 2}
  f: {rate: 4, when: happened(e) and months_since(e) >= 2, effects: [{add: 1, to: x}]}""",
}

PUSHES = {
    "addition": _event("[{add: 0.5, to: [x, g]}]"),
    "addition of an expression": _event("[{add: x + m, to: m}]"),
    "addition of a judgement": _event("[{add: 0.5 to 1, to: [x, m]}]"),
    "factor": _event("[{multiply: [x, g.alignment], by: 1.5}]"),
    "divisor": _event("[{divide: [x, g], by: 1.5}]"),
    "set": _event("[{set: [x, g], to: 0.4}]"),
    "set to an expression": _event("[{set: g, to: h.alignment}, {set: x, to: m}]"),
    "all at once": _event(
        "[{set: m, to: 1}, {multiply: x, by: 2}, {add: 1, to: x}, {add: 2, to: m},"
        " {multiply: m, by: 3}]"
    ),
    "addition over months": _event("[{add: 0.6, to: [x, g], over: 6 months}]"),
    "factor over months": _event("[{multiply: [x, g], by: 1.5, over: 4 months}]"),
    "divisor over months": _event("[{divide: [x, g], by: 1.5, over: 4 months}]"),
    "set over months": _event("[{set: [x, g], to: 0.4, over: 6 months}]"),
    "set over months of what moves": _event("[{set: x, to: m, over: 6 months}]"),
    "set over months, once": _event("[{set: x, to: 0.4, over: 3 months}]", "rate: 2"),
    "addition after a while": _event("[{add: 0.5, to: x, after: 2 months}]"),
    "set after a while": _event("[{set: x, to: 0, after: 2 months}]"),
    "addition after a while over months": _event(
        "[{add: 0.5, to: x, after: 2 months, over: 4 months}]"
    ),
    "set after a while over months": _event("[{set: x, to: 0, after: 3 months, over: 4 months}]"),
    "factor after a while over months": _event(
        "[{multiply: x, by: 2, after: 3 months, over: 4 months}]"
    ),
    "long after": Feature(_event("[{add: 0.5, to: x, after: 40 months}]"), 60),
    "very long after, over many years": Feature(
        _event(
            "[{add: 0.5, to: x, after: 70 months, over: 64 months},"
            " {multiply: m, by: 1.5, after: 63 months, over: 2 months},"
            " {set: g, to: 0.4, after: 128 months, over: 65 months}]",
            "rate: 0.5, once: false",
        ),
        220,
    ),
    "beyond the range": """
drivers: {x: {start: 1, range: [0, 2], process: constant}}
actors: {g: {alignment: 0.9}}
events: {e: {rate: 5, once: false, effects: [{add: 0.4, to: [x, g]}]}}""",
    "from several events": """
drivers: {x: {start: 1, process: {random_walk: {volatility: 0.1}}}}
events:
  e: {rate: 3, once: false, effects: [{add: 0.4, to: x, over: 3 months}]}
  f: {rate: 3, once: false, effects: [{multiply: x, by: 0.5, over: 2 months}]}
  g: {rate: 1, effects: [{set: x, to: 1}]}
  h: {rate: 1, effects: [{set: x, to: 1}]}""",
    "on a jump": _event("[{add: 0.5, to: x}]", more="rules: {r: {when: x > 1, effects: []}}"),
}

CHANGES = {
    "addition to a field": _event("[{add: 2, to: m.level}]"),
    "factor on a field": _event("[{multiply: m.level, by: 2}]"),
    "divisor of fields": _event("[{divide: [m.level, m.half_life, m.spread], by: 2}]"),
    "set of a field": _event("[{set: m.level, to: 3}]"),
    "change of a jump": _event("[{set: x.jumps.rate, to: 9}, {add: 1, to: x.jumps.size}]"),
    "change of a jump's spread": _event("[{set: x.jumps.sd, to: 0.5}]"),
    "change of a target": _event("[{add: 0.5, to: g.target}, {set: h.target, to: 0.1}]"),
    "change of a rate": _event("[{multiply: [go, other.rate], by: 5}]"),
    "set of a rate": _event("[{set: go.rate, to: 0}, {add: 2, to: other}]"),
    "change for months": _event("[{add: 2, to: m.level, for: 3 months}]"),
    "set for months": _event("[{set: m.level, to: 3, for: 3 months}]"),
    "change after a while": _event("[{add: 2, to: m.level, after: 3 months}]"),
    "change after a while for months": _event(
        "[{add: 2, to: m.level, after: 3 months, for: 2 months}]"
    ),
    "long delay, short change": _event(
        "[{multiply: m.level, by: 2, after: 4 months, for: 1 month}]", "rate: 6, once: false", ""
    ),
    "change very long after": Feature(
        _event(
            "[{add: 2, to: m.level, after: 64 months, for: 3 months},"
            " {multiply: go, by: 3, after: 129 months, for: 70 months}]",
            "rate: 0.5, once: false",
        ),
        220,
    ),
    "change by an expression": _event("[{add: x, to: m.level}]"),
    "change by a judgement": _event("[{multiply: m.level, by: 2 to 3}]"),
    "set and addition and factor": _event(
        "[{multiply: m.level, by: 2}, {add: 1, to: m.level}, {set: m.level, to: 3}]"
    ),
    "the latest set counts": """
drivers: {x: {start: 1, process: {random_walk: {drift: 0}}}}
events:
  e: {date: 2023-02, effects: [{set: x.drift, to: 1}]}
  f: {date: 2023-04, effects: [{set: x.drift, to: 5, for: 3 months}]}
  g: {date: 2023-06, effects: [{set: x.drift, to: 2, for: 2 months}]}
  h: {date: 2022-06, effects: [{set: x.drift, to: 9}]}""",
    "a set renewed is the latest": """
drivers: {x: {start: 1, process: {random_walk: {drift: 0}}}}
events:
  e: {date: [2023-02, 2023-06], effects: [{set: x.drift, to: 1}]}
  f: {date: 2023-04, effects: [{set: x.drift, to: 5}]}""",
    "renewed, not stacked": """
drivers: {x: {start: 1, process: {random_walk: {drift: 0}}}}
events:
  e: {date: [2023-02, 2023-04], effects: [{add: 1, to: x.drift, for: 4 months},
    {add: 10, to: x.drift, after: 3 months, for: 2 months}]}""",
    "equal sets at once": """
drivers: {x: {start: 1, process: {random_walk: {drift: 0}}}}
events:
  e: {date: 2023-02, effects: [{set: x.drift, to: 1}]}
  f: {date: 2023-02, effects: [{set: x.drift, to: 1}]}""",
}

RULES = {
    "addition to a value": _rule("[{add: 1, to: [x, g]}]"),
    "addition to a field": _rule("[{add: 1, to: m.level}]"),
    "factor on a field": _rule("[{multiply: m.volatility, by: 3}]"),
    "divisor of a rate": _rule("[{divide: [go, e], by: 4}]"),
    "change of a target": _rule("[{add: 0.5, to: g.target}]"),
    "no effect": _rule("[]"),
    "switched off": _rule("[{add: 1, to: x}]", more=", enabled: false"),
    "span": _rule("[{add: 1, to: x}]", "true", ", between: [2023-03, 2023-05]"),
    "judgement": _rule("[{multiply: go, by: 2 to 5}]"),
    "expression": _rule("[{multiply: go, by: exp(x)}, {add: x * t, to: m}]"),
    "on the outcome": _rule("[{add: 1, to: x}]", "outcome.b"),
    "on time": _rule("[{add: 1, to: x}]", "t >= 0.5"),
    "on an event": _rule("[{add: 1, to: x}]", "months_since(e) < 2"),
    "gates before additions": """
drivers: {x: {start: 1, process: {random_walk: {volatility: 1}}}}
events: {e: {rate: 3, effects: [{add: 5, to: go}]}}
rules:
  gate: {when: x > 0.5, effects: [{divide: go, by: 20}]}
  help: {when: t > 0.2, effects: [{add: 2, to: go}]}
outcome: {start: a, states: [a, b], transitions: {go: {from: a, to: b, rate: 1},
  back: {from: b, to: a, rate: 4}}}""",
    "additions and pushes on one value": """
drivers: {x: {start: 1, range: [0, 9], process: {growth: {rate: 0.1, volatility: 0.2}}}}
events: {e: {rate: 3, once: false, effects: [{multiply: x, by: 1.5}, {add: 1, to: x}]},
  f: {rate: 1, once: false, effects: [{set: x, to: 1, over: 2 months}]}}
rules: {r: {when: x > 0.5, effects: [{add: 2, to: x}]}}""",
}

OUTCOMES = {
    "rate": _outcome("go: {from: a, to: b, rate: 2}"),
    "judged rate": _outcome("go: {from: a, to: b, rate: 1 to 3}"),
    "competing rates": _outcome(
        "z: {from: a, to: b, rate: 2}, y: {from: a, to: c, rate: 3}, x: {from: c, to: a, rate: 9}"
    ),
    "several origins": _outcome(
        "z: {from: [a, b], to: c, rate: 2}, y: {from: [a, c], to: b, rate: 3}"
    ),
    "negative rate": _outcome("z: {from: a, to: b, rate: t - 0.5}"),
    "switched off": _outcome(
        "z: {from: a, to: b, rate: 20, enabled: false}, w: {from: a, to: c, after: 2 months,"
        " enabled: false}"
    ),
    "wait": _outcome("w: {from: a, to: b, after: 6 months}"),
    "wait for one step": _outcome("w: {from: a, to: b, after: 1 month}"),
    "wait after entering": _outcome(
        "go: {from: a, to: b, rate: 4}, w: {from: b, to: c, after: 3 months}"
    ),
    "wait against a rate": _outcome(
        "w: {from: a, to: b, after: 3 months}, go: {from: a, to: c, rate: 3},"
        " back: {from: [b, c], to: a, rate: 5}"
    ),
    "two waits": _outcome(
        "w: {from: a, to: b, after: 5 months}, v: {from: a, to: c, after: 3 months}"
    ),
    "rate after a wait": _outcome("go: {from: a, to: b, rate: 9, after: 3 months}"),
    "rate after a wait, again": _outcome(
        "go: {from: a, to: b, rate: 9, after: 3 months}, back: {from: b, to: a, rate: 9}"
    ),
    "rate after a wait against a rate": _outcome(
        "go: {from: a, to: b, rate: 9, after: 3 months}, w: {from: a, to: c, rate: 3},"
        " back: {from: [b, c], to: a, after: 1 month}"
    ),
    "judged wait": _outcome(
        "w: {from: a, to: b, after: 2 to 9 months}, back: {from: b, to: a, after: 1 month}"
    ),
    "judged waits against each other": _outcome(
        "v: {from: [a, b], to: c, after: {uniform: {low: 0, high: 0.6}}},"
        " w: {from: [a, c], to: b, after: long}, x: {from: a, to: d, after: 4 months},"
        " back: {from: [b, c], to: a, rate: 5}",
        more="parameters: {long: {value: 0.2 to 0.7}}",
    ),
    "judged waits as long as each other": _outcome(
        "v: {from: a, to: c, after: long}, w: {from: a, to: b, after: long},"
        " back: {from: [b, c], to: a, rate: 5}",
        more="parameters: {long: {value: {choice: {0.25: 1, 0.5: 1}}}}",
    ),
    "rate after a judged wait": Feature(
        """
step: 3 months
outcome: {start: a, states: [a, b, c], transitions: {
  go: {from: a, to: b, rate: 9, after: 2 to 14 months}, w: {from: b, to: c, after: 1 to 2 years},
  back: {from: [b, c], to: a, rate: 2, after: 6 months}}}""",
        48,
    ),
    "a start that is drawn": """
drivers: {x: {start: 1, process: {random_walk: {drift: "min(months_since(outcome.b), 50) / 9"}}}}
outcome: {start: {a: 0.5, b: 0.3, d: 20%, c: 0}, since: {b: 2022-08, d: 2022-12},
  states: [a, b, c, d], transitions: {go: {from: a, to: b, rate: 3},
  back: {from: b, to: c, after: 6 months}, on: {from: d, to: a, rate: 9, after: 2 months}}}""",
    "since long ago": Feature(
        """
step: 3 months
drivers: {x: {process: {derived: "months_since(outcome.a) if outcome.a else 0"}}}
outcome: {start: a, since: 2022-04, states: [a, b, c], transitions: {
  w: {from: a, to: b, after: 1 year}, v: {from: b, to: c, after: 6 to 18 months},
  back: {from: c, to: a, rate: 2}}}""",
        48,
    ),
    "held at the start, and looking back": Feature(
        """
drivers: {x: {start: 1, process: {random_walk: {volatility: 1}}},
  y: {process: {derived: "t + lowest(x, 6 months)"}}}""",
        said={"hold": {"y": "start"}},
    ),
    "since when two waits are over": """
outcome: {start: a, since: 2022-02, states: [a, b, c], transitions: {
  v: {from: a, to: b, after: 6 months}, w: {from: a, to: c, after: 4 months},
  back: {from: [b, c], to: a, rate: 4}}}""",
    "since before a judged wait": """
outcome: {start: {a: 0.5, b: 0.5}, since: {a: 2022-08, b: 2022-02}, states: [a, b, c],
  transitions: {w: {from: [a, b], to: c, after: 4 to 14 months},
  back: {from: c, to: a, rate: 4}}}""",
    "rates so high that many are due": _outcome(
        "z: {from: a, to: b, rate: 30}, y: {from: a, to: c, rate: 20}, x: {from: [b, c], to: a,"
        " rate: 40}"
    ),
    "moved by an event": _outcome(
        "go: {from: a, to: b, rate: 2}, back: {from: b, to: a, rate: 1}",
        more="events: {e: {rate: 2, once: false, moves: b}, f: {date: 2023-06, moves: a}}",
    ),
    "moved by events of one step": _outcome(
        "go: {from: [a, c], to: b, rate: 9}, on: {from: [a, b], to: c, rate: 9},"
        " back: {from: [b, c], to: a, after: 2 months}",
        more="""
events:
  d: {rate: 9, once: false, moves: a}
  e: {rate: 9, once: false, moves: b}
  f: {every: 2 months from 2023-01, probability: 0.5, moves: c}
  g: {date: [2023-03, 2023-04], probability: 0.5, moves: b}
""",
    ),
    "moved only where a way is switched on": _outcome(
        "go: {from: a, to: b, rate: 0}, off: {from: a, to: c, rate: 9, enabled: false},"
        " on: {from: b, to: c, rate: 0}",
        more="events: {e: {rate: 2, moves: c}, f: {every: 3 months from 2023-02, moves: b}}",
    ),
    "moved by what reads the outcome": _outcome(
        "go: {from: a, to: b, rate: 1}, back: {from: b, to: a, rate: 0}",
        more="events: {e: {rate: 5, once: false, when: outcome.b, moves: a,"
        " effects: [{multiply: go, by: 2, for: 2 months}]}}",
    ),
    "moved before the waits begin anew": _outcome(
        "go: {from: a, to: b, after: 4 months}, back: {from: b, to: a, after: 4 months}",
        more="events: {e: {every: 3 months from 2023-02, probability: 0.6, moves: b},"
        " f: {rate: 2, once: false, moves: a}}",
    ),
    "one state": "outcome: {start: a, states: [a], transitions: {}}",
}

ACTORS = {
    "own view": _actor("speed: 1"),
    "noise": _actor("volatility: 0.5"),
    "listening": _actor("susceptibility: 0.5, listens_to: {h: 3, i: 1}"),
    "listening to nobody": _actor("susceptibility: 0.5"),
    "listening with judged weights": _actor(
        "susceptibility: {uniform: {low: 0.2, high: 0.8}}, listens_to: {h: 1 to 3, i: 1}"
    ),
    "weights of zero": _actor("susceptibility: 0.5, listens_to: {h: 1, i: 0}"),
    "responding": _actor("responds_to: {x: 0.3, y: 0.2 to 0.3}"),
    "fast": _actor("susceptibility: 1, listens_to: {h: 1}, speed: 50"),
    "speed of a judgement": _actor("susceptibility: 1, listens_to: {h: 1}, speed: 1 to 5"),
    "alignment of a parameter": (
        "parameters: {p: {value: -1 to 1}}\nactors: {g: {alignment: p / 2, volatility: 0.1}}"
    ),
    "fields that are expressions": _actor(
        "susceptibility: logistic(x), listens_to: {h: 1 + t, i: exp(x)}, responds_to: {x: y},"
        " speed: 1 + x ** 2, volatility: 0.1 * abs(x)"
    ),
    "each other": """
actors:
  g: {alignment: 0.9, susceptibility: 0.5, listens_to: {h: 1}}
  h: {alignment: -0.9, susceptibility: 0.9, listens_to: {g: 1}, speed: 3}""",
}

_HELD = """
drivers:
  x: {start: 1 to 2, process: {random_walk: {drift: 1, volatility: 1}}, jumps: {rate: 9, size: 1}}
  y: {process: {derived: x * 2}}
  z: {start: null, process: {path: {2022-12: 1, 2023-03: 5}}}
actors:
  g: {alignment: -0.5 to 0.5, susceptibility: 0.5, listens_to: {h: 1}, volatility: 0.3}
  h: {alignment: 0.9, susceptibility: 0.5, listens_to: {g: 1}, responds_to: {x: 0.1, y: 0.1}}
events: {e: {rate: 3, once: false, effects: [{add: 1, to: [x, g]}, {set: g.target, to: 0}]}}
rules: {r: {when: true, effects: [{add: 1, to: [x, g]}]}}"""
HOLDS = {
    "driver at a value": Feature(_HELD, 12, {"hold": {"x": 3}}),
    "driver at its start": Feature(_HELD, 12, {"hold": {"x": "start"}}),
    "driver at a judgement": Feature(_HELD, 12, {"hold": {"x": "3 to 5"}}),
    "derived driver": Feature(_HELD, 12, {"hold": {"y": 1.5}}),
    "derived driver at its start": Feature(_HELD, 12, {"hold": {"y": "start"}}),
    "path": Feature(_HELD, 12, {"hold": {"z": 2}}),
    "path at its start": Feature(_HELD, 12, {"hold": {"z": "start"}}),
    "actor at a value": Feature(_HELD, 12, {"hold": {"g": 0.7}}),
    "actor at its start": Feature(_HELD, 12, {"hold": {"g": "start"}}),
    "several": Feature(_HELD, 12, {"hold": {"g": "start", "h": 0.1, "x": 0, "z": "start"}}),
}

_QUARTERS = """
step: 3 months
drivers:
  x: {start: 1, process: {mean_reverting: {level: 2, half_life: 1, volatility: 0.3}}}
  p: {start: null, process: {path: {2023-02: 1, 2023-11: 5}, interpolate: linear}}
  q: {start: null, process: {path: {2023-02: 1, 2023-11: 5}}}
actors: {g: {alignment: 0.1, volatility: 0.2, responds_to: {x: 0.2}}}
events:
  e: {date: [2022-11, 2023-01, 2023-02, 2023-07], effects: [{add: 1, to: x, over: 6 months},
    {multiply: go, by: 3, after: 3 months, for: 6 months}]}
  f: {rate: 2, between: [2023-06, 2023-10], effects: [{add: 0.1, to: g}]}
rules: {r: {when: months_since(e) < 6, between: [2023-06, 2024-02], effects: [{add: 1, to: x}]}}
outcome: {start: a, states: [a, b, c], transitions: {go: {from: a, to: b, rate: 0.5},
  w: {from: b, to: c, after: 6 months}, back: {from: c, to: a, rate: 2, after: 3 months}}}"""
STEPS = {
    "quarters": Feature(_QUARTERS, 36),
    "years": Feature(
        """
step: 1 year
drivers: {x: {start: 1, process: {growth: {rate: 0.1, volatility: 0.2}}}}
events: {e: {date: 2025-03, effects: [{add: 1, to: x, over: 2 years}]}}
outcome: {start: a, states: [a, b], transitions: {go: {from: a, to: b, rate: 0.1}}}""",
        120,
    ),
}

GROUPS: dict[str, Mapping[str, str | Feature]] = {
    "process": PROCESSES,
    "judgement": JUDGEMENTS,
    "expression": EXPRESSIONS,
    "past": PAST,
    "total": TOTALS,
    "event": EVENTS,
    "push": PUSHES,
    "change": CHANGES,
    "rule": RULES,
    "outcome": OUTCOMES,
    "actor": ACTORS,
    "hold": HOLDS,
    "step": STEPS,
}
FEATURES: dict[str, Feature] = {
    f"{group}: {name}": feature if isinstance(feature, Feature) else Feature(feature)
    for group, features in GROUPS.items()
    for name, feature in features.items()
}
