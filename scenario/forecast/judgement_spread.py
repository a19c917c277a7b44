"""How far a probability spreads over judgements, from few runs of each of many draws.

It knows the counts only. The shares of single draws spread wider than the probabilities behind
them, for so few runs are noisy; what spread of probabilities would make such counts is asked here.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from scenario import intervals
from scenario.forecast.cells import CELLS, NARROWEST, beta_cells
from scenario.intervals import Floats

ROUNDS = 10
"""Rounds of fitting."""
SLICE = 48
"""Rows fitted at once: matrices so small that no library spreads them over processors."""
_FREE = 0.02  # share of the first guess that is spread over all cells
_LEAST = 1e-3  # least share of the variance of the counts that is never taken for noise


def judgement_range(hits: NDArray[np.integer], runs: int) -> Floats:
    """5th and 95th percentile, over draws, of the probability given the draw.

    The spread of probabilities is first taken to be the beta whose variance is that of the shares
    less their binomial noise, then moved towards the counts by a few rounds of expectation and
    maximisation (Kiefer and Wolfowitz 1956, stopped early so that it stays smooth). So ranges of
    small probabilities are not cut off at a fortieth, and two camps of judgements stay two.

    Args:
        hits: `[step, draw, state]`, hits among the `runs` runs of each draw.
        runs: Runs of each draw.

    Returns:
        `[step, state, 2]`.
    """
    steps, draws, states = hits.shape
    rows = np.moveaxis(hits, 1, 2).reshape(-1, draws)
    some = [rows[first : first + SLICE] for first in range(0, len(rows), SLICE)]
    return np.concatenate([_ends(part, runs) for part in some]).reshape(steps, states, 2)


def judgement_curve(hits: NDArray[np.integer], runs: int) -> intervals.Curve:
    """The distribution whose percentiles `judgement_range` tells.

    Args:
        hits: Of one state at one step: `[draw]`.
        runs: Runs of each draw.
    """
    if (hits == hits[0]).all():
        return intervals.Curve.of_samples(hits[:1] / runs)
    angles, _ = _cells(runs)
    below = np.cumsum(_fitted(hits[None], runs)[0])
    return intervals.Curve(np.sin(angles) ** 2, np.concatenate([[0.0], below / below[-1]]))


def _ends(rows: NDArray[np.integer], runs: int) -> Floats:
    """Both percentiles of each row of counts `[row, draw]`: `[row, 2]`."""
    angles, _ = _cells(runs)
    ends: Floats = np.sin(_percentiles(_fitted(rows, runs), angles, intervals.JUDGED)) ** 2
    same = (rows == rows[:, :1]).all(axis=1)
    ends[same] = rows[same, :1] / runs
    return ends


def _fitted(rows: NDArray[np.integer], runs: int) -> Floats:
    """The mass in each cell `[row, cell]` that would make such counts `[row, draw]`."""
    weights = _beta(rows / runs, runs)
    seen = _histogram(rows, runs) / rows.shape[1]
    _, chances = _cells(runs)
    for _ in range(ROUNDS):
        weights *= (seen / (weights @ chances)) @ chances.T
    return weights


@cache
def _cells(runs: int) -> tuple[Floats, Floats]:
    """The ends of the cells, as angles, and the chance of each count in each cell."""
    angles = np.linspace(0, np.pi / 2, CELLS + 1)
    return angles, _binomial(np.sin((angles[1:] + angles[:-1]) / 2) ** 2, runs)


def _beta(p: Floats, runs: int) -> Floats:
    """Mass in each cell `[row, cell]` of the beta with the right mean and variance."""
    mean, variance = p.mean(axis=1, keepdims=True), p.var(axis=1, ddof=1, keepdims=True)
    noise = (p * (1 - p)).mean(axis=1, keepdims=True) / (runs - 1)
    mean = np.clip(mean, 1e-9, 1 - 1e-9)
    kept = np.maximum(variance - noise, _LEAST * variance + 1e-12)
    weight = np.clip(mean * (1 - mean) / kept - 1, 1e-3, NARROWEST)
    return (1 - _FREE) * beta_cells(mean * weight, (1 - mean) * weight) + _FREE / CELLS


def _histogram(rows: NDArray[np.integer], runs: int) -> Floats:
    """How many draws of each row had 0, 1, ... hits: `[row, hits]`."""
    size = runs + 1
    codes = rows.astype(np.intp) + size * np.arange(len(rows))[:, None]
    counts = np.bincount(codes.ravel(), minlength=size * len(rows))
    return counts.reshape(-1, size).astype(np.float64)


def _binomial(p: Floats, runs: int) -> Floats:
    """Chance of 0, 1, ... hits for each probability: `[p, hits]`."""
    hits = np.arange(runs + 1)
    ways = np.array([math.log(math.comb(runs, k)) for k in range(runs + 1)])
    found: Floats = np.exp(ways + np.outer(np.log(p), hits) + np.outer(np.log1p(-p), runs - hits))
    return found


def _percentiles(weights: Floats, edges: Floats, shares: tuple[float, ...]) -> Floats:
    """Where the mass of each row reaches each share, linear within a cell: `[row, share]`."""
    below = np.pad(np.cumsum(weights, axis=1), ((0, 0), (1, 0)))
    found = np.empty((len(weights), len(shares)))
    for index, share in enumerate(shares):
        cell = np.clip((below <= share).sum(axis=1) - 1, 0, CELLS - 1)[:, None]
        low, mass = np.take_along_axis(below, cell, 1), np.take_along_axis(weights, cell, 1)
        part = np.clip((share - low) / np.maximum(mass, 1e-300), 0, 1)
        found[:, index] = (edges[cell] + part * (edges[cell + 1] - edges[cell]))[:, 0]
    return found
