"""An answer along a line or a grid of values, every point on the same random numbers.

It asks the same of every point; looking for the value that gives an answer is `solve`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from scenario import intervals
from scenario.calendar import Month, MonthLike, month_of
from scenario.engine.answers import Asking, Member
from scenario.engine.runs import PAIRED
from scenario.errors import InputError, Problem
from scenario.expr.question import Question
from scenario.forecast import Estimate
from scenario.forecast.observations import last_observed
from scenario.resolve import Resolved
from scenario.resolve.questions import QuestionLike, question_of, refuse_twice
from scenario.result import Result
from scenario.schema.number import number
from scenario.studies.collect import GROUP, collect, estimate, gap, short
from scenario.studies.evidence import learned_of
from scenario.studies.levers import Levers, Point
from scenario.studies.subject import Progress, Runnable, settled_runs, subject_of

if TYPE_CHECKING:
    import pandas
    import xarray

MOST = 2_000
"""Points of a sweep."""


@dataclass(frozen=True, slots=True)
class Row:
    """The answer to one question in one point."""

    point: Point
    question: Question
    estimate: Estimate
    difference: float
    """From the scenario as it is."""
    difference_se: float
    """From paired runs."""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            **self.point,
            "question": self.question.source(),
            **short(self.estimate),
            "difference": self.difference,
            "difference_se": self.difference_se,
        }


@dataclass(frozen=True)
class Sweep(Result):
    """Every point, in the order of the values; the first path varies slowest."""

    scenario: str
    over: Mapping[str, tuple[Any, ...]]
    questions: tuple[Question, ...]
    base: tuple[Estimate, ...]
    """The scenario as it is, for each question."""
    rows: tuple[Row, ...]
    runs: int
    random_seed: int
    document: Mapping[str, Any] = field(repr=False)
    """The resolved scenario, for the titles of what is in it."""
    missing: tuple[Point, ...] = ()
    """Points that a stopped study did not come to."""

    @property
    def acts_from(self) -> Month | None:
        """The month of the last fact that it is given, after which what is tried acts."""
        return last_observed(self.document)

    def as_dict(self) -> dict[str, Any]:
        """As `sweep --json` prints it."""
        return {
            "scenario": self.scenario,
            "over": [{"path": path, "values": list(values)} for path, values in self.over.items()],
            "rows": [row.as_dict() for row in self.rows],
            "base": [
                {"question": q.source(), **short(cell)}
                for q, cell in zip(self.questions, self.base, strict=True)
            ],
            "runs": self.runs,
            "random_seed": self.random_seed,
            "acts_from": self.acts_from and str(self.acts_from),
            "missing": [dict(point) for point in self.missing],
        }

    def table(self) -> pandas.DataFrame:
        """Tidy: one row for each point and question."""
        import pandas

        return pandas.DataFrame([row.as_dict() for row in self.rows])

    @property
    def data(self) -> xarray.Dataset:
        """`p`, `se`, `low` and `high` with a dimension for each path, and `question`."""
        import xarray

        asked = [question.source() for question in self.questions]
        shape = (*(len(values) for values in self.over.values()), len(asked))
        places = {
            tuple(point): where
            for where, point in zip(
                np.ndindex(shape[:-1]), product(*self.over.values()), strict=True
            )
        }
        arrays = {name: np.full(shape, np.nan) for name in ("p", "se", "low", "high")}
        for row in self.rows:
            at = (*places[tuple(row.point.values())], self.questions.index(row.question))
            for name, array in arrays.items():
                array[at] = getattr(row.estimate, name)
        dims = (*self.over, "question")
        coordinates = {
            **{path: list(values) for path, values in self.over.items()},
            "question": asked,
        }
        return xarray.Dataset({name: (dims, array) for name, array in arrays.items()}, coordinates)


def sweep(  # noqa: PLR0913 - all but two have names and defaults
    scenario: Runnable,
    over: Mapping[str, str | Sequence[Any]],
    of: QuestionLike = None,
    *,
    state: str | None = None,
    by: MonthLike | None = None,
    at: MonthLike | None = None,
    runs: int | None = None,
    random_seed: int | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Sweep:
    """What values of one or more paths do to the answer to a question, or to all states.

    Args:
        scenario: A scenario.
        over: The values for each path, as a list or as `low:high:count`.
        of: The question, such as `P(left by 2030-12)`; else what `state`, `by` and `at` say.
        state: The state asked about; all states at the end when None.
        by: Ever reached until this date (the end when neither `by` nor `at` is said).
        at: In the state at this date.
        runs: Runs of each point; as the file says where None.
        random_seed: Another whole number for other random draws.
        workers: Threads to use; they change no number.
        progress: Told how much is done, and of how much.

    Returns:
        For every point the answer to every question, a probability from 0 to 1 or a mean, and its
        difference from the scenario as it is.

    Raises:
        InputError: A path leads nowhere, a value cannot stand there, or the question is wrong.
    """
    given = subject_of(scenario, "sweep")
    if not isinstance(over, Mapping):
        raise InputError(Problem("a sweep is over paths with their values", hint=_OVER))
    lines = {path: values_of(values) for path, values in over.items()}
    points = _points(lines)
    questions = _questions(given, of, state, by, at)
    resolved = settled_runs(given, questions[0], runs, random_seed, PAIRED)
    resolved, learned = learned_of(given, resolved, workers)
    levers = Levers(resolved, lines, learned)
    members = [levers.member(point) for point in points]
    cuts = range(0, len(points), GROUP)
    groups = [[Member(0), *members[cut : cut + GROUP]] for cut in cuts]
    task = Asking(levers.scenarios, groups, questions, levers.programs, pasts=levers.pasts)
    done = collect(task, resolved.runs, workers, progress)
    rows, missing = [], []
    for cut, group in zip(cuts, range(len(groups)), strict=True):
        some, moments = points[cut : cut + GROUP], done.found.get(group)
        if moments is None:
            missing += some
            continue
        for i, point in enumerate(some, 1):
            for q, question in enumerate(questions):
                found = estimate(moments, question, q, i)
                rows.append(Row(point, question, found, *gap(moments, question, q, 0, i)))
    any_group = next(iter(done.found.values()))
    return Sweep(
        scenario=resolved.title,
        over=lines,
        questions=tuple(questions),
        base=tuple(estimate(any_group, question, q, 0) for q, question in enumerate(questions)),
        rows=tuple(rows),
        runs=resolved.runs,
        random_seed=resolved.random_seed,
        document=resolved.document(),
        missing=tuple(missing),
    )


def values_of(values: Any) -> tuple[Any, ...]:
    """A list as it is, one value alone; `low:high:count` in equal steps; `a,b,c` one by one.

    Raises:
        InputError: The text is neither.
    """
    if not isinstance(values, str):
        found = tuple(values if isinstance(values, Iterable) else [values])
    elif ":" in values:
        found = _line(values)
    else:
        parts = [part.strip() for part in values.split(",")]
        if values.strip() and not all(parts):
            raise InputError(Problem(f"{values!r} has a comma with no value beside it", hint=_HOW))
        found = tuple(_value(part) for part in parts if part)
    if not found:
        raise InputError(Problem("there are no values to sweep over", hint=_HOW))
    return found


_OVER = "write {'drivers.x.start': '0.1:0.5:5'} or {'drivers.x.start': [0.1, 0.3]}"
_HOW = "write low:high:count, such as 0.1:0.5:5, or values with commas, such as 1,2,5"


def _line(text: str) -> tuple[float, ...]:
    parts = text.split(":")
    try:
        low, high, count = (number(part) for part in parts)
    except ValueError:
        raise InputError(Problem(f"{text!r} is no range of values", hint=_HOW)) from None
    if count != int(count) or not 2 <= count <= MOST:
        message = f"{text!r}: the count must be a whole number from 2 to {MOST:,}"
        raise InputError(Problem(message, hint=_HOW))
    return tuple(float(f"{value:.12g}") for value in np.linspace(low, high, int(count)))


def _value(text: str) -> Any:
    words: dict[str, Any] = {"true": True, "false": False, "null": None}
    if text in words:
        return words[text]
    try:
        return number(text)
    except ValueError:
        return text


def _points(lines: Mapping[str, tuple[Any, ...]]) -> list[Point]:
    count = int(np.prod([len(values) for values in lines.values()]))
    if not lines or count > MOST:
        message = f"a sweep of {count:,} points" if lines else "a sweep over nothing"
        raise InputError(Problem(f"{message} cannot be run", hint=f"1 to {MOST:,} points can"))
    return [dict(zip(lines, values, strict=True)) for values in product(*lines.values())]


def _questions(
    resolved: Resolved,
    of: QuestionLike,
    state: str | None,
    by: MonthLike | None,
    at: MonthLike | None,
) -> list[Question]:
    if of is not None:
        refuse_twice(resolved, state=state, by=by, at=at)
        return [question_of(of, resolved)]
    if by is not None and at is not None:
        raise InputError("say by or at, not both")
    said = by if by is not None else at
    month = resolved.until if said is None else month_of(said)
    states = [state] if state is not None else list(resolved.model.states)
    kind: Literal["by", "at"] = (
        "by" if by is not None or (state is not None and at is None) else "at"
    )
    asked = [Question(kind, name, alignment=False, month=month) for name in states]
    return [question_of(question, resolved) for question in asked]


def shown(row: Row) -> bool:
    """Whether the runs show that the point differs from the scenario as it is (95 %)."""
    return intervals.differs(row.difference, row.difference_se)
