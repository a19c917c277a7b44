"""Judgements: one draw per run for each place that holds a distribution.

It draws by inverse CDF from addressed uniforms; what the draws are used for is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenario.engine.randomness import U64, stream_key, uniforms
from scenario.schema.normal import quantile, share_below
from scenario.schema.shape import Shape

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Draw:
    """One judgement: its place in the model, its distribution and the range it is cut to."""

    place: str
    shape: Shape
    low: float = -np.inf
    high: float = np.inf

    def values(self, u: Floats) -> Floats:
        """The draws for uniforms `u`, the distribution cut to its range by renormalising."""
        if np.isinf(self.low) and np.isinf(self.high):
            return self.shape.ppf(u)
        ends = np.array([np.nextafter(self.low, -np.inf), self.high])  # the ends belong to it
        below, above = self.shape.cdf(ends)
        return np.clip(self.shape.ppf(below + u * (above - below)), self.low, self.high)


@dataclass(frozen=True)
class Copula:
    """Draws that go together: their indices and the lower-triangular root of the correlations."""

    members: tuple[int, ...]
    root: Floats


def hashed(draws: Sequence[Draw], keys: U64) -> list[Floats]:
    """The uniform behind each judgement of each run, before any are joined: by address."""
    return [uniforms(keys, stream_key("judgement", draw.place), 0) for draw in draws]


def draw_all(
    draws: Sequence[Draw], copulas: Sequence[Copula], independent: Iterable[Floats]
) -> list[Floats]:
    """Every judgement for every run: a list over places of `float64[run]`.

    Args:
        draws: What is drawn.
        copulas: Which draws go together.
        independent: A uniform for each place and run; the copulas join them.
    """
    u = list(independent)
    for copula in copulas:
        for member, joined in zip(copula.members, _join(copula, u), strict=True):
            u[member] = joined
    return [draw.values(uniform) for draw, uniform in zip(draws, u, strict=True)]


def _join(copula: Copula, u: list[Floats]) -> list[Floats]:
    """Gaussian copula: correlate the normal scores, return to uniforms."""
    scores = [quantile(u[member]) for member in copula.members]
    joined = [combine(row, scores) for row in copula.root]
    tiny = 2.0**-54
    return [np.clip(share_below(np.asarray(score, np.float64)), tiny, 1 - tiny) for score in joined]


def combine(weights: Floats, rows: Sequence[NDArray[np.floating]]) -> NDArray[np.floating]:
    """Weighted sum of rows in fixed order, skipping zero weights (same bits at any width)."""
    total = None
    for weight, row in zip(weights, rows, strict=True):
        if weight:
            term = row.dtype.type(weight) * row
            total = term if total is None else total + term
    return np.zeros_like(rows[0]) if total is None else total


def root_of(correlations: Floats) -> Floats:
    """Lower-triangular root of a positive semidefinite matrix (Cholesky, zero pivots allowed)."""
    size = len(correlations)
    root = np.zeros((size, size))
    for j in range(size):
        pivot = correlations[j, j] - root[j, :j] @ root[j, :j]
        root[j, j] = np.sqrt(max(pivot, 0.0))
        if root[j, j] < 1e-9:
            root[j, j] = 0.0
            continue
        for i in range(j + 1, size):
            root[i, j] = (correlations[i, j] - root[i, :j] @ root[j, :j]) / root[j, j]
    return root
