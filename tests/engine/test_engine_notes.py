"""From counts to a forecast: spreads and means, and what is told of how runs went."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from scenario.engine.results import run
from scenario.engine.simulate import simulate
from tests.support.models import resolve_text
from tests.support.numbers import decisions, keys_of


def notes(text: str, runs: int = 1000, months: int = 12, **said: Any) -> list[str]:
    return list(run(resolve_text(text, months, runs=runs, **said), judgement=False).notes)


def test_a_rate_that_comes_out_negative_is_told_as_it_is_written() -> None:
    text = "events: {e: {rate: 0.3 - t, once: false}}"
    expected = "0.3 - t came out negative 8,000 times (at events.e.rate) and was counted as zero"
    assert notes(text) == [expected]


def test_a_probability_beyond_one_is_told_like_a_negative_rate() -> None:
    text = "events: {e: {date: [2023-02, 2023-03, 2023-07], probability: 3 * t}}"
    expected = "3 * t came out above 1 1,000 times (at events.e.probability) and was counted as 1"
    assert notes(text) == [expected]


def test_negative_probabilities_and_rates_of_transitions_and_jumps_are_told_too() -> None:
    text = """
drivers: {x: {start: 1, process: constant, jumps: {rate: 0.5 - t, size: 1}}}
events: {e: {date: 2023-04, probability: t - 1}}
outcome: {start: a, states: [a, b], transitions: {go: {from: a, to: b, rate: 0.25 - t}}}
"""
    first, second, third = notes(text)
    assert first == (
        "0.5 - t came out negative 5,000 times (at drivers.x.jumps.rate) and was counted as zero"
    )
    assert second == (
        "t - 1 came out negative 1,000 times (at events.e.probability) and was counted as zero"
    )
    assert third.startswith("0.25 - t came out negative ")
    assert third.endswith(" times (at outcome.transitions.go.rate) and was counted as zero")


def test_what_is_between_is_not_told() -> None:
    text = """
parameters: {p: {value: {uniform: {low: 0, high: 1}}}}
events: {e: {date: 2023-04, probability: p}, f: {date: 2023-05, probability: 1}, g: {rate: 0}}
"""
    assert notes(text) == []


def test_judged_probabilities_beyond_one_are_as_many_as_were_drawn() -> None:
    text = "events: {e: {date: 2023-04, probability: 0.3 to 0.9}}"
    resolved = resolve_text(text, 6, runs=20_000)
    simulation = simulate(resolved, judgement=False)
    drawn = simulation.paths.draws[0]
    assert (drawn > 1).any()
    share = simulation.record.above_one["events.e.probability"] / 20_000
    assert share == pytest.approx((drawn > 1).mean(), abs=4 * (0.03 / len(drawn)) ** 0.5)


# --- steps too coarse

COARSE = """
outcome: {start: a, states: [a, b, c], transitions: {go: {from: a, to: b, rate: RATE},
  on: {from: b, to: c, rate: 30}}}
"""


def test_steps_are_too_coarse_where_moves_would_follow_each_other_within_one() -> None:
    """As far as it can be counted: when a state was entered keeps this from being a chain."""
    (told,) = notes(COARSE.replace("RATE", "2 if months_since(outcome.a) >= 0 else 0"))
    assert told.startswith("the step is too coarse: after ")
    assert told.endswith("had to wait for the step after it; use a shorter step")
    asked = "2 if months_since(outcome.a) >= 0 else 0"
    assert notes(COARSE.replace("30", "0.5").replace("RATE", asked)) == []


def test_deferred_are_those_whose_next_clock_rang_before_the_step_was_over() -> None:
    """The second clock counted from the moment of the first move, by their own uniforms."""
    runs, months, dt = 2000, 12, 1 / 12
    resolved = resolve_text(COARSE.replace("RATE", "2"), months, runs=runs)
    simulation = simulate(resolved, judgement=False)
    keys, states = keys_of(runs), simulation.paths.states[0]
    go, on = (_stream(name) for name in ("go", "on"))
    moves = deferred = 0
    for step in range(1, months + 1):
        moved = (states[step - 1] == 0) & (states[step] == 1)
        moves += int(moved.sum())
        if step < months:
            left = dt + np.log1p(-decisions(keys, go, step)) / 2
            next_rings = -np.log1p(-decisions(keys, on, step + 1)) / 30
            deferred += int((moved & (next_rings <= left)).sum())
    assert simulation.record.moves == moves
    assert simulation.record.deferred.sum() == deferred
    assert deferred > 100


def _stream(name: str) -> int:
    from scenario.engine.randomness import stream_key

    return stream_key("clock", name)


# --- means and spreads


@pytest.mark.parametrize("value", [0, 0.43, -0.1, 1e-9, 1e9, 1 / 3])
@pytest.mark.parametrize("runs", [7, 1000, 20_000])
def test_what_never_moves_has_no_spread(value: float, runs: int) -> None:
    text = f"""
drivers:
  still: {{start: {value}, process: constant}}
  start: {{start: {value}, process: {{random_walk: {{volatility: 1}}}}}}
"""
    found = run(resolve_text(text, 2, runs=runs), judgement=False)
    assert (found.sd[:, 0] == 0).all()
    assert found.sd[0, 1] == 0
    assert np.abs(found.quantiles[:, 0] - value).max() <= (1e-7 * value if value == 1 / 3 else 0)
    assert found.mean[:, 0] == pytest.approx([value] * 3, rel=1e-12)


def test_means_and_spreads_are_those_of_the_values() -> None:
    text = """
drivers: {x: {start: 5 to 6, process: {random_walk: {volatility: 0.01}}},
  y: {start: 100, process: {random_walk: {volatility: 0.001}}}}
actors: {g: {alignment: 0.1, volatility: 0.3}}
"""
    found = run(resolve_text(text, 6, runs=3000), judgement=False)
    values = found.paths.values.astype(float)
    assert found.mean == pytest.approx(values.mean(axis=2), rel=1e-6)
    assert found.sd[1:] == pytest.approx(values.std(axis=2)[1:], rel=1e-2)
    assert found.sd[1:, [0, 2]] == pytest.approx(values.std(axis=2)[1:, [0, 2]], rel=1e-5)


# --- judgements that the ensemble cannot tell from chance


@pytest.mark.parametrize(
    ("rate", "method", "told"),
    [
        ("0.024 to 0.026", "sampled", True),
        ("0.024 to 0.026", "propagated", False),
        ("0.01 to 0.06", "sampled", False),
        ("0.025", "sampled", False),
    ],
)
def test_a_judgement_range_that_counts_cannot_show_is_told(rate, method, told) -> None:
    text = f"""
parameters: {{often: {{value: {rate}}}}}
outcome: {{start: a, states: [a, b], transitions: {{go: {{from: a, to: b, rate: often}}}}}}
"""
    found = run(resolve_text(text, 60, runs=200), method=method).notes
    known = [note for note in found if note.startswith("40 runs for each of 512 draws of the")]
    assert bool(known) == told
    if told:
        (limit,) = re.findall(r"as wide as ([0-9.]+) points", known[0])
        assert "to tell what these do to a and b" in known[0]
        assert 2 < float(limit) < 4  # 1.64 times the root of 1.96 errors of a variance by chance
