"""Runs that carry the probabilities of states: against matrices, against runs that draw them."""

from __future__ import annotations

import gc
import re
from dataclasses import replace
from typing import Any
from weakref import ref

import numpy as np
import pytest
from hypothesis import given, settings

import scenario
from scenario import intervals
from scenario.calendar import Month
from scenario.engine.compiler import compile_model
from scenario.engine.markov import MOST, SIZE, chain_of, obstacles
from scenario.engine.results import run as forecast_of
from scenario.engine.simulate import Simulation, simulate
from scenario.reference import Plan, carry
from scenario.resolve import Resolved
from tests.engine.chains import Way, by_matrix, written
from tests.strategies import WHOLE, documents
from tests.support.models import resolve, resolve_document, resolve_text

WAYS: dict[str, tuple[str, list[Way]]] = {
    "one way": ("ab", [Way(("a",), "b", 0.7)]),
    "there and back": ("ab", [Way(("a",), "b", 0.7), Way(("b",), "a", 2.5)]),
    "several at once": (
        "abcd",
        [Way(("a",), "b", 0.7), Way(("a", "b"), "c", 3.0), Way(("b", "c"), "d", 0.01),
         Way(("d",), "a", 12.0)],
    ),
    "two ways between two states": (
        "abc", [Way(("a",), "b", 0.7), Way(("a",), "b", 0.2), Way(("a",), "c", 0.4)]
    ),
    "after a time": ("abc", [Way(("a",), "b", 1.5), Way(("b",), "c", after=6)]),
    "after a time, or sooner": (
        "abcd", [Way(("a",), "b", 1.5), Way(("b",), "c", after=6), Way(("b",), "d", 0.9)]
    ),
    "after a time, or sooner the same way": (
        "abc", [Way(("a",), "b", 1.5), Way(("b",), "c", after=6), Way(("b",), "c", 0.9)]
    ),
    "after one step": ("abc", [Way(("a",), "b", after=1), Way(("b",), "c", 0.4)]),
    "at a rate from a time on": ("abc", [Way(("a",), "b", 1.5), Way(("b",), "c", 2.0, after=5)]),
    "rates that begin one after the other": (
        "abcd",
        [Way(("a",), "b", 0.3), Way(("a",), "c", 1.0, after=4), Way(("a",), "d", 2.0, after=7),
         Way(("b", "c", "d"), "a", 0.8)],
    ),
    "a rate too late to matter": (
        "abcd", [Way(("a",), "b", after=3), Way(("a",), "c", 5.0, after=9), Way(("b",), "a", 2.0)]
    ),
    "the shorter of two times": (
        "abc", [Way(("a",), "b", after=3), Way(("a",), "c", after=5), Way(("b",), "a", 0.5)]
    ),
    "never": ("abc", [Way(("a",), "b", 0.0), Way(("b",), "c", 1.0)]),
    "for sure within a step": ("abc", [Way(("a",), "b", 4000.0), Way(("a",), "c", 1000.0)]),
    "one in a million": ("ab", [Way(("a",), "b", 1e-6)]),
    "nobody leaves": ("ab", [Way(("b",), "a", 1.0)]),
}  # fmt: skip
STEPS = 30


def carried(resolved: Resolved, **how: Any) -> Simulation:
    found = simulate(resolved, judgement=False, method="propagated", **how)
    assert found.method == "propagated", found.sampled_because
    return found


def probabilities(found: Simulation, ever: int) -> Any:
    return found.record.chances[ever] / found.record.runs


def is_what_the_matrix_says(found: Simulation, states: str, ways: list[Way], **more: Any) -> None:
    """At monthly steps; in a state, and ever in it."""
    present = by_matrix(states, ways, STEPS, 1 / 12, **more)
    np.testing.assert_allclose(probabilities(found, 0), present, rtol=1e-11, atol=1e-15)
    for column, state in enumerate(states):
        reached = by_matrix(states, ways, STEPS, 1 / 12, until=state, **more)[:, column]
        np.testing.assert_allclose(
            probabilities(found, 1)[:, column], reached, rtol=1e-11, atol=1e-15
        )
    assert found.certain


