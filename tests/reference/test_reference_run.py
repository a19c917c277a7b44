"""One run of small models: what can be worked out by hand, what stops a run, and what adds up."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings

from scenario.errors import RunError
from scenario.reference import Path, Plan, follow, replay
from scenario.reference.numbers import ENSEMBLE
from tests.strategies import WHOLE, documents
from tests.support.models import resolve, resolve_document, resolve_text


def run(text: str, months: int = 12, number: int = 0, **said: Any) -> Path:
    return replay(resolve_text(text, months, **said), number)


def values(path: Path, name: str = "x") -> list[float]:
    return [step[name] for step in path.values]


def driver(process: str, start: float = 1, more: str = "") -> str:
    return f"drivers: {{x: {{start: {start}, process: {process}{more}}}}}"


# ---------------------------------------------------------------- what can be worked out by hand

CLOSED_FORMS = {
    "{random_walk: {drift: 0.5}}": lambda t: 1 + 0.5 * t,
    "{mean_reverting: {level: 3, half_life: 2}}": lambda t: 3 - 2 * 0.5 ** (t / 2),
    "{mean_reverting: {level: 3, speed: 0.7}}": lambda t: 3 - 2 * math.exp(-0.7 * t),
    "{mean_reverting: {level: 3, speed: 0}}": lambda t: 1,
    "{growth: {rate: 0.3}}": lambda t: math.exp(0.3 * t),
    "{logistic: {capacity: 4, rate: 0.8}}": lambda t: 4 / (1 + 3 * math.exp(-0.8 * t)),
    "{path: {2022-01: 2, 2024-12: 2}}": lambda t: 2,
    "{path: {2022-12: 0, 2024-12: 4}, interpolate: linear}": lambda t: 2 * t,
}


@pytest.mark.parametrize("process", CLOSED_FORMS)
@pytest.mark.parametrize("step", [1, 3])
def test_a_driver_without_shocks_keeps_to_its_formula(process: str, step: int) -> None:
    text = f"drivers: {{x: {{process: {process}}}}}" if "path" in process else driver(process)
    path = run(f"step: {step} months\n{text}", 24)
    for k, x in enumerate(values(path)):
        assert x == pytest.approx(CLOSED_FORMS[process](k * step / 12), rel=1e-12)


def test_actors_come_to_rest_at_the_friedkin_johnsen_equilibrium() -> None:
    listening = "susceptibility: 0.5, speed: 5"
    path = run(
        f"actors: {{g: {{alignment: 1, listens_to: {{h: 1}}, {listening}}},"
        f" h: {{alignment: 0, listens_to: {{g: 2}}, {listening}}}}}",
        240,
    )
    assert path.values[-1]["g"] == pytest.approx(2 / 3)
    assert path.values[-1]["h"] == pytest.approx(1 / 3)


def test_a_state_is_left_when_its_time_is_up() -> None:
    path = run(
        "outcome: {start: a, states: [a, b], transitions:"
        " {go: {from: a, to: b, after: 3 months}, back: {from: b, to: a, after: 1 month}}}",
        8,
    )
    assert "".join(path.states) == "aaabaaaba"


def pushed(effect: str, months: int = 8, start: float = 0) -> list[float]:
    event = f"events: {{e: {{date: 2023-02, effects: [{effect}]}}}}"
    return values(run(f"{driver('constant', start)}\n{event}", months))


def test_pushes_are_spread_evenly() -> None:
    assert pushed("{add: 3, to: x, over: 3 months}") == pytest.approx([0, 0, 1, 2, 3, 3, 3, 3, 3])
    assert pushed("{multiply: x, by: 8, over: 3 months}", 5, 1) == pytest.approx([1, 1, 2, 4, 8, 8])
    assert pushed("{divide: x, by: 4, after: 1 month}", 4, 1) == pytest.approx(
        [1, 1, 1, 0.25, 0.25]
    )
    assert pushed("{set: x, to: 1, over: 4 months}", 6) == pytest.approx(
        [0, 0, 0.25, 0.5, 0.75, 1, 1]
    )


def test_a_change_lasts_from_the_next_step_on() -> None:
    event = "{date: 2023-02, effects: [{set: x.drift, to: 12, for: 2 months}]}"
    path = run(f"{driver('{random_walk: {drift: 0}}', 0)}\nevents: {{e: {event}}}", 6)
    assert values(path) == pytest.approx([0, 0, 0, 1, 2, 2, 2])


def test_a_held_driver_stays_and_its_partner_keeps_its_shocks() -> None:
    text = """
