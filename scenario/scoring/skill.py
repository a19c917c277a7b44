"""Skill: how much of the score of another way of forecasting a forecast does away with.

1 is a perfect forecast, 0 one that scores as the other does, and less than 0 one that scores worse.
The interval is that of a bootstrap that draws whole clusters, for questions of one cluster hang
together; of few clusters it is too narrow.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from scenario import intervals

DRAWS = 10_000
"""Draws of the bootstrap."""
ROUNDED = 1e-9
"""Skill that may be nothing but rounding."""


@dataclass(frozen=True, slots=True)
class Skill:
    """One minus the ratio of two mean scores."""

    value: float | None
    """None where the other forecast is perfect, so that nothing is left to do away with."""
    low: float | None
    """The low end of the 95 % interval; None where there is one cluster, or no value."""
    high: float | None

    @property
    def better(self) -> bool:
        """Whether it can be told that the forecast is better."""
        return self.low is not None and self.low > ROUNDED

    @property
    def worse(self) -> bool:
        """Whether it can be told that it is worse."""
        return self.high is not None and self.high < -ROUNDED

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {name: getattr(self, name) for name in self.__slots__}


def weighted_mean(values: Sequence[float], weights: Sequence[float]) -> float:
    """A mean that is the same to the last digit in whichever order values stand.

    Args:
        values: `[question]`, one at least.
        weights: `[question]`, what each counts, above 0.
    """
    products = (weight * value for weight, value in zip(weights, values, strict=True))
    return fsum(products) / fsum(weights)


def skill(
    scores: Sequence[float],
    others: Sequence[float],
    weights: Sequence[float],
    clusters: Sequence[Hashable],
    random_seed: int = 0,
) -> Skill:
    """How much of the mean score of another forecast one does away with, with a 95 % interval.

    Clusters are drawn with replacement, as many as there are, and both scores worked out from the
    same ones (Efron and Tibshirani 1993, "An Introduction to the Bootstrap", 8; percentiles). The
    order of questions changes nothing.

    Args:
        scores: `[question]`, those of the forecast; the less the better, 0 at best.
        others: `[question]`, those of the other forecast.
        weights: `[question]`, what each question counts, above 0.
        clusters: What each question belongs to, in an order of their own.
        random_seed: Of the draws.
    """
    mine, theirs = (_by_cluster(some, weights, clusters) for some in (scores, others))
    value = _skill(fsum(mine), fsum(theirs))
    if value is None or len(mine) < 2:
        return Skill(value, None, None)
    drawn = intervals.resampled(len(mine), random_seed, DRAWS)
    sums, bases = drawn @ np.array(mine), drawn @ np.array(theirs)
    some = bases > 0
    low, high = intervals.ends(1 - sums[some] / bases[some])
    return Skill(value, float(low), float(high))


def _skill(mine: float, theirs: float) -> float | None:
    return 1 - mine / theirs if theirs > 0 else None


def _by_cluster(
    scores: ArrayLike, weights: Sequence[float], clusters: Sequence[Any]
) -> list[float]:
    """The sum of weighted scores of each cluster, in the order of clusters."""
    parts: dict[Any, list[float]] = {}
    for score, weight, cluster in zip(np.asarray(scores), weights, clusters, strict=True):
        parts.setdefault(cluster, []).append(weight * float(score))
    return [fsum(parts[cluster]) for cluster in sorted(parts)]


def share_of_others(
    happened: Sequence[bool], weights: Sequence[float], clusters: Sequence[Hashable]
) -> list[float] | None:
    """For each question the weighted share that came true of those in other clusters.

    What is fitted to a panel may be judged only where it was not fitted: leave one cluster out.

    Args:
        happened: `[question]`.
        weights: `[question]`, what each counts, above 0.
        clusters: What each question belongs to.

    Returns:
        The shares, or None where there is one cluster.
    """
    if len(set(clusters)) < 2:
        return None
    pairs = list(zip(happened, weights, clusters, strict=True))
    found = {}
    for left_out in set(clusters):
        rest = [(yes, weight) for yes, weight, cluster in pairs if cluster != left_out]
        found[left_out] = fsum(w for yes, w in rest if yes) / fsum(w for _, w in rest)
    return [found[cluster] for cluster in clusters]
