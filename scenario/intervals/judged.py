"""How far an answer spreads over draws of the judgements, from a few runs of each draw."""

from __future__ import annotations

import numpy as np

from scenario.intervals.normal import JUDGED, Floats


def judged_range(means: Floats, noise: Floats) -> Floats:
    """5th and 95th percentile, over draws, of an answer given the draw.

    The means over a few runs spread wider than the answers behind them. Their variance is that of
    the answers plus the mean variance of a mean given its draw (law of total variance; Searle,
    Casella and McCulloch 1992, "Variance Components"), so their deviations are shrunk to the
    spread that is left.

    Args:
        means: `[step, draw, thing]`, mean answers over the runs of each draw.
        noise: The variance of each of these means, estimated from its runs.

    Returns:
        `[step, thing, 2]`.
    """
    middle, spread = means.mean(axis=1), means.var(axis=1, ddof=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        kept = np.sqrt(np.clip(1 - noise.mean(axis=1) / spread, 0.0, 1.0))
    kept = np.where(spread > 0, kept, 1.0)
    points = np.quantile(means, JUDGED, axis=1)
    return np.moveaxis(middle + kept * (points - middle), 0, -1)
