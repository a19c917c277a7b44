"""Judgements: one draw per run for each place that holds a distribution.

It draws by inverse CDF from addressed uniforms; what the draws are used for is not known here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scenario.engine.randomness import stream_key
from scenario.schema.distributions.dirichlet import Dirichlet
from scenario.schema.shape import Shape, shares_at

Floats = NDArray[np.float64]
Root = tuple[tuple[float, ...], ...]
"""A matrix by rows."""


@dataclass(frozen=True)
class Draw:
    """One judgement: its place in the model, its distribution and the range it is cut to."""

    place: str
    shape: Shape
    low: float = -np.inf
    high: float = np.inf
    told: Dirichlet | None = None
    """What it is in the end, where it is a share of draws that are made together."""

    @property
    def stream(self) -> int:
        """Whose random numbers it is drawn by."""
        return stream_key("judgement", self.place)

    @cached_property
    def ends(self) -> tuple[float, float]:
        """Between what every draw lies."""
        low, high = (self.told or self.shape).ppf(np.array([2.0**-53, 1.0 - 2.0**-53])).tolist()
        return max(self.low, low), min(self.high, high)

    @property
    def cut(self) -> tuple[float, float]:
        """The shares of the distribution below the range, and up to its end."""
        return shares_at(self.shape, self.low, self.high)

    def values(self, u: Floats) -> Floats:
        """The draws for uniforms `u`, the distribution cut to its range by renormalising."""
        if self.told is not None:
            return self.told.ppf(u)
        below, above = self.cut
        return np.clip(self.shape.ppf(below + u * (above - below)), self.low, self.high)


@dataclass(frozen=True)
class Copula:
    """Draws that go together: their indices and the lower-triangular root of the correlations."""

    members: tuple[int, ...]
    root: Root


def root_of(correlations: Root) -> Root:
    """Lower-triangular root of a positive semidefinite matrix (Cholesky, zero pivots allowed).

    Products are summed in order, so that the bits are the same everywhere.
    """
    size = len(correlations)
    root = [[0.0] * size for _ in range(size)]

    def rest(i: int, j: int) -> float:
        return correlations[i][j] - sum(root[i][k] * root[j][k] for k in range(j))

    for j in range(size):
        pivot = math.sqrt(max(rest(j, j), 0.0))
        if pivot < 1e-9:
            continue
        root[j][j] = pivot
        for i in range(j + 1, size):
            root[i][j] = rest(i, j) / pivot
    return tuple(map(tuple, root))
