"""Steps that are too coarse: one move a step against moves at any time, and what is told of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.linalg import expm

import scenario
from scenario.engine.results import run
from scenario.engine.simulate import Simulation, simulate
from tests.engine.chains import Way, by_matrix, written
from tests.support.models import resolve, resolve_text

BASE = Path(__file__).parents[2] / "scenarios" / "base.yaml"
QUARTERS = 12
CONSTANT: dict[str, tuple[str, list[Way]]] = {
    "there and back": ("ab", [Way(("a",), "b", 2.0), Way(("b",), "a", 3.0)]),
    "a state that is left at once": ("abc", [Way(("a",), "b", 1.0), Way(("b",), "c", 12.0)]),
    "round and round": (
        "abcd",
        [Way(("a",), "b", 2.0), Way(("b",), "c", 4.0), Way(("c",), "a", 3.0),
         Way(("b", "c"), "d", 0.5)],
    ),
}  # fmt: skip


def carried(states: str, ways: list[Way], months: int = 3) -> Simulation:
    model = {"outcome": written(states, ways, months), "step": f"{months} months"}
    resolved = resolve(model, months * QUARTERS, runs=1)
    return simulate(resolved, judgement=False, method="propagated")


def continuous(states: str, ways: list[Way], until: str | None = None) -> Any:
    """Probability of every state after each quarter, by the exponential of the rates."""
    generator = np.zeros((len(states), len(states)))
    for way in ways:
        for source in way.sources:
            if source != until:
                here, there = states.index(source), states.index(way.target)
                generator[here, there] += way.rate
                generator[here, here] -= way.rate
    return np.array([expm(generator * k / 4)[0] for k in range(QUARTERS + 1)])


@pytest.mark.parametrize("name", CONSTANT)
def test_what_is_gained_is_the_exponential_minus_one_move_a_step(name: str) -> None:
    states, ways = CONSTANT[name]
    gained = carried(states, ways).gained
    assert gained is not None
    once = by_matrix(states, ways, QUARTERS, 1 / 4)
    np.testing.assert_allclose(gained[0], continuous(states, ways) - once, atol=1e-12)
    for column, state in enumerate(states[1:], 1):
        free = continuous(states, ways, until=state)[:, column]
        once = by_matrix(states, ways, QUARTERS, 1 / 4, until=state)[:, column]
        np.testing.assert_allclose(gained[1, :, column], free - once, atol=1e-12)
    assert np.abs(gained).max() > 0.01


def test_two_states_have_a_closed_form() -> None:
    gained = carried("ab", [Way(("a",), "b", 2.0), Way(("b",), "a", 3.0)]).gained
    assert gained is not None
    times = np.arange(QUARTERS + 1) / 4
    p, q = -np.expm1(-2.0 / 4), -np.expm1(-3.0 / 4)
    once = p / (p + q) * (1 - (1 - p - q) ** (4 * times))
    np.testing.assert_allclose(gained[0, :, 1], 0.4 * -np.expm1(-5 * times) - once, atol=1e-12)


def test_a_set_time_begins_with_the_step_after_and_clocks_run_before_it() -> None:
    """From a to b at r; b lasts two steps, but for c at s, which runs from the arrival on."""
    r, s, d = 1.0, 2.0, 1 / 4
    ways = [Way(("a",), "b", r), Way(("b",), "d", after=2), Way(("b",), "c", s)]
    gained = carried("abcd", ways).gained
    assert gained is not None
    left = -np.expm1(-r * d)
    stays = r * (np.exp(-r * d) - np.exp(-s * d)) / (s - r)
    once = left, left * np.exp(-r * d) + left * np.exp(-s * d)
    free = stays, stays * np.exp(-r * d) + stays * np.exp(-s * d)
    np.testing.assert_allclose(gained[0, 1:3, 1], np.subtract(free, once), atol=1e-12)
    due = stays * np.exp(-2 * s * d) - left * np.exp(-2 * s * d)
    np.testing.assert_allclose(gained[0, 3, 3], due, atol=1e-12)


def test_a_clock_that_begins_later_does_not_run_for_what_arrives() -> None:
    later = Way(("b",), "c", 3.0, after=1)
    hasty = [Way(("a",), "d", 2.0), Way(("d",), "a", 6.0)]
    gained = carried("abcd", [Way(("a",), "b", 1.0), later, *hasty]).gained
    assert gained is not None
    assert abs(gained[0, 1, 1]) > 0.01
    assert gained[0, 1:3, 2] == pytest.approx([0.0, 0.0], abs=1e-12)
    assert gained[0, 3, 2] > 0.001


def test_what_is_gained_from_an_uncertain_start_is_the_mean_over_starts() -> None:
    states, ways = CONSTANT["round and round"]
    model = {"outcome": written(states, ways, 3), "step": "3 months"}
    alone = []
    for start in ("b", "c", {"b": 0.7, "c": 0.3}):
        model["outcome"]["start"] = start
        found = simulate(resolve(model, 3 * QUARTERS, runs=1), judgement=False, method="propagated")
        assert found.gained is not None
        alone.append(found.gained[0])
    np.testing.assert_allclose(alone[2], 0.7 * alone[0] + 0.3 * alone[1], atol=1e-12)
    assert np.abs(alone[2]).max() > 0.01


def test_what_events_move_is_set_and_counts_from_the_end_of_its_step() -> None:
    """From a to b in step 4 for sure, then on to c at s: the rest is as in a chain from b."""
    states, s = "abc", 6.0
    ways = [Way(("a",), "b", 0.0), Way(("b",), "c", s), Way(("c",), "b", s)]
    model = {
        "outcome": written(states, ways, 3),
        "step": "3 months",
        "events": {"e": {"date": "2023-12", "moves": "b"}},
    }
    gained = simulate(
        resolve(model, 3 * QUARTERS, runs=1), judgement=False, method="propagated"
    ).gained
    assert gained is not None
    later = carried("bca", [Way(("b",), "c", s), Way(("c",), "b", s)]).gained
    assert later is not None
    np.testing.assert_allclose(gained[0, :5], 0, atol=1e-12)
    np.testing.assert_allclose(gained[0, 5:, 1], later[0, 1 : QUARTERS - 3, 1], atol=1e-12)
    np.testing.assert_allclose(gained[1, 5:, 2], later[1, 1 : QUARTERS - 3, 2], atol=1e-12)
    assert np.abs(gained).max() > 0.01


# ------------------------------------------------------------------------------------ the note

COARSE = """
drivers: {x: {start: 0, process: {random_walk: {volatility: 0.1}}}}
outcome: {start: a, states: [a, b, c], transitions: {
  go: {from: a, to: b, rate: exp(x)}, on: {from: b, to: c, rate: 12}}}
