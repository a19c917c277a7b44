"""Replicates: who belongs to which, and errors that rest on them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario import intervals
from scenario.intervals import Grouped, by_replicate, replicates, variance_of_mean


def members(runs: int) -> list[list[int]]:
    """The runs of each replicate, as the specification says it."""
    found: dict[int, list[int]] = {}
    for run in range(runs):
        found.setdefault(run // 8 if runs > 8 else run, []).append(run)
    return [found[number] for number in sorted(found)]


@given(st.integers(1, 300), st.integers(0, 10**6))
def test_sums_are_those_of_the_runs_of_a_replicate(runs: int, seed: int) -> None:
    values = np.random.default_rng(seed).normal(size=(2, runs))
    groups = members(runs)
    assert replicates(runs) == len(groups)
    sums = np.array([[row[group].sum() for group in groups] for row in values])
    sizes = np.array([len(group) for group in groups])
    np.testing.assert_allclose(by_replicate(values), sums / np.sqrt(sizes), atol=1e-12)
    found = Grouped.of(values)
    np.testing.assert_allclose(found.sums, values.sum(axis=1), atol=1e-12)
    np.testing.assert_allclose(found.squares, (sums**2 / sizes).sum(axis=1), atol=1e-12)
    np.testing.assert_allclose(found.cubes, (sums**3 / sizes**2).sum(axis=1), atol=1e-12)


def test_the_variance_is_that_of_means_of_replicates() -> None:
    values = np.random.default_rng(1).random(640)
    means = values.reshape(-1, 8).mean(axis=1)
    found = Grouped.of(values)
    assert float(found.variance) == pytest.approx(means.var(ddof=1) / len(means))
    third = ((means - means.mean()) ** 3).sum() / len(means) ** 3
    assert float(found.third) == pytest.approx(third)
    assert float(variance_of_mean(1.0, 0.5, 10)) == 0.0  # rounding makes no error of its own


def test_equal_runs_have_no_error() -> None:
    assert float(Grouped.of(np.full(640, 0.3)).variance) == pytest.approx(0, abs=1e-18)


def interval(values: np.ndarray) -> tuple[float, float, float]:
    p, _, low, high = intervals.probabilities(Grouped.of(values))
    return float(p), float(low), float(high)


def test_an_interval_reaches_farther_towards_a_long_tail() -> None:
    random = np.random.default_rng(3)
    skewed = 1e-6 * np.exp(1.5 * random.normal(size=2048))
    p, low, high = interval(skewed)
    assert high - p > 1.2 * (p - low)
    other = 1 - skewed
    p, low, high = interval(other)
    assert p - low > 1.2 * (high - p)
    even = np.clip(0.5 + 0.05 * random.normal(size=2048), 0, 1)
    p, low, high = interval(even)
    assert high - p == pytest.approx(p - low, rel=0.1)


def test_there_may_be_nothing_to_add_up() -> None:
    assert by_replicate(np.zeros((0, 100))).shape == (0, 13)


def test_no_interval_leaves_zero_and_one() -> None:
    for values in (np.zeros(100), np.ones(100), np.r_[np.zeros(99), 1e-9], np.r_[np.ones(99), 0.9]):
        p, low, high = interval(values)
        assert 0 <= low <= p <= high <= 1
