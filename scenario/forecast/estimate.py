"""An estimated probability with its sampling error, and where the spread of judgement lies.

It turns counts into estimates; where the counts come from is not known here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Z95 = 1.959963984540054


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

    The interval is Wilson's (1927), which never has zero width; the standard error is that of the
    share after adding two hits and two misses (Agresti and Coull 1998), so that none seen in N
    runs is not taken for impossible.
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
    if sure_start:
        se[0], low[0], high[0] = 0.0, p[0], p[0]
    return p, se, low, high


def judgement_range(hits: NDArray[np.integer], runs: int) -> Floats:
    """5th and 95th percentile, over draws, of the probability given the draw.

    Args:
        hits: `[step, draw, state]`, hits among the `runs` runs of each draw.
        runs: Runs of each draw.

    Returns:
        `[step, state, 2]`. The shares of single draws are shrunk towards their mean so that their
        variance is what is left after taking off the binomial noise of so few runs.
    """
    p = hits.astype(np.float64) / runs
    mean, variance = p.mean(axis=1), p.var(axis=1, ddof=1)
    noise = (p * (1 - p)).mean(axis=1) / (runs - 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        kept = np.sqrt(np.clip(1 - noise / variance, 0.0, 1.0))
    kept = np.where(variance > 0, kept, 0.0)
    ends = np.quantile(p, (0.05, 0.95), axis=1)
    spread = mean + kept * (ends - mean)
    return np.moveaxis(np.clip(spread, 0.0, 1.0), 0, -1)
