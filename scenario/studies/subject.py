"""What a study is made of, and how it is to be run: the scenario, its runs and seed, the threads.

It refuses what no study of plain runs can honour; it runs nothing.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from scenario.calendar import MonthLike, month_of
from scenario.engine.runs import CARRIED, settled
from scenario.errors import InputError, Problem, article
from scenario.expr.question import Question
from scenario.forecast.answer import asked_state
from scenario.resolve import Resolved
from scenario.resolve.questions import Asked, QuestionLike, asked, question_of, refuse_twice


class HasResolved(Protocol):
    """A scenario as the Python face hands it out."""

    @property
    def resolved(self) -> Resolved:
        """The scenario with every value and its origin."""

    @property
    def changes(self) -> tuple[str, ...]:
        """What was changed since it was loaded."""


Runnable = Resolved | HasResolved
Compared = Runnable | Sequence[Runnable] | Mapping[str, Runnable]
"""A scenario, several, or several by the names that they are to have."""
Progress = Callable[[int, int], None]
"""Told what is done, and of how much."""


def subject_of(scenario: Runnable, study: str) -> Resolved:
    """The resolved scenario of a study that heeds what it is given.

    Raises:
        InputError: It is no scenario.
    """
    resolved = scenario if isinstance(scenario, Resolved) else getattr(scenario, "resolved", None)
    if not isinstance(resolved, Resolved):
        raise InputError(_no_scenario(scenario, study))
    return resolved


def resolved_of(scenario: Runnable, study: str) -> Resolved:
    """The resolved scenario of a study.

    Raises:
        InputError: It is no scenario, or is given evidence, on which plain runs do not condition.
    """
    resolved = subject_of(scenario, study)
    if resolved.given:
        message = f"this scenario is given evidence, on which {study} does not condition"
        hint = "take `given` out; `tornado` and `signposts` heed it"
        raise InputError(Problem(message, hint=hint))
    return resolved


def label_of(scenario: Runnable, name: str) -> str:
    """What a scenario is called beside others: its file, and what was changed since."""
    changes = "" if isinstance(scenario, Resolved) else "; ".join(scenario.changes)
    return f"{name}: {changes}" if changes else name


def others_of(
    given: Iterable[Compared],
    study: str,
    base: Resolved | None = None,
    *,
    own_evidence: bool = False,
) -> dict[str, Resolved]:
    """The resolved scenarios that another is set against, by their labels.

    Labels are those that were given, else what tells the scenarios apart, with a number if need be.

    Args:
        given: The scenarios.
        study: Who sets them against each other.
        base: The other one, which may be given evidence; then they are given the same, or none.
        own_evidence: Whether each may be given evidence of its own.

    Raises:
        InputError: There are none; or one of them is no scenario, or is given evidence of its own.
    """
    found: dict[str, Resolved] = {}
    seen: Counter[str] = Counter()
    for several in given:
        for said, one in _listed(several):
            resolved = subject_of(one, study)
            other = base is None or resolved.given != base.given
            if resolved.given and other and not own_evidence:
                raise _own_evidence(resolved, study)
            label = said or label_of(one, resolved.name)
            seen[label] += 1
            found[f"{label} ({seen[label]})".removesuffix(" (1)")] = resolved
    if not found:
        raise InputError(Problem(f"{study} needs two scenarios", hint="name another one"))
    return found


def _own_evidence(resolved: Resolved, study: str) -> InputError:
    message = f"{resolved.name} is given evidence that the first scenario is not given"
    hint = f"`update` tells what evidence does; {study} tells what changes do, given the same"
    return InputError(Problem(message, hint=hint))


def _listed(given: Compared) -> list[tuple[str, Runnable]]:
    """Scenarios with the labels that they were given; an empty one where they were not."""
    if isinstance(given, Mapping):
        return [(str(label), one) for label, one in given.items()]
    several = given if isinstance(given, Sequence) and not isinstance(given, str) else [given]
    return [("", one) for one in several]


def _no_scenario(given: object, study: str) -> Problem:
    if isinstance(given, (str, os.PathLike)):
        name = os.fspath(given)
        hint = f"load the file first: scenario.load({str(name)!r})"
        return Problem(f"{study} takes a scenario, not the name of a file", hint=hint)
    found = type(given).__name__
    hint = "give the scenario itself, as scenario.load returns it"
    return Problem(f"{study} takes a scenario, not {article(found)}", hint=hint)


def run_settings(
    resolved: Resolved, runs: int | None = None, random_seed: int | None = None
) -> Resolved:
    """The scenario with another number of runs or another seed, where they are given.

    Args:
        resolved: The scenario.
        runs: How many runs; as it says if None.
        random_seed: The seed of all random numbers; as it says if None.
    """
    if runs is None and random_seed is None:
        return resolved
    return resolved.with_run(runs=runs, random_seed=random_seed)


def question_about(
    resolved: Resolved, of: QuestionLike, state: str | None, by: MonthLike | None
) -> Question:
    """The question that was asked; else whether a state has been reached by a month.

    Args:
        resolved: The scenario.
        of: The question, or None.
        state: The state; the one the model asks about if None.
        by: The last month that counts; the end if None.

    Raises:
        InputError: Both are said, or the scenario cannot be asked.
    """
    if of is not None:
        refuse_twice(resolved, state=state, by=by)
        return question_of(of, resolved)
    month = resolved.until if by is None else month_of(by)
    name = asked_state(resolved.document()) if state is None else state
    return question_of(Question("by", name, alignment=False, month=month), resolved)


def refuse_given(question: Question, study: str) -> None:
    """Refuse a conditional probability, which is a ratio over all runs and that of none alone.

    Args:
        question: The question.
        study: Who asks every run.

    Raises:
        InputError: It is one.
    """
    if question.given is not None:
        message = f"{study} asks every run, and no run alone has a conditional probability"
        hint = "ask for both together, P(A and B), and for what is given, P(B)"
        raise InputError(Problem(message, hint=hint))


def asked_of_runs(
    resolved: Resolved, study: str, of: QuestionLike, state: str | None, by: MonthLike | None
) -> Asked:
    """What is asked of every run, later than the start.

    Args:
        resolved: The scenario.
        study: Who asks every run.
        of: The question, or None.
        state: The state; the one the model asks about if None.
        by: The last month that counts; the end if None.

    Raises:
        InputError: The scenario cannot be asked, no run has an answer alone, or it is about the
            start.
    """
    question = question_about(resolved, of, state, by)
    refuse_given(question, study)
    if question.month <= resolved.start:
        message = f"{question.month} is not after the start, {resolved.start}"
        raise InputError(Problem(message, hint="ask about a later month"))
    return asked(resolved, question)


def settled_runs(
    resolved: Resolved,
    question: Question,
    runs: int | None = None,
    random_seed: int | None = None,
    carried: int = CARRIED,
) -> Resolved:
    """The scenario with the runs that a study of one question takes; for states, fewer may do.

    Args:
        resolved: The scenario.
        question: The question.
        runs: How many runs; as it says if None.
        random_seed: The seed of all random numbers; as it says if None.
        carried: How many runs are enough where runs carry probabilities (see `engine.runs`).
    """
    found = run_settings(resolved, runs, random_seed)
    drawn = question.kind == "mean" or asked(found, question).drawn
    return found if drawn else settled(found, carried)
