"""What one move a step makes of a chain, against moves that come at any time within it.

Arithmetic on rates alone: how they came about is not known here.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenario.engine.walk import TERMS, Clocks, Floats, Walk, any_moves, one_move
from scenario.intervals.normal import Z_INTERVAL_95, reach_of_few

SURE = 50.0
"""Sum of rates times a step beyond which a move is for sure; rates are scaled down to it."""
VAST = 1e200
"""The highest rate that is reckoned with."""
TRIFLE = 0.001
"""A tenth of a point: less is not worth a note."""
WORK = 1e9
"""Multiplications that an answer may take."""


def may_matter(
    deferred: Floats, moves: float, runs: float, unsure: Floats | float = 0.0, timed: bool = True
) -> bool:
    """Whether moves that had to wait for a step could change a probability by more than a trifle.

    A move that waits changes where a run is for that step; later only where the step that is lost
    lets another move be missed, which is about as likely as it was here. But where states last a
    set time, what is lost is not made up for.

    Args:
        deferred: How many had to wait, `[step, state]`.
        moves: Moves that another could follow.
        runs: In so many runs.
        unsure: By how much probabilities of states are unsure in any case; then the count of those
            that waited is unsure too, and has to be larger beyond doubt.
        timed: Whether any state lasts a set time.
    """
    if moves <= 0:
        return False
    total = deferred.sum(axis=0)
    missed = min(1.0, 2 * float(total.sum()) / moves)
    soon = deferred.sum(axis=1).max() + total.sum() * missed
    doubt = Z_INTERVAL_95 * np.sqrt(total) * (np.asarray(unsure) > 0)
    lost = (total - doubt) / runs > np.maximum(TRIFLE, unsure)
    fewest = min(2.0, runs / 2) if np.any(np.asarray(unsure) > 0) else 0.0  # of what is counted
    return bool(soon > max(TRIFLE / 2 * runs, fewest) or (timed and lost.any()))


def gained(clocks: Clocks, rates: Floats) -> Floats | None:
    """What moves at any time would add to probabilities, in the mean over some runs.

    Args:
        clocks: Where the rates belong.
        rates: Those of some runs, `[step, run, slot]`.

    Returns:
        `[in it or ever, step, state]`, the start first; None where it takes too much work.
    """
    program, copies = clocks.program, clocks.joint.copies
    each, which = _different(_held(clocks, rates))
    walk = Walk(clocks)
    once, arrived = walk.through(one_move(clocks, each), which)
    found = np.zeros((2, len(once), len(program.states)))
    deferred, moves = _waiting(clocks, each, which, arrived[:, :, 0])
    if not may_matter(deferred, moves, rates.shape[1], timed=clocks.timed):
        return found
    size = len(clocks.states) + len(clocks.kinds)
    if 2.0 * TERMS * which.size * len(copies) * size**2 > WORK:
        return None
    freely, _ = walk.through(any_moves(clocks, each), which)
    for number, copy in enumerate(copies):
        change = _mean(clocks.by_state(freely[:, :, number] - once[:, :, number]))
        if copy.until is None:
            found[:] = change
            found[1][:, program.certain_starts] = 0.0
        else:
            found[1, :, copy.until] = change[:, copy.until]
    return found


def _mean(changes: Floats) -> Floats:
    """Mean over runs, `[step, state]`; nothing where it cannot be told from none."""
    runs, mean = changes.shape[1], changes.mean(axis=1)
    if runs == 1:
        return np.asarray(mean)
    error = changes.std(axis=1, ddof=1) / np.sqrt(runs)
    return np.asarray(np.where(np.abs(mean) > reach_of_few(runs) * error, mean, 0.0))


def _held(clocks: Clocks, rates: Floats) -> Floats:
    """Rates that are numbers; those out of a state are scaled together where their sum is vast."""
    finite = np.clip(np.nan_to_num(rates, nan=0.0, posinf=VAST), 0.0, VAST)
    sources = [(clocks.plans[name].chain, states) for name, states in clocks.slots]
    alike = np.array([[one == other for other in sources] for one in sources])
    together = finite @ alike.astype(np.float64)
    most = SURE / clocks.program.dt
    return np.asarray(finite * (most / np.maximum(together, most)))


def _different(rates: Floats) -> tuple[Floats, NDArray[np.intp]]:
    """Every set of rates once, and which of them holds where."""
    flat = np.ascontiguousarray(rates.reshape(-1, rates.shape[-1]))
    each, which = np.unique(flat, axis=0, return_inverse=True)
    return each, which.reshape(rates.shape[:2])


def _waiting(
    clocks: Clocks, each: Floats, which: NDArray[np.intp], there: Floats
) -> tuple[Floats, float]:
    """Moves that are expected to wait, at most, by the state left; moves that others can follow."""
    fresh = clocks.leading(clocks.on_arrival()).sum(axis=2)
    goes_on = -np.expm1(-(each @ fresh) * clocks.program.dt)
    followed = there * (fresh.sum(axis=0) > 0)
    return (there * goes_on[which]).sum(axis=1), float(followed.sum())
