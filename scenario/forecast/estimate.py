"""An estimated probability with its sampling error.

It turns counts into estimates; where the counts come from is not known here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from scenario import intervals


@dataclass(frozen=True, slots=True)
class Estimate:
    """A probability estimated from runs.

    p: share of runs. se: its standard error. low, high: 95 % interval, honest at 0 and N hits.
    judgement: 5th and 95th percentile of the probability over the model's judgements, or None.
    """

    p: float
    se: float
    low: float
    high: float
    judgement: tuple[float, float] | None = None

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        spread = None if self.judgement is None else list(self.judgement)
        return {"p": self.p, "se": self.se, "low": self.low, "high": self.high, "judgement": spread}

    def __format__(self, spec: str) -> str:
        return format(self.p, spec)


def share_of(hits: float, runs: float) -> Estimate:
    """The probability that so many hits show."""
    p, se, low, high = (float(part[0]) for part in intervals.shares(np.array([hits]), runs))
    return Estimate(p, se, low, high)


def probability_of(
    carried: intervals.Grouped, *, certain: bool = False, rare: float = 0.0
) -> Estimate:
    """The same from one probability that runs carry.

    Where some share of runs may be unlike all seen (`rare`), the error allows for it as well.
    """
    found = intervals.probabilities(carried, certain=certain, rare=rare)
    p, se, low, high = (float(part) for part in found)
    return Estimate(p, intervals.widened(se, rare * max(p, 1 - p)), low, high)


def mean_of(mean: float, se: float) -> Estimate:
    """A mean as an estimate, whatever its unit."""
    return Estimate(mean, se, *intervals.around(mean, se))
