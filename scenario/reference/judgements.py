"""The judgements of one run, each drawn once from its distribution, and what correlations join.

It knows nothing of steps.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from scenario.reference.numbers import Numbers
from scenario.schema import Correlation
from scenario.schema.normal import quantile, share_below
from scenario.schema.shape import Shape

Limits = tuple[float | None, float | None] | None


class Joint(NamedTuple):
    """One of several correlated names: its score is a weighted sum of independent ones."""

    names: tuple[str, ...]
    weights: tuple[float, ...]

    def of(self, scores: Sequence[float]) -> float:
        """The correlated score, given an independent standard normal for each of the names."""
        return sum(weight * score for weight, score in zip(self.weights, scores, strict=True))


def joint(correlations: Sequence[Correlation]) -> dict[str, Joint]:
    """Every correlated name with all that go together with it, directly or not."""
    found = {}
    for name in {name for correlation in correlations for name in correlation.between}:
        names = group(name, correlations)
        found[name] = Joint(names, tuple(root(matrix(names, correlations))[names.index(name)]))
    return found


def group(name: str, correlations: Sequence[Correlation]) -> tuple[str, ...]:
    """All that correlations tie to a name, in the order of the alphabet."""
    found, size = {name}, 0
    while len(found) > size:
        size = len(found)
        for correlation in correlations:
            found |= set(correlation.between) if found & set(correlation.between) else set()
    return tuple(sorted(found))


def matrix(names: Sequence[str], correlations: Sequence[Correlation]) -> list[list[float]]:
    """The correlation matrix of these names."""
    known = {frozenset(correlation.between): correlation.value for correlation in correlations}
    return [[1.0 if a == b else known.get(frozenset((a, b)), 0.0) for b in names] for a in names]


def root(correlations: list[list[float]]) -> list[list[float]]:
    """The lower-triangular Cholesky root of a matrix, which may be singular."""
    lower = [[0.0] * len(correlations) for _ in correlations]
    for i in range(len(correlations)):
        for j in range(i + 1):
            rest = correlations[i][j] - sum(lower[i][n] * lower[j][n] for n in range(j))
            if i == j:
                lower[i][i] = math.sqrt(rest) if rest > _NOTHING else 0.0
            elif lower[j][j]:
                lower[i][j] = rest / lower[j][j]
    return lower


_NOTHING = 1e-18


def share(place: str, numbers: Numbers, joined: dict[str, Joint]) -> float:
    """The uniform number behind the judgement at a place; correlated parameters share theirs.

    Args:
        place: Where the judgement is written.
        numbers: The random numbers of the run.
        joined: What goes together, by name.

    Returns:
        A share of the distribution, inside (0, 1).
    """
    kind, name = place.split(".")[:2]
    if kind != "parameters" or name not in joined:
        return numbers.judgement(place)
    own = [numbers.judgement(f"parameters.{other}.value") for other in joined[name].names]
    score = joined[name].of(quantile(np.array(own)).tolist())
    return min(max(float(share_below(np.array(score))), 2.0**-54), 1 - 2.0**-53)


def drawn(shape: Shape, u: float, limits: Limits) -> float:
    """The quantile of a distribution at a share, once the distribution is truncated to its limits.

    Args:
        shape: The distribution.
        u: The share, inside (0, 1).
        limits: The lower and the upper limit, None where there is no limit.
    """
    if limits is None:
        return float(shape.ppf(np.array([u]))[0])
    low, high = limits
    below, above = _kept(shape, low, high)
    found = float(shape.ppf(np.array([below + u * (above - below)]))[0])
    return min(max(found, -math.inf if low is None else low), math.inf if high is None else high)


@lru_cache(maxsize=1024)
def _kept(shape: Shape, low: float | None, high: float | None) -> tuple[float, float]:
    """The shares of a distribution between which its limits lie; the same for every run."""
    below = 0.0 if low is None else float(shape.cdf(np.array(np.nextafter(low, -np.inf))))
    above = 1.0 if high is None else float(shape.cdf(np.array(high)))
    return below, above
