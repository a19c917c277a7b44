"""Reported intervals, by repetition: do they cover the truth as often as they say?"""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import norm

from scenario.engine.simulate import simulate
from scenario.forecast import judgement_range, shares
from tests.statistics.checks import held
from tests.statistics.pieces import outcome
from tests.support.models import resolve

pytestmark = pytest.mark.statistics
REPETITIONS, MONTHS = 400, 6


@pytest.mark.parametrize(("rate", "runs"), [(0.1, 300), (1.0, 300), (4.0, 300), (0.02, 1000)])
def test_95_percent_intervals_cover_93_to_97_percent(rate: float, runs: int) -> None:
    truth = -math.expm1(-rate * MONTHS / 12)
    found = resolve(outcome(a_b={"rate": rate}), MONTHS, runs=runs)
    covered = 0
    for seed in range(REPETITIONS):
        record = simulate(found.with_run(random_seed=seed), workers=1).record
        _, _, low, high = shares(record.at[-1, 1], runs)
        covered += low <= truth <= high
    held(covered / REPETITIONS, 0.95, math.sqrt(0.95 * 0.05 / REPETITIONS))
    assert 0.91 <= covered / REPETITIONS <= 0.99


def test_judgement_ranges_hold_nine_tenths_of_what_the_judgements_say() -> None:
    """The rate is lognormal, so the spread of the probability over judgements is known."""
    model = {"parameters": {"r": {"value": "0.2 to 1.2"}}, **outcome(a_b={"rate": "r"})}
    sigma = math.log(1.2 / 0.2) / (2 * norm.ppf(0.95))
    median = math.sqrt(0.2 * 1.2)
    inside = []
    for seed in range(12):
        found = resolve(model, 12, runs=10, random_seed=seed)
        hits = simulate(found, workers=1).hits
        assert hits is not None
        low, high = judgement_range(hits.at[-1:, :, 1:], hits.runs_per_draw)[0, 0]
        rates = -np.log1p(-np.array([low, high]))
        below, above = norm.cdf(np.log(rates / median) / sigma)
        inside.append(above - below)
    assert 0.87 <= np.mean(inside) <= 0.93
    assert min(inside) > 0.82
