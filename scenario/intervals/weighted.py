"""Shares of sums over runs in which every run weighs from 0 to 1, and their errors.

A run that says yes or no weighs 1 or 0, and is counted; all errors are then those of counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from scenario.intervals.normal import Floats, Number, half_width
from scenario.intervals.shares import ROUNDED

MOST = 2.0**50
"""Effective runs beyond which a number says nothing more."""


@dataclass(frozen=True)
class Weights:
    """Sums over runs of a whole and of the part of it, and of their squares and product.

    Numbers, or arrays of them element by element.
    """

    runs: Number
    """Runs with anything of the whole."""
    part: Number
    whole: Number
    part_part: Number
    part_whole: Number
    whole_whole: Number

    @classmethod
    def counted(cls, part: Number, whole: Number) -> Weights:
        """The sums over runs that say yes or no: `part` of them yes, among `whole`."""
        return cls(whole, part, whole, part, part, whole)

    @classmethod
    def of(cls, part: Floats, whole: Floats | None = None) -> Weights:
        """The sums over weights `float64[run]`; if no whole is given, each run weighs 1 in it."""
        whole = np.ones_like(part) if whole is None else whole
        return cls.where(np.ones((1, len(part)), bool), part, whole)[0]

    @classmethod
    def where(cls, flags: NDArray[np.bool_], part: Floats, whole: Floats) -> list[Weights]:
        """The sums over several subsets of runs.

        Args:
            flags: Which runs belong to each subset: `bool[subset, run]`.
            part: The weight of the part in each run, from 0 to that of the whole: `float64[run]`.
            whole: The weight of the whole, from 0 to 1: `float64[run]`.

        Returns:
            One for each subset.
        """
        columns = (whole > 0, part, whole, part * part, part * whole, whole * whole)
        sums = flags.astype(np.float64) @ np.stack(columns, axis=1).astype(np.float64)
        return [cls(*map(float, line)) for line in sums]

    def __add__(self, other: Weights) -> Weights:
        """Of these runs and others."""
        names = (field.name for field in fields(self))
        return Weights(*(getattr(self, name) + getattr(other, name) for name in names))

    def against(self, other: Weights) -> Weights:
        """What these runs weigh among these and others, going by their wholes."""
        both = self + other
        mine, square = self.whole, self.whole_whole
        return Weights(both.runs, mine, both.whole, square, square, both.whole_whole)

    @property
    def p(self) -> Number:
        """The share of the part; 0 where there is nothing."""
        return np.divide(self.part, self.whole, out=np.zeros(np.shape(self.whole)),
                         where=np.asarray(self.whole) > 0)[()]  # fmt: skip

    @property
    def alike(self) -> float:
        """How many runs with equal parts would tell as much of them (Kish 1965, 11.7)."""
        return float(self.part**2 / self.part_part) if self.part_part else 0.0

    def squares(self, part: Number, whole: Number) -> Number:
        """The sum over runs of the square of so many parts and wholes."""
        mixed = 2 * part * whole * self.part_whole
        return np.maximum(part**2 * self.part_part + mixed + whole**2 * self.whole_whole, 0.0)


def effective_runs(weights: Weights) -> Number:
    """How many runs that say yes or no would give the share of the part with the same error.

    The error is that of a ratio of two sums, by the delta method (Cochran 1977, "Sampling
    Techniques", 2.11), and the number the effective sample size (Kish 1965, "Survey Sampling",
    8.2). Weights within 0 to 1 tell no less than draws with these chances, so there are never
    fewer than the whole; nor are there more where no run is seen to differ, for others might.
    """
    p = weights.p
    spread = weights.squares(1.0, -p)
    varies = (spread > ROUNDED * weights.part * p) & (p < 1)
    freedom = (weights.runs - 1) / np.maximum(weights.runs, 1)
    found = p * (1 - p) * np.square(weights.whole) * freedom / np.where(varies, spread, 1.0)
    return np.where(varies, np.clip(found, weights.whole, MOST), weights.whole)[()]


def error_of_weighted(groups: Sequence[Weights], factors: Sequence[tuple[Number, Number]]) -> float:
    """Standard error of a sum over runs: of so many parts and wholes of the runs of each group.

    Where these are the derivatives of a function of the sums, in which the sum itself comes to
    nothing, it is that of the function (delta method; Cochran 1977, 2.11).
    """
    pairs = zip(groups, factors, strict=True)
    return float(np.sqrt(sum(group.squares(*factor) for group, factor in pairs)))


def ratio_ends(seen: Weights, unseen: Weights) -> tuple[float, float]:
    """The 95 % interval of a likelihood ratio: how much likelier hits are seen than misses.

    On its logarithm, by the delta method; of runs that say yes or no that is the interval of Simel,
    Samsa and Matchar (1991, J. Clin. Epidemiol. 44:763-770).

    Args:
        seen: Hits (the part) among the runs in which a thing is seen.
        unseen: Hits among those in which it is not.
    """
    a, b = seen.part, seen.whole - seen.part
    hits, misses = a + unseen.part, b + unseen.whole - unseen.part
    if not (a > 0 and b > 0):
        return (1.0, float("inf")) if a > 0 else (0.0, float("inf"))
    both = 1 / hits + 1 / misses
    factors = ((1 / a + 1 / b - both, 1 / misses - 1 / b), (-both, 1 / misses))
    ratio = a / hits / (b / misses)
    factor = float(np.exp(half_width(error_of_weighted((seen, unseen), factors))))
    return ratio / factor, ratio * factor
