"""Any questions put to a scenario: joint ones, conditional ones, what comes first, and when.

Each is answered in runs of its own number: those that carry probabilities where these say enough,
else such as draw their outcomes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from scenario import intervals
from scenario.checks.expectations import held
from scenario.engine.answers import Asking, Member
from scenario.engine.compiler import compile_model
from scenario.engine.conditioning import Posterior
from scenario.engine.learned import Past
from scenario.engine.moments import Moments, Outcomes
from scenario.engine.variants import Variant
from scenario.errors import InputError, Problem
from scenario.expr.question import Question, parse_claim
from scenario.expr.statement import Seen
from scenario.forecast import Forecast
from scenario.forecast.answered import NEVER, Answer
from scenario.resolve import Resolved
from scenario.resolve.questions import QuestionLike, any_questions_of, asked
from scenario.result import Result
from scenario.studies.collect import collect, estimate
from scenario.studies.evidence import known_of, some_of
from scenario.studies.subject import Progress, Runnable, settled_runs, subject_of

if TYPE_CHECKING:
    import pandas

MOST_STEPS = 1_200
"""Steps among which a date is looked for."""


@dataclass(frozen=True, slots=True)
class Found:
    """One answer, and what it rests on."""

    answer: Answer
    runs: int
    """How many runs were made."""
    among: float | None
    """How many of them bear the condition; None where nothing is given."""
    outcomes: Outcomes
    """Whether runs drew their outcomes or carried their probabilities."""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        known = {"runs": self.runs, "outcomes": self.outcomes}
        among = {} if self.among is None else {"among": self.among}
        return {**self.answer.as_dict(), **known, **among}


@dataclass(frozen=True)
class Answers(Result):
    """The answers, in the order of the questions."""

    scenario: str
    answers: tuple[Found, ...]
    random_seed: int
    document: Mapping[str, Any] = field(repr=False)
    """The resolved scenario, for the titles of what is in it."""

    def as_dict(self) -> dict[str, Any]:
        """As `ask --json` prints it."""
        return {
            "scenario": self.scenario,
            "answers": [found.as_dict() for found in self.answers],
            "random_seed": self.random_seed,
        }

    def table(self) -> pandas.DataFrame:
        """One row for each question."""
        import pandas

        return pandas.DataFrame([found.as_dict() for found in self.answers])


def ask(
    scenario: Runnable,
    questions: QuestionLike | Sequence[QuestionLike] = None,
    *,
    runs: int | None = None,
    random_seed: int | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Answers:
    """The answers to some questions, each with its 95 % interval.

    Args:
        scenario: A scenario.
        questions: One or more, such as `P(left by 2030-12 | frozen by 2025-12)` or
            `date(50% of left)`; the model's own when None.
        runs: How many runs; as the file says where None.
        random_seed: Another whole number for other random draws.
        workers: Threads to use; they change no number.
        progress: Told how much is done, and of how much.

    Returns:
        An answer for each question, in order.

    Raises:
        InputError: Questions cannot be read, the scenario cannot answer them (what is wrong with
            any of them is told at once), or fewer than 200 runs bear what is given.
    """
    given = subject_of(scenario, "ask")
    one = questions is None or isinstance(questions, (str, Question))
    listed = [questions] if one else list(questions)  # type: ignore[arg-type]
    wanted = any_questions_of(listed, given)  # type: ignore[arg-type]
    found, known = [], _Known(given, workers)
    for question in wanted:
        resolved = settled_runs(given, _settling(question), runs, random_seed)
        found.append(_answered(resolved, question, known, progress))
    seed = given.random_seed if random_seed is None else random_seed
    return Answers(given.title, tuple(found), seed, given.document())


def _settling(question: Question) -> Question:
    """A question that takes as many runs."""
    return _reached(question, question) if question.thing is not None else question


class _Known:
    """The runs that agree with what a scenario is given, for any question; found when needed."""

    def __init__(self, given: Resolved, workers: int | None = None) -> None:
        self.given, self.workers = given, workers
        self._known: dict[bool, Posterior | None] = {}

    def pasts(self, resolved: Resolved, questions: Sequence[Question]) -> list[Past]:
        """What the runs of a task that asks some questions were; none without evidence."""
        drawn = any(asked(resolved, question).drawn for question in questions)
        if drawn not in self._known:
            self._known[drawn] = known_of(self.given, resolved, self.workers, drawn)
        known = self._known[drawn]
        if known is None:
            return []
        program = compile_model(resolved)
        return [some_of(known, resolved.runs).past(resolved, program, Variant())]


def _answered(
    resolved: Resolved, question: Question, known: _Known, progress: Progress | None
) -> Found:
    if question.thing is not None:
        return _date(resolved, question, known, progress)
    moments = _moments(resolved, [question], known, progress)
    answer = Answer.of(question, estimate(moments, question, 0, 0))
    among = None if moments.bearing is None else float(moments.bearing[0, 0])
    return Found(answer, moments.runs, among, moments.outcomes)


def _moments(
    resolved: Resolved,
    questions: Sequence[Question],
    known: _Known,
    progress: Progress | None = None,
) -> Moments:
    pasts = known.pasts(resolved, questions)
    task = Asking([resolved], [[Member()]], questions, across=len(questions) == 2, pasts=pasts)
    runs = pasts[0].particles.count if pasts else resolved.runs
    return collect(task, runs, known.workers, progress).found[0]


# ------------------------------------------------------------------------------------- dates


def _reached(question: Question, at: Question) -> Question:
    """Whether what a date is asked of has been reached by the month of another question."""
    if question.thing is None:
        raise ValueError("no date is asked")
    seen = Seen(question.thing, "by", at.month)
    return Question("statement", "", False, at.month, statement=seen)


def _date(
    resolved: Resolved, question: Question, known: _Known, progress: Progress | None
) -> Found:
    """The first month by which so many runs have got there, and between which it lies.

    The curve of what has been reached by each month never falls, so the interval of the month is
    where those of the curve meet the share.
    """
    if resolved.steps > MOST_STEPS:
        message = f"a date is looked for among {MOST_STEPS:,} steps at most, not {resolved.steps:,}"
        last = resolved.start + MOST_STEPS * resolved.months_per_step
        raise InputError(Problem(message, hint=f"run it less far: --until {last}"))
    months = [
        resolved.start + step * resolved.months_per_step for step in range(resolved.steps + 1)
    ]
    curve = [_reached(question, replace(question, month=month)) for month in months]
    moments = _moments(resolved, curve, known, progress)
    cells = [estimate(moments, each, number, 0) for number, each in enumerate(curve)]
    value, late, early = (
        _first(np.array([getattr(cell, end) for cell in cells]), question.share, months[0].index,
               resolved.months_per_step)
        for end in ("p", "low", "high")
    )  # fmt: skip
    answer = Answer(question, value, float("nan"), early, late)
    return Found(answer, moments.runs, None, moments.outcomes)


def _first(curve: Any, share: float, start: int, months: int) -> float:
    """The index of the month in which a curve first comes to a share."""
    there = np.flatnonzero(curve >= share)
    return float(start + int(there[0]) * months) if len(there) else NEVER


# -------------------------------------------------------------------------------------- claims


class AskedClaims:
    """Answers what a forecast does not hold, for the claims of a model; each once."""

    def __init__(self, resolved: Resolved, workers: int | None = None) -> None:
        self._resolved, self._workers = resolved, workers
        self._known: dict[str, Answer] = {}

    def answer(self, question: Question) -> Answer:
        """What a question comes to."""
        source = question.source()
        if source not in self._known:
            self._known[source] = (
                ask(self._resolved, question, workers=self._workers).answers[0].answer
            )
        return self._known[source]

    def difference(self, left: Question, right: Question) -> tuple[float, float]:
        """The ends of a 95 % interval of what two answers differ by: on the same runs, run by run.

        Those of dates are apart as far as their intervals allow; a conditional probability is taken
        for independent of the other.
        """
        one, other = self.answer(left), self.answer(right)
        if "date" in (left.kind, right.kind):
            return one.low - other.high, one.high - other.low
        if left.given is not None or right.given is not None:
            se = float(np.hypot(one.se, other.se))
            return intervals.around(one.value - other.value, se)
        resolved = self._settled(left, right)
        moments = _moments(resolved, [left, right], _Known(resolved, self._workers))
        value = float(moments.mean(0)[0] - moments.mean(1)[0])
        se = float(np.sqrt(moments.variance_between(0, 1)))
        if se == 0 and not moments.exact[:, 0].all():
            se = intervals.error_if_alike(moments.runs)
        return intervals.around(value, se)

    def _settled(self, left: Question, right: Question) -> Resolved:
        """With as many runs as the question takes that takes more of them."""
        both = [settled_runs(self._resolved, question) for question in (left, right)]
        return max(both, key=lambda resolved: resolved.runs)


def asking_for(
    resolved: Resolved, forecast: Forecast, workers: int | None = None
) -> AskedClaims | None:
    """Who answers what the claims of a model ask beyond a forecast; None where they do not.

    Args:
        resolved: The scenario.
        forecast: Its forecast.
        workers: Threads to use; they change no number.
    """
    claims = [parse_claim(one.that) for one in resolved.model.expectations]
    inside = all(held(question, forecast) for claim in claims for question in claim.questions)
    return None if inside else AskedClaims(resolved, workers)
