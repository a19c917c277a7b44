"""One number asked of every run: whether a state was seen, or what a driver came to.

It answers for any lanes a study lays out; what the lanes stand for is the study's business.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scenario.calendar import Month
from scenario.engine.block import Lanes, simulate_block
from scenario.engine.jobs import explained
from scenario.engine.program import Program
from scenario.engine.stop import Stop
from scenario.engine.tally import Tally
from scenario.engine.world import World
from scenario.errors import InputError, Problem, did_you_mean
from scenario.expr.question import Question
from scenario.resolve import Resolved

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Asked:
    """A question, and where its answer stands in a world."""

    question: Question
    step: int
    index: int  # of the state, or the row of the driver or actor

    def of(self, program: Program) -> Program:
        """The program, run no farther than the question asks."""
        return replace(program, steps=self.step)

    @property
    def is_probability(self) -> bool:
        """Whether the answer of a run is yes or no."""
        return self.question.kind != "mean"


def asked(resolved: Resolved, question: Question) -> Asked:
    """The question read against a scenario.

    Raises:
        InputError: A name or a month that the scenario does not have.
    """
    step = step_of(resolved, question.month)
    model = resolved.model
    if question.kind != "mean":
        names = sorted(model.outcome.states)
        return Asked(question, step, _place(question.subject, names, "state"))
    drivers, actors = sorted(model.drivers), sorted(model.actors)
    if question.alignment:
        row = len(drivers) + _place(question.subject, actors, "actor")
    elif question.subject in actors:
        hint = f"write mean({question.subject}.alignment at {question.month})"
        raise InputError(Problem(f"{question.subject} is an actor, not a driver", hint=hint))
    else:
        row = _place(question.subject, drivers, "driver")
    return Asked(question, step, row)


def step_of(resolved: Resolved, month: Month) -> int:
    """The step that ends in a month; InputError where none does."""
    step, rest = divmod(month - resolved.start, resolved.months_per_step)
    if rest or not 0 <= step <= resolved.steps:
        message = f"the scenario has no step that ends in {month}"
        hint = f"it runs from {resolved.start} to {resolved.until}"
        raise InputError(Problem(message, hint=hint))
    return step


def answers(program: Program, lanes: Lanes, question: Asked) -> Floats:
    """The answer of every run: 1 or 0 for a state, else a value: `float64[run]`.

    Raises:
        Stop: The block could not go on.
    """
    seen: NDArray[np.bool_] = np.zeros(len(lanes.paths), bool)
    world: World | None = None
    for world in simulate_block(question.of(program), lanes, Tally()):
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


def _place(name: str, names: list[str], noun: str) -> int:
    if name not in names:
        hint = did_you_mean(name, names, f"{noun}s")
        raise InputError(Problem(f"the model has no {noun} {name!r}", hint=hint))
    return names.index(name)