@pytest.mark.parametrize("name", WAYS)
@pytest.mark.parametrize("runs", [1, 70])
def test_a_chain_of_constant_rates_is_what_its_matrix_says(name: str, runs: int) -> None:
    states, ways = WAYS[name]
    found = carried(resolve({"outcome": written(states, ways)}, STEPS, runs=runs))
    is_what_the_matrix_says(found, states, ways)


def test_coarser_steps_have_their_own_matrix() -> None:
    states, ways = WAYS["after a time, or sooner"]
    model = {"outcome": written(states, ways, 3), "step": "3 months"}
    found = carried(resolve(model, 3 * STEPS, runs=1))
    present = by_matrix(states, ways, STEPS, 1 / 4)
    np.testing.assert_allclose(probabilities(found, 0), present, rtol=1e-11, atol=1e-15)


SHIFTS = {2: ["c", "b"], 3: ["b"], 7: ["a", "c"], 12: ["c"], 13: ["c", "a"], 20: ["b", "a"]}
"""By step, where events lead, the first first."""


@pytest.mark.parametrize("name", WAYS)
def test_events_that_move_the_outcome_have_a_matrix_of_their_own(name: str) -> None:
    states, ways = WAYS[name]
    entered = {way.target for way in ways}
    shifts = {step: [to for to in some if to in entered] for step, some in SHIFTS.items()}
    events = {
        f"e{number}_{step}": {"date": str(Month.parse("2022-12") + step), "moves": to}
        for step, some in shifts.items()
        for number, to in enumerate(some)
    }
    model = {"outcome": written(states, ways), "events": events}
    found = carried(resolve(model, STEPS, runs=1))
    is_what_the_matrix_says(found, states, ways, shifts=shifts)


@pytest.mark.parametrize("name", WAYS)
def test_a_start_that_is_not_known_begins_with_its_shares(name: str) -> None:
    states, ways = WAYS[name]
    start = (
        {"a": (0.6, 2), "b": (0.4, 40)}
        if "c" not in states
        else {"a": (0.5, 0), "b": (0.3, 2), "c": (0.2, 5)}
    )
    outcome = written(states, ways)
    outcome["start"] = {state: share for state, (share, _) in start.items()}
    outcome["since"] = {
        state: str(Month.parse("2022-12") + -age) for state, (_, age) in start.items()
    }
    found = carried(resolve({"outcome": outcome}, STEPS, runs=70))
    is_what_the_matrix_says(found, states, ways, start=start)
    squares = found.record.chances_squared / found.record.runs
    np.testing.assert_allclose(squares, [probabilities(found, n) ** 2 for n in (0, 1)], rtol=1e-10)


MOVED = """
parameters: {p: {value: 0.2 to 2}, q: {value: 0.1 to 0.9}}
drivers:
  x: {start: 0.5, range: [0, 1], process: {random_walk: {volatility: 0.4}}}
  y: {start: 1, process: {growth: {rate: 0.1, volatility: 0.3}}}
events:
  shock: {rate: 0.5, effects: [{multiply: leave, by: 3, for: 6 months}]}
  vote: {every: 5 months from 2023-02, probability: 0.6 * x, moves: a}
  coup: {rate: 0.8, once: false, when: x > 0.4, moves: c}
rules:
  inside: {when: outcome.a and x > 0.5, effects: [{multiply: leave, by: 2}]}
  outside: {when: not outcome.a, effects: [{multiply: back, by: exp(x)}]}
  anywhere: {when: y > 1, effects: [{multiply: [leave, end], by: 1.5}]}
outcome: {start: a, states: [a, b, c, d], transitions: {
  leave: {from: [a, c], to: b, rate: p * exp(x - y)},
  back: {from: b, to: a, rate: q},
  wait: {from: b, to: c, rate: 1 if outcome.b else 50, after: 3 months},
  end: {from: [b, c], to: d, rate: 0.2 * y},
  time: {from: c, to: a, after: 8 months}}}
"""