drivers:
  x: {start: 0, process: {random_walk: {volatility: 1}}}
  y: {start: 0, process: {random_walk: {volatility: 1}}}
correlations: [{between: [x, y], value: 0.8}]
"""
    free, held = run(text), run(text, hold={"x": 2})
    assert set(values(held)) == {2}
    assert values(free, "y") == values(held, "y")


# ------------------------------------------------------------------------------- later sets win

SLOW = "slow: {date: 2023-01, effects: [{set: x, to: 1, over: %d months}]}"


def two_sets(quick: str, over: int) -> list[float]:
    events = f"events: {{{SLOW % over}, quick: {quick}}}"
    return values(run(f"{driver('constant', 0)}\n{events}", 8))


def test_a_set_is_given_up_once_another_has_begun() -> None:
    quick = "{date: 2023-03, effects: [{set: x, to: 0.1}]}"
    assert two_sets(quick, 4) == pytest.approx([0, 0.25, 0.5, *[0.1] * 6])


def test_a_set_does_not_come_back_when_the_later_one_is_done() -> None:
    quick = "{date: 2023-03, effects: [{set: x, to: 0.1, over: 2 months}]}"
    assert two_sets(quick, 8) == pytest.approx([0, 0.125, 0.25, 0.175, *[0.1] * 5])


def test_two_sets_that_begin_together_must_agree() -> None:
    with pytest.raises(
        RunError, match="x is set twice, to different values, in one step in 2023-01"
    ):
        two_sets("{date: 2023-01, effects: [{set: x, to: 0.1}]}", 4)
    same = "{date: 2023-01, effects: [{set: x, to: 1, over: 4 months}]}"
    assert two_sets(same, 4)[-1] == 1


def test_two_lasting_sets_that_begin_together_must_agree() -> None:
    event = "{date: 2023-03, effects: [{set: x.drift, to: %s}]}"
    events = f"events: {{e: {event % 1}, f: {event}}}"
    walk = driver("{random_walk: {drift: 0}}")
    with pytest.raises(
        RunError, match=r"^[^\n]*x\.drift is set twice, .* in 2023-03 \(run 0 of the study\)"
    ):
        run(f"{walk}\n{events % 2}")
    assert values(run(f"{walk}\n{events % 1}"))[-1] > 1


# ------------------------------------------------------------------------- what stops a run

FALLING = "x: {start: 2.5, process: {random_walk: {drift: -12}}}"  # below zero after three months
STOPS = {
    "a drift": (
        f"drivers: {{{FALLING}, y: {{start: 0, process: {{random_walk: {{drift: log(x)}}}}}}}}",
        "log(x) is not a number in 2023-04",
    ),
    "a drift behind a range": (
        f"drivers: {{{FALLING}, y: {{start: 0, range: [0, 1],"
        " process: {random_walk: {drift: log(x)}}}}",
        "log(x) is not a number in 2023-04",
    ),
    "a derived driver behind a range": (
        f"drivers: {{{FALLING}, y: {{range: [0, 1], process: {{derived: sqrt(x)}}}}}}",
        "sqrt(x) is not a number in 2023-03",
    ),
    "a condition": (
        f"drivers: {{{FALLING}}}\nrules: {{r: {{when: log(x) > 1, effects: []}}}}",
        "log(x) > 1 compares what is not a number in 2023-04",
    ),
    "the condition of an event": (
        f"drivers: {{{FALLING}}}\nevents: {{e: {{rate: 0, when: sqrt(x) < 2}}}}",
        "sqrt(x) < 2 compares what is not a number in 2023-04",
    ),
    "a rate": (
        f"drivers: {{{FALLING}}}\nevents: {{e: {{rate: sqrt(x) * 0}}}}",
        "sqrt(x) * 0 is not a number in 2023-04",
    ),
    "a probability": (
        f"drivers: {{{FALLING}}}\nevents: {{e: {{date: [2023-01, 2023-06], probability: log(x)}}}}",
        "log(x) is not a number in 2023-06",
    ),
    "a transition": (
        f"drivers: {{{FALLING}}}\noutcome: {{start: a, states: [a, b],"
        " transitions: {go: {from: a, to: b, rate: log(x) - 9}}}",
        "log(x) - 9 is not a number in 2023-04",
    ),
    "a parameter": (
        "parameters: {p: {value: log(q)}, q: {value: {uniform: {low: -2, high: -1}}}}\n"
        "drivers: {x: {start: 0, process: {random_walk: {drift: p if t > 0.5 else 0}}}}",
        "log(q) is not a number in 2023-08",
    ),
    "a quantity of an effect": (
        f"drivers: {{{FALLING}, y: {{start: 0, process: constant}}}}\n"
        "events: {e: {date: 2023-05, effects: [{add: log(x), to: y}]}}",
        "log(x) is not a number in 2023-05",
    ),
    "too large": (
        driver("{growth: {rate: 100}}"),
        "drivers.x is infinite in 2030-02",
    ),
    "a move": (
        "drivers: {x: {start: 1, process: {mean_reverting: {level: 1, speed: t - 1, spread: 1}}}}",
        "drivers.x is not a number in 2023-01",
    ),
}


@pytest.mark.parametrize("name", STOPS)
def test_what_is_not_a_number_stops_the_run_and_says_where(name: str) -> None:
    text, message = STOPS[name]
    with pytest.raises(RunError) as caught:
        run(text, 1200, number=5)
    [problem] = caught.value.problems
    assert problem.message == f"{message} (run 5 of the study)"
    assert problem.mark is not None
    assert "clip(x, low, high)" in problem.hint


def test_the_ensemble_is_named() -> None:
    resolved = resolve_text(STOPS["a rate"][0])
    with pytest.raises(RunError, match="run 41 of the judgement ensemble"):
        replay(resolved, 41, ensemble=ENSEMBLE)


GUARDED = (
    "x > 0 and log(x) > 1",
    "x <= 0 or log(x) < 9",
    "(log(x) > 1) if x > 0 else false",
    "not (x <= 0 or sqrt(x) > 3)",
)


@pytest.mark.parametrize("condition", GUARDED)
def test_a_guard_is_heeded(condition: str) -> None:
    run(f"drivers: {{{FALLING}}}\nrules: {{r: {{when: {condition}, effects: []}}}}")


def test_a_range_bounds_what_is_infinite() -> None:
    text = driver("{growth: {rate: 100}}", more=", range: [0, 5]")
    assert values(run(text, 1200))[-1] == 5


def test_rates_below_zero_and_probabilities_beyond_their_ends_are_counted() -> None:
    path = run(
        "drivers: {x: {start: 0, process: {random_walk: {drift: -1}},"
        " jumps: {rate: x, size: 1}}}\n"
        "events: {e: {rate: x - 1}, d: {date: [2023-01, 2023-02, 2023-03], probability: 2 + x},"
        " f: {date: 2023-01, probability: x - 1}}\n"
        "outcome: {start: a, states: [a, b], transitions: {go: {from: a, to: b, rate: x - 2}}}"
    )
    assert path.negative == {
        "events.e.rate": 12,
        "drivers.x.jumps.rate": 11,
        "events.f.probability": 1,
        "outcome.transitions.go.rate": 12,
    }
    assert path.above_one == {"events.d.probability": 3}
    assert path.happened["d"] == 1
    assert math.isinf(path.happened["e"])


# -------------------------------------------------------------------------------- what adds up


@settings(WHOLE, max_examples=40)
@given(documents(months=18, runs=8))
def test_the_pieces_of_a_move_add_up_to_it(document: dict[str, Any]) -> None:
    path = replay(resolve_document(document), 3)
    for before, after in zip(path.steps, path.steps[1:], strict=False):
        for name, move in after.moves.items():
            assert move.before == before.values[name]
            assert move.after == after.values[name]
            total = math.fsum(piece.amount for piece in move.pieces)
            assert total == pytest.approx(move.after - move.before, rel=1e-9, abs=1e-9)


@settings(WHOLE, max_examples=20)
@given(documents(months=18, runs=8))
def test_what_came_is_what_was_likelier_than_the_number_drawn(document: dict[str, Any]) -> None:
    for step in replay(resolve_document(document), 3).steps:
        for chance in step.chances:
            assert chance.drawn is None or chance.came == (chance.drawn <= chance.chance)
        rung = [chance for chance in step.chances if chance.years <= 0.25]
        if rung and step.taken["outcome"] not in step.happened:  # an event goes before
            assert step.taken == {"outcome": min(rung, key=lambda chance: chance.years).name}


def test_the_order_of_a_file_changes_nothing() -> None:
    elements = {
        "drivers": {
            "x": {"start": 0, "process": {"random_walk": {"volatility": 1}}},
            "y": {"start": "x0", "process": {"random_walk": {"volatility": 1}}},
        },
        "parameters": {"x0": {"value": "1 to 2"}, "a0": {"value": "1 to 2"}},
        "correlations": [
            {"between": ["y", "x"], "value": 0.5},
            {"between": ["x0", "a0"], "value": 0.5},
        ],
        "events": {"e": {"rate": 1, "effects": [{"add": 1, "to": "x"}]}, "a": {"rate": 2}},
    }
    turned = {key: _turned(value) for key, value in reversed(elements.items())}
    one, other = replay(resolve(elements), 4), replay(resolve(turned), 4)
    assert [dict(values) for values in one.values] == [dict(values) for values in other.values]
    assert one.happened == other.happened


def _turned(value: Any) -> Any:
    return dict(reversed(value.items())) if isinstance(value, dict) else value[::-1]


def test_long_chains_of_derived_drivers_and_parameters_are_worked_out() -> None:
    derived = {f"d{i:02}": f"{'(' * 90}d{i - 1:02}{' + 0.01)' * 90}" for i in range(1, 95)}
    drivers = {name: {"process": {"derived": text}} for name, text in derived.items()}
    drivers["d00"] = {"start": "p94", "process": "constant"}
    parameters = {f"p{i:02}": {"value": f"p{i - 1:02} + 1"} for i in range(1, 95)}
    parameters["p00"] = {"value": 0}
    resolved = resolve({"drivers": _turned(drivers), "parameters": _turned(parameters)}, 2)
    assert replay(resolved, 0).values[-1]["d94"] == pytest.approx(94 + 94 * 0.9)


def test_a_run_that_stops_keeps_what_it_told_before() -> None:
    path = follow(Plan(resolve_text(STOPS["a rate"][0])), 3)
    assert [step.number for step in path.steps] == [0, 1, 2, 3]
    assert path.stopped is not None
    assert "2023-04 (run 3 of the study)" in str(path.stopped)


def test_a_written_start_is_the_first_point_of_a_path() -> None:
    text = "drivers: {x: {start: 7, process: {path: {2022-01: 1, 2023-03: 4}}}}"
    assert values(run(text, 4)) == [7, 7, 7, 4, 4]
    linear = text.replace("4}}", "4}, interpolate: linear}")
    assert values(run(linear, 4)) == pytest.approx([7, 6, 5, 4, 4])
