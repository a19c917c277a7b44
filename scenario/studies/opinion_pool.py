"""Several probabilities of one thing made into one: the linear and the logarithmic opinion pool.

It is arithmetic on estimates and weights; whose they are is not known here. The linear pool is the
weighted mean (Stone 1961). The logarithmic pool is the weighted geometric mean of the probabilities
of all states, made to add up to one again (Genest and Zidek 1986, Statistical Science 1:114-148).
Members may share their random numbers, so errors are those of members that all err together, which
is the most that they can be.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scenario import intervals
from scenario.errors import InputError, Problem
from scenario.forecast.estimate import Estimate
from scenario.forecast.wording import count

Floats = NDArray[np.float64]
Method = Literal["linear", "logarithmic"]


def shares_of(weights: Sequence[float] | None, members: int) -> tuple[float, ...]:
    """Weights as shares of their sum; equal ones where none are given.

    Raises:
        InputError: They are negative, no numbers or all zero, or not as many as the members.
    """
    given = [1.0] * members if weights is None else [float(weight) for weight in weights]
    if len(given) != members:
        told = f"{count(len(given), 'weight')} {'is' if len(given) == 1 else 'are'} given"
        message = f"{told} for {count(members, 'scenario')}"
        hint = "give a weight for each, in the same order, such as 2,1,1"
        raise InputError(Problem(message, hint=hint))
    wrong = [weight for weight in given if not (math.isfinite(weight) and weight >= 0)]
    if wrong:
        message = f"the weight {wrong[0]:g} is not a number of 0 or more"
        raise InputError(Problem(message, hint="write one such as 2 or 0.5"))
    total = math.fsum(given)
    if not 0 < total < math.inf:
        raise InputError(Problem("the weights add up to nothing", hint="give one of them 1"))
    return tuple(weight / total for weight in given)


def linear(cells: Sequence[Estimate], weights: Sequence[float]) -> Estimate:
    """The weighted mean of some probabilities, or of means.

    Args:
        cells: Of each member.
        weights: Their shares.
    """
    each = [(cell.p, cell.se, cell.low, cell.high) for cell in cells]
    return Estimate(*(np.array(weights) @ np.array(each)).tolist())


def conditional(
    cells: Sequence[Estimate], given: Sequence[Estimate], weights: Sequence[float]
) -> Estimate:
    """The conditional probability of the linear pool: its joint one over that of what is given.

    So a member counts for as much more as it holds for likelier what is given.

    Args:
        cells: Of each member, the conditional probability.
        given: The probability of what is given.
        weights: The members' shares.
    """
    heard = np.array(weights) * np.array([each.p for each in given])
    shares = heard / heard.sum()
    found = linear(cells, shares.tolist())
    off = [
        abs(cell.p - found.p) * each.se / each.p for cell, each in zip(cells, given, strict=True)
    ]
    farther = float(shares @ np.array(off))
    half = intervals.half_width(farther)
    ends = max(0.0, found.low - half), min(1.0, found.high + half)
    return Estimate(found.p, found.se + farther, *ends)


def logarithmic(rows: Sequence[Sequence[Estimate]], weights: Sequence[float]) -> list[Estimate]:
    """The logarithmic pool of the probabilities of states that exclude one another.

    Args:
        rows: Of each member, the probabilities of all the states, which add up to one.
        weights: The members' shares.

    Returns:
        Of each state; those that one member holds impossible are so.

    Raises:
        InputError: Each state is impossible to some member.
    """
    heard = [member for member, weight in enumerate(weights) if weight > 0]
    some = [rows[member] for member in heard]
    w = np.array([weights[member] for member in heard])
    p = np.array([[cell.p for cell in row] for row in some])
    if not (p > 0).all(axis=0).any():
        hint = "the linear pool has an answer: --method linear"
        message = "the logarithmic pool has no answer: each state is at 0 in one of the members"
        raise InputError(Problem(message, hint=hint))
    return [_of_state(state, [row[state] for row in some], p, w) for state in range(p.shape[1])]


def of_pair(cells: Sequence[Estimate], weights: Sequence[float]) -> Estimate:
    """The logarithmic pool of the probabilities that something is so, or is not.

    Args:
        cells: Of each member, that it is so.
        weights: Their shares.

    Raises:
        InputError: Members hold the opposite for impossible.
    """
    rows = [[cell, Estimate(1 - cell.p, cell.se, 1 - cell.high, 1 - cell.low)] for cell in cells]
    return logarithmic(rows, weights)[0]


def _of_state(state: int, cells: Sequence[Estimate], p: Floats, weights: Floats) -> Estimate:
    """One state against all others, whose shares of what is left stay as they are."""
    here, others = p[:, state], np.delete(p, state, axis=1)
    left = 1 - here[:, None]
    even = np.full(others.shape, 1 / max(1, others.shape[1]))
    rest = np.exp(_logs(np.divide(others, left, out=even, where=left > 0), weights)).sum()

    def pooled(shares: Floats) -> float:
        yes, no = (float(np.exp(_logs(each, weights))) for each in (shares, 1 - shares))
        return yes / (yes + no * rest) if yes else 0.0

    value = pooled(here)
    low, high = (pooled(np.array([getattr(c, end) for c in cells])) for end in ("low", "high"))
    errors, inside = np.array([cell.se for cell in cells]), here * (1 - here)
    if inside.all():
        se = value * (1 - value) * float(weights @ (errors / inside))
    else:
        se = (high - low) / intervals.half_width(2.0)
    return Estimate(value, se, low, high)


def _logs(shares: Floats, weights: Floats) -> Floats:
    """The logarithm of the weighted geometric mean over members, `[member, ...]`."""
    with np.errstate(divide="ignore"):
        return np.asarray(np.tensordot(weights, np.log(np.maximum(shares, 0.0)), axes=1))
