"""Histograms from which percentiles are read: bins chosen by a pilot, right for any shape.

Most rows are well served by bins of equal width. Where these would misplace a percentile of the
pilot, as for values in several camps, far jumps or values that many runs share, bins of equal
pilot mass are used, with a bin of its own for every shared value. What is counted in them, and
by whom, is not known here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenario.engine.emit.layout import BINS
from scenario.forecast import QUANTILES

Floats = NDArray[np.float64]
Values = NDArray[np.floating[Any]]
Counts = NDArray[np.int64]
PILOT = 1024
"""Runs by which bins are chosen: the first of the study."""
MISPLACED = 0.006
"""Share of the pilot by which equal widths may misplace a percentile."""
NEAR = 96
"""Values of the pilot on either side of a percentile that tell whether it is misplaced."""
VAST = 1e30
"""Values beyond are too large to reckon with in single precision, and known in double."""
SHARED = 0.01
"""Share of the pilot from which a value has a bin of its own."""


@dataclass(frozen=True)
class Bins:
    """Bins for many places (a row at a step): `low` and `scale` by place, `edges` where needed.

    A value `x` of a place is in bin `(x - low) * scale`, held within 0 and `BINS - 1` and rounded
    to the nearest; of a place with `edges[place]`, it is in the bin whose number is that of the
    edges, `BINS - 1` in order, that are not above it. `same` has places with one value only, as
    far as is known.
    """

    low: Values
    scale: Values
    edges: dict[int, Floats]
    same: dict[int, float]

    def quantiles(self, counts: Counts) -> Floats:
        """`QUANTILES` of the values counted in `counts[place, bin]`: `[place, quantile]`."""
        below = np.cumsum(counts, axis=1)
        found = np.empty((len(counts), len(QUANTILES)))
        uneven = np.array(list(self.edges), np.intp)
        edges = np.array(list(self.edges.values())).reshape(len(uneven), BINS - 1)
        for column, share in enumerate(QUANTILES):
            bins, part = _place(counts, below, share * below[:, -1])
            found[:, column] = self.low + (bins + part - 0.5) / self.scale
            found[uneven, column] = _between(edges, bins[uneven], part[uneven])
        alike = np.array(list(self.same), np.intp)
        value = np.array(list(self.same.values()))[:, None]
        close = np.abs(found[alike] - value) <= _narrow(value)
        found[alike] = np.where(close, value, found[alike])
        return found


def chosen(pilot: Values) -> Bins:
    """Bins for places of which some values are known: `pilot[place, run]`."""
    few = np.sort(pilot, axis=1)
    beyond = few.shape[1] // 200
    low, high = few[:, beyond], few[:, -1 - beyond]
    spread = np.maximum(high - low, _narrow(low))
    low, scale = low - spread / 4, BINS / (1.5 * spread)
    wrong = np.flatnonzero(_misplaced(few, low, scale)).tolist()
    edges = {place: _edges(few[place]) for place in wrong}
    same = np.flatnonzero(few[:, 0] == few[:, -1])
    values: list[float] = plain(few[same, 0]).tolist()
    return Bins(low, scale, edges, dict(zip(same.tolist(), values, strict=True)))


def _narrow(value: Any) -> Any:
    """How far bins reach around one value that all share."""
    return 1e-6 * np.maximum(np.abs(value), 1e-3)


def exact(values: Values) -> Floats:
    """`QUANTILES` of all runs, on straight lines between neighbours: `[place, quantile]`."""
    ordered = np.sort(values, axis=1)
    places = np.array(QUANTILES) * (values.shape[1] - 1)
    below = places.astype(np.intp)
    above = np.minimum(below + 1, values.shape[1] - 1)
    first, second = plain(ordered[:, below]), plain(ordered[:, above])
    found: Floats = first + (places - below) * (second - first)
    return found


def plain(values: Values) -> Floats:
    """Numbers of single precision as they are written with seven digits, if that is the same.

    Those of double precision are what they are.
    """
    exactly = values.astype(np.float64)
    if values.dtype == np.float64:
        return exactly
    size = np.abs(exactly)
    usual = (size > 1e-15) & (size < 1e15)
    digits = 6 - np.floor(np.log10(np.where(usual, size, 1.0)))
    up, down = 10.0 ** np.maximum(digits, 0), 10.0 ** np.maximum(-digits, 0)
    short = np.round(exactly / down * up) / up * down
    found: Floats = np.where(usual & (short.astype(np.float32) == values), short, exactly)
    return found


def _place(counts: Counts, below: Counts, wanted: Values) -> tuple[Counts, Floats]:
    """In which bin, and where in it, so many runs lie below."""
    bins = np.minimum((below < wanted[:, None]).sum(axis=1), BINS - 1)
    rows = np.arange(len(counts))
    inside = counts[rows, bins]
    before = below[rows, bins] - inside
    return bins, np.clip((wanted - before) / np.maximum(inside, 1), 0.0, 1.0)


def _misplaced(few: Values, low: Values, scale: Values) -> NDArray[np.bool_]:
    """Where bins of equal width put a percentile of these sorted values too far off.

    Only the values near a percentile are looked at; a bin that holds all of them is too wide, and
    one that holds a value which many runs share tells it as another.
    """
    runs = few.shape[1]
    many = max(1, int(SHARED * runs) - 1)
    wrong = np.zeros(len(few), bool)
    for share in QUANTILES:
        first = max(0, int(share * runs) - NEAR)
        near = few[:, first : int(share * runs) + NEAR]
        own = min(int(share * runs), runs - 1) - first
        bins = np.rint(np.clip((near - low[:, None]) * scale[:, None], 0, BINS - 1))
        here = bins[:, own]
        before = first + _leading(bins < here[:, None])
        inside = first + _leading(bins <= here[:, None]) - before
        value = low + (here - 0.5 + (share * runs - before) / inside) / scale
        least = (first + _leading(near < value[:, None])) / runs
        most = (first + _leading(near <= value[:, None])) / runs
        wrong |= (least > share + MISPLACED) | (most < share - MISPLACED)
        wrong |= inside == near.shape[1]
        wrong |= (near[:, many:] == near[:, :-many]).any(axis=1)
    found: NDArray[np.bool_] = wrong & (few[:, 0] != few[:, -1])
    return found


def _leading(true: NDArray[np.bool_]) -> NDArray[np.intp]:
    """How many are true in each row, where those that are come first."""
    return np.asarray(np.where(true[:, -1], true.shape[1], true.argmin(axis=1)))


def _edges(few: Values) -> Floats:
    """Edges of bins of equal mass; around a shared value, two that single precision cannot tell."""
    begins = _first_of_each(few)
    counts = np.concatenate([begins[1:], [len(few)]]) - begins
    common = np.flatnonzero(counts >= max(2, SHARED * len(few)))[: BINS // 4]
    atoms = _around(few[begins[common]])
    alone = np.ones(len(begins), bool)
    alone[common] = False
    rest = few[np.repeat(alone, counts)]
    room = BINS - 1 - len(atoms)
    others = rest[_ranks(len(rest), room)]
    edges = np.sort(np.concatenate([atoms, others]))
    edges = edges[_first_of_each(edges)]
    return np.concatenate([edges, np.full(BINS - 1 - len(edges), np.inf)])


@cache
def _ranks(count: int, room: int) -> NDArray[np.intp]:
    """So many places, evenly spread over so many values; none where there are no values."""
    return np.linspace(0, count - 1, room if count else 0).astype(np.intp)


def _first_of_each(ordered: Values) -> NDArray[np.intp]:
    """Where each value stands first among values in order."""
    new = np.ones(len(ordered), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    return np.flatnonzero(new)


def _around(shared: Values) -> Floats:
    """Two edges for each shared value, between which there is nothing else."""
    if shared.dtype == np.float64:
        return np.concatenate([shared, np.nextafter(shared, np.inf)])
    exactly = shared.astype(np.float64)
    near = [np.nextafter(shared, end, dtype=shared.dtype) for end in (-np.inf, np.inf)]
    return np.concatenate([exactly + 0.499 * (other - exactly) for other in near])


def _between(edges: Floats, bins: Counts, part: Floats) -> Floats:
    """A value in a bin of each place: bin 0 lies below the first edge, the last above the last."""
    last = np.isfinite(edges).sum(axis=1) - 1
    places = np.arange(len(edges))
    low = edges[places, np.maximum(bins - 1, 0)]
    high = edges[places, np.minimum(bins, last)]
    found = np.where(high == np.nextafter(low, np.inf), low, low + part * (high - low))
    small = np.maximum(np.abs(low), np.abs(high)) < VAST
    first, second = (np.where(small, end, 0.0).astype(np.float32) for end in (low, high))
    around = small & (first == second)  # a value that many share
    return np.where(around, plain(first), found)
