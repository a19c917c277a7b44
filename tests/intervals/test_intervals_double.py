"""Double sampling: parts that add up to what many runs say, with errors that hold."""

from __future__ import annotations

import numpy as np
import pytest

from scenario.intervals import Floats, carried_over, half_width

RNG = np.random.default_rng(20221214)
MANY, FEW = 800, 200


def covariance_of(values: Floats) -> Floats:
    """Of means over runs: `[part, run]`."""
    return np.atleast_2d(np.cov(values)) / values.shape[-1]


def estimated(parts: Floats) -> tuple[Floats, Floats]:
    """From the first runs' parts and from the totals of all."""
    total, first = parts.sum(axis=0), parts[:, :FEW]
    error = float(total.std(ddof=1) / np.sqrt(total.size))
    found = carried_over(first.mean(axis=1), covariance_of(first), float(total.mean()), error)
    assert found is not None
    return found


def drawn(skewed: bool) -> tuple[Floats, Floats]:
    """Parts of many runs that go together in part, and what they are on average."""
    shared = RNG.exponential(size=MANY) if skewed else RNG.normal(1, 1, size=MANY)
    own = RNG.normal(0, [[0.3], [1.0], [0.5]], size=(3, MANY))
    weights = np.array([[1.0], [0.5], [-0.2]])
    return weights * shared + own, weights[:, 0]


@pytest.mark.parametrize("skewed", [False, True])
def test_parts_add_up_to_the_total_of_all_runs(skewed: bool) -> None:
    parts, _ = drawn(skewed)
    found, errors = estimated(parts)
    assert found.sum() == pytest.approx(parts.sum(axis=0).mean(), rel=1e-12)
    assert (errors < np.sqrt(np.diag(covariance_of(parts[:, :FEW])))).all()


@pytest.mark.statistics
@pytest.mark.parametrize("skewed", [False, True])
def test_intervals_of_parts_cover(skewed: bool) -> None:
    times = 2000
    covered, squared, stated = np.zeros(3), np.zeros(3), np.zeros(3)
    for _ in range(times):
        parts, true = drawn(skewed)
        found, errors = estimated(parts)
        covered += np.abs(found - true) <= half_width(errors)
        squared += (found - true) ** 2
        stated += errors**2
    assert (covered / times > 0.95 - 4 * np.sqrt(0.05 * 0.95 / times)).all()
    assert squared == pytest.approx(stated, rel=0.15)  # variances: four of their errors


def test_a_part_that_is_the_total_has_its_error() -> None:
    parts = np.vstack([RNG.normal(size=MANY), np.zeros(MANY)])
    found, errors = estimated(parts)
    assert found == pytest.approx([parts[0].mean(), 0])
    assert errors == pytest.approx([parts[0].std(ddof=1) / np.sqrt(MANY), 0])


def test_a_total_that_is_the_same_in_all_first_runs_tells_no_slope() -> None:
    assert carried_over(np.zeros(2), np.zeros((2, 2)), 0.1, 0.01) is None
    apart = np.array([[1.0, -1.0], [-1.0, 1.0]])
    assert carried_over(np.array([2.0, -2.0]), apart, 0.0, 0.0) is None
