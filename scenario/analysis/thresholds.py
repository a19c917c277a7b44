"""Round thresholds at which a quantity is worth cutting in two, and how they are written.

It knows nothing of what the quantities are.
"""

from __future__ import annotations

from math import floor, log10

import numpy as np
from numpy.typing import NDArray


def round_cuts(values: NDArray[np.floating], shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """The quantiles of some values at these shares, rounded to a sixth of their spread at most.

    Only cuts with values on both sides are given. Where there are few different values, the cuts
    are those values, whatever the shares.

    Args:
        values: `float[run]`.
        shares: Shares of the values that lie below the cuts, between 0 and 1: `float64[share]`.

    Returns:
        Cuts in the unit of the values, rising: `float64[cut]`, as many as shares at most.
    """
    found = np.unique(values)
    if len(found) <= min(8, len(shares)):
        fewer: NDArray[np.float64] = found[:-1].astype(np.float64)
        return fewer
    spread = float(np.quantile(values, 0.84) - np.quantile(values, 0.16)) / 2
    spread = spread or float(values.std())
    decimals = -floor(log10(spread / 6)) if spread > 0 else 6
    cuts = np.unique(np.round(np.quantile(values, shares).astype(np.float64), decimals))
    inner: NDArray[np.float64] = cuts[(cuts >= found[0]) & (cuts < found[-1])]
    return inner


def written(value: float) -> str:
    """A threshold with the digits it was rounded to, and no more: 0.34, 1,200, 4.5."""
    if value == 0 or not np.isfinite(value):
        return f"{value:g}"
    digits = max(0, 3 - floor(log10(abs(value))))
    text = f"{value:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