step: STEP
"""
SAID = re.compile(r"P\((\w+) (in|by) (\w+ \d+)\) would be ([\d.]+) points (higher|lower)")


def notes(step: str, method: Any, text: str = COARSE, runs: int = 20_000) -> list[str]:
    resolved = resolve_text(text.replace("STEP", step), 36, runs=runs)
    return list(run(resolved, judgement=False, method=method).notes)


@pytest.mark.parametrize("method", ["sampled", "propagated"])
def test_the_note_says_by_how_much(method: Any) -> None:
    (note,) = notes("3 months", method)
    assert note.startswith("the step is too coarse: ")
    assert note.endswith("; use a shorter step")
    told = {state: (kind, float(p), way) for state, kind, _, p, way in SAID.findall(note)}
    ways = [Way(("a",), "b", 1.0), Way(("b",), "c", 12.0)]
    exact = continuous("abc", ways) - by_matrix("abc", ways, QUARTERS, 1 / 4)
    for column, state in ((1, "b"), (2, "c")):
        largest = exact[np.abs(exact[:, column]).argmax(), column]
        kind, points, way = told[state]
        assert kind in {"in", "by"}
        assert way == ("higher" if largest > 0 else "lower")
        assert points == pytest.approx(100 * abs(largest), abs=1.0)
    assert "a" not in told


@pytest.mark.parametrize("method", ["sampled", "propagated"])
def test_a_step_that_is_fine_has_no_note(method: Any) -> None:
    text = COARSE.replace("rate: 12", "rate: 0.1").replace("exp(x)", "0.1 * exp(x)")
    assert notes("1 month", method, text) == []


def test_what_is_within_the_sampling_error_has_no_note() -> None:
    text = COARSE.replace("rate: 12", "rate: 1")
    assert notes("3 months", "sampled", text, runs=60) == []
    assert notes("3 months", "sampled", text, runs=200_000)


def test_without_a_chain_waiting_moves_are_counted() -> None:
    text = COARSE.replace("exp(x)", "1 if months_since(outcome.a) >= 0 else 0")
    (note,) = notes("3 months", "sampled", text)
    assert "of moves between states the next would have come" in note


TABLE = """
drivers: {x: {start: 0, process: {random_walk: {volatility: 0.1}}}}
outcome: {start: a, states: [a, b, c], transitions: {
  go: {from: a, to: b, probability: 0.5, per: 3 months}, ON}}
step: STEP
"""
ROW, CLOCK = ("on: {from: b, to: c, probability: 0.9, per: 3 months}",
              "on: {from: b, to: c, rate: 12 * exp(x)}")  # fmt: skip


@pytest.mark.parametrize("method", ["sampled", "propagated"])
def test_one_move_a_step_is_what_a_table_means_whose_period_is_the_step(method: Any) -> None:
    assert notes("3 months", method, TABLE.replace("ON", ROW)) == []
    assert notes("6 months", method, TABLE.replace("ON", ROW)) != []
    (note,) = notes("3 months", method, TABLE.replace("ON", CLOCK))
    assert {state for state, *_ in SAID.findall(note)} == {"b", "c"}


def test_moves_that_wait_as_a_table_means_are_not_counted_without_a_chain() -> None:
    events = "events: {e: {rate: 1 if outcome.c else 0}}\n"
    assert notes("3 months", "propagated", events + TABLE.replace("ON", ROW)) == []
    assert notes("6 months", "propagated", events + TABLE.replace("ON", ROW)) != []


def test_the_model_of_armenia_gains_some_of_a_point_in_one_state() -> None:
    """Who has given notice in a step may move on in it, which is half a step more of six months."""
    base = scenario.load(BASE)
    assert base.run(judgement=False, method="sampled").notes == ()
    (note,) = base.run(judgement=False).notes
    assert re.search(
        r"P\(exit disputed by November 2032\) would be 0\.[1-3] points higher; no step is", note
    )


def test_vast_rates_that_compete_keep_their_shares() -> None:
    ways = [Way(("a",), "b", 8000.0), Way(("a",), "c", 2000.0), Way(("b",), "c", 1.0)]
    gained = carried("abc", ways).gained
    assert gained is not None
    once = by_matrix("abc", ways, QUARTERS, 1 / 4)
    np.testing.assert_allclose(gained[0], continuous("abc", ways) - once, atol=0.005)
