"""What is asked of a scenario: a question read against it, and the one meant where none is put.

It answers nothing, and needs no engine to be asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scenario.calendar import Month
from scenario.errors import ExpressionError, InputError, Problem, did_you_mean
from scenario.expr.question import Question, parse_question
from scenario.forecast.answer import asked_state
from scenario.resolve.resolved import Resolved

QuestionLike = str | Question | None
"""A question, its text, or None for the one the model asks."""


@dataclass(frozen=True)
class Asked:
    """A question, and where its answer stands in a world."""

    question: Question
    step: int
    index: int  # of the state, or the row of the driver or actor

    @property
    def is_probability(self) -> bool:
        """Whether the answer of a run is yes or no."""
        return self.question.kind != "mean"


def question_of(of: QuestionLike, resolved: Resolved) -> Question:
    """The question that was asked; else whether the asked state is reached by the end.

    Raises:
        InputError: It cannot be read, or the scenario cannot answer it.
    """
    if of is None:
        state = asked_state(resolved.document())
        return Question("by", state, alignment=False, month=resolved.until)
    question = of if isinstance(of, Question) else _read(of)
    asked(resolved, question)
    return question


def asked(resolved: Resolved, question: Question) -> Asked:
    """The question read against a scenario.

    Raises:
        InputError: A name or a month that the scenario does not have.
    """
    step = step_of(resolved, question.month)
    model = resolved.model
    if question.kind != "mean":
        return Asked(question, step, _place(question.subject, model.outcome.states, "state"))
    if question.alignment:
        row = len(model.drivers) + _place(question.subject, model.actors, "actor")
    elif question.subject in model.actors:
        hint = f"write mean({question.subject}.alignment at {question.month})"
        raise InputError(Problem(f"{question.subject} is an actor, not a driver", hint=hint))
    else:
        row = _place(question.subject, model.drivers, "driver")
    return Asked(question, step, row)


def step_of(resolved: Resolved, month: Month) -> int:
    """The step that ends in a month.

    Raises:
        InputError: No step ends in it.
    """
    step, rest = divmod(month - resolved.start, resolved.months_per_step)
    if rest or not 0 <= step <= resolved.steps:
        message = f"the scenario has no step that ends in {month}"
        hint = f"it runs from {resolved.start} to {resolved.until}"
        raise InputError(Problem(message, hint=hint))
    return step


def _read(text: str) -> Question:
    try:
        return parse_question(text)
    except ExpressionError as error:
        raise InputError(Problem(error.message, path=text, hint=error.hint)) from None


def _place(name: str, names: Iterable[str], noun: str) -> int:
    """Where a world, which sorts its things by name, keeps one of them."""
    ordered = sorted(names)
    if name not in ordered:
        hint = did_you_mean(name, ordered, f"{noun}s")
        raise InputError(Problem(f"the model has no {noun} {name!r}", hint=hint))
    return ordered.index(name)
