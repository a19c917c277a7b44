"""Mean differences of scores: an interval from ten clusters on, which rests on clusters alone."""

from __future__ import annotations

import numpy as np
import pytest

from scenario.scoring import LEAST_CLUSTERS, mean_difference


def test_below_ten_clusters_there_is_no_interval():
    for clusters in range(1, 12):
        found = mean_difference(np.arange(2.0 * clusters), [*range(clusters)] * 2)
        assert found.mean == pytest.approx((2 * clusters - 1) / 2)
        assert (found.questions, found.clusters) == (2 * clusters, clusters)
        assert (found.low is None) == (found.high is None) == (clusters < LEAST_CLUSTERS)
        assert found.shown == (clusters >= LEAST_CLUSTERS)
        assert found.as_dict()["low"] == found.low


def test_single_questions_have_the_interval_of_a_mean():
    values = np.array([0.3, -0.1, 0.2, 0.4, 0.0, 0.1, -0.2, 0.5, 0.1, 0.2])
    found = mean_difference(values, "abcdefghij")
    half = 2.262 * values.std(ddof=1) / np.sqrt(10)  # Student's, nine degrees of freedom
    assert (found.low, found.high) == pytest.approx((0.15 - half, 0.15 + half), rel=2e-3)


def test_questions_that_repeat_each_other_count_once():
    values, clusters = np.arange(12.0) - 3, list(range(12))
    once, often = mean_difference(values, clusters), mean_difference(
        np.repeat(values, 5), np.repeat(clusters, 5).tolist()
    )  # fmt: skip
    assert (often.mean, often.low, often.high) == pytest.approx((once.mean, once.low, once.high))
    assert (once.questions, often.questions) == (12, 60)


def test_nineteen_of_twenty_intervals_hold_the_truth_though_questions_hang_together():
    random = np.random.default_rng(5)
    inside = 0
    for _ in range(600):
        sizes = random.integers(1, 9, 12)
        clusters = np.repeat(np.arange(12), sizes)
        values = random.normal(size=12)[clusters] + 0.3 * random.normal(size=len(clusters))
        found = mean_difference(values, clusters.tolist())
        inside += found.low <= 0 <= found.high
    assert 0.90 < inside / 600 < 0.98
