"""The plane of the two limits that tell most of a box: where futures lie, what they come to.

It counts what it is given; which box it is, is the business of `discovery`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

import numpy as np
from numpy.typing import NDArray

from scenario.analysis.box import Limit

CELLS, FEW = 6, 8
"""Cells along a quantity, about; values of which there are fewer have a cell each."""
NEAR = 0.6
"""Parts of a cell between which ends of cells are too near to each other."""
_STEPS = (1.0, 2.0, 5.0, 10.0)
_OUTER = (0.01, 0.99)
"""Shares of the values between which cells are; the rest counts with the outermost."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One quantity that a box limits, cut into cells."""

    limit: Limit
    edges: tuple[float, ...]
    """Ends of the cells, rising; the middles of single values, where there are few."""
    single: bool
    """Whether each cell is one value."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Futures whose values lie in one cell of each axis."""

    place: tuple[int, ...]
    mass: float
    """Their share of all."""
    density: float
    """Share of them that comes to what is asked."""


@dataclass(frozen=True, slots=True)
class Plane:
    """One axis or two, the most telling first, and all cells in which there are futures."""

    axes: tuple[Axis, ...]
    cells: tuple[Cell, ...]


def plane_of(
    limits: Sequence[Limit],
    values: Sequence[NDArray[np.floating]],
    hits: NDArray[np.float64],
) -> Plane:
    """Cut the two quantities whose limits are the surest into cells, and count.

    Args:
        limits: Those of a box; at least one.
        values: What each of them limits, by future: `float[run]`.
        hits: How far each future comes to what is asked, 0 to 1: `float64[run]`.
    """
    order = sorted(range(len(limits)), key=lambda index: limits[index].quasi_p)[:2]
    axes = tuple(_axis(limits[index], values[index]) for index in order)
    places = np.stack(
        [_cells(axis, values[index]) for axis, index in zip(axes, order, strict=True)]
    )
    found, cell, counts = np.unique(places, axis=1, return_inverse=True, return_counts=True)
    sums = np.bincount(cell.ravel(), weights=hits, minlength=len(counts))
    cells = (
        Cell(tuple(int(at) for at in place), float(count / len(hits)), float(total / count))
        for place, count, total in zip(found.T, counts, sums, strict=True)
    )
    return Plane(axes, tuple(cells))


def _axis(limit: Limit, values: NDArray[np.floating]) -> Axis:
    known = np.unique(values)
    if len(known) < FEW:
        return Axis(limit, tuple(float(value) for value in known), single=True)
    low, high = np.quantile(values.astype(np.float64), _OUTER)
    if not low < high:
        low, high = float(known[0]), float(known[-1])
    return Axis(limit, _edges(float(low), float(high), limit), single=False)


def _edges(low: float, high: float, limit: Limit) -> tuple[float, ...]:
    """Round numbers, evenly far from each other, between which both ends lie.

    What the box is limited to is an end of a cell too, in place of a number that is near to it.
    """
    rough = (high - low) / CELLS
    unit = 10.0 ** floor(log10(rough))
    step = next(unit * one for one in _STEPS if unit * one >= rough * (1 - 1e-9))
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    even = [step * number for number in range(first, max(last, first + 1) + 1)]
    ends = ((limit.low, limit.open_low), (limit.high, limit.open_high))
    own = [end for end, is_open in ends if not is_open and even[0] < end < even[-1]]
    kept = (x for x in even[1:-1] if all(abs(x - end) > NEAR * step for end in own))
    return tuple(sorted({even[0], *kept, *own, even[-1]}))


def _cells(axis: Axis, values: NDArray[np.floating]) -> NDArray[np.intp]:
    """The cell of each value."""
    edges = np.array(axis.edges)
    if axis.single:
        return np.searchsorted(edges, values.astype(np.float64))
    inside = np.searchsorted(edges, values, side="right") - 1
    return np.clip(inside, 0, len(edges) - 2)