def test_a_model_that_moves_agrees_with_runs_that_draw_their_outcome() -> None:
    runs = 60_000
    resolved = resolve_text(MOVED, 24, runs=runs)
    drawn, found = simulate(resolved, judgement=False), carried(resolved)
    for ever, hits in enumerate((drawn.record.at, drawn.record.reached)):
        expected = probabilities(found, ever)
        error = np.sqrt(np.maximum(expected * (1 - expected), 1e-6) / runs)
        assert (np.abs(hits / runs - expected) < 4.5 * error)[1:].all()
    shares = found.record.rule_steps / drawn.record.rule_steps
    assert np.all(np.abs(shares - 1) < 0.02)


@pytest.mark.parametrize("run", range(3))
def test_every_run_is_what_the_reference_says(run: int) -> None:
    resolved = resolve_text(MOVED, 24, runs=3)
    states = list(resolved.model.states)
    path = carry(Plan(resolved), run)
    with_it, without = (
        (
            simulate(
                resolve_text(MOVED, 24, runs=n), judgement=False, method="propagated"
            ).record.chances
            for n in (run + 1, run)
        )
        if run
        else (carried(resolve_text(MOVED, 24, runs=1)).record.chances, 0.0)
    )
    own = with_it - without
    for ever, told in enumerate((path.at, path.ever)):
        expected = np.array([[step[state] for state in states] for step in told])
        np.testing.assert_allclose(own[ever], expected, rtol=1e-6, atol=1e-9)


WAITING = """
step: 2 months
parameters: {p: {value: 0.2 to 2}, long: {value: 0.2 to 1.5}}
drivers: {x: {start: 0.5, process: constant}}
events: {vote: {every: 6 months from 2023-04, probability: 0.5, moves: a}}
rules: {outside: {when: not outcome.a, effects: [{multiply: back, by: exp(x)}]}}
outcome: {start: {a: 70%, c: 30%}, since: {c: 2022-05}, states: [a, b, c], transitions: {
  leave: {from: [a, c], to: b, rate: p, after: 1 to 9 months},
  back: {from: b, to: a, rate: 0.5},
  wait: {from: b, to: c, after: 3 to 15 months},
  tire: {from: [b, c], to: a, after: long},
  time: {from: c, to: a, after: 8 months}}}
"""


@pytest.mark.parametrize("run", range(4))
def test_each_run_waits_for_a_time_of_its_own_as_in_the_reference(run: int) -> None:
    chances = [
        carried(resolve_text(WAITING, 36, runs=runs)).record.chances if runs else 0.0
        for runs in (run, run + 1)
    ]
    path = carry(Plan(resolve_text(WAITING, 36, runs=4)), run)
    for ever, told in enumerate((path.at, path.ever)):
        expected = np.array([[step[state] for state in "abc"] for step in told])
        np.testing.assert_allclose((chances[1] - chances[0])[ever], expected, rtol=1e-6, atol=1e-9)


def test_uncertain_waits_agree_with_runs_that_draw_their_outcome() -> None:
    runs = 40_000
    resolved = resolve_text(WAITING, 36, runs=runs)
    drawn, found = simulate(resolved, judgement=False, method="sampled"), carried(resolved)
    for ever, hits in enumerate((drawn.record.at, drawn.record.reached)):
        expected = probabilities(found, ever)
        error = np.sqrt(np.maximum(expected * (1 - expected), 1e-6) / runs)
        assert (np.abs(hits / runs - expected) < 4.5 * error)[1:].all()


def test_uncertain_waits_over_many_steps_are_drawn_and_named() -> None:
    found = simulate(resolve_text(WAITING, 360, runs=10), judgement=False, method="propagated")
    waits = [f"outcome.transitions.{name}.after" for name in ("leave", "tire", "wait")]
    assert (found.method, list(found.sampled_because)) == ("sampled", waits)


