"""Replicates: runs whose judgements are drawn together, so that only one group and another differ.

Eight runs in a row are a replicate: they take each judgement from all eight eighths of its
distribution (replicated Latin hypercube sampling). Within a replicate runs are not independent.
Errors therefore rest on sums over replicates, as in the analysis of variance (Cochran 1977,
"Sampling Techniques", 8.3 and 10.3).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenario.intervals.normal import Floats, Number

SIZE = 8
"""Runs of a replicate."""


def replicates(runs: int) -> int:
    """How many groups of the first so many runs are taken for independent.

    These are replicates; or single runs where there is but one replicate, whose error is then
    rather too large, for a single group shows none.
    """
    return runs if runs <= SIZE else -(-runs // SIZE)


def by_replicate(values: Floats) -> Floats:
    """Sums over the runs of each replicate, divided by the root of their number.

    Their squares and products, added up, stand for those of runs (see `variance_of_mean`).

    Args:
        values: `[..., run]`, of runs of which the first is the first of a replicate.

    Returns:
        `[..., replicate]`.
    """
    if values.shape[-1] <= SIZE:
        return values
    return np.asarray(_sums(values) / np.sqrt(_sums(np.ones(values.shape[-1]))))


def by_group(values: Floats) -> Floats:
    """The same for runs that are all one group, however many they are: `[..., 1]`.

    Args:
        values: `[..., run]`.
    """
    return np.asarray(values.sum(axis=-1, keepdims=True) / np.sqrt(values.shape[-1]))


def _sums(values: Floats) -> Floats:
    """By replicate, of runs that are filled up to whole ones."""
    *others, runs = values.shape
    missing = -runs % SIZE
    if missing:
        values = np.concatenate([values, np.zeros((*others, missing))], axis=-1)
    summed = values.reshape(-1, SIZE) @ np.ones(SIZE)
    return np.asarray(summed.reshape(*others, (runs + missing) // SIZE))


def cubed(parts: Floats, runs: int) -> Floats:
    """Cubes of the sums over the runs of each replicate, divided by the square of their number.

    Args:
        parts: `[..., replicate]`, what `by_replicate` made of so many runs.
        runs: How many.

    Returns:
        `[...]`, added up over replicates.
    """
    roots = np.sqrt(_sums(np.ones(runs))) if runs > SIZE else 1.0
    return np.asarray((parts**3 / roots).sum(axis=-1))


@dataclass(frozen=True)
class Grouped:
    """Sums over runs of what each says, element by element, and what tells the error of the mean.

    Squares are those of the sums of groups of runs, each divided by the number of its runs; cubes
    likewise, divided by its square. Groups are independent of each other.
    """

    runs: int
    groups: int
    sums: Floats
    squares: Floats
    cubes: Floats

    @classmethod
    def of(cls, values: Floats) -> Grouped:
        """The sums of values `float64[..., run]`, by replicate."""
        runs, parts = values.shape[-1], by_replicate(values)
        squares, cubes = (parts**2).sum(axis=-1), cubed(parts, runs)
        return cls(runs, replicates(runs), values.sum(axis=-1), squares, cubes)

    @property
    def mean(self) -> Floats:
        """Over all runs."""
        return np.asarray(self.sums / self.runs)

    @property
    def variance(self) -> Floats:
        """The variance of the mean."""
        return variance_of_mean(self.mean, self.squares / self.runs, self.groups)

    @property
    def third(self) -> Floats:
        """The third central moment of the mean, from that of the groups."""
        mean, square = self.mean, self.squares / self.runs
        cube = mean * mean * mean  # a power is not rounded alike everywhere
        return np.asarray(self.cubes / self.runs - 3 * mean * square + 2 * cube) / self.groups**2


def variance_of_mean(mean: Number, square: Number, groups: int) -> Floats:
    """Variance of a mean over runs, from how far the means of independent groups are apart.

    Args:
        mean: Over all runs.
        square: The squared sum of each group over its number of runs, added up and divided by the
            number of all runs. Where each run is a group of its own, that is the mean square.
        groups: How many they are.
    """
    return np.asarray(np.maximum(square - mean**2, 0.0) / max(1, groups - 1))
