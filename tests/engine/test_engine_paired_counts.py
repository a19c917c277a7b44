"""Differences of judgement draws, and whether their runs should rather say yes or no."""

from __future__ import annotations

import numpy as np

from scenario.engine.paired_counts import DrawPairs

DRAWS, EACH = 400, 8


def drawn(gaps: np.ndarray) -> DrawPairs:
    """Two scenarios that differ by these gaps, `[draw, run]`, in one state at one date."""
    sums = np.zeros((1, 2, 1, len(gaps), 1))
    apart = np.zeros(sums.shape)
    sums[0, 1, 0, :, 0] = gaps.sum(axis=1)
    apart[0, 1, 0, :, 0] = (gaps**2).sum(axis=1)
    return DrawPairs(sums, apart, EACH, drawn=False)


def test_runs_that_are_hit_or_not_are_mostly_chance() -> None:
    rng = np.random.default_rng(1)
    assert drawn((rng.random((DRAWS, EACH)) < 0.04).astype(float)).mostly_chance


def test_what_judgement_makes_is_not_chance() -> None:
    rng = np.random.default_rng(2)
    by_draw = rng.normal(0.03, 0.02, (DRAWS, 1))
    assert not drawn(by_draw + rng.normal(0, 0.005, (DRAWS, EACH))).mostly_chance


def test_noise_that_drawing_would_make_louder_is_left() -> None:
    """It is all the spread there is, yet a tenth of what yes or no would leave of such a gap."""
    rng = np.random.default_rng(3)
    gaps = 0.003 + rng.normal(0, 0.004, (DRAWS, EACH))
    assert not drawn(gaps).mostly_chance
