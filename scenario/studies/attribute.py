"""A difference between two scenarios, divided among the paths in which they differ.

It switches the changed paths in the first scenario, on the same runs; what the difference itself
is, `compare` says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from itertools import compress
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from scenario import intervals
from scenario.engine.answers import Asking, Member
from scenario.engine.moments import Moments
from scenario.errors import InputError
from scenario.expr.question import Question
from scenario.studies.changes import Change, applied
from scenario.studies.collect import collect
from scenario.studies.combined import Other
from scenario.studies.later import Since, made_later
from scenario.studies.levers import Programs
from scenario.studies.shapley import coalitions, exact_weights
from scenario.studies.subject import Progress

Floats = NDArray[np.float64]
Method = Literal["shapley", "one at a time"]

ALL = "all changes"
EXACT, MOST = 5, 40
"""Changes that are divided exactly (every set of them is run), and that are divided at all."""
SHARE, LEAST = 4, 800
"""One in so many runs divides a total that all of them tell; and so many runs at the least."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one change, or the interplay of all, does to the answer."""

    path: str
    difference: float
    se: float

    @property
    def shown(self) -> bool:
        """Whether these runs show that it does anything (95 %)."""
        return intervals.differs(self.difference, self.se)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {**asdict(self), "shown": self.shown}


@dataclass(frozen=True, slots=True)
class Known:
    """The difference over all runs."""

    total: Part
    few: bool = False
    """Whether the first of these runs may do to divide it."""


@dataclass(frozen=True)
class Attribution:
    """Parts that add up to the difference."""

    of: Question
    method: Method
    total: Part
    parts: tuple[Part, ...]
    """One for each changed path, the largest first."""
    interaction: Part | None
    """What is left when each change is made alone; None where it is divided as well."""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "of": self.of.source(),
            "method": self.method,
            "total": self.total.as_dict(),
            "parts": [part.as_dict() for part in self.parts],
            "interaction": self.interaction.as_dict() if self.interaction else None,
        }


def attribution(
    other: Other,
    question: Question,
    known: Known | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    since: Since | None = None,
) -> Attribution | None:
    """Divide the difference in an answer among the changes.

    Up to five are divided by Shapley's rule: each gets its effect averaged over all orders in
    which the changes could be made, so interplay is shared out evenly (Shapley 1953, "A value for
    n-person games"). More are made one at a time, and what their effects do not add up to is
    stated as interaction. Errors come from the covariance of all members on the same runs. A
    single change does all that there is, which is not simulated again where it is known; of more,
    the first runs may be enough (`intervals.carried_over`).

    Args:
        other: The changed scenario, among all that are combined with its base.
        question: Whose answer differs.
        known: The difference as it is known from more runs.
        workers: Threads to use; they change the time it takes, never the answer.
        progress: Told, now and then, how many runs are done, and of how many.
        since: Where there is evidence, from when on the changes act.

    Returns:
        None where the changes cannot be made one by one.
    """
    found, runs = other.changes.each, other.changes.base.runs
    if not 0 < len(found) <= MOST or not other.changes.complete:
        return None
    if known is not None and len(found) == 1:
        parts = (replace(known.total, path=found[0].path),)
        return Attribution(question, "shapley", known.total, parts, interaction=None)
    exact = len(found) <= EXACT
    sets = coalitions(len(found)).T if exact else _alone(len(found))
    try:
        task = (
            _task(other, sets, question) if since is None else _later(other, sets, question, since)
        )
    except InputError:  # some of the changes need others
        return None
    weights = exact_weights(len(found)) if exact else _differences(len(found))

    def simulated(runs: int) -> Moments:
        return collect(task, runs, workers, progress).found[0]

    divided = None
    if known is not None and known.few and since is None:
        divided = _of_known(simulated(_first(runs)), weights, known.total, question)
    divided = divided or _of_these(simulated(runs), weights, question)
    return _in_order(divided, found, question, exact)


