"""An estimated probability with its sampling error.

It turns counts into estimates; where the counts come from is not known here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from scenario import intervals

QUANTILES = (0.05, 0.25, 0.50, 0.75, 0.95)
"""Shares of runs below the percentiles of values that a forecast holds."""


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Estimate(float):
    """A probability estimated from runs: the number `p`, which knows how surely it is known.

    It is a float wherever one is wanted: in arithmetic (whose results are plain floats), in
    comparisons, arrays, tables and JSON. Two estimates are equal where all of their fields are.

    Attributes:
        p: The share of runs, 0 to 1.
        se: Its standard error.
        low: The lower end of its 95 % interval, which is honest at 0 and at all hits too.
        high: The upper end.
        judgement: The 5th and 95th percentile of the probability over the judgements of the model;
            None where they were not looked at.

    Example:
        >>> cell = Estimate(0.25, 0.01, 0.23, 0.27)
        >>> cell
        <Estimate 0.25 (95 %: 0.23 to 0.27)>
        >>> f"{cell:.0%}", 1 - cell, cell < 0.3
        ('25%', 0.75, True)
    """

    p: float
    se: float
    low: float
    high: float
    judgement: tuple[float, float] | None = None

    def __new__(cls, p: float, *_: object, **__: object) -> Self:
        """A float of the value `p`."""
        return float.__new__(cls, p)

    def as_dict(self) -> dict[str, Any]:
        """For JSON with all of its fields."""
        spread = None if self.judgement is None else list(self.judgement)
        return {"p": self.p, "se": self.se, "low": self.low, "high": self.high, "judgement": spread}

    def _fields(self) -> tuple[object, ...]:
        return self.p, self.se, self.low, self.high, self.judgement

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Estimate):
            return self._fields() == other._fields()
        return float.__eq__(self, other)

    def __ne__(self, other: object) -> bool:  # else float's own would be found
        if isinstance(other, Estimate):
            return self._fields() != other._fields()
        return float.__ne__(self, other)

    __hash__ = float.__hash__

    def __getnewargs__(self) -> tuple[Any, ...]:
        return self._fields()

    def __repr__(self) -> str:
        known = f"95 %: {self.low:.4g} to {self.high:.4g}"
        if self.judgement is not None:
            low, high = self.judgement
            known += f"; judgements: {low:.4g} to {high:.4g}"
        return f"<Estimate {self.p:.4g} ({known})>"

    def __format__(self, spec: str) -> str:
        return format(float(self.p), spec)


def share_of(hits: float, runs: float) -> Estimate:
    """The probability that so many hits show."""
    p, se, low, high = (float(part[0]) for part in intervals.shares(np.array([hits]), runs))
    return Estimate(p, se, low, high)


def probability_of(
    carried: intervals.Grouped, *, certain: bool = False, rare: float = 0.0
) -> Estimate:
    """An estimate from one probability that runs carry.

    Args:
        carried: What the runs carry, as sums over groups of them.
        certain: Whether no run can differ from another.
        rare: The share of runs that may be unlike all seen, for which the error allows.
    """
    found = intervals.probabilities(carried, certain=certain, rare=rare)
    p, se, low, high = (float(part) for part in found)
    farther = 0.0 if certain else rare * max(p, 1 - p)
    return Estimate(p, intervals.widened(se, farther), low, high)


def mean_of(mean: float, se: float) -> Estimate:
    """A mean as an estimate, whatever its unit."""
    return Estimate(mean, se, *intervals.around(mean, se))
