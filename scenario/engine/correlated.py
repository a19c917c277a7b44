"""Groups of correlated names and the roots of their correlation matrices.

Names go in alphabetical order, so that the order in the file changes no draw; what is correlated
(shocks or judgements) is not known here.
"""

from __future__ import annotations

from collections.abc import Container, Iterable

import numpy as np
from numpy.typing import NDArray

from scenario.engine.judgement import root_of
from scenario.schema import Correlation

Floats = NDArray[np.float64]


def correlated(
    correlations: Iterable[Correlation], among: Container[str]
) -> list[tuple[tuple[str, ...], Floats]]:
    """Connected groups of correlated names, each with the lower-triangular root of its matrix."""
    pairs = {
        (min(c.between), max(c.between)): c.value
        for c in correlations
        if all(name in among for name in c.between)
    }
    return [(names, root_of(_matrix(names, pairs))) for names in _groups(pairs)]


def _groups(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Names connected by pairs, directly or through others."""
    group: dict[str, set[str]] = {}
    for a, b in pairs:
        joined = group.get(a, {a}) | group.get(b, {b})
        group.update(dict.fromkeys(joined, joined))
    return sorted({tuple(sorted(members)) for members in group.values()})


def _matrix(names: tuple[str, ...], pairs: dict[tuple[str, str], float]) -> Floats:
    matrix = np.eye(len(names))
    for (a, b), value in pairs.items():
        if a in names:
            i, j = names.index(a), names.index(b)
            matrix[i, j] = matrix[j, i] = value
    return matrix
