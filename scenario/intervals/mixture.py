"""Percentiles of a mixture of distributions, each of which is known by points of its curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scenario.intervals.normal import JUDGED, Floats

HALVINGS = 60


@dataclass(frozen=True)
class Curve:
    """A distribution: what share of it lies below some values, on straight lines between them."""

    values: Floats
    """Rising, `[point]`; of a distribution that is one value, that value twice."""
    below: Floats
    """From 0 to 1, `[point]`."""

    @classmethod
    def of_samples(cls, samples: Floats) -> Curve:
        """The curve whose percentiles are those of a sample (type 7 of Hyndman and Fan 1996)."""
        ordered = np.sort(np.resize(samples, max(2, len(samples))))
        return cls(ordered, np.linspace(0.0, 1.0, len(ordered)))

    def share_below(self, value: float) -> float:
        """What share of it lies below a value."""
        return float(np.interp(value, self.values, self.below, left=0.0, right=1.0))


def mixed_range(curves: Sequence[Curve], weights: Sequence[float]) -> tuple[float, float]:
    """5th and 95th percentile of what is drawn from one of some distributions, by weight.

    Args:
        curves: The distributions.
        weights: How often each is drawn from; they add up to 1.
    """
    low, high = (_reached(curves, weights, share) for share in JUDGED)
    return low, high


def _reached(curves: Sequence[Curve], weights: Sequence[float], share: float) -> float:
    """The least value below which so much of the mixture lies."""
    least = min(float(curve.values[0]) for curve in curves)
    most = max(float(curve.values[-1]) for curve in curves)
    for _ in range(HALVINGS):
        middle = (least + most) / 2
        below = sum(w * c.share_below(middle) for c, w in zip(curves, weights, strict=True))
        least, most = (least, middle) if below >= share else (middle, most)
    return most
