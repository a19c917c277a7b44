"""What is asked of a scenario: a question read against it, and the one meant where none is put.

It answers nothing, and needs no engine to be asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from scenario.calendar import Month
from scenario.errors import ExpressionError, InputError, Problem, did_you_mean
from scenario.expr.question import Question, parse_question
from scenario.expr.statement import Before, Statement, atoms
from scenario.forecast.answer import asked_state
from scenario.forecast.wording import listing
from scenario.resolve.resolved import Resolved
from scenario.resolve.statements import fault_of_mean, faults, parts_of, state_parts, understood

QuestionLike = str | Question | None
"""A question, its text, or None for the one the model asks."""


@dataclass(frozen=True)
class Asked:
    """A question, and where its answer stands in a world."""

    question: Question
    step: int
    index: int  # of the state, or the row of the driver or actor; -1 of a statement
    resolved: Resolved = field(repr=False, compare=False)

    @property
    def is_probability(self) -> bool:
        """Whether the answer of a run is yes or no."""
        return self.question.kind != "mean"

    @property
    def statements(self) -> list[Statement]:
        """What it says of a run, and what is given, where it is about a statement."""
        return parts_of(self.question)

    @property
    def conditional(self) -> bool:
        """Whether it is asked among some of the runs only."""
        return self.question.given is not None

    @property
    def drawn(self) -> bool:
        """Whether a run must draw its outcome to answer it.

        A run that carries probabilities can answer for one state at one date, whatever else is
        asked of drivers and events: their values are the run's own. What several states, or one at
        several dates, have to do with each other, their probabilities do not say.
        """
        if not self.statements:
            return False
        states = state_parts(self.statements)
        return states is None or len(states) != 1


def question_of(of: QuestionLike, resolved: Resolved) -> Question:
    """The question that was asked; else whether the asked state is reached by the end.

    Raises:
        InputError: It cannot be read, the scenario cannot answer it, or it asks for a date, which
            is no answer of each run.
    """
    question = any_question_of(of, resolved)
    if question.thing is not None:
        hint = f"ask {_probability_of(question)}, of which each run has its answer"
        raise InputError(
            Problem(f"{question.source()} is a month that no run has alone", hint=hint)
        )
    return question


def refuse_twice(**said: object) -> None:
    """Refuse what says in words of its own what a whole question says already.

    Args:
        **said: What is said beside the question, by name; None where it is not.

    Raises:
        InputError: Something is.
    """
    more = [name for name, value in said.items() if value is not None]
    if more:
        message = f"a whole question is asked, so {listing(more)} cannot be said beside it"
        hint = "write the state and the month into the question, such as P(left by 2030-12)"
        raise InputError(Problem(message, hint=hint))


def any_question_of(of: QuestionLike, resolved: Resolved) -> Question:
    """The question that was asked, which may be for a date.

    Raises:
        InputError: It cannot be read, or the scenario cannot answer it.
    """
    if of is None:
        state = asked_state(resolved.document())
        return Question("by", state, alignment=False, month=resolved.until)
    return asked(resolved, of if isinstance(of, Question) else _read(of)).question


def _probability_of(question: Question) -> str:
    thing = question.thing.source() if question.thing is not None else question.subject
    return f"P({thing} by 2030-12)"


def asked(resolved: Resolved, question: Question) -> Asked:
    """The question read against a scenario.

    Raises:
        InputError: A name or a month that the scenario does not have.
    """
    model = resolved.model
    question = understood(question, model)
    if question.kind in ("statement", "date"):
        return _about_a_statement(resolved, question)
    step = step_of(resolved, question.month)
    if question.kind != "mean":
        return Asked(question, step, _place(question.subject, model.states, "state"), resolved)
    if question.subject in model.totals or question.by:
        if fault := fault_of_mean(question, model):
            raise InputError(Problem(fault.message, hint=fault.hint))
        row = len(model.drivers) + len(model.actors)
        row += _place(question.subject, model.totals, "total")
    elif question.alignment:
        row = len(model.drivers) + _place(question.subject, model.actors, "actor")
    elif question.subject in model.actors:
        hint = f"write mean({question.subject}.alignment at {question.month})"
        raise InputError(Problem(f"{question.subject} is an actor, not a driver", hint=hint))
    else:
        row = _place(question.subject, model.drivers, "driver")
    return Asked(question, step, row, resolved)


def can_answer(resolved: Resolved, question: Question) -> bool:
    """Whether a scenario has every name and month that a question names."""
    try:
        asked(resolved, question)
    except InputError:
        return False
    return True


def _about_a_statement(resolved: Resolved, question: Question) -> Asked:
    """One that goes on to the end of the scenario where something is to come before another."""
    for fault in faults(question, resolved.model):
        raise InputError(Problem(fault.message, hint=fault.hint))
    for month in question.months:
        step_of(resolved, month)
    parts = [atom for part in parts_of(question) for atom in atoms(part)]
    endless = question.thing is not None or any(isinstance(part, Before) for part in parts)
    month = resolved.until if endless else max(question.months)
    return Asked(replace(question, month=month), step_of(resolved, month), -1, resolved)


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
