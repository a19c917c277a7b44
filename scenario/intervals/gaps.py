"""How far a difference spreads over judgements, from few paired runs of each of many draws.

It knows counts only: of each draw, the runs that are hit in one scenario alone, and those in the
other. A pair of runs parts with a probability, and of the pairs that part some share goes the one
way; which spread of both over the draws would make such counts is asked here.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from scenario.intervals.normal import JUDGED, Z_PERCENTILE_95, Counts, Floats, half_width

PARTING, WAYS = 50, 20
"""Cells of the probability that a pair parts, and of the share that goes to the second alone."""
ONE_WAY = 100
"""Cells of the probability where all pairs part the same way."""
ROUNDS = 25
SLICE = 48
"""Rows fitted at once: matrices so small that no library spreads them over processors."""
_FREE = 0.02  # share of the first guess that is spread over all cells
_WITHIN = 8  # points in a cell at which the first guess is looked up
_EDGES = np.sin(np.linspace(-1, 1, 401) * np.pi / 2) ** 3  # of differences; close about zero
_LEAST = 1e-18


def range_of_gaps(lost: Counts, gained: Counts, runs: int) -> Floats:
    """5th and 95th percentile, over draws, of the difference given the draw, row by row.

    The spread is first taken to be a beta whose upper end is free, with the mean, variance and
    skewness that the counts have without their noise (Lord 1965, Psychometrika 30:239-270), of the
    probability that a pair parts; and a beta, with the right mean and variance, of the share that
    goes to the second scenario. Rounds of expectation and maximisation move both, together, towards
    the counts (Kiefer and Wolfowitz 1956, stopped early so that it stays smooth).

    Args:
        lost: `[row, draw]`, runs of each draw that are hit in the first scenario alone.
        gained: Those hit in the second alone.
        runs: Runs of each draw.

    Returns:
        `[row, 2]`, where a row of draws that are all alike has no width.
    """
    lost, gained = np.asarray(lost, np.int64), np.asarray(gained, np.int64)
    ends = np.repeat((gained[:, :1] - lost[:, :1]) / runs, 2, axis=1)
    varies = (lost != lost[:, :1]).any(axis=1) | (gained != gained[:, :1]).any(axis=1)
    up, down = varies & ~lost.any(axis=1), varies & ~gained.any(axis=1)
    ends[up] = _in_slices(_one_way, runs, gained[up])
    ends[down] = -_in_slices(_one_way, runs, lost[down])[:, ::-1]
    both = np.flatnonzero(varies & ~up & ~down)
    both = both[np.argsort((lost + gained)[both].max(axis=1), kind="stable")]
    ends[both] = _in_slices(_both_ways, runs, lost[both], gained[both])
    return ends


def _in_slices(fit: Callable[..., Floats], runs: int, *rows: Counts) -> Floats:
    starts = range(0, len(rows[0]), SLICE)
    found = [fit(runs, *(part[at : at + SLICE] for part in rows)) for at in starts]
    return np.concatenate([np.empty((0, 2)), *found])


def _one_way(runs: int, parted: Counts) -> Floats:
    """Both percentiles of the probability that a pair parts, from how many did."""
    scale = _scale(ONE_WAY)
    chances = scale.chances(runs)
    weights = _smooth(_bounded_beta(parted, runs, scale))
    seen = _histogram(parted, runs + 1)
    for _ in range(ROUNDS):
        weights *= (seen / np.maximum(weights @ chances, _LEAST)) @ chances.T
    below = np.pad(np.cumsum(weights, axis=1), ((0, 0), (1, 0)))
    return _reached(below, scale.edges)


def _both_ways(runs: int, lost: Counts, gained: Counts) -> Floats:
    """Both percentiles of the difference, where some pairs part one way and some the other."""
    fitted = _start(lost, gained, runs)
    _fit(fitted, lost, gained, runs)
    weights = fitted.reshape(len(lost), -1).astype(np.float64)
    weights /= weights.sum(axis=1, keepdims=True)
    middle, half, below = _differences()
    ends = _reached(weights @ below, _EDGES)
    mean = weights @ middle
    variance = weights @ (middle**2 + half**2 / 3) - mean**2
    return _drawn_together(ends, mean, variance, lost, gained, runs)


def _drawn_together(
    ends: Floats, mean: Floats, variance: Floats, lost: Counts, gained: Counts, runs: int
) -> Floats:
    """The ends about the mean of the draws, no wider than their variance without its noise.

    The fit is a little wide, as its cells are and as it was stopped early. It keeps the width that
    the sampling error of the mean leaves open.
    """
    apart = (gained - lost) / runs
    noise = ((gained + lost) / runs - apart**2).mean(axis=1) / (runs - 1)
    spread = apart.var(axis=1, ddof=1)
    unsure = spread / apart.shape[1] * (half_width(1.0) / Z_PERCENTILE_95) ** 2
    kept = np.sqrt(np.maximum(spread - noise, unsure) / np.maximum(variance, _LEAST))
    centre = apart.mean(axis=1)[:, None]
    moved = centre + np.minimum(kept, 1.0)[:, None] * (ends - mean[:, None])
    return np.asarray(np.clip(moved, -1.0, 1.0))


@dataclass(frozen=True)
class _Scale:
    """Probabilities from 0 to 1 in cells that are equal on the arcsine scale."""

    cells: int

    @property
    def edges(self) -> Floats:
        return np.asarray(np.sin(np.linspace(0, np.pi / 2, self.cells + 1)) ** 2)

    @property
    def middles(self) -> Floats:
        return self.angles(1)[1]

    def angles(self, within: int) -> tuple[Floats, Floats]:
        """So many points in each cell: as angles, and as probabilities."""
        points = self.cells * within
        angles = (np.arange(points) + 0.5) * (np.pi / 2 / points)
        return np.asarray(angles), np.asarray(np.sin(angles) ** 2)

    def chances(self, runs: int) -> Floats:
        """Chance of 0, 1, ... hits in each cell: `[cell, hits]`."""
        hits = np.arange(runs + 1)
        ways = np.array([float(math.comb(runs, k)) for k in range(runs + 1)])
        p = self.middles[:, None]
        return np.asarray(np.maximum(ways * p**hits * (1 - p) ** (runs - hits), _LEAST))

    def beta(self, a: Floats, b: Floats, top: Floats) -> Floats:
        """Mass in each cell of betas from 0 to `top`: `[row, cell]`."""
        angles, p = self.angles(_WITHIN)
        part = p / top[:, None]
        inside = part < 1
        part = np.where(inside, part, 0.5)
        logs = (a[:, None] - 1) * np.log(part) + (b[:, None] - 1) * np.log1p(-part)
        logs = np.where(inside, logs + np.log(np.sin(2 * angles)), -np.inf)
        density = np.exp(logs - logs.max(axis=1, keepdims=True))
        masses = density.reshape(len(a), self.cells, _WITHIN).sum(axis=2)
        return np.asarray(masses / masses.sum(axis=1, keepdims=True))


@cache
def _scale(cells: int) -> _Scale:
    return _Scale(cells)


def _bounded_beta(hits: Counts, runs: int, scale: _Scale) -> Floats:
    """The beta with three moments as they are without noise, its upper end free; `[row, cell]`.

    With `m1, m2 / m1, m3 / m2 = A, B, C` the moments of a beta from 0 to `top` obey
    `A s = top a`, `B (s + 1) = top (a + 1)` and `C (s + 2) = top (a + 2)`, where `s = a + b`.
    Where that has no solution of use the upper end is 1, and two moments are kept.
    """
    first, second, third = _moments(hits, runs)
    a, b, c = first, second / np.maximum(first, _LEAST), third / np.maximum(second, _LEAST)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        together = 2 * (c - b) / (2 * b - a - c)
        top = b * (together + 1) - a * together
    good = (together > 0) & (a < b) & (b < c) & (1.02 * a < top) & (top < 1)
    return _two_moments(first, second - first**2, np.where(good, top, 1.0), scale)


def _two_moments(mean: Floats, variance: Floats, top: Floats, scale: _Scale) -> Floats:
    """The beta from 0 to `top` with this mean and variance, no narrower than about a cell."""
    mean = np.clip(mean / top, 1e-6, 1 - 1e-6)
    narrowest = mean * (1 - mean) * (np.pi / 2 / scale.cells) ** 2 / top
    variance = np.maximum(variance / top**2, narrowest)
    weight = np.maximum(mean * (1 - mean) / variance - 1, 0.3)
    return scale.beta(mean * weight, (1 - mean) * weight, top)


def _moments(hits: Counts, runs: int) -> tuple[Floats, Floats, Floats]:
    """Mean, mean square and mean cube of the probabilities behind counts, free of their noise."""
    one = hits.astype(np.float64)
    two = one * (one - 1)
    three = two * (one - 2)
    ways = runs, runs * (runs - 1), runs * (runs - 1) * (runs - 2)
    first, second, third = (
        part.mean(axis=1) / way for part, way in zip((one, two, three), ways, strict=True)
    )
    return first, second, third


def _start(lost: Counts, gained: Counts, runs: int) -> NDArray[np.float32]:
    """The first guess, `[row, parting, way]`: parting and the way it goes are independent."""
    parted = lost + gained
    parting = _bounded_beta(parted, runs, _scale(PARTING))
    total = parted.sum(axis=1)
    share = gained.sum(axis=1) / total
    apart = ((gained - parted * share[:, None]) ** 2).sum(axis=1) - share * (1 - share) * total
    pairs = (parted * (parted - 1)).sum(axis=1)
    variance = np.maximum(apart, 0.0) / np.maximum(pairs, 1)
    ways = _two_moments(share, variance, np.ones(len(share)), _scale(WAYS))
    return _smooth(parting[:, :, None] * ways[:, None, :]).astype(np.float32)


def _smooth(weights: Floats) -> Floats:
    """With a little mass everywhere, so that counts can move it anywhere."""
    return np.asarray((1 - _FREE) * weights + _FREE / weights[0].size)


def _fit(weights: NDArray[np.float32], lost: Counts, gained: Counts, runs: int) -> None:
    """Move weights `[row, parting, way]` towards the counts, in place."""
    parted = lost + gained
    width = int(parted.max()) + 1
    seen = _histogram(parted * width + gained, width * width).astype(np.float32)
    shares = np.ascontiguousarray(seen.reshape(len(lost), width, width).swapaxes(0, 1))
    parting = _scale(PARTING).chances(runs)[:, :width].astype(np.float32)
    ways = _ways(runs)[:width, :, :width]
    least = np.float32(_LEAST)
    for _ in range(ROUNDS):
        mass = np.ascontiguousarray((parting.T @ weights).swapaxes(0, 1))  # [parted, row, way]
        expected = np.maximum(mass @ ways, least)
        mass = (shares / expected) @ ways.swapaxes(1, 2)
        weights *= parting @ np.ascontiguousarray(mass.swapaxes(0, 1))
        np.maximum(weights, least, out=weights)  # numbers near the least there are are slow


@cache
def _ways(runs: int) -> NDArray[np.float32]:
    """Chance that of `parted` pairs so many go to the second: `[parted, way, gained]`."""
    found = np.zeros((runs + 1, WAYS, runs + 1), np.float32)
    for parted in range(runs + 1):
        found[parted, :, : parted + 1] = _scale(WAYS).chances(parted)
    return found


def _histogram(codes: Counts, size: int) -> Floats:
    """Share of the draws of each row that have each code: `[row, code]`."""
    rows, draws = codes.shape
    placed = codes + size * np.arange(rows)[:, None]
    counts = np.bincount(placed.ravel(), minlength=size * rows)
    return np.asarray(counts.reshape(rows, size) / draws)


@cache
def _differences() -> tuple[Floats, Floats, Floats]:
    """Of each pair of cells: middle and half width of the difference, and how much is below."""
    parting, ways = _scale(PARTING), _scale(WAYS)
    way = 2 * ways.middles - 1
    middle = np.outer(parting.middles, way).ravel()
    along = np.outer(np.diff(parting.edges) / 2, np.abs(way))
    across = np.outer(parting.middles, np.diff(ways.edges))
    half = np.maximum(along, across).ravel()
    below = (_EDGES - (middle - half)[:, None]) / (2 * half)[:, None]
    return middle, half, np.clip(below, 0.0, 1.0)


def _reached(below: Floats, edges: Floats) -> Floats:
    """Where the mass below `edges` reaches the shares of a judgement range: `[row, 2]`."""
    return np.array([np.interp(JUDGED, row / row[-1], edges) for row in below]).reshape(-1, 2)
