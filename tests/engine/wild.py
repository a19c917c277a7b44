"""Small models with wild expressions: anything of the language, whether it is defined or not.

They are drawn by a seed, in plain Python, so that they are the same wherever they are drawn.
"""

from __future__ import annotations

import random

NUMBERS = ["0", "1", "0.5", "2", "3", "1000", "0.001", "1e150", "1e-150", "700", "0.0001"]
LEAVES = ["p", "q", "x", "t", "g.alignment", "min(months_since(e), 9)", "months_since(e)"]
LEAVES += ["(1 if outcome.a else 0)", "(1 if happened(e) else -1)", "change(x)", "(-p)", "(-x)"]
LEAVES += ["(x - p)", "(p - 1)"]
PARAMETERS = "p: {value: {choice: {-2: 1, -1: 1, 0: 1, 0.5: 1, 1: 1, 3: 1}}}, q: {value: 1 to 2}"


class Wild:
    """Draws models."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def expression(self, depth: int) -> str:
        """A number."""
        one = self.chance
        if not depth or one.random() < 0.15:
            return one.choice([*LEAVES, *LEAVES, *NUMBERS])
        a, b = self.expression(depth - 1), self.expression(depth - 1)
        exponent = one.choice(["2", "3", "0.5", "-1", "0", "1", "p", "2.5", b])
        shapes = [f"({a} + {b})", f"({a}) * ({b})", f"({a}) / ({b})", f"({a}) ** ({exponent})"]
        shapes += [f"{name}({a})" for name in ("exp", "log", "sqrt", "abs", "logistic")]
        shapes += [f"min({a}, {b})", f"max({a}, {b})", f"clip({a}, {one.choice(['0', b])}, 1000)"]
        shapes.append(f"({a} if {self.condition(depth - 1)} else {b})")
        return one.choice(shapes)

    def condition(self, depth: int) -> str:
        """A truth."""
        one, a, b = self.chance, self.expression(depth), self.expression(depth)
        compared = f"{a} {one.choice(['<', '<=', '>', '>=', '==', '!='])} {b}"
        both = f"({compared} {one.choice(['and', 'or'])} {self.expression(depth)} > 0)"
        return one.choice([compared, compared, f"not ({compared})", both])

    def model(self) -> str:
        """The text of a model file, without its frame."""
        one = self.chance
        a, b = (f'"{self.expression(one.randrange(1, 4))}"' for _ in range(2))
        within = one.choice(["", ", range: [-5, 5]", ", range: [0.5, null]"])
        condition = f'"{self.condition(2)}"'
        pace, spread = one.choice(["half_life", "speed"]), one.choice(["volatility", "spread"])
        push = one.choice(["add: {}, to: y", "multiply: y, by: {}", "set: y, to: {}"]).format(a)
        y = f"y: {{start: 1, process: constant{within}}}"
        kinds = [
            (f"y: {{process: {{derived: {a}}}{within}}}", ""),
            (f"y: {{start: 1, process: {{random_walk: {{drift: {a}}}}}{within}}}", ""),
            (f"y: {{start: 1, process: {{growth: {{rate: {b}, volatility: {a}}}}}{within}}}", ""),
            (
                f"y: {{start: 1, process: {{mean_reverting: {{level: {a}, {pace}: {b},"
                f" {spread}: 0.1}}}}{within}}}",
                "",
            ),
            (
                f"y: {{start: 1, process: {{regime_switching: {{calm_drift: {a}, crisis_drift: {b},"
                " calm_volatility: 0.1, crisis_volatility: 0.5, crisis_rate: 3, recovery_rate:"
                f" {b}, crisis_at_start: {a}}}}}{within}}}",
                "",
            ),
            (y, f"f: {{rate: {a}, once: false}}"),
            (y, f"f: {{date: [2023-02, 2023-04], probability: {a}}}"),
            (y, f"f: {{rate: 1, when: {condition}, effects: [{{multiply: go, by: {a}}}]}}"),
            (y, f"f: {{rate: 2, once: false, effects: [{{{push}, over: 3 months}}]}}"),
            (y, f"f: {{rate: 2, effects: [{{set: go, to: {a}, for: 2 months}}]}}"),
        ]
        driver, event = one.choice(kinds)
        rule = f"rules: {{r: {{when: {condition}, effects: [{{add: {b}, to: x}}]}}}}"
        rate = one.choice(["0.5", "0.5", a])
        return f"""
parameters: {{{PARAMETERS}}}
drivers:
  x: {{start: 1, process: {{random_walk: {{volatility: 1}}}}}}
  {driver}
actors: {{g: {{alignment: 0.1, volatility: 0.2}}}}
events:
  e: {{rate: 2, once: false}}
  {event}
{one.choice(["", "", rule])}
outcome:
  start: a
  states: [a, b]
  transitions: {{go: {{from: a, to: b, rate: {rate}}}, back: {{from: b, to: a, rate: 1}}}}
"""
