"""Sums over runs of the answers of many variants, and of their products, from which errors follow.

What was asked, and how it was answered, is not known here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scenario import intervals
from scenario.intervals.replicates import cubed

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

Outcomes = Literal["drawn", "carried", "certain"]
"""How runs answer whether a state is seen: yes or no, its probability, or one that all share."""


@dataclass(frozen=True)
class Moments:
    """Sums over runs of the answers `x[question, member]`, and products of two members' sums."""

    runs: int
    sums: Floats  # [question, member]
    products: Floats  # [question, member, member], by replicate (see `intervals.by_replicate`)
    cubes: Floats  # [question, member] (see `intervals.Grouped`)
    happened: Floats  # [member, event], runs in which it has; NaN where it is not left to chance
    exact: Bools  # [question, member], whether no run can differ from another
    outcomes: Outcomes = "drawn"
    bearing: Floats | None = None
    """`[question, member]`, sums over runs of what is given, where something is: the answer is a
    ratio of two means then, and products are of the sums of both, members after members."""
    across: Floats | None = None
    """`[question, question]`, products of the answers of the first member, where they are kept."""
    alike: int = 0
    """How many groups of runs that have much in common these are, where the runs of each are; the
    error then rests on the sums of groups, each of which is as large as another."""

    def __add__(self, other: Moments) -> Moments:
        added = {
            name: getattr(self, name) + getattr(other, name)
            for name in ("runs", "sums", "products", "cubes", "happened", "alike")
        }
        for name in ("bearing", "across"):
            if getattr(self, name) is not None:
                added[name] = getattr(self, name) + getattr(other, name)
        return replace(self, **added)

    def mean(self, question: int) -> Floats:
        """Mean answers: `[member]`."""
        whole = self.runs if self.bearing is None else self.bearing[question]
        found: Floats = self.sums[question] / whole
        return found

    def covariance(self, question: int) -> Floats:
        """Covariance of the mean answers, members being simulated on the same runs."""
        if self.bearing is not None:
            return self._of_ratios(question, self.bearing[question])
        mean = self.mean(question)
        spread = self.products[question] / self.runs - np.outer(mean, mean)
        varies = ~self.exact[question]
        found: Floats = np.outer(varies, varies) * spread * self._unsure
        return found

    @property
    def _unsure(self) -> float:
        """What a variance between groups is worth for that of the mean.

        Of few groups it is made as much larger as their distribution is wider than the normal one.
        """
        wide = intervals.reach_of_few(self.alike) / intervals.reach_of_few(0)
        return float(wide**2 / max(1, self.groups - 1))

    def variance_between(self, first: int, second: int) -> float:
        """Variance of what the first member's answers to two questions differ by.

        Raises:
            ValueError: Products of answers to different questions were not kept.
        """
        if self.across is None:
            raise ValueError("no products of answers to different questions were kept")
        pair = [first, second]
        mean = self.sums[pair, 0] / self.runs
        spread = self.across[np.ix_(pair, pair)] / self.runs - np.outer(mean, mean)
        found = spread[0, 0] + spread[1, 1] - 2 * spread[0, 1]
        return max(0.0, float(found)) / max(1, self.groups - 1)

    def _of_ratios(self, question: int, bearing: Floats) -> Floats:
        """The covariance of ratios of two means, by the delta method (Cochran 1977, 2.11)."""
        means = np.concatenate([self.sums[question], bearing]) / self.runs
        spread = self.products[question] / self.runs - np.outer(means, means)
        ratio, given = self.mean(question), bearing / self.runs
        slopes = np.vstack([np.diag(1 / given), np.diag(-ratio / given)])
        varies = ~self.exact[question]
        found: Floats = slopes.T @ spread @ slopes * self._unsure
        return np.outer(varies, varies) * found

    @property
    def groups(self) -> int:
        """How many groups of runs are independent."""
        return self.alike or intervals.replicates(self.runs)

    def grouped(self, question: int, member: int) -> intervals.Grouped:
        """The answers of one member to one question."""
        where = question, member
        powers = self.sums[where], self.products[*where, member], self.cubes[where]
        return intervals.Grouped(self.runs, self.groups, *powers)

    def unseen(self, *members: int) -> float:
        """Share of runs that may be unlike all seen, as an event came in few (of all members)."""
        hits = np.fmax.reduce(self.happened[list(members)] if members else self.happened)
        return float(intervals.unseen(hits[None], self.runs)[0])


def moments_of(
    answers: Floats,
    given: Floats,
    happened: Floats,
    exact: Bools,
    outcomes: Outcomes,
    alike: bool = False,
) -> Moments:
    """Sums and products of the answers of some runs.

    Args:
        answers: `[question, member, run]`.
        given: How far what is given is so, in the same shape; empty where nothing is given.
        happened: In how many of the runs each event has happened: `[member, event]`.
        exact: Whether no run can differ from another: `[question, member]`.
        outcomes: How runs answer.
        alike: Whether these runs are one group, all that have much in common.
    """
    runs, grouped = answers.shape[2], intervals.by_group if alike else intervals.by_replicate
    parts, sums = grouped(answers), answers.sum(axis=2)
    cubes = (parts**3).sum(axis=2) / np.sqrt(runs) if alike else cubed(parts, runs)
    bearing = given.sum(axis=2) if given.size else None
    if bearing is not None:
        parts = np.concatenate([parts, grouped(given)], axis=1)
    products = parts @ parts.transpose(0, 2, 1)
    found = Moments(runs, sums, products, cubes, happened, exact, outcomes, bearing)
    return replace(found, alike=int(alike))
