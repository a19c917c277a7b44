"""An answer is exact where nothing that is left to chance, or to judgement, leads to it."""

from __future__ import annotations

from math import exp

import pytest

from scenario.studies.explain import explain
from scenario.studies.solve import solve
from scenario.studies.sweep import sweep
from scenario.studies.tornado import tornado
from tests.support.models import resolve_text

ONE = """
parameters: {rate: {value: {uniform: {low: 0.0100, high: 0.0102}}}}
drivers: {noise: {start: 0, process: {random_walk: {volatility: 1}}}}
outcome: {start: a, states: [a, b], transitions: {go: {from: a, to: b, rate: rate}}}
"""
TWO = ONE.replace("parameters: {", "parameters: {more: {value: 0.99 to 1.01}, ").replace(
    "rate: rate", "rate: rate * more"
)
STRUCK = """
events: {hit: {rate: 0.3, effects: [{multiply: go, by: 5}]}}
rules: {calm: {when: happened(hit), effects: [{multiply: go, by: 0.5}]}}
outcome: {start: a, states: [a, b], transitions: {go: {from: a, to: b, rate: 0.1}}}
"""
RATE = "parameters.rate.value"


def test_bars_of_the_only_judgement_are_exact() -> None:
    found = tornado(resolve_text(ONE, runs=100), workers=1)
    (bar,) = found.bars
    ends = [1 - exp(-rate) for rate in (0.01001, 0.01019)]
    assert [bar.low.p, bar.high.p] == pytest.approx(ends, rel=1e-12)
    assert bar.low.se == bar.high.se == bar.swing_se == 0
    assert bar.low.low == bar.low.p == bar.low.high
    assert bar.shown
    assert found.base.se > 0


def test_bars_are_not_exact_where_another_judgement_is_drawn() -> None:
    found = tornado(resolve_text(TWO, runs=100), workers=1)
    assert all(bar.low.se > 0 and bar.high.se > 0 and bar.swing_se > 0 for bar in found.bars)


def test_points_over_the_only_judgement_are_exact() -> None:
    found = sweep(resolve_text(ONE, runs=100), {RATE: [0.01, 0.02]}, state="b", workers=1)
    assert [row.estimate.se for row in found.rows] == [0, 0]
    assert found.base[0].se > 0
    assert found.rows[0].difference_se == pytest.approx(found.base[0].se, rel=1e-6)


def test_a_break_even_in_the_only_judgement_is_exact() -> None:
    found = solve(resolve_text(ONE, runs=100), RATE, "P(b by 2023-12) = 1.005%", workers=1)
    assert found.value == pytest.approx(0.0101, rel=1e-3)
    assert found.roots[0].low == found.roots[0].value == found.roots[0].high


def test_a_mean_of_noise_has_an_error_though_the_outcome_has_none() -> None:
    known = ONE.replace("rate: rate", "rate: 0.01").replace(
        "parameters: {rate", "parameters: {idle"
    )
    found = tornado(resolve_text(known, runs=100), "mean(noise at 2023-12)", workers=1)
    assert found.base.se == pytest.approx(0.1, rel=0.3)


def test_what_is_left_when_the_only_event_is_off_is_exact() -> None:
    resolved = resolve_text(STRUCK, runs=400)
    bars = {bar.path: bar for bar in tornado(resolved, workers=1).bars}
    event = bars["events.hit.enabled"]
    assert (event.low.p, event.low.se) == (pytest.approx(1 - exp(-0.1), rel=1e-12), 0)
    assert event.high.se > 0
    assert event.swing_se == pytest.approx(event.high.se, rel=1e-6)
    rule = bars["rules.calm.enabled"]
    assert rule.low.se > 0
    found = explain(resolved, "b", workers=1)
    assert (found.unchanged.p, found.unchanged.se) == (pytest.approx(1 - exp(-0.1), rel=1e-12), 0)
    assert found.p.se > 0
