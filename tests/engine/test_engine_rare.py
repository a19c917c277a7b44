"""What few runs show of something rare is no more than they can show."""

from __future__ import annotations

import numpy as np
import pytest

from scenario import intervals
from scenario.engine.compiler import compile_model
from scenario.engine.markov import by_chance
from scenario.engine.results import run
from scenario.engine.simulate import simulate
from scenario.studies.compare import compare
from tests.support.models import resolve_text

WAITS = """
outcome: {start: a, states: [a, b, c], transitions: {
  late: {from: a, to: b, after: 18 months}, soon: {from: a, to: c, after: 6 months}}}
"""
CRISIS = """
parameters: {base: {value: 0.01 to 0.012}}
events:
  crisis: {rate: RATE, effects: [{multiply: go, by: 1000}]}
  other: {rate: 0.0001}
  never: {rate: 0, effects: [{multiply: go, by: 2}]}
outcome: {start: peace, states: [peace, war], transitions: {
  go: {from: peace, to: war, rate: base}}}
"""


@pytest.mark.parametrize("months", [3, 6, 7, 18, 24])
def test_of_two_waits_the_shorter_one_ends_a_state(months: int) -> None:
    drawn = simulate(resolve_text(WAITS, months, runs=10), judgement=False).record
    carried = simulate(resolve_text(WAITS, months, runs=10), method="propagated").record
    assert (carried.chances[0] == drawn.at).all()
    assert (carried.chances[1, :, 1:] == drawn.reached[:, 1:]).all()


def test_events_by_chance_are_those_that_lead_to_the_outcome() -> None:
    program = compile_model(resolve_text(CRISIS.replace("RATE", "0.1"), 12))
    assert [program.events[index] for index in by_chance(program)] == ["crisis"]


@pytest.mark.statistics
@pytest.mark.parametrize(("rate", "truth"), [("0.0005", 0.1082), ("0.00005", 0.1043)])
@pytest.mark.parametrize("runs", [8, 64, 1000])
def test_an_interval_allows_for_an_event_that_came_in_few_runs(
    rate: str, truth: float, runs: int
) -> None:
    text, seeds, held = CRISIS.replace("RATE", rate), 40, 0
    for seed in range(seeds):
        resolved = resolve_text(text, 120, runs=runs, random_seed=seed)
        cell = run(resolved, judgement=False, workers=1).probability("war")
        held += cell.low <= truth <= cell.high
    assert held >= 0.9 * seeds


def test_an_event_that_came_often_widens_nothing() -> None:
    resolved = resolve_text(CRISIS.replace("RATE", "0.5"), 120, runs=400)
    assert run(resolved, judgement=False).rare == ()


def test_a_difference_is_not_shown_by_runs_without_the_event() -> None:
    base = resolve_text(CRISIS.replace("RATE", "0.0005"), 120, runs=64, random_seed=2)
    other = base.with_set({"events.crisis.rate": 0.002, "parameters.base.value": 0.0109})
    pair = compare(base, other, judgement=False, attribute=False, workers=1).pair()
    cell = pair.by.cell(120, 1)
    assert not cell.shown
    assert cell.low <= 0.0130 <= cell.high


def test_what_may_be_unseen_of_few_hits_is_that_of_a_poisson_mean() -> None:
    from scipy.stats import chi2

    hits = np.arange(9.0)
    expected = chi2.ppf(0.975, 2 * (hits + 1)) / 2 - hits
    found = intervals.unseen(hits[:, None], 1000)
    np.testing.assert_allclose(found * 1000, expected, rtol=0.01)


def test_the_ensemble_draws_outcomes_where_events_make_the_noise() -> None:
    loud = simulate(resolve_text(CRISIS.replace("RATE", "0.01"), 120, runs=8), method="propagated")
    assert type(loud.judged).__name__ == "Hits"
    calm = simulate(resolve_text(CRISIS.replace("RATE", "0"), 120, runs=8), method="propagated")
    assert type(calm.judged).__name__ == "Spread"
