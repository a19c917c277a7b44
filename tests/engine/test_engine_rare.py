"""What few runs show of something rare is no more than they can show."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from scenario import intervals
from scenario.engine.answers import Asking, Block, Member
from scenario.engine.compiler import compile_model
from scenario.engine.results import run
from scenario.engine.settled import by_chance
from scenario.engine.simulate import simulate
from scenario.engine.variants import Variant
from scenario.expr.question import Question
from scenario.studies.compare import compare
from scenario.studies.explain import explain
from scenario.studies.solve import solve
from scenario.studies.sweep import sweep
from scenario.studies.tornado import tornado
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


def war(base: float, crisis: float, months: int = 120) -> float:
    """Its probability where a crisis, of some rate, makes it a thousand times likelier."""
    month = np.arange(1, months + 1)
    begins = np.exp(-crisis * (month - 1) / 12) * -np.expm1(-crisis / 12)
    peace = begins @ np.exp(-base * (month + 1000 * (months - month)) / 12)
    return float(1 - peace - np.exp(-(crisis + base) * months / 12))


MEAN = 0.01097
"""Of `base`."""
WAR, GAIN = war(MEAN, 0.0005), war(MEAN, 0.0005) - war(MEAN, 0)


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


def test_a_study_counts_the_runs_in_which_an_event_by_chance_has_happened() -> None:
    resolved = resolve_text(CRISIS.replace("RATE", "0.02"), 120, runs=300)
    off = Member(0, Variant(events_off=frozenset({"crisis"})))
    asking = Asking([resolved], [[Member(), off]], [Question("by", "war", False, resolved.until)])
    found = asking.worker(300)(Block(0, 0, 300))
    count = int(simulate(resolved, judgement=False).record.happened[-1, 0])
    assert asking.events == ["crisis"]
    np.testing.assert_array_equal(found.happened, [[count], [np.nan]])
    assert found.unseen(1) == 0.0


@pytest.mark.statistics
@pytest.mark.parametrize("runs", [64, 1000])
def test_studies_allow_for_an_event_that_came_in_few_runs(runs: int) -> None:
    text, seeds, held = CRISIS.replace("RATE", "0.0005"), 40, Counter[str]()
    for seed in range(seeds):
        resolved = resolve_text(text, 120, runs=runs, random_seed=seed)
        asked = {"runs": runs, "workers": 1}
        (row,) = sweep(resolved, {"events.other.rate": [0.5]}, state="war", **asked).rows
        held["sweep"] += row.estimate.low <= WAR <= row.estimate.high
        point = {"events.crisis.rate": [0.004], "parameters.base.value": [0.0109]}
        (row,) = sweep(resolved, point, state="war", **asked).rows
        apart = row.difference - (war(0.0109, 0.004) - WAR)
        held["difference"] += abs(apart) <= intervals.half_width(row.difference_se)
        (bar,) = (b for b in tornado(resolved, **asked).bars if b.path == "events.crisis.enabled")
        held["switch"] += abs(bar.swing - GAIN) <= intervals.half_width(bar.swing_se)
        found = explain(resolved, "war", **asked)
        held["explained"] += found.p.low <= WAR <= found.p.high
        held["part"] += abs(found.parts[0].value - GAIN) <= intervals.half_width(found.parts[0].se)
    assert min(held.values()) >= 0.9 * seeds, held


@pytest.mark.statistics
def test_a_break_even_allows_for_an_event_that_came_in_few_runs() -> None:
    text, seeds, held = CRISIS.replace("RATE", "0.0005"), 30, 0
    text = text.replace("rate: base", "rate: base * near").replace("{base", "{near: NEAR, base")
    text = text.replace("NEAR", "{value: {uniform: {low: 0.99, high: 1.01}}}")
    for seed in range(seeds):
        resolved = resolve_text(text, 120, runs=200, random_seed=seed)
        found = solve(resolved, "parameters.base.value", f"P(war by 2032-12) = {WAR}", workers=1)
        root = found.roots[0]
        held += root.low <= MEAN <= root.high
    assert held >= 0.9 * seeds


@pytest.mark.statistics
def test_the_range_of_a_difference_is_drawn_where_events_make_the_noise() -> None:
    judged = "base: {value: 0.01}, often: {value: {uniform: {low: 0.01, high: 0.03}}}"
    text = CRISIS.replace("base: {value: 0.01 to 0.012}", judged).replace("RATE", "often")
    truth = np.array([war(0.01, 1.3 * rate) - war(0.01, rate) for rate in (0.011, 0.029)])
    found = []
    for seed in range(8):
        base = resolve_text(text, 120, runs=64, random_seed=seed)
        other = base.with_set({"events.crisis.rate": "1.3 * often"})
        found.append(compare(base, other, attribute=False).pair().by.cell(120, 1).judgement)
    widths = np.diff(np.array(found), axis=1)
    assert (widths > 0.3 * np.diff(truth)).all()
    assert (widths < 1.6 * np.diff(truth)).all()
    np.testing.assert_allclose(np.mean(found, axis=0), truth, atol=0.006)
