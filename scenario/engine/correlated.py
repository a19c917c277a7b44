"""Groups of correlated names and the roots of their correlation matrices.

Names go in alphabetical order, so that the order in the file changes no draw; what is correlated
(shocks or judgements) is not known here.
"""

from __future__ import annotations

from collections.abc import Container, Iterable

from scenario.engine.judgement import Root, root_of
from scenario.schema import Correlation


def correlated(
    correlations: Iterable[Correlation], among: Container[str]
) -> list[tuple[tuple[str, ...], Root]]:
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


def _matrix(names: tuple[str, ...], pairs: dict[tuple[str, str], float]) -> Root:
    def value(a: str, b: str) -> float:
        return 1.0 if a == b else pairs.get((min(a, b), max(a, b)), 0.0)

    return tuple(tuple(value(a, b) for b in names) for a in names)
