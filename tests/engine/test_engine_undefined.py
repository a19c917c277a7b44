"""A value that is no number stops a run where it is used, and does no harm where it is not."""

from __future__ import annotations

import pytest

from scenario.engine.simulate import simulate
from scenario.errors import RunError
from scenario.reference import Plan, follow
from scenario.resolve import Resolved
from tests.reference.agreement import compare
from tests.support.models import resolve_text

BAD = "log(bad)"  # bad is below zero in every run
FRAME = """
parameters: {bad: {value: -2 to -1}, good: {value: 1 to 2}}
"""


def _with(text: str) -> str:
    return FRAME + text.replace("BAD", BAD)


STOPS = {
    "a start": ("drivers: {x: {start: BAD, process: constant}}", "2022-12"),
    "a start within a range": (
        "drivers: {x: {start: BAD, range: [0, 1], process: constant}}",
        "2022-12",
    ),
    "an alignment": ("actors: {g: {alignment: BAD}}", "2022-12"),
    "a difference of what is infinite": (
        "drivers: {x: {start: 1, process: {random_walk:"
        " {drift: 1 / (good - good) - 1 / (bad - bad)}}}}",
        "2023-01",
    ),
    "a drift": ("drivers: {x: {start: 1, process: {random_walk: {drift: BAD}}}}", "2023-01"),
    "a drift within a range": (
        "drivers: {x: {start: 1, range: [0, 2], process: {random_walk: {drift: BAD}}}}",
        "2023-01",
    ),
    "a volatility": (
        "drivers: {x: {start: 1, process: {random_walk: {volatility: BAD}}}}",
        "2023-01",
    ),
    "a half-life": (
        "drivers: {x: {start: 1, process: {mean_reverting: {level: 1, half_life: BAD}}}}",
        "2023-01",
    ),
    "a drift of the other regime": (
        "drivers: {x: {start: 1, process: {regime_switching: {crisis_drift: log(0.3 - t),"
        " calm_volatility: 1, crisis_volatility: 1, crisis_rate: 0, recovery_rate: 1}}}}",
        "2023-05",
    ),
    "the rate of crises": (
        "drivers: {x: {start: 1, process: {regime_switching: {crisis_rate: log(0.3 - t),"
        " calm_volatility: 1, crisis_volatility: 1, recovery_rate: 1}}}}",
        "2023-05",
    ),
    "what counts at the start": (
        "drivers: {x: {start: 1, process: {regime_switching: {crisis_at_start: BAD,"
        " calm_volatility: 1, crisis_volatility: 1, crisis_rate: 1, recovery_rate: 1}}}}",
        "2022-12",
    ),
    "a level that is reached later": (
        "drivers: {x: {start: 1, process: {mean_reverting: {level: log(0.3 - t), half_life: 1}}}}",
        "2023-05",
    ),
    "what grows beyond all bounds": (
        "drivers: {x: {start: 1, process: {growth: {rate: 5000}}}}",
        "2023-02",
    ),
    "a derived driver": ("drivers: {x: {process: {derived: BAD}}}", "2022-12"),
    "a derived driver within a range": (
        "drivers: {x: {range: [0, 1], process: {derived: BAD}}}",
        "2022-12",
    ),
    "a derived driver, later": ("drivers: {x: {process: {derived: sqrt(0.3 - t)}}}", "2023-04"),
    "a derived driver that is infinite": ("drivers: {x: {process: {derived: 1 / t}}}", "2022-12"),
    "a point of a path": (
        "drivers: {x: {process: {path: {2022-12: 1, 2023-03: BAD}}}}",
        "2023-03",
    ),
    "a point of a straight line": (
        "drivers: {x: {process: {path: {2022-12: 1, 2023-03: BAD}, interpolate: linear}}}",
        "2022-12",
    ),
    "the rate of jumps": (
        "drivers: {x: {start: 1, process: constant, jumps: {rate: BAD, size: 1}}}",
        "2023-01",
    ),
    "the size of a jump": (
        "drivers: {x: {start: 1, process: constant, jumps: {rate: 200, size: BAD}}}",
        "2023-01",
    ),
    "the spread of a jump": (
        "drivers: {x: {start: 1, process: constant, jumps: {rate: 200, size: 1, sd: BAD}}}",
        "2023-01",
    ),
    "the speed of an actor": (
        "actors: {g: {alignment: 0.1, speed: BAD, volatility: 0.1}}",
        "2023-01",
    ),
    "the volatility of an actor": ("actors: {g: {alignment: 0.1, volatility: BAD}}", "2023-01"),
    "a susceptibility": (
        "actors: {g: {alignment: 0.1, susceptibility: BAD, listens_to: {h: 1}}, h: {alignment: 0}}",
        "2023-01",
    ),
    "weights that add up to nothing": (
        "actors: {g: {alignment: 0.1, susceptibility: 0.5, listens_to: {h: good - good}},"
        " h: {alignment: 0}}",
        "2023-01",
    ),
    "a response": (
        "drivers: {x: {start: 1, process: {random_walk: {drift: 1}}}}\n"
        "actors: {g: {alignment: 0.1, responds_to: {x: BAD}}}",
        "2023-01",
    ),
    "a rate": ("events: {e: {rate: BAD}}", "2023-01"),
    "a probability": ("events: {e: {date: 2023-03, probability: BAD}}", "2023-03"),
    "a condition": ("events: {e: {rate: 1, when: BAD > 0}}", "2023-01"),
    "a condition of truths": ("events: {e: {rate: 1, when: (BAD > 0) == (good > 0)}}", "2023-01"),
    "the condition of a rule": ("rules: {r: {when: BAD > 0, effects: []}}", "2023-01"),
    "the rate of a transition": (
        "outcome: {start: a, states: [a, b], transitions: {go: {from: a, to: b, rate: BAD}}}",
        "2023-01",
    ),
    "the rate of a transition after a wait": (
        "outcome: {start: a, states: [a, b], transitions:"
        " {go: {from: a, to: b, rate: BAD, after: 2 months}}}",
        "2023-03",
    ),
    "an addition": (
        "drivers: {x: {start: 1, process: constant}}\n"
        "events: {e: {date: 2023-02, effects: [{add: BAD, to: x}]}}",
        "2023-02",
    ),
    "a factor, spread": (
        "drivers: {x: {start: 1, process: constant}}\n"
        "events: {e: {date: 2023-02, effects: [{multiply: x, by: BAD, over: 3 months}]}}",
        "2023-02",
    ),
    "a set": (
        "drivers: {x: {start: 1, process: constant}}\n"
        "events: {e: {date: 2023-02, effects: [{set: x, to: BAD, after: 1 month}]}}",
        "2023-03",
    ),
    "a lasting addition": (
        "drivers: {x: {start: 1, process: {random_walk: {drift: 0}}}}\n"
        "events: {e: {date: 2023-02, effects: [{add: BAD, to: x.drift}]}}",
        "2023-03",
    ),
    "a lasting set of a rate": (
        "events: {e: {date: 2023-02, effects: [{set: f, to: BAD}]}, f: {rate: 0}}",
        "2023-03",
    ),
    "a rule's addition": (
        "drivers: {x: {start: 1, process: constant}}\n"
        "rules: {r: {when: t > 0.2, effects: [{add: BAD, to: x}]}}",
        "2023-04",
    ),
    "a rule's factor on a target": (
        "actors: {g: {alignment: 0.1}}\n"
        "rules: {r: {when: t > 0.2, effects: [{add: BAD, to: g.target}]}}",
        "2023-04",
    ),
    "a divisor of nought": (
        "drivers: {x: {start: 1, process: constant}}\n"
        "events: {e: {date: 2023-02, effects: [{divide: x, by: good - good}]}}",
        "2023-02",
    ),
}