def _task(other: Other, sets: NDArray[np.bool_], question: Question) -> Asking:
    """The base with each set of changes; scenarios that differ in numbers alone share a program.

    Raises:
        InputError: Some of the changes cannot be made without others.
    """
    both, found, rest = other.both, other.changes.each, other.rest()
    is_rest = np.array([change in rest for change in found])
    programs, known = Programs(), {(False,) * len(rest): 0}
    scenarios, compiled, members = [both.scenario], [both.program], []
    for row in sets:
        made = tuple(row[is_rest].tolist())
        if made not in known:
            known[made] = len(scenarios)
            scenarios.append(applied(both.scenario, list(compress(rest, made))))
            compiled.append(programs.of(scenarios[-1], dict(map(_setting, rest, made))))
        members.append(Member(known[made], other.variant(compress(found, row))))
    return Asking(scenarios, [members], [question], compiled, whole=True)


def _later(other: Other, sets: NDArray[np.bool_], question: Question, since: Since) -> Asking:
    """The base with each set of changes from the last fact on.

    Raises:
        InputError: Some of the changes cannot be made then.
    """
    each = [list(compress(other.changes.each, row)) for row in sets]
    members = [Member(0, made_later(other, some, since.month)) for some in each]
    return Asking([other.both.scenario], [members], [question], pasts=[since.past])


def _setting(change: Change, on: bool) -> tuple[str, Any]:
    """The path of a change and what stands there; whether it is made where that is not all."""
    plain = change.set == {change.path: change.becomes}
    return change.path, (change.becomes if on else change.was) if plain else on


def _first(runs: int) -> int:
    """How many of the runs are enough: whole replicates."""
    return min(runs, max(LEAST, runs // SHARE // intervals.SIZE * intervals.SIZE))


def _alone(changes: int) -> NDArray[np.bool_]:
    """Nothing, each change alone, all of them: `[set, change]`."""
    none = np.zeros((1, changes), bool)
    return np.vstack([none, np.eye(changes, dtype=bool), ~none])


def _differences(changes: int) -> Floats:
    """Each change alone minus nothing: `[set, change]`."""
    return np.vstack([-np.ones((1, changes)), np.eye(changes), np.zeros((1, changes))])


@dataclass(frozen=True, slots=True)
class _Divided:
    """Parts, the last of them what the others leave, and errors; and the total."""

    values: Floats  # [part]
    errors: Floats
    total: Part

    def part(self, number: int, path: str) -> Part:
        return Part(path, float(self.values[number]), float(self.errors[number]))


def _whole(sets: int) -> Floats:
    """All changes minus nothing: `[set]`."""
    whole = np.zeros(sets)
    whole[0], whole[-1] = -1.0, 1.0
    return whole


def _parts(weights: Floats) -> Floats:
    """What each set counts for each part, and for what the parts leave of the whole."""
    left = _whole(len(weights)) - weights.sum(axis=1)
    return np.vstack([weights.T, left])


def _of_these(moments: Moments, weights: Floats, question: Question) -> _Divided:
    """The difference in these runs, divided."""
    mean, covariance = moments.mean(0), moments.covariance(0)
    rows, whole = _parts(weights), _whole(len(mean))
    errors = np.array([intervals.error_of_sum(covariance, row) for row in (*rows, whole)])
    *apart, together = intervals.widened(errors, _unseen(moments, question))
    total = Part(ALL, float(whole @ mean), float(together))
    return _Divided(rows @ mean, np.array(apart), total)


def _of_known(first: Moments, weights: Floats, total: Part, question: Question) -> _Divided | None:
    """The known difference of all runs, divided as the first of them are.

    Where nothing varies between runs these say all. Where it does, but the difference is the same
    in all of the first runs, None.
    """
    if first.exact.all():
        return _of_these(first, weights, question)
    rows = _parts(weights)
    parts, covariance = rows @ first.mean(0), rows @ first.covariance(0) @ rows.T
    found = intervals.carried_over(parts, covariance, total.difference, total.se)
    if found is None:
        return None
    values, errors = found
    return _Divided(values, intervals.widened(errors, _unseen(first, question)), total)


def _unseen(moments: Moments, question: Question) -> float:
    """Share of runs that may be unlike all seen, where that may move the answer by as much."""
    return 0.0 if question.kind == "mean" else moments.unseen()


def _in_order(
    divided: _Divided, found: Sequence[Change], question: Question, exact: bool
) -> Attribution:
    parts = [divided.part(number, change.path) for number, change in enumerate(found)]
    return Attribution(
        of=question,
        method="shapley" if exact else "one at a time",
        total=divided.total,
        parts=tuple(sorted(parts, key=lambda each: -abs(each.difference))),
        interaction=None if exact else divided.part(len(found), "interaction"),
    )
