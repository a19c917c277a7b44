"""What studies of a scenario that is given evidence have in common: what is known, and errors.

What they make of it they know themselves.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from scenario import intervals
from scenario.calendar import Month
from scenario.engine.filter_task import Task
from scenario.errors import InputError, Problem
from scenario.forecast.estimate import Estimate, mean_of
from scenario.resolve import Resolved
from scenario.resolve.questions import Asked, question_of

Floats = NDArray[np.float64]


def nothing_to_learn(resolved: Resolved, until: Month | None) -> InputError:
    """That there is nothing to learn from.

    Args:
        resolved: The scenario with all evidence.
        until: Only what was known by then counts.
    """
    every = [one for file in resolved.given for one in file.evidence]
    if until is not None and every:
        first = min(one.published for one in every)
        hint = f"the first was known in {first}"
        return InputError(Problem(f"none of the evidence was known by {until}", hint=hint))
    hint = "name evidence files with --evidence, or under `given:` in the scenario"
    return InputError(Problem("there is no evidence to learn from", hint=hint))


def refuse_joint(question: Asked, task: Task) -> None:
    """Refuse what cannot be answered beside evidence on states.

    Args:
        question: What is asked.
        task: What is known.

    Raises:
        InputError: It asks what several states have to do with each other.
    """
    if question.drawn and any(fact.likely for fact in task.facts):
        message = "what several states have to do with each other is not known beside evidence on"
        hint = f"ask of one state: --of '{question_of(None, question.resolved).source()}'"
        raise InputError(Problem(f"{message} states", hint=hint))


def answer_over_filters(answers: Floats, question: Asked) -> Estimate:
    """The mean of what filters answer, and its error.

    Args:
        answers: `float64[filter]`.
        question: What was asked.
    """
    found = over_filters(answers)
    if question.question.kind == "mean":
        return mean_of(found.p, found.se)
    return replace(found, low=max(0.0, found.low), high=min(1.0, found.high))


def over_filters(values: Floats) -> Estimate:
    """A mean over filters with the error that their disagreement tells: `float64[filter]`."""
    mean, se = float(values.mean()), float(values.std(ddof=1) / np.sqrt(len(values)))
    reach = intervals.reach_of_few(len(values)) * se
    return Estimate(mean, se, mean - reach, mean + reach)