HARMLESS = {
    "a parameter that nobody reads": "parameters: {odd: {value: log(bad)}, bad: {value: -2 to -1}}",
    "an event that never happens": (
        "drivers: {x: {start: 1, process: constant}}\n"
        "events: {e: {rate: 0, effects: [{add: BAD, to: x}, {multiply: x, by: BAD, over: 2 months},"
        " {set: x, to: BAD, over: 2 months}]}}"
    ),
    "a lasting change that never begins": (
        "drivers: {x: {start: 1, process: {random_walk: {drift: 1, volatility: 0.1}}}}\n"
        "events: {e: {rate: 0, effects: [{add: BAD, to: x.drift},"
        " {multiply: x.volatility, by: BAD},"
        " {set: x.drift, to: BAD, for: 2 months}]}}"
    ),
    "a lasting change that is over": (
        "drivers: {x: {start: 1, process: {random_walk: {drift: 1}}}}\n"
        'events: {e: {date: 2023-01, effects: [{add: "sqrt(0.3 - t)", to: x.drift,'
        " for: 2 months}]}}"
    ),
    "an event of the past": (
        "drivers: {x: {start: 1, process: {random_walk: {drift: 1}}}}\n"
        "events: {e: {date: 2022-10, effects: [{add: BAD, to: x.drift}, {add: BAD, to: x,"
        " after: 4 months}]}}"
    ),
    "a rule that does not hold": (
        "drivers: {x: {start: 1, process: {random_walk: {drift: 1}}}}\n"
        "actors: {g: {alignment: 0.2}}\nevents: {e: {rate: 1}}\n"
        "rules: {r: {when: t > 5, effects: [{add: BAD, to: x}, {multiply: x.drift, by: BAD},"
        " {add: BAD, to: g.target}, {divide: e, by: BAD}]}}"
    ),
    "the condition of a rule outside its span": (
        "rules: {r: {when: BAD > 0, between: [2030-01, 2031-01], effects: []}}"
    ),
    "a rule switched off": "rules: {r: {when: BAD > 0, enabled: false, effects: []}}",
    "the condition of an event that is over": (
        "events: {e: {date: [2023-02, 2023-08], once: true, when: sqrt(0.5 - t) >= 0}}"
    ),
    "the rate of an event whose condition does not hold": (
        "events: {e: {rate: BAD, when: bad > 0}}"
    ),
    "the rate of an event outside its span": (
        "events: {e: {rate: BAD, between: [2030-01, 2031-01]}}"
    ),
    "the size of jumps that never come": (
        "drivers: {x: {start: 1, process: constant, jumps: {rate: 0, size: BAD, sd: BAD}}}"
    ),
    "the rate of a transition from a state nobody is in": (
        "outcome: {start: a, states: [a, b], transitions: {go: {from: b, to: a, rate: BAD}}}"
    ),
    "the rate of a transition whose time has not come": (
        "outcome: {start: a, states: [a, b], transitions:"
        " {go: {from: a, to: b, rate: BAD, after: 5 years}}}"
    ),
    "a branch that is not taken": "drivers: {x: {process: {derived: good if bad < 0 else BAD}}}",
    "behind an `and` that is settled": (
        "rules: {r: {when: bad > 0 and BAD > 0, effects: []}}\n"
        "events: {e: {rate: 1, when: bad < 0 or BAD > 0}}"
    ),
    "a point of a path that is not reached": (
        "drivers: {x: {process: {path: {2022-12: 1, 2033-03: BAD}}}}"
    ),
    "an expression of a driver that is held": (
        "drivers: {x: {start: 1, process: {random_walk: {drift: 1}}}}\n"
        "rules: {r: {when: true, effects: []}}"
    ),
    "a set that a later one has ended": (
        "drivers: {x: {start: 1, process: constant}}\n"
        'events: {e: {date: 2023-01, effects: [{set: x, to: "sqrt(0.3 - t)", over: 9 months}]},'
        " f: {date: 2023-03, effects: [{set: x, to: 1}]}}"
    ),
    "an infinite rate": "events: {e: {rate: 1 / (good - good)}, f: {rate: 1 / t}}",
    "an infinite transition": (
        "outcome: {start: a, states: [a, b], transitions: {go: {from: a, to: b, rate: 1 / t}}}"
    ),
    "months since what never happened": (
        "drivers: {x: {process: {derived: exp(-months_since(e))}}}\nevents: {e: {rate: 0}}"
    ),
}


