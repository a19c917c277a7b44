"""Boxes that hold many hits: the patient rule induction method on quantities cut into bins.

It knows nothing of forecasts: bins of features, and how far each run is a hit, from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scenario.analysis.information import mutual_information
from scenario.analysis.thresholds import round_cuts
from scenario.intervals import Weights, effective_runs

Codes = NDArray[np.uint8]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
BINS = 100
ALPHA, LEAST = 0.05, 0.03
"""Share of the box that one peel takes off at least, and the least share of runs in a box."""
LIMITS = 4
"""Most quantities that a box limits; more do not fit a sentence."""
WORTH = 0.04
"""Share of what a box tells that each of its limits has to account for."""
SURE = 15.0
"""Twice the log likelihood ratio that each limit adds; by chance the best of hundreds adds 10."""


@dataclass(frozen=True)
class Binned:
    """Quantities as bin numbers; between bins lie round cuts."""

    codes: Codes  # [feature, run]
    cuts: tuple[Floats, ...]  # of each feature: bin k holds what is above cut k-1, up to cut k

    @classmethod
    def of(cls, values: list[NDArray[np.floating]]) -> Binned:
        """Bins of equal numbers, as far as round cuts allow."""
        shares = np.linspace(0, 1, BINS + 1)[1:-1]
        cuts = [round_cuts(row, shares) for row in values]
        codes = [np.searchsorted(cut, row).astype(np.uint8) for cut, row in zip(cuts, values)]  # noqa: B905 - made of each other
        return cls(np.array(codes), tuple(cuts))

    def part(self, runs: NDArray[np.intp]) -> Binned:
        """The bins of some of the runs."""
        return replace(self, codes=np.ascontiguousarray(self.codes[:, runs]))


@dataclass(frozen=True)
class Bounds:
    """Lowest and highest bin allowed of each limited feature."""

    limits: dict[int, tuple[int, int]]

    def holds(self, binned: Binned) -> Flags:
        """Which runs lie inside."""
        inside = np.ones(binned.codes.shape[1], bool)
        for feature, (low, high) in self.limits.items():
            row = binned.codes[feature]
            inside &= (row >= low) & (row <= high)
        return inside

    def without(self, feature: int) -> Bounds:
        """The box with one limit lifted."""
        return Bounds({key: ends for key, ends in self.limits.items() if key != feature})

    def limited(self, feature: int, low: int, high: int) -> Bounds:
        """The box with one limit set.

        Args:
            feature: The number of the feature that is limited.
            low: The lowest bin that lies in the box.
            high: The highest bin that does.
        """
        return Bounds({**self.limits, feature: (low, high)})


def find_bounds(binned: Binned, hits: Floats) -> Bounds | None:
    """The box that tells most of who is hit, with few limits; None where there is none.

    Peeling and pasting follow Friedman and Fisher (1999, Statistics and Computing 9:123-143), with
    their gain per share removed, so that what can only be cut in two (an event) is not preferred.
    Where Bryant and Lempert (2010, TFSC 77:34-49) let the analyst choose a point on the way between
    coverage and density, here it is the one at which being in the box says most, in bits. Limits
    that add little to that are lifted, the ends of the others are moved, in or out, to where they
    tell most, and limits that the peeling passed by are added if they tell enough.
    """
    if hits.min() == hits.max():
        return None
    best = max(_peeled(binned, hits), key=lambda box: _bits(box, binned, hits), default=None)
    if best is None or not best.limits:
        return None
    box = _pruned(best, binned, hits)
    for refine in (_adjusted, _grown, _pruned, _adjusted):
        box = refine(box, binned, hits)
    inside = box.holds(binned)
    if not box.limits or not inside.any() or hits[inside].mean() <= hits.mean():
        return None
    return box


def _peeled(binned: Binned, hits: Floats) -> Iterator[Bounds]:
    """Ever smaller boxes."""
    runs = binned.codes.shape[1]
    inside = np.arange(runs)
    count, good = _counted(binned, inside), _weighed(binned, inside, hits)
    box = Bounds({})
    while True:
        best = max(_peel(count, good, upper, LEAST * runs) for upper in (False, True))
        gain, feature, code, upper = best
        if not np.isfinite(gain):
            return
        low, high = box.limits.get(feature, (0, BINS))
        box = box.limited(feature, *((low, code - 1) if upper else (code + 1, high)))
        row = binned.codes[feature, inside]
        kept = row < code if upper else row > code
        gone, inside = inside[~kept], inside[kept]
        count -= _counted(binned, gone)
        good -= _weighed(binned, gone, hits)
        yield box


def _counted(binned: Binned, runs: NDArray[np.intp]) -> NDArray[np.int64]:
    """How many of these runs lie in each bin: `[feature, bin]`."""
    features = len(binned.codes)
    codes = binned.codes[:, runs] + np.arange(features)[:, None] * (BINS + 1)
    return np.bincount(codes.ravel(), minlength=features * (BINS + 1)).reshape(features, -1)


def _weighed(binned: Binned, runs: NDArray[np.intp], hits: Floats) -> Floats:
    """How much of a hit these runs are together in each bin: `[feature, bin]`."""
    some = runs[hits[runs] > 0]
    features = len(binned.codes)
    codes = binned.codes[:, some] + np.arange(features)[:, None] * (BINS + 1)
    weights = np.broadcast_to(hits[some], codes.shape).ravel()
    sums = np.bincount(codes.ravel(), weights, features * (BINS + 1))
    return np.asarray(sums, np.float64).reshape(features, -1)


def _peel(
    count: NDArray[np.int64], good: Floats, upper: bool, least: float
) -> tuple[float, int, int, bool]:
    """The best peel from one side: its gain, the feature, the last bin removed, the side."""
    if upper:
        count, good = count[:, ::-1], good[:, ::-1]
    gone, hits_gone = np.cumsum(count, axis=1), np.cumsum(good, axis=1)
    total, hits = int(gone[0, -1]), float(hits_gone[0, -1])
    code = (gone >= ALPHA * total).argmax(axis=1)
    rows = np.arange(len(count))
    removed, lost = gone[rows, code], hits_gone[rows, code]
    left = total - removed
    with np.errstate(divide="ignore", invalid="ignore"):
        gain = ((hits - lost) / left - hits / total) / (removed / total)
    gain = np.where((left >= max(least, 1)) & (gain > 0), gain, -np.inf)
    feature = int(gain.argmax())
    last = int(code[feature])
    return float(gain[feature]), feature, BINS - last if upper else last, upper


def _bits(box: Bounds, binned: Binned, hits: Floats) -> float:
    """How much being in the box says of being hit, in bits."""
    return float(_information(box.holds(binned), hits))


def _information(inside: Flags, hits: Floats) -> float:
    seen = np.count_nonzero(inside)
    return float(mutual_information(seen, hits[inside].sum(), len(hits), hits.sum()))


def _sure(hits: Floats) -> float:
    """Bits that a limit must add.

    The log likelihood ratio is that of as many runs as would say yes or no and tell as much (Rao
    and Scott 1981, J. Amer. Statist. Assoc. 76:221-230).
    """
    return SURE / (2 * float(np.log(2) * effective_runs(Weights.of(hits))))


def _pruned(box: Bounds, binned: Binned, hits: Floats) -> Bounds:
    """Limits lifted, the least telling first, until few are left that each tell something."""
    sure = _sure(hits)
    while box.limits:
        bits = _bits(box, binned, hits)
        lifted = {feature: _bits(box.without(feature), binned, hits) for feature in box.limits}
        feature = max(lifted, key=lambda key: lifted[key])
        if len(box.limits) <= LIMITS and bits - lifted[feature] > max(WORTH * bits, sure):
            return box
        box = box.without(feature)
    return box


def _adjusted(box: Bounds, binned: Binned, hits: Floats) -> Bounds:
    """Each end of each limit, in turn, put where the box tells most."""
    for _ in range(3):
        former = box
        for feature in box.limits:
            for upper in (False, True):
                box = _moved(box, feature, upper, binned, hits)
        if box == former:
            break
    return box


def _grown(box: Bounds, binned: Binned, hits: Floats) -> Bounds:
    """Limits added, the most telling first, while each tells enough."""
    sure = _sure(hits)
    while len(box.limits) < LIMITS:
        bits = _bits(box, binned, hits)
        wider = _adjusted(_with_one_more(box, binned, hits), binned, hits)
        if _bits(wider, binned, hits) - bits <= max(WORTH * bits, sure):
            break
        box = wider
    return box


def _with_one_more(box: Bounds, binned: Binned, hits: Floats) -> Bounds:
    """The box with the one limit more, at one end of one feature, that tells most."""
    inside = np.flatnonzero(box.holds(binned))
    count, good = _counted(binned, inside), _weighed(binned, inside, hits)
    best = (-1.0, box)
    for upper in (False, True):
        runs = np.cumsum(count if upper else count[:, ::-1], axis=1)
        bits = mutual_information(
            runs,
            np.cumsum(good if upper else good[:, ::-1], axis=1),
            len(hits),
            hits.sum(),
        )
        bits[runs < LEAST * len(hits)] = -1
        bits[list(box.limits)] = -1
        feature, end = np.unravel_index(bits.argmax(), bits.shape)
        limits = (0, int(end)) if upper else (BINS - int(end), BINS)
        found = (float(bits[feature, end]), box.limited(int(feature), *limits))
        best = max(best, found, key=lambda pair: pair[0])
    return best[1]


def _moved(box: Bounds, feature: int, upper: bool, binned: Binned, hits: Floats) -> Bounds:
    """One end of one limit at its best; an end that was open stays open."""
    low, high = box.limits[feature]
    if (high if upper else low) == (BINS if upper else 0):
        return box
    inside = box.without(feature).holds(binned)
    row = binned.codes[feature]
    inside &= row >= low if upper else row <= high
    count = np.bincount(row[inside], minlength=BINS + 1)
    good = np.bincount(row[inside], hits[inside], BINS + 1)
    if not upper:
        count, good = count[::-1], good[::-1]
    bits = mutual_information(np.cumsum(count), np.cumsum(good), len(hits), hits.sum())
    bits[np.cumsum(count) < LEAST * len(hits)] = -1
    best = int(bits.argmax())
    if bits[best] < 0:
        return box
    return box.limited(feature, *((low, best) if upper else (BINS - best, high)))
