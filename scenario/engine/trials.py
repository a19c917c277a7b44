"""One number asked of every run: whether a state was seen, or what a driver came to.

It answers for any lanes a study lays out; what the lanes stand for is the study's business.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from scenario.engine.block import Lanes, simulate_block
from scenario.engine.jobs import explained
from scenario.engine.program import Program
from scenario.engine.stop import Stop
from scenario.engine.tally import Tally
from scenario.engine.world import World
from scenario.resolve import Resolved
from scenario.resolve.questions import Asked

Floats = NDArray[np.float64]


def answers(program: Program, lanes: Lanes, question: Asked) -> Floats:
    """The answer of every run: 1 or 0 for a state, else a value: `float64[run]`.

    Raises:
        Stop: The block could not go on.
    """
    seen: NDArray[np.bool_] = np.zeros(len(lanes.paths), bool)
    world: World | None = None
    for world in simulate_block(replace(program, steps=question.step), lanes, Tally()):
        if question.question.kind == "by":
            seen |= world.state == question.index
    if world is None or question.question.kind == "by":
        return seen.astype(np.float64)
    if question.question.kind == "at":
        at: Floats = (world.state == question.index).astype(np.float64)
        return at
    values: Floats = world.values[question.index].copy()
    return values


def watched(
    program: Program,
    lanes: Lanes,
    question: Asked,
    resolved: Resolved,
    which: Callable[[int], str],
) -> Floats:
    """As `answers`, stopping with the error for the analyst; `which` names a lane's run."""
    try:
        return answers(program, lanes, question)
    except Stop as stop:
        raise explained(stop, resolved, which(stop.lane)) from None


def work_of(program: Program, question: Asked) -> int:
    """About how much there is to do for one run: steps times what is looked at in each."""
    return max(1, question.step) * program.things
