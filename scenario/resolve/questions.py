"""What is asked of a scenario: a question read against it, and the one meant where none is put.

It answers nothing, and needs no engine to be asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from scenario.calendar import Month
from scenario.errors import ExpressionError, InputError, Mark, Problem
from scenario.expr.question import Question, parse_question
from scenario.expr.statement import Before, Seen, Span, Statement, atoms
from scenario.forecast.answer import asked_state
from scenario.forecast.wording import listing
from scenario.resolve.resolved import Resolved
from scenario.resolve.statements import Fault, faults, parts_of, state_parts, understood

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

        A run that carries probabilities can answer for one state at one date, or before or after an
        event or a condition, whatever else is asked of drivers and events: their values are the
        run's own. What several states, or one at several dates, have to do with each other, their
        probabilities do not say.
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
        hint = f"ask {_probability_of(question, resolved)}, of which each run has its answer"
        raise InputError(
            Problem(f"{question.source()} is a month that no run has alone", hint=hint)
        )
    return question


def refuse_twice(resolved: Resolved, **said: object) -> None:
    """Refuse what says in words of its own what a whole question says already.

    Args:
        resolved: The scenario that is asked.
        **said: What is said beside the question, by name; None where it is not.

    Raises:
        InputError: Something is.
    """
    more = [name for name, value in said.items() if value is not None]
    if more:
        message = f"a whole question is asked, so {listing(more)} cannot be said beside it"
        example = any_question_of(None, resolved).source()
        hint = f"write the state and the month into the question, such as {example}"
        raise InputError(Problem(message, hint=hint))


def any_questions_of(several: Iterable[QuestionLike], resolved: Resolved) -> list[Question]:
    """The questions that were asked, any of which may be for a date.

    Raises:
        InputError: Some of them cannot be read or answered; it tells what is wrong with all.
    """
    found: list[Question] = []
    problems: list[Problem] = []
    for of in several:
        try:
            found.append(any_question_of(of, resolved))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return found


def any_question_of(of: QuestionLike, resolved: Resolved) -> Question:
    """The question that was asked, which may be for a date.

    Raises:
        InputError: It cannot be read, or the scenario cannot answer it.
    """
    if of is None:
        state = asked_state(resolved.document())
        return Question("by", state, alignment=False, month=resolved.until)
    return asked(resolved, of if isinstance(of, Question) else _read(of)).question


def _probability_of(question: Question, resolved: Resolved) -> str:
    thing = question.thing.source() if question.thing is not None else question.subject
    return f"P({thing} by {resolved.until})"


def asked(resolved: Resolved, question: Question) -> Asked:
    """The question read against a scenario.

    Raises:
        InputError: A name or a month that the scenario does not have.
    """
    model = resolved.model
    question = understood(question, model)
    wrong = [
        Problem(fault.message, question.place(fault.span), hint=fault.hint)
        for fault in (*faults(question, model), *_months_wrong(resolved, question))
    ]
    if wrong:
        raise InputError(wrong)
    if question.kind in ("statement", "date"):
        return _about_a_statement(resolved, question)
    name, place = question.subject, len(model.drivers) if question.alignment or question.by else 0
    names: Iterable[str] = model.states
    if question.by:
        names, place = model.totals, place + len(model.actors)
    elif question.kind == "mean":
        names = model.actors if question.alignment else model.drivers
    step = step_of(resolved, question.month)
    return Asked(question, step, place + sorted(names).index(name), resolved)


def can_answer(resolved: Resolved, question: Question) -> bool:
    """Whether a scenario has every name and month that a question names."""
    try:
        asked(resolved, question)
    except InputError:
        return False
    return True


def _about_a_statement(resolved: Resolved, question: Question) -> Asked:
    """One that goes on to the end of the scenario where something is to come before another."""
    parts = [atom for part in parts_of(question) for atom in atoms(part)]
    endless = question.thing is not None or any(isinstance(part, Before) for part in parts)
    month = resolved.until if endless else max(question.months)
    return Asked(replace(question, month=month), step_of(resolved, month), -1, resolved)


def step_of(resolved: Resolved, month: Month) -> int:
    """The step that ends in a month.

    Raises:
        InputError: No step ends in it.
    """
    if fault := _no_step(resolved, month, Span()):
        raise InputError(Problem(fault.message, hint=fault.hint))
    return (month - resolved.start) // resolved.months_per_step


def _months_wrong(resolved: Resolved, question: Question) -> Iterator[Fault]:
    """The months of a question in which no step ends."""
    if question.kind in ("by", "at", "mean"):
        named = [(question.month, question.month_at)]
    else:
        seen = (atom for part in parts_of(question) for atom in atoms(part))
        named = [(atom.month, atom.month_at) for atom in seen if isinstance(atom, Seen)]
    for month, at in named:
        if fault := _no_step(resolved, month, at):
            yield fault


def _no_step(resolved: Resolved, month: Month, at: Span) -> Fault | None:
    step, rest = divmod(month - resolved.start, resolved.months_per_step)
    if not rest and 0 <= step <= resolved.steps:
        return None
    hint = f"it runs from {resolved.start} to {resolved.until}"
    return Fault(f"the scenario has no step that ends in {month}", at, hint)


def _read(text: str) -> Question:
    try:
        return parse_question(text)
    except ExpressionError as error:
        place = Mark("question", 0, error.offset + 1, text, error.width)
        raise InputError(Problem(error.message, place, hint=error.hint)) from None
