"""Fixed numbers that move an answer: each moved by a tenth of its size, all else alike.

Runs are paired, and few: 64 of every number made larger tell which ones may matter, and 256 of
these at both ends how much. Numbers are moved in memory, so nothing is compiled again. What is
uncertain is the business of `tornado`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from scenario import intervals
from scenario.checks import Finding, Subject
from scenario.engine.answers import Asking, Luck, Member
from scenario.engine.compiler import compile_model
from scenario.engine.program import Program
from scenario.errors import ScenarioError
from scenario.expr.question import Question
from scenario.resolve import Resolved
from scenario.resolve.quantities import Place, quantities
from scenario.resolve.questions import question_of
from scenario.schema import Interval
from scenario.schema.chance import as_said, in_words
from scenario.schema.cohort import in_words as row_in_words
from scenario.schema.cohort import row_of
from scenario.studies.collect import GROUP, collect, gap

TENTH = 0.1
A_POINT = 0.01
"""A number that moves the answer, a probability, by less is not reported by `check`."""
FIRST_LOOK, SECOND_LOOK = 64, 256
"""Runs of every number, and of those that may matter."""
MOST = 500
"""Of a model with more fixed numbers nothing is said: it would take too long."""
WORTH_A_LOOK = 0.004
"""So far may an answer move in the first look without a second one."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A fixed number, and how far it moves the answer when it is a tenth larger or smaller."""

    path: tuple[str, ...]
    value: float
    by: float
    """The larger of the two distances, in the answer's own unit."""


def fixed_numbers_that_move(
    resolved: Resolved, least: float, workers: int | None = None
) -> tuple[Moved, ...]:
    """The fixed numbers that move the asked probability most, each made a tenth larger or smaller.

    Args:
        resolved: The scenario.
        least: How far the answer must move, from 0 to 1.
        workers: Threads to use; they change the time it takes, never the answer.

    Returns:
        The largest movers first; none in a model that has too many numbers.
    """
    question = question_of(None, resolved)
    program = compile_model(resolved)
    written = {number.place: number.value for number in program.numbers if number.place}
    places = [
        place
        for place in quantities(resolved.model, resolved.hold)
        if isinstance(place.value, float)
        and place.value not in (0, 1)
        and written.get(".".join(place.path)) == place.value
    ]
    if len(places) > MOST:
        return ()
    study = _Study(resolved, program, question, workers)
    first = study.distances([(place, _ends(place)[0]) for place in places], FIRST_LOOK)
    some = [place for place in places if first[place.path][0] > WORTH_A_LOOK]
    both = [(place, value) for place in some for value in _ends(place)]
    found = study.distances(both, SECOND_LOOK)
    moved = [
        Moved(place.path, _value(place), found[place.path][0])
        for place in some
        if intervals.differs(*found[place.path])
    ]
    return tuple(sorted((one for one in moved if one.by > least), key=lambda one: -one.by))


def fixed_number_findings(resolved: Resolved, workers: int | None = None) -> tuple[Finding, ...]:
    """A note for `check` on each of them; none where a number so moved stops a run."""
    try:
        moved = fixed_numbers_that_move(resolved, A_POINT, workers)
    except ScenarioError:
        return ()
    subject = Subject(resolved)
    return tuple(_finding(subject, one) for one in moved)


def _finding(subject: Subject, moved: Moved) -> Finding:
    path = ".".join(moved.path)
    low, high = sorted((0.9 * moved.value, 1.1 * moved.value))
    such, what = f"{low:.3g} to {high:.3g}", "it"
    fixed = f"{moved.value:g}"
    if said := subject.resolved.said_at(path):
        fixed = f"{in_words(moved.value)} ({row_in_words(said)})"
        if row_of(said):
            what = "its row of probabilities as rates, and this one"
        else:
            such = as_said(said, Interval(low=low, high=high))
    return Finding(
        "note",
        f"{path} is fixed at {fixed}, and moves the answer by"
        f" {100 * moved.by:.1f} points if a tenth larger or smaller",
        subject.mark(*moved.path),
        f"write {what} as an interval, such as {such}, unless it is known exactly;"
        " then the judgement range covers it",
    )


@dataclass(frozen=True)
class _Study:
    """One scenario, and the question put to it."""

    resolved: Resolved
    program: Program
    question: Question
    workers: int | None

    def distances(
        self, ends: Sequence[tuple[Place, float]], runs: int
    ) -> Mapping[tuple[str, ...], tuple[float, float]]:
        """How far each number moves the answer at the farther of its ends, with its error."""
        programs = [self.program, *(self._with(place, value) for place, value in ends)]
        numbers = range(1, len(programs))
        groups = [
            [Member(0), *map(Member, numbers[at : at + GROUP])]
            for at in range(0, len(numbers), GROUP)
        ]
        scenarios = [self.resolved] * len(programs)
        task = _Alike(scenarios, groups, [self.question], programs)
        found = collect(task, runs, self.workers).found
        by = {place.path: (0.0, 0.0) for place, _ in ends}
        for group, moments in found.items():
            for column, member in enumerate(groups[group][1:], 1):
                place = ends[member.scenario - 1][0]
                apart, se = gap(moments, self.question, 0, 0, column)
                by[place.path] = max(by[place.path], (abs(apart), se))
        return by

    def _with(self, place: Place, value: float) -> Program:
        path = ".".join(place.path)
        numbers = self.program.numbers
        return self.program.with_numbers(
            tuple(replace(one, value=value) if one.place == path else one for one in numbers)
        )


class _Alike(Asking):
    """Programs that differ in numbers alone: chance has a say in the same things in all of them."""

    def luck(self, member: Member) -> Luck:
        """What chance has a say in, where any of them is run."""
        return super().luck(replace(member, scenario=0))


def _ends(place: Place) -> Sequence[float]:
    """A tenth off either way, as far as the place allows; first the one that is not cut short."""
    low, high = place.bounds
    value = _value(place)
    ends = [min(max(value * share, low), high) for share in (1 + TENTH, 1 - TENTH)]
    return sorted(ends, key=lambda end: -round(abs(end - value), 12))


def _value(place: Place) -> float:
    return cast("float", place.value)
