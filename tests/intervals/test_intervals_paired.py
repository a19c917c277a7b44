"""Joint counts made into differences: exact where they must be, covering where they estimate."""

from __future__ import annotations

import numpy as np
import pytest

from scenario.intervals import differences, paired_range

RNG = np.random.default_rng(20221214)


def test_the_same_counts_differ_by_nothing() -> None:
    hits = np.array([0, 40, 100])
    found = differences(hits, hits, hits, 100)
    assert not found.difference.any()
    assert found.se == pytest.approx(np.sqrt(4 / 104 / 100))  # no run shows one, but others might
    assert not found.shown.any()
    assert (found.high > 0).all()  # unseen is not impossible
    assert np.isinf(found.fewer).all()


def test_mcnemar_by_hand() -> None:
    found = differences(np.array(30), np.array(50), np.array(20), 100)
    assert found.difference == pytest.approx(0.2)
    assert found.se == pytest.approx(np.sqrt(40 - 400 / 100) / 100)
    assert found.shown
    assert found.fewer == pytest.approx((0.21 + 0.25) / 100 / (36 / 10_000))


@pytest.mark.statistics
@pytest.mark.parametrize(("lost", "gained", "runs"), [(0.05, 0.08, 400), (0.0, 0.01, 300)])
def test_intervals_cover(lost: float, gained: float, runs: int) -> None:
    both = 0.3
    counts = RNG.multinomial(runs, [both, lost, gained, 1 - both - lost - gained], size=4000)
    found = differences(
        counts[:, 0] + counts[:, 1], counts[:, 0] + counts[:, 2], counts[:, 0], runs
    )
    covered = np.mean((found.low <= gained - lost) & (gained - lost <= found.high))
    assert covered > 0.95 - 4 * np.sqrt(0.05 * 0.95 / 4000)


@pytest.mark.statistics
def test_the_range_of_differences_is_freed_of_its_noise() -> None:
    draws, runs = 512, 40
    true = RNG.normal(0.2, 0.04, draws)
    u = RNG.uniform(size=(draws, runs))
    a, b = u < 0.3, u < 0.3 + true[:, None]
    counts = [x.sum(axis=1).reshape(1, draws, 1) for x in (a, b, a & b)]
    low, high = paired_range(*counts, runs)[0, 0]
    assert low == pytest.approx(0.2 - 1.645 * 0.04, abs=0.02)
    assert high == pytest.approx(0.2 + 1.645 * 0.04, abs=0.02)
    raw = np.percentile((counts[1] - counts[0]) / runs, (5, 95))
    assert raw[1] - raw[0] > 1.3 * (high - low)


def test_no_spread_is_no_range() -> None:
    hits = np.full((1, 50, 1), 20)
    assert paired_range(hits, hits, hits, 40).tolist() == [[[0.0, 0.0]]]
