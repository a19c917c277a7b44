"""Shapley's division of a difference among players, run by run: exact, or along sampled orders.

A game here is a run: switch some players on, and see what it comes to. Which players there are,
and how a run is played, is not known here.

Shapley (1953), "A value for n-person games"; sampled orders after Castro, Gómez and Tejada (2009,
Comput. Oper. Res. 36:1726-1730), each with its reverse (Mitchell et al. 2022, JMLR 23(43)).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import factorial

import numpy as np
from numpy.typing import NDArray

from scenario import intervals

ROUNDED = 1e-12
"""Share of a difference below which runs may differ by nothing but rounding."""
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ranks = NDArray[np.intp]


def coalitions(players: int) -> Bools:
    """Every set of players, from none to all: `[player, set]`."""
    sets = np.arange(2**players)
    return np.asarray((sets >> np.arange(players)[:, None]) & 1 == 1)


def exact_weights(players: int) -> Floats:
    """What each set's result counts for each player: `[set, player]`.

    A set with the player in it counts |S|-1! (n-|S|)! / n!, one without it -|S|! (n-|S|-1)! / n!.
    """
    member = coalitions(players)
    size = member.sum(axis=0)
    n = players
    joining = [factorial(s) * factorial(n - s - 1) / factorial(n) for s in range(n)]
    weight = np.array([*joining, 0.0])
    return np.asarray(np.where(member, weight[size - 1], -weight[size]).T)


def orders(uniforms: Floats) -> Ranks:
    """The place of each player in a random order for each run: `[player, run]`, from uniforms."""
    return np.argsort(np.argsort(uniforms, axis=0, kind="stable"), axis=0, kind="stable")


def walk(ranks: Ranks) -> Bools:
    """Who is on at each stop of an order and of its reverse: `[player, run, stop]`.

    The first n + 1 stops switch the players on in their order, from none to all; the other n - 1
    are those between on the way of the reversed order.
    """
    n = len(ranks)
    there = ranks[:, :, None] < np.arange(n + 1)
    back = (n - 1 - ranks)[:, :, None] < np.arange(1, n)
    return np.concatenate([there, back], axis=2)


def walked(results: Floats, ranks: Ranks) -> Floats:
    """What each player added, the mean of both ways: `[run, player]`.

    Args:
        results: `[run, stop]`, what each stop of `walk` came to.
        ranks: `[player, run]`.
    """
    n = len(ranks)
    ends = results[:, [0]], results[:, [n]]
    there = np.diff(results[:, : n + 1], axis=1)
    back = np.diff(np.concatenate([ends[0], results[:, n + 1 :], ends[1]], axis=1), axis=1)
    forward = np.take_along_axis(there, ranks.T, axis=1)
    return np.asarray((forward + np.take_along_axis(back, n - 1 - ranks.T, axis=1)) / 2)


@dataclass(frozen=True)
class Division:
    """A mean difference divided among players, with the covariance of the parts."""

    values: Floats  # [player]
    covariance: Floats  # [player, player], its sum is the variance of the difference
    unseen: float = 0.0
    """Standard error of what no run shows to differ, as other runs might."""
    rare: float = 0.0
    """Share of runs that may be unlike all seen (see `intervals.unseen`)."""

    def error(self, players: NDArray[np.intp] | slice = slice(None)) -> float:
        """Standard error of the sum of some players' parts."""
        seen = intervals.error_of_sum(self.covariance[players][:, players])
        return intervals.error_allowing(seen, self.unseen, self.rare)


def divide(
    parts: Floats, differences: Floats, *, certain: bool = False, rare: float = 0.0
) -> Division:
    """Divide the mean of all differences, knowing the parts of the first runs only.

    The parts of the first runs are carried over to all by regression on the difference (double
    sampling, Cochran 1977, Sampling Techniques, section 12.6). As the parts of a run add up to
    its difference, the slopes add up to one, and so the parts to the mean difference.

    Args:
        parts: `[run, player]`, of the first runs.
        differences: `[run]`, of these and any further runs.
        certain: Whether no run can differ from another but in the order of players.
        rare: Share of runs that may be unlike the first ones.
    """
    few, players = parts.shape
    known = differences[:few]
    spread = known - known.mean()
    total = float(spread @ spread)
    differ = total > few * (ROUNDED * np.abs(known).max()) ** 2
    slopes = spread @ parts / total if differ else np.full(players, 1 / max(players, 1))
    mean = parts.mean(axis=0) + slopes * (differences.mean() - known.mean())
    left = parts - parts.mean(axis=0) - np.outer(spread, slopes)
    by_replicate = intervals.by_replicate(left.T)
    inner = by_replicate @ by_replicate.T / (max(intervals.replicates(few) - 1, 1) * few)
    outer = np.outer(slopes, slopes) * _variance_of_mean(differences)
    alike = 0.0 if certain else intervals.error_if_alike(few)
    return Division(mean, inner + outer, alike, rare)


def _variance_of_mean(values: Floats) -> float:
    return float(intervals.Grouped.of(values - values.mean()).variance)
