"""How far two samples may be apart: never farther by chance than the bounds say, whatever it is."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import gammaln

from scenario.intervals import counts_apart, critical, means_apart, reach

DOUBT = 0.01


def test_the_reach_is_little_wider_than_that_of_normals() -> None:
    for looks in (1, 100, 10_000):
        normal = critical(DOUBT / 2, looks)
        assert normal < reach(DOUBT, looks) < 1.3 * normal


def chosen(of: int, count: object) -> object:
    """The logarithm of the number of ways to choose so many of them."""
    return gammaln(of + 1) - gammaln(count + 1) - gammaln(of - count + 1)


@pytest.mark.parametrize("runs", [1, 5, 40, 1_000, 20_000])
@pytest.mark.parametrize("looks", [1, 1_000])
def test_counts_beyond_have_no_more_than_the_chance_they_are_given(runs: int, looks: int) -> None:
    """Exactly: of `hits` in both samples, those of one are hypergeometric."""
    beyond = reach(DOUBT, looks)
    for hits in {*range(min(2 * runs, 30) + 1), runs // 2, runs, 2 * runs - 3, 2 * runs}:
        if not 0 <= hits <= 2 * runs:
            continue
        a = np.arange(max(0, hits - runs), min(hits, runs) + 1)
        ways = chosen(runs, a) + chosen(runs, hits - a) - chosen(2 * runs, hits)
        far = np.abs(2 * a - hits) > counts_apart(a, hits - a, runs, beyond)
        assert np.exp(ways[far]).sum() <= DOUBT / looks


def test_the_bound_on_counts_is_not_idle() -> None:
    beyond = reach(DOUBT, 1)
    assert counts_apart(0, 0, 1_000, beyond) == 0
    assert 12 > counts_apart(10, 0, 1_000, beyond) > 10 > counts_apart(5, 0, 1_000, beyond) > 7
    assert counts_apart(500, 500, 1_000, beyond) < 2 * np.sqrt(2 * 1_000 / 4) * 1.7


def test_counts_that_cannot_be_are_allowed_nothing() -> None:
    assert counts_apart(30, 20, 20, 3.0) == 0


@pytest.mark.parametrize("sigma", [0.1, 1.0, 3.0])
@pytest.mark.parametrize("runs", [20, 300])
def test_means_of_far_tails_stay_within(sigma: float, runs: int) -> None:
    rng = np.random.default_rng(1)
    beyond = reach(DOUBT, 1)
    a, b = np.exp(sigma * rng.normal(size=(2, 20_000, runs)))
    far = np.abs(a.mean(1) - b.mean(1)) > means_apart(a.std(1), b.std(1), runs, beyond)
    assert far.mean() < DOUBT


def test_of_few_runs_no_mean_can_be_told() -> None:
    assert np.isinf(means_apart(np.ones(3), np.ones(3), 10, 5.0)).all()
    assert np.isfinite(means_apart(np.ones(3), np.ones(3), 26, 5.0)).all()
    assert means_apart(3.0, 4.0, 1_025, 5.0) == pytest.approx(25 / np.sqrt(1_000))
