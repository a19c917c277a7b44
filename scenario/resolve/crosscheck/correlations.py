"""Correlations: between what has draws or shocks, each pair once, together possible.

It knows names, matrices and eigenvalues, not how correlated numbers are drawn.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import chain, combinations, islice

import numpy as np
from numpy.typing import NDArray

from scenario.errors import article
from scenario.resolve.crosscheck.expressions import constant
from scenario.resolve.crosscheck.world import Problems, World, listed
from scenario.schema import Correlation, Distribution, Driver, Interval, Model

ROUNDING = 1e-9
MAX_LOOKED_AT = 10_000
"""How many small parts of an impossible group are tried."""
MAX_SHOWN = 12
"""How many pairs of an impossible group are told."""


def check_pairs(world: World) -> Problems:
    """Both names exist, are of one kind, and have something that can be joined."""
    seen: dict[frozenset[str], int] = {}
    for index, correlation in enumerate(world.model.correlations):
        yield from _check_pair(world, index, correlation)
        pair = frozenset(correlation.between)
        if pair in seen:
            first, second = correlation.between
            message = f"the correlation of {first} and {second} is given twice"
            hint = f"it already stands at {world.problem('', 'correlations', seen[pair]).mark}"
            yield world.problem(message, "correlations", index, "between", hint=hint)
        seen.setdefault(pair, index)


def _check_pair(world: World, index: int, correlation: Correlation) -> Problems:
    kinds = [world.kind_of(name) for name in correlation.between]
    for position, (name, kind) in enumerate(zip(correlation.between, kinds, strict=True)):
        path = ("correlations", index, "between", position)
        if kind not in ("driver", "parameter"):
            hint = world.way_out(name, ["drivers", "parameters"])
            yield world.problem(f"no driver or parameter is called {name!r}", *path, hint=hint)
        elif reason := _nothing_to_join(world, name):
            yield world.problem(reason[0], *path, hint=reason[1])
    if set(kinds) == {"driver", "parameter"}:
        pairs = zip(correlation.between, kinds, strict=True)
        first, second = (f"{name} is {article(kind)}" for name, kind in pairs)
        hint = "join two drivers (their shocks) or two parameters (their draws)"
        yield world.problem(f"{first}, {second}", "correlations", index, "between", hint=hint)


def can_be_joined(model: Model, name: str) -> bool:
    """Whether a parameter has draws, or a driver shocks, that can go together with others'."""
    if name in model.parameters:
        return isinstance(model.parameters[name].value, (Interval, Distribution))
    return has_shocks(model.drivers[name])


def _nothing_to_join(world: World, name: str) -> tuple[str, str] | None:
    if can_be_joined(world.model, name):
        return None
    if name in world.model.parameters:
        hint = "give it an interval or a distribution, or leave the correlation out"
        return f"{name} has no draws: its value is no judgement", hint
    driver = world.model.drivers[name]
    hint = "give its process a volatility, or leave the correlation out"
    return f"{name} has no shocks: its process is {_without(driver)}", hint


def _without(driver: Driver) -> str:
    kind = driver.process.kind
    return f"{kind} without volatility" if driver.process.motion.noise else kind


def has_shocks(driver: Driver) -> bool:
    """Whether the driver's process has shocks that can go together with others'."""
    sizes = (driver.process.fields.get(field) for field in driver.process.motion.noise)
    return any(size is not None and constant(size) != 0 for size in sizes)


def check_matrices(world: World) -> Problems:
    """Correlations that are each possible must be possible together."""
    for kind in (world.model.drivers, world.model.parameters):
        found = {
            frozenset(c.between): (index, c.value)
            for index, c in enumerate(world.model.correlations)
            if all(name in kind for name in c.between)
        }
        for group in _groups(list(found)):
            yield from _check_group(world, _culprits(group, found), found)


Values = dict[frozenset[str], tuple[int, float]]


def _groups(pairs: Sequence[frozenset[str]]) -> Iterator[list[str]]:
    """The names that pairs connect, group by group."""
    groups: list[set[str]] = []
    for pair in pairs:
        touched = [group for group in groups if group & pair]
        groups = [group for group in groups if not group & pair]
        groups.append(set(pair).union(*touched))
    yield from (sorted(group) for group in groups)


def _culprits(group: list[str], found: Values) -> list[str]:
    """The smallest part of the group that is impossible by itself (up to four), else all of it.

    Nothing is looked for where nothing is wrong, and not among more than `MAX_LOOKED_AT` parts.
    """
    if smallest_eigenvalue(_matrix(group, found)) >= -ROUNDING:
        return group
    parts = chain.from_iterable(combinations(group, size) for size in (3, 4))
    for names in islice(parts, MAX_LOOKED_AT):
        if smallest_eigenvalue(_matrix(names, found)) < -ROUNDING:
            return list(names)
    return group


def _check_group(world: World, names: list[str], found: Values) -> Problems:
    matrix = _matrix(names, found)
    if smallest_eigenvalue(matrix) >= -ROUNDING:
        return
    pairs = sorted(index for pair, (index, _) in found.items() if pair <= set(names))
    told = [world.model.correlations[index] for index in pairs]
    said = [f"{a} with {b} ({c.value:g})" for c in told for a, b in [c.between]]
    rest = [f"{len(said) - MAX_SHOWN} more"] if len(said) > MAX_SHOWN else []
    what = listed([*said[:MAX_SHOWN], *rest])
    message = f"these correlations cannot hold together: {what}"
    hint = f"multiply these values by {_floored(largest_scale(matrix))} or less"
    yield world.problem(message, "correlations", pairs[-1], "value", hint=hint)


def _matrix(names: Sequence[str], found: Values) -> NDArray[np.float64]:
    matrix = np.eye(len(names))
    for (i, one), (j, other) in combinations(enumerate(names), 2):
        matrix[i, j] = matrix[j, i] = found.get(frozenset((one, other)), (0, 0.0))[1]
    return matrix


def smallest_eigenvalue(matrix: NDArray[np.float64]) -> float:
    """Not negative exactly where the matrix is a correlation matrix."""
    return float(np.linalg.eigvalsh(matrix)[0])


def largest_scale(matrix: NDArray[np.float64]) -> float:
    """The largest factor for all correlations with which they can hold together.

    The eigenvalues of `I + c (R - I)` are `1 + c m` for the eigenvalues m of `R - I`.
    """
    return -1 / smallest_eigenvalue(matrix - np.eye(len(matrix)))


def _floored(scale: float) -> str:
    return f"{math.floor(scale * 100) / 100:g}"
