"""How much better one way of forecasting was than another, and how far that can be told.

Questions that hang together are a cluster, such as all that are about one country: the interval
rests on how far clusters are apart, never on how many questions they have.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from scenario import intervals

LEAST_CLUSTERS = 10
"""Independent clusters from which on an interval is given."""


@dataclass(frozen=True, slots=True)
class MeanDifference:
    """The mean over questions of the score of one forecast less that of another."""

    mean: float
    questions: int
    clusters: int
    low: float | None
    """The low end of the 95 % interval; None where there are too few clusters to give one."""
    high: float | None

    @property
    def shown(self) -> bool:
        """Whether there is an interval, and it leaves out zero."""
        return self.low is not None and self.high is not None and not self.low <= 0 <= self.high

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {name: getattr(self, name) for name in self.__slots__}


def mean_difference(differences: ArrayLike, clusters: Sequence[Hashable]) -> MeanDifference:
    """The mean difference of scores, with an interval from `LEAST_CLUSTERS` clusters on.

    Args:
        differences: `[question]`, the score of one forecast less that of another; one at least.
        clusters: What each question belongs to.
    """
    found = np.asarray(differences, np.float64)
    numbers = {name: number for number, name in enumerate(dict.fromkeys(clusters))}
    which = np.array([numbers[name] for name in clusters], np.intp)
    mean, count = float(found.mean()), len(numbers)
    if count < LEAST_CLUSTERS:
        return MeanDifference(mean, len(found), count, None, None)
    half = intervals.reach_of_few(count) * intervals.error_of_clusters(found, which)
    return MeanDifference(mean, len(found), count, mean - half, mean + half)
