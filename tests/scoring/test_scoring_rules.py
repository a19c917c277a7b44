"""Single scores against values worked out by hand and closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtr, ndtri

from scenario import scoring
from scenario.scoring import FLOOR

SHARES = st.floats(0, 1)


def test_by_hand():
    assert scoring.brier([0.2, 0.2], [True, False]).tolist() == pytest.approx([0.64, 0.04])
    assert scoring.log_score([0.2, 0.2], [True, False]) == pytest.approx(
        [math.log(5), math.log(1.25)]
    )
    chances = [0.1, 0.2, 0.3, 0.4]
    assert scoring.brier_of_states(chances, 2) == pytest.approx((0.01 + 0.04 + 0.49 + 0.16) / 2)
    assert scoring.log_score_of_states(chances, 2) == pytest.approx(-math.log(0.3))
    assert scoring.ranked_probability(chances, 2) == pytest.approx((0.01 + 0.09 + 0.16) / 3)


def test_the_log_score_has_a_floor():
    worst = -math.log(FLOOR)
    assert scoring.log_score([0.0, 1.0], [True, False]).tolist() == pytest.approx([worst, worst])
    assert scoring.log_score_of_states([[1.0, 0.0]], [1]).tolist() == pytest.approx([worst])
    assert scoring.log_score([0.0, 1.0], [False, True]).tolist() == pytest.approx([0.001, 0.001], 1)


@settings(deadline=None)  # the first example loads the library
@given(SHARES, st.booleans())
def test_of_two_states_all_scores_are_those_of_yes_or_no(p: float, happened: bool):
    both, truth = [1 - p, p], int(happened)
    brier = scoring.brier(p, happened)
    assert scoring.brier_of_states(both, truth) == pytest.approx(brier)
    assert scoring.ranked_probability(both, truth) == pytest.approx(brier)
    assert scoring.log_score_of_states(both, truth) == pytest.approx(scoring.log_score(p, happened))


def test_ranked_probability_heeds_how_far_off_a_state_is_and_brier_does_not():
    near, far = [0, 1, 0, 0], [0, 0, 0, 1]
    assert scoring.brier_of_states(near, 0) == scoring.brier_of_states(far, 0) == 1
    assert scoring.ranked_probability(near, 0) == pytest.approx(1 / 3)
    assert scoring.ranked_probability(far, 0) == 1


def test_probabilities_that_are_rounded_above_one_are_no_error():
    chances = np.full((1, 3), 1 / 3) * (1 + 1e-4)
    assert scoring.ranked_probability(chances, [0]) == pytest.approx((4 / 9 + 1 / 9) / 2)


def test_the_crps_of_a_sample_is_that_of_its_law():
    sample = ndtri((np.arange(4000) + 0.5) / 4000) * 2 + 1
    for value in (-3.0, 0.5, 1.0, 6.0):
        z = (value - 1) / 2
        density = math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
        exact = 2 * (z * (2 * ndtr(z) - 1) + 2 * density - 1 / math.sqrt(math.pi))
        assert scoring.crps(sample, value) == pytest.approx(exact, rel=2e-3)
        assert scoring.crps_of_normal(1.0, 2.0, value) == pytest.approx(exact)


def test_the_crps_heeds_no_order_and_of_a_point_is_its_distance():
    sample = [3.0, 1.0, 2.0]
    assert scoring.crps(sample, 2.5) == scoring.crps(sorted(sample), 2.5)
    # mean |x - y| less half the mean |x - x'|, by hand
    assert scoring.crps(sample, 2.5) == pytest.approx(2.5 / 3 - (8 / 9) / 2)
    assert scoring.crps([[4.0], [1.0]], [1.0, 1.0]).tolist() == [3.0, 0.0]


def test_the_crps_of_quantiles_comes_to_that_of_the_sample():
    levels = (np.arange(1000) + 0.5) / 1000
    quantiles = ndtri(levels)
    found = scoring.crps_of_quantiles(quantiles, levels, 0.7)
    assert found == pytest.approx(scoring.crps(quantiles, 0.7), rel=1e-3)
