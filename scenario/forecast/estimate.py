"""An estimated probability with its sampling error.

It turns counts into estimates; where the counts come from is not known here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Z95 = 1.959963984540054
FEW = (0.05129329438755058, 0.35536151074520195, 0.8176914469204306)
"""Means at which a Poisson count reaches 1, 2 and 3 one time in twenty: chi2(0.05; 2k) / 2."""


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


def shares(
    hits: NDArray[np.integer], runs: int, *, sure_start: bool = False
) -> tuple[Floats, Floats, Floats, Floats]:
    """Share, standard error and 95 % interval for counts of hits in runs (element by element).

    With `sure_start` the first step is given, not estimated: its error is zero.

    The interval is Wilson's (1927), which never has zero width, with the low ends for one to three
    hits, and the high ends for one to three misses, of Brown, Cai and DasGupta (2001, Statistical
    Science 16:101-133), without which rare events are covered less than they should. The standard
    error is that of the share after adding two hits and two misses (Agresti and Coull 1998), so
    that none seen in N runs is not taken for impossible.
    """
    hits = np.asarray(hits, dtype=np.float64)
    p = hits / runs
    shifted = (hits + 2) / (runs + 4)
    se = np.sqrt(shifted * (1 - shifted) / (runs + 4))
    square = Z95**2
    centre = (p + square / (2 * runs)) / (1 + square / runs)
    half = Z95 / (1 + square / runs) * np.sqrt(p * (1 - p) / runs + square / (4 * runs**2))
    low = np.where(hits == 0, 0.0, np.maximum(centre - half, 0.0))
    high = np.where(hits == runs, 1.0, np.minimum(centre + half, 1.0))
    for few, mean in enumerate(FEW if runs > 50 else FEW[:2], start=1):
        low = np.where(hits == few, np.minimum(low, mean / runs), low)
        high = np.where(runs - hits == few, np.maximum(high, 1 - mean / runs), high)
    if sure_start:
        se[0], low[0], high[0] = 0.0, p[0], p[0]
    return p, se, low, high
