"""One number asked of every run: whether a state was seen, or what a driver came to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from scenario.engine.instance import Instance
from scenario.engine.program import Program
from scenario.engine.reach import Node
from scenario.engine.settled import certain, settled
from scenario.engine.statements import chances, nodes_of, steps_of
from scenario.forecast.paths import in_state
from scenario.resolve.questions import Asked

Floats = NDArray[np.float64]


def nodes_asked(question: Asked, program: Program) -> frozenset[Node]:
    """What a program computes that answers a question."""
    if question.statements:
        return nodes_of(question, program)
    if question.is_probability:
        return frozenset([("chain", program.chain_of_state[question.index])])
    return frozenset([("row", question.index)])


def chains_asked(questions: Iterable[Asked], program: Program) -> frozenset[str]:
    """The names of the chains that questions ask about."""
    nodes = {node for question in questions for node in nodes_asked(question, program)}
    return frozenset(program.chains[index].name for kind, index in nodes if kind == "chain")


def is_exact(question: Asked, program: Program, still: frozenset[Node]) -> bool:
    """Whether no run that carries probabilities can answer a question otherwise than another.

    Args:
        question: The question.
        program: What is run.
        still: What is the same in all runs (see `certain`).
    """
    if question.is_probability and not question.statements:
        states = settled(program, still)
        known = states.reached if question.question.kind == "by" else states.present
        return question.step == 0 or question.index in known
    return all(certain(program, node, still) for node in nodes_asked(question, program))


def steps_taken(questions: Sequence[Asked], carries: bool) -> list[int]:
    """The steps whose values the host takes.

    Args:
        questions: What is asked.
        carries: Whether runs carry probabilities of states, which are taken with the values.
    """
    found: set[int] = set()
    for question in questions:
        if question.statements:
            found |= steps_of(question, carries)
        elif carries or not question.is_probability:
            found.add(question.step)
    return sorted(found)


def prepare(instance: Instance, questions: Sequence[Asked]) -> None:
    """Let an instance run as far as questions ask, and take the values they ask for."""
    if instance.asked is questions:
        return
    instance.run_until(max(question.step for question in questions))
    instance.count_values(False)
    instance.count_rules(False)
    instance.take_at(steps_taken(questions, instance.carries))
    instance.asked = questions


def answers(instance: Instance, question: Asked, runs: int) -> Floats:
    """The answer of every run of the last tile to one question.

    Args:
        instance: What has run.
        question: The question, found in the program.
        runs: How many runs of the tile count.

    Returns:
        `float64[run]`: for a state or a statement 1 or 0, or its probability where runs carry it;
        else a value. Of what is asked among some runs only, that both are so.
    """
    if question.statements:
        return chances(instance, question, runs)[0]
    kind, index, step = question.question.kind, question.index, question.step
    if kind == "mean":
        found: Floats = instance.values(step, runs)[index].copy()
        return found
    if instance.carries:
        return instance.chances(step, runs, index, ever=kind == "by").copy()
    month = step * instance.program.months_per_step
    seen = (
        instance.first_in(runs)[index] <= month
        if kind == "by"
        else in_state(instance.states(runs)[:, step], index)
    )
    answers: Floats = seen.astype(np.float64)
    return answers


def bearing(instance: Instance, question: Asked, runs: int) -> Floats:
    """How likely it is in every run of the last tile that what is given is so: `float64[run]`.

    Args:
        instance: What has run.
        question: The question, found in the program.
        runs: How many runs of the tile count.
    """
    return chances(instance, question, runs)[1] if question.conditional else np.ones(runs)


def happened(instance: Instance, events: Sequence[int], runs: int) -> NDArray[np.bool_]:
    """Whether events have happened in runs of the last tile.

    Args:
        instance: What has run.
        events: The numbers of the events.
        runs: How many runs of the tile count.

    Returns:
        `bool[event, run]`.
    """
    return np.asarray(instance.first_happened(runs)[list(events)] < np.inf)


def work_of(program: Program, question: Asked) -> int:
    """About how much there is to do for one run: steps times what is looked at in each."""
    return max(1, question.step) * program.things
