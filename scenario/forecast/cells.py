"""The mass of many beta distributions in the cells of one scale, without a table of functions.

The cells are equal on the arcsine scale. What the distributions are of is not known here.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from scenario.intervals import Floats

CELLS = 100
"""Cells of the scale from 0 to 1."""
NARROWEST = 1e5
"""The greatest sum of both parameters: then a standard deviation is a tenth of a cell."""
_STEP = np.pi / 2 / CELLS
_TERMS = 90
# Nodes and weights of Gauss and Legendre on (-1, 1): Abramowitz and Stegun (1964), table 25.4.
_NODES = (
    (0.095012509837637, 0.189450610455068),
    (0.281603550779259, 0.182603415044924),
    (0.458016777657227, 0.169156519395003),
    (0.617876244402644, 0.149595988816577),
    (0.755404408355003, 0.124628971255534),
    (0.865631202387832, 0.095158511682493),
    (0.944575023073233, 0.062253523938648),
    (0.989400934991650, 0.027152459411754),
)


def beta_cells(a: Floats, b: Floats) -> Floats:
    """The mass of beta distributions in each cell, within 1e-8.

    Inner cells are integrated, over the angle whose squared sine is the probability; the cells at
    the ends, where the density may be infinite, are summed as a series.

    Args:
        a: `[row, 1]`, greater than 0.
        b: The same; `a + b` is at most `NARROWEST`.

    Returns:
        `[row, cell]`; each row adds up to one.
    """
    peak = a * np.log(a / (a + b)) + b * np.log(b / (a + b))  # so that no power overflows
    logs, weights = _points()
    density = np.exp(np.hstack([a, b, -peak]) @ logs)
    inner = density.reshape(len(a), *weights.shape)
    masses = np.hstack([_first(a, b, peak), (inner * weights).sum(axis=2), _first(b, a, peak)])
    found: Floats = masses / masses.sum(axis=1, keepdims=True)
    return found


@cache
def _points() -> tuple[Floats, Floats]:
    """Logarithms of p, 1 - p and e `[3, point]` in the inner cells; weights `[cell, node]`."""
    nodes = np.array([sign * x for x, _ in _NODES for sign in (-1.0, 1.0)])
    widths = np.array([w for _, w in _NODES for _ in range(2)]) * (_STEP / 2)
    angles = _STEP * (np.arange(1, CELLS - 1)[:, None] + (1 + nodes) / 2)
    sine, cosine = np.sin(angles), np.cos(angles)
    logs = [2 * np.log(sine).ravel(), 2 * np.log(cosine).ravel(), np.ones(angles.size)]
    return np.array(logs), 2 * widths / (sine * cosine)


def _first(a: Floats, b: Floats, peak: Floats) -> Floats:
    """The mass in the first cell: DLMF 8.17.8, all of whose terms are positive."""
    x, k = np.sin(_STEP) ** 2, np.arange(_TERMS)
    terms = np.cumprod((a + b + k) / (a + 1 + k) * x, axis=1)
    least = np.exp(a * np.log(x) + b * np.log1p(-x) - peak) / a
    found: Floats = least * (1 + terms.sum(axis=1, keepdims=True))
    return found