def test_without_shocks_the_reference_says_the_same_to_the_last_places() -> None:
    """Shocks are of single precision, and rounded otherwise there."""
    text = re.sub(r"volatility: 0\.\d", "volatility: 0", MOVED)
    resolved = resolve_text(text, 24, runs=1)
    found, path = carried(resolved), carry(Plan(resolved), 0)
    for ever, told in enumerate((path.at, path.ever)):
        expected = np.array([[step[state] for state in found.program.states] for step in told])
        np.testing.assert_allclose(probabilities(found, ever), expected, rtol=1e-12, atol=1e-15)


def test_what_is_not_the_outcome_is_the_same_to_the_last_bit() -> None:
    resolved = resolve_text(MOVED, 24, runs=5_000)
    drawn, found = simulate(resolved, judgement=False), carried(resolved)
    for name in ("sums", "squares", "happened", "occurrences"):
        assert np.array_equal(getattr(drawn.record, name), getattr(found.record, name)), name
    assert np.array_equal(drawn.percentiles, found.percentiles)
    assert np.array_equal(drawn.paths.states, found.paths.states)


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_the_same_bits_with_any_engine_and_any_number_of_threads(workers: int, engine: str) -> None:
    resolved = resolve_text(MOVED, 24, runs=9_000)
    alone = carried(resolved, workers=1).record
    with scenario.using_engine(engine):
        found = carried(resolved, workers=workers).record
    assert np.array_equal(found.chances, alone.chances)
    assert np.array_equal(found.chances_squared, alone.chances_squared)
    assert np.array_equal(found.chances_cubed, alone.chances_cubed)
    assert np.array_equal(found.rule_steps, alone.rule_steps)


@settings(WHOLE, max_examples=15)
@given(documents(months=12, runs=4_000, several=True))
def test_generated_models_agree_or_say_why_not(document: Any) -> None:
    resolved = resolve_document(document)
    found = simulate(resolved, judgement=False, method="propagated")
    drawn = simulate(resolved, judgement=False)
    if found.method == "sampled":
        assert found.sampled_because
        assert np.array_equal(found.record.at, drawn.record.at)
        return
    total = probabilities(found, 0).sum(axis=1)
    np.testing.assert_allclose(total, len(resolved.model.chains), rtol=1e-12)
    for ever, hits in enumerate((drawn.record.at, drawn.record.reached)):
        expected = probabilities(found, ever)
        error = np.sqrt(np.maximum(expected * (1 - expected), 1e-4) / 4_000)
        assert (np.abs(hits / 4_000 - expected) < 6 * error).all()


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """Over many seeds, for what is common, rare, and rare with a long tail."""
    text = """
parameters: {p: {value: 0.05 to 0.5}, q: {lognormal: {median: 1.0e-6, sigma: 1.2}}}
outcome: {start: a, states: [a, b, c], transitions: {
  often: {from: a, to: b, rate: p}, seldom: {from: [a, b], to: c, rate: q}}}
"""
    text = text.replace("q: {lognormal", "q: {value: {lognormal").replace("1.2}}}", "1.2}}}}")
    truth = carried(resolve_text(text, 12, runs=400_000, random_seed=77)).record
    seeds, hits = 400, np.zeros(3)
    for seed in range(seeds):
        record = carried(resolve_text(text, 12, runs=300, random_seed=seed)).record
        _, se, low, high = (part[1, -1] for part in intervals.probabilities(record.carried))
        expected = truth.chances[1, -1] / truth.runs
        hits += (low <= expected) & (expected <= high)
        assert (se[1:] > 0).all()
    assert (hits[1:] > 0.92 * seeds).all()


OUTCOME = "outcome: {start: a, states: [a, b], transitions: {go: {from: a, to: b, rate: 1}}}\n"
IN_THE_WAY = {
    "drivers.x": "drivers: {x: {start: 1, process: {random_walk: {drift: 1 if outcome.b else 0}}}}",
    "events.e": "events: {e: {rate: 1, when: outcome.b}}",
    "actors.g": "actors: {g: {alignment: 0.1}}\n"
    "rules: {r: {when: outcome.b, effects: [{add: 0.1, to: g.alignment}]}}",
    "rules.r": "rules: {r: {when: months_since(outcome.b) > 3, effects: []}}",
    "rules.s": 'rules: {s: {when: "lasted(outcome.b, 6 months)", effects: []}}',
    "rules.u": 'rules: {u: {when: "ago(mean(1 if outcome.b else 0, 2 months), 1 year) > 0",'
    " effects: []}}",
    "outcome.transitions.back": "rules: {}",
    "drivers.y": 'drivers: {y: {process: {derived: "mean(1 if outcome.b else 0, 1 year)"}}}',
}
BACK = 'back: {from: b, to: a, rate: "1 if lasted(outcome.b, 2 months) else 0"}'