def small(text: str) -> Resolved:
    return resolve_text(text if "bad:" in text else _with(text), 12, runs=150)


@pytest.mark.parametrize("name", STOPS)
def test_what_is_used_stops_the_run_with_expression_month_and_run(name: str, engine: str) -> None:
    text, month = STOPS[name]
    resolved = small(text)
    expected = follow(Plan(resolved), 0).stopped
    assert expected is not None
    with pytest.raises(RunError) as told:
        simulate(resolved, judgement=False)
    assert str(told.value) == str(expected)
    assert f"in {month} (run 0 of the study)" in str(told.value)


@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_not_used_stops_nothing(name: str) -> None:
    resolved = small(HARMLESS[name])
    simulation = simulate(resolved, judgement=False)
    found = compare(simulation, resolved, 20)
    assert not found.differences
    assert simulation.record.runs == 150


def test_a_held_driver_needs_no_number() -> None:
    text = _with("drivers: {x: {start: 1, process: {random_walk: {drift: BAD}}}}")
    resolved = resolve_text(text, 12, runs=150, hold={"x": "start"})
    assert simulate(resolved, judgement=False).record.runs == 150


RARE = """
parameters: {p: {value: {uniform: {low: -0.001, high: 1}}}}
drivers: {x: {start: 1, process: {random_walk: {drift: sqrt(p)}}}}
"""


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_the_first_run_that_stops_is_told_whatever_the_workers(workers: int) -> None:
    resolved = resolve_text(RARE, 24, runs=40_000)
    plan = Plan(resolved)
    drawn = simulate(resolve_text(RARE.replace("sqrt(p)", "p"), 1, runs=4_096), judgement=False)
    first = int((drawn.paths.draws[0] < 0).argmax())
    assert 128 < first < 4_096  # beyond the first tile
    with pytest.raises(RunError, match=rf"\(run {first} of the study\)") as told:
        simulate(resolved, judgement=False, workers=workers)
    assert str(told.value) == str(follow(plan, first).stopped)
