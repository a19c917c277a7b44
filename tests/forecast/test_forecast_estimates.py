"""Estimates: intervals against published values, judgement ranges against known spreads."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom, chi2

from scenario.forecast import Estimate, judgement_range, shares

DRAWS, RUNS = 512, 40

# Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3.
NEWCOMBE = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0000, 0.1611),
    (1, 29, 0.0018, 0.1718),  # the low end is that of the next test
]


@pytest.mark.parametrize(("hits", "runs", "low", "high"), NEWCOMBE)
def test_the_interval_is_wilsons(hits: int, runs: int, low: float, high: float):
    p, _, found_low, found_high = shares(np.array([hits, runs - hits]), runs)

    assert p[0] == hits / runs
    assert (round(found_low[0], 4), round(found_high[0], 4)) == (low, high)
    assert (1 - found_high[1], 1 - found_low[1]) == pytest.approx((found_low[0], found_high[0]))


@pytest.mark.parametrize("runs", [20, 1000])
@pytest.mark.parametrize("hits", [1, 2, 3, 4])
def test_the_low_end_for_few_hits_is_where_as_many_would_be_rare(hits: int, runs: int):
    """Brown, Cai and DasGupta (2001), section 4.1.1: `chi2(0.05; 2k) / 2n`, up to 3 of over 50."""
    _, _, low, high = shares(np.array([hits, runs - hits]), runs)
    rare = chi2.ppf(0.05, 2 * hits) / (2 * runs)

    if hits <= (3 if runs > 50 else 2):
        assert low[0] == pytest.approx(rare)
        assert high[1] == pytest.approx(1 - rare)
    else:
        assert low[0] > rare


def test_no_probability_is_covered_much_less_than_said():
    runs, hits = 1000, np.arange(1001)
    _, _, low, high = shares(hits, runs)
    covered = [
        binom.pmf(hits, runs, p)[(low <= p) & (p <= high)].sum()
        for p in np.linspace(0.0001, 0.03, 300)
    ]
    assert min(covered) > 0.925
    assert np.mean(covered) == pytest.approx(0.95, abs=0.01)


def test_none_of_many_is_not_impossible():
    p, se, low, high = shares(np.array([0, 1000]), 1000)

    assert p.tolist() == [0, 1]
    assert low[0] == 0 < high[0] < 0.004
    assert high[1] == 1 > low[1] > 0.996
    assert se == pytest.approx(np.sqrt((2 / 1004) * (1002 / 1004) / 1004))


def test_intervals_hold_the_truth_as_often_as_they_say():
    rng = np.random.default_rng(7)
    for truth in (0.002, 0.03, 0.5, 0.97):
        _, _, low, high = shares(rng.binomial(2000, truth, 20_000), 2000)
        assert np.mean((low <= truth) & (truth <= high)) == pytest.approx(0.95, abs=0.02)


def test_the_start_is_given_and_not_estimated():
    given = np.array([[True, True], [False, False]])
    p, se, low, high = shares(np.array([[100, 0], [90, 10]]), 100, given=given)

    assert se[0].tolist() == [0, 0]
    assert low[0].tolist() == high[0].tolist() == p[0].tolist() == [1, 0]
    assert (low[1] < p[1]).all()
    assert (p[1] < high[1]).all()


def test_an_estimate_says_itself_plainly_and_takes_a_format():
    cell = Estimate(0.25, 0.01, 0.23, 0.27, (0.1, 0.5))

    assert cell.as_dict() == {
        "p": 0.25, "se": 0.01, "low": 0.23, "high": 0.27, "judgement": [0.1, 0.5],
    }  # fmt: skip
    assert f"{cell:.0%}" == "25%"
    assert Estimate(0, 0, 0, 0).as_dict()["judgement"] is None


def hits_of(truth: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Hits of an ensemble `[1, draw, 1]` whose draws have the probabilities `truth`."""
    return rng.binomial(RUNS, truth)[None, :, None]


@pytest.mark.statistics
@pytest.mark.parametrize(
    ("mean", "sd"),
    [(0.5, 0.15), (0.3, 0.1), (0.15, 0.08), (0.8, 0.1), (0.02, 0.015), (0.01, 0.014)],
)
def test_a_known_spread_of_judgements_is_recovered(mean: float, sd: float):
    from scipy.special import betaincinv

    weight = mean * (1 - mean) / sd**2 - 1
    shape = (mean * weight, (1 - mean) * weight)
    truth = betaincinv(*shape, (0.05, 0.95))
    rng = np.random.default_rng(3)
    found = np.array(
        [judgement_range(hits_of(rng.beta(*shape, DRAWS), rng), RUNS)[0, 0] for _ in range(20)]
    )

    off = np.sqrt(((found - truth) ** 2).mean(axis=0))
    assert (off < (0.5 if mean < 0.1 else 0.2) * sd).all()


@pytest.mark.statistics
def test_the_low_end_of_a_small_probability_is_not_drawn_to_its_mean():
    rng = np.random.default_rng(3)
    found = judgement_range(hits_of(rng.beta(0.5, 49.5, DRAWS), rng), RUNS)[0, 0]

    assert found[0] < 0.001  # truth 0.00004, mean 0.01
    assert found[1] == pytest.approx(0.0384, rel=0.3)


@pytest.mark.statistics
def test_the_noise_of_forty_runs_alone_would_fail_that():
    rng = np.random.default_rng(3)
    hits = hits_of(np.full(DRAWS, 0.3), rng)
    raw = np.quantile(hits / RUNS, (0.05, 0.95))
    low, high = judgement_range(hits, RUNS)[0, 0]

    assert raw[1] - raw[0] > 0.2
    assert high - low < 0.08


def test_without_any_spread_the_range_has_no_width():
    for hits in (0, RUNS):
        found = judgement_range(np.full((2, DRAWS, 1), hits), RUNS)
        assert found.shape == (2, 1, 2)
        assert (found == hits / RUNS).all()
