"""Two or more scenarios on the same runs: how far apart, how surely, and because of what.

It runs them and makes estimates of joint counts; the words are another's work.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from math import inf, isfinite

import numpy as np
from numpy.typing import NDArray

from scenario import intervals
from scenario.engine.paired_counts import DrawPairs, Pairs
from scenario.engine.paired_views import TOTALS
from scenario.engine.pairs import Pairing, paired
from scenario.engine.program import Program
from scenario.engine.variants import Variant
from scenario.engine.workers import threads
from scenario.errors import InputError
from scenario.expr.question import Question
from scenario.intervals import Differences
from scenario.resolve import Resolved
from scenario.resolve.quantities import AXIS, range_of
from scenario.resolve.questions import QuestionLike, question_of
from scenario.studies.attribute import ALL, Attribution, Known, Part, attribution
from scenario.studies.changes import ChangeSet, chains_alone
from scenario.studies.combined import Other, combined
from scenario.studies.comparable import common_of, shared_question
from scenario.studies.comparison import Comparison, Gap, Kind, Pair, States
from scenario.studies.evidence import acts_from, learned_of
from scenario.studies.later import Since, made_later
from scenario.studies.subject import (
    Compared,
    Progress,
    Runnable,
    label_of,
    others_of,
    run_settings,
    settled_runs,
    subject_of,
)

Floats = NDArray[np.float64]


def compare(  # noqa: PLR0913 - all but the scenarios have names and defaults
    base: Runnable,
    *others: Compared,
    of: QuestionLike = None,
    runs: int | None = None,
    random_seed: int | None = None,
    judgement: bool = True,
    attribute: bool = True,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """How far other scenarios are from the first, run by run.

    All use the first one's runs and random seed, so run `k` draws the same numbers in each.

    Args:
        base: The scenario that the others are compared with.
        *others: One or more: one by one, in a list, or by the labels that they are to have.
        of: What the attribution is of, such as `P(left by 2030-12)`.
        runs: How many runs; as the first scenario says where None.
        random_seed: Another whole number for other random draws.
        judgement: Whether to run the ensemble that shows how far judgements move a difference.
        attribute: Whether to divide the difference among the changed paths.
        workers: Threads to use; they change no number.
        progress: Told how many runs are done, and of how many.

    Returns:
        For each other its differences, in shares (0.1 is ten points), and what each change adds.

    Raises:
        InputError: There is nothing to compare, or the scenarios have no state or date in common.
    """
    given = subject_of(base, "compare")
    compared = others_of(others, "compare", given)
    question = question_of(of, given)
    first = settled_runs(given, question, runs, random_seed)
    first, learned = learned_of(given, first, workers)
    month = acts_from(given)
    rest = [run_settings(other, first.runs, first.random_seed) for other in compared.values()]
    common = common_of([first, *rest])
    both = combined(first, [ChangeSet(first, other) for other in rest], learned is not None)
    form = both.scenario, both.program, both.variant()
    past = learned.past(*form) if learned is not None else None
    since = Since(month, past) if past is not None and month is not None else None
    forms = [(both.program, both.variant()), *(_form(one, since) for one in both.others)]
    task = Pairing([first, *rest], common, forms, past)
    counted, drawn = _run(task, first, judgement, workers, progress)
    whole = counted.runs == first.runs
    few = runs is None and given.scenario.runs is None
    pairs = []
    for number, (other, label) in enumerate(zip(both.others, compared, strict=True), 1):
        count, divided = _Counted(other.changes, task, number, counted, drawn), None
        if attribute and whole:
            total = count.difference_in(question)
            known = None if total is None else Known(total, few)
            divided = _attributed(other, question, known, workers, progress, since)
        pairs.append(count.pair(label, divided))
    return Comparison(
        label=label_of(base, first.name),
        title=first.title,
        of=question,
        dates=common.dates,
        states=common.states,
        shared=shared_question(question, rest, common),
        pairs=tuple(pairs),
        runs=counted.runs,
        wanted_runs=first.runs,
        random_seed=first.random_seed,
        document=first.document(),
    )


def _form(other: Other, since: Since | None) -> tuple[Program, Variant]:
    """The program of a changed scenario, and what varies in it."""
    if since is None:
        return other.compiled()
    return other.both.program, made_later(other, other.changes.each, since.month)


def _run(
    task: Pairing,
    first: Resolved,
    judgement: bool,
    workers: int | None,
    progress: Progress | None,
) -> tuple[Pairs, DrawPairs | None]:
    """What was counted; Ctrl-C keeps the runs that are done, but no half of an ensemble."""
    counted: Pairs | None = None
    drawn: DrawPairs | None = None
    nested = judgement and task.judged
    try:
        for part in paired(task, first.runs, nested, threads(workers), progress):
            if isinstance(part, Pairs):
                counted = part if counted is None else counted + part
            else:
                drawn = part
    except KeyboardInterrupt:
        if counted is None:
            raise
        drawn = None
    if counted is None:
        raise InputError("there are no runs to compare")
    return counted, drawn


def _attributed(
    other: Other,
    question: Question,
    known: Known | None,
    workers: int | None,
    progress: Progress | None,
    since: Since | None,
) -> Attribution | None:
    try:
        return attribution(other, question, known, workers, progress, since)
    except KeyboardInterrupt:
        return None


class _Counted:
    """The counts of one pair, made into estimates."""

    def __init__(
        self,
        changed: ChangeSet,
        task: Pairing,
        number: int,
        counted: Pairs,
        drawn: DrawPairs | None,
    ) -> None:
        self.first, self.other, self.common = changed.base, changed.other, task.common
        self.number, self.counted, self.drawn = number, counted, drawn
        self.outcomes, self.task = "carried" if task.past else task.outcomes, task
        self.found, self.alike = changed.each, changed.alike

    def pair(self, label: str, divided: Attribution | None) -> Pair:
        return Pair(
            label=label,
            title=self.other.title,
            at=self.at,
            by=self.by,
            on_the_way=tuple(self._on_the_way()),
            changes=tuple(self.found),
            attribution=divided,
            notes=tuple(self._notes(divided)),
            document=self.other.document(),
        )

    def difference_in(self, question: Question) -> Part | None:
        """In the answer to a question about a state and date that both have; None of others."""
        common = self.common
        if question.subject not in common.states or question.month not in common.dates:
            return None
        states = self.by if question.kind == "by" else self.at
        where = common.dates.index(question.month), common.states.index(question.subject)
        cell = states.cell(*where)
        return Part(ALL, cell.difference, cell.se)

    @property
    def groups(self) -> int:
        """How many groups of runs are independent."""
        past, runs = self.task.past, self.counted.runs
        return runs // past.size if past is not None else intervals.replicates(runs)

    @cached_property
    def at(self) -> States:
        """Being in a state at a date."""
        c = self.counted
        return self._states(c.at, c.at_squares, c.at_apart, 0)

    @cached_property
    def by(self) -> States:
        """Having been in it until then."""
        c = self.counted
        return self._states(c.by, c.by_squares, c.by_apart, 1)

    def _states(self, sums: Floats, squares: Floats, apart: Floats, kind: int) -> States:
        two, runs = [0, self.number], self.counted.runs
        a, b = sums[two]
        if self.outcomes == "drawn":
            found = intervals.differences(a, b, (a + b - apart[self.number]) / 2, runs)
        else:
            groups = self.groups
            found = intervals.differences_carried(
                sums[two], squares[two], apart[self.number], runs, groups
            )
            found = found.widened(self.task.rare(self.counted, self.number))
        spread = None if self.drawn is None else self._spread(self.drawn, kind)
        always = sums[two][:, 0].min(axis=0) >= runs if kind else np.zeros(a.shape[1], bool)
        first = sums[two][:, 0]
        given = np.logical_and.reduce((first <= 0) | (first >= runs) | (self.outcomes != "drawn"))
        certain = self._certain(found, given, always)
        both = [self.task.exact(each, bool(kind)) | np.zeros(a.shape, bool) for each in two]
        exact = np.array(both)
        exact[:, 0] |= given
        exact |= always & given
        return States(a / runs, b / runs, certain, spread, exact)

    def _spread(self, drawn: DrawPairs, kind: int) -> Floats:
        """The judgement range of the difference."""
        a, b = drawn.sums[kind, [0, self.number]]
        each, apart = drawn.runs_per_draw, drawn.apart[kind, self.number]
        if drawn.drawn:
            return intervals.paired_range(a, b, (a + b - apart) / 2, each)
        means = (b - a) / each
        noise = np.maximum(apart / each - means**2, 0.0) / (each - 1)
        return np.clip(intervals.carried_range(means, noise), -1.0, 1.0)

    def _certain(
        self, found: Differences, given: NDArray[np.bool_], always: NDArray[np.bool_]
    ) -> Differences:
        """What is no estimate has no interval: equal scenarios, and the start they are put to.

        That is no estimate where it is not drawn (`given`). Having been in the state that they
        start in (`always`) is none either, nor is a state of a chain to which no change leads.
        """
        exact = np.zeros(found.difference.shape, bool)
        exact[0] = given & (self.common.dates[0] == self.first.start == self.other.start)
        exact |= exact[0] & always
        exact |= self.alike or self.outcomes == "certain"
        exact |= self.task.untouched(self.number)
        alone = self.task.beyond(self.number, chains_alone(self.found))
        exact |= alone
        difference = np.where(alone, 0.0, found.difference)  # chains may be carried with others
        low, high = (np.where(exact, difference, end) for end in (found.low, found.high))
        se = np.where(exact, 0.0, found.se)
        return replace(found, difference=difference, se=se, low=low, high=high)

    def _on_the_way(self) -> Iterator[Gap]:
        """Everything in common at the last date, what differs most first."""
        found = [*self._values(), *self._events(), *self._rules()]
        yield from sorted(found, key=lambda gap: -self._size(gap))

    def _size(self, gap: Gap) -> float:
        """A difference as a share: of all runs or steps, of the axis, of a range, or of itself."""
        if not gap.shown or gap.kind in ("event", "rule"):
            return abs(gap.difference) * gap.shown
        low, high = AXIS if gap.kind == "actor" else (-inf, inf)
        if gap.kind == "driver":
            low, high = range_of(self.first.model.drivers[gap.name].range)
        width = high - low
        return abs(gap.difference) / (width if isfinite(width) else max(abs(gap.a), abs(gap.b)))

    def _values(self) -> Iterator[Gap]:
        c, n = self.counted, self.counted.runs
        for i, name in enumerate(self.common.values):
            a = c.first_values[i] / n
            mean = c.values[self.number, i] / n
            square = c.values_apart[self.number, i] / n
            kind: Kind = "actor" if name.endswith(".alignment") else "driver"
            if name.startswith(TOTALS):
                kind = "total"
            plain = name.removeprefix(TOTALS).removesuffix(".alignment")
            yield self._gap(kind, plain, a, mean, square)

    def _events(self) -> Iterator[Gap]:
        c, n = self.counted, self.counted.runs
        for i, name in enumerate(self.common.events):
            a, b = c.events[0, i], c.events[self.number, i]
            square = c.events_apart[self.number, i] / n
            yield self._gap("event", name, a / n, (b - a) / n, square)

    def _rules(self) -> Iterator[Gap]:
        c, n = self.counted, self.counted.runs
        for i, name in enumerate(self.common.rules):
            a, b = c.rules[0, i] / n, c.rules[self.number, i] / n
            yield self._gap("rule", name, a, b - a, c.rules_apart[self.number, i] / n)

    def _gap(
        self,
        kind: Kind,
        name: str,
        a: float,
        mean: float,
        square: float,
    ) -> Gap:
        se = intervals.error_from_squares(mean, square, self.groups)
        title = getattr(self.first.model, f"{kind}s")[name].called(name)
        shown = intervals.differs(mean, se) and abs(mean) > 1e-12
        return Gap(kind, name, title, float(a), float(a + mean), float(mean), se, bool(shown))

    def _notes(self, divided: Attribution | None) -> Iterator[str]:
        first, other = self.first, self.other
        if self.alike:
            yield "they are the same in everything that matters to a run"
        if first.until != other.until:
            yield f"compared until {self.common.dates[-1]}, as far as both run"
        if first.start != other.start or first.months_per_step != other.months_per_step:
            yield "their steps are not the same, so their runs share judgements and little else"
        mine, others = first.model.states, other.model.states
        if only := sorted(set(mine) ^ set(others)):
            yield f"states of one of them alone are left out: {', '.join(only)}"
        if divided is None and not self.alike and self.counted.runs == first.runs:
            yield "the difference was not divided among the changes"