@pytest.mark.parametrize("path", IN_THE_WAY)
def test_what_reads_the_outcome_is_named(path: str) -> None:
    ways = OUTCOME.replace("rate: 1}}", f"rate: 1}}, {BACK}}}") if "back" in path else OUTCOME
    resolved = resolve_text(IN_THE_WAY[path] + "\n" + ways, 12, runs=10)
    found = simulate(resolved, judgement=False, method="propagated")
    assert found.method == "sampled"
    assert path in found.sampled_because


def test_looking_back_on_what_the_outcome_does_not_touch_is_in_nobodys_way() -> None:
    text = """
drivers: {x: {start: 1, process: {random_walk: {volatility: 1}}}}
rules: {r: {when: "lasted(x > 1, 3 months) and outcome.a and month() > 2",
  effects: [{multiply: go, by: "1 + abs(mean(x, 6 months))"}]}}
"""
    resolved = resolve_text(text + OUTCOME, 24, runs=64)
    found = simulate(resolved, judgement=False, method="propagated")
    assert found.method == "propagated", found.sampled_because
    program, plan = found.program, Plan(resolved)
    expected = [carry(plan, run).at for run in range(64)]
    means = [[sum(run[k][s] for run in expected) / 64 for s in "ab"] for k in range(25)]
    assert found.record.chances[0] / 64 == pytest.approx(np.array(means))
    assert program.past


def test_too_many_phases_are_drawn() -> None:
    ways = [Way(("a",), "b", 1.0), Way(("b",), "c", after=MOST), Way(("c",), "a", 1.0)]
    program = compile_model(resolve({"outcome": written("abc", ways)}, 12, runs=1))
    assert obstacles(program) == [SIZE]
    assert chain_of(program) is None


def test_rates_of_states_that_hold_nothing_raise_no_error() -> None:
    text = """
drivers: {x: {start: 1, process: constant}}
outcome: {start: a, states: [a, b, c], transitions: {
  go: {from: a, to: b, rate: 0}, on: {from: b, to: c, rate: log(x - 2)}}}
"""
    found = carried(resolve_text(text, 6, runs=3))
    assert (probabilities(found, 0)[:, 0] == 1).all()
    with pytest.raises(scenario.RunError, match="on"):
        carried(resolve_text(text.replace("rate: 0", "rate: 1"), 6, runs=3))


def test_negative_rates_are_counted_where_there_is_anything() -> None:
    text = """
drivers: {x: {start: 1, process: constant}}
outcome: {start: a, states: [a, b, c], transitions: {
  go: {from: a, to: b, rate: 1}, on: {from: b, to: c, rate: x - 2}}}
"""
    found = carried(resolve_text(text, 6, runs=10))
    assert found.record.negative == {"outcome.transitions.on.rate": 50}


def test_a_chain_is_worked_out_once_and_kept_no_longer_than_its_programs() -> None:
    program = compile_model(resolve_text("parameters: {p: {value: 2}}"))
    chain = chain_of(program)
    assert chain_of(program) is chain
    other = program.with_numbers(program.numbers)
    assert other == program
    assert chain_of(other) is chain
    assert chain_of(replace(program)) is not chain  # it may be of another form
    kept, own = ref(program), ref(chain)
    del program, other, chain
    gc.collect()
    assert kept() is None
    assert own() is None


def test_it_is_told_which_times_are_too_much_to_carry() -> None:
    found = forecast_of(resolve_text(WAITING, 360, runs=10), judgement=False)
    told = found.text(detail=True)
    assert "the times of leave, tire and wait differ between runs" in " ".join(told.split())
