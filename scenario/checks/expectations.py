"""Expectations put to a forecast: whether each holds, fails, or is too close to call.

A claim holds or fails only if the whole 95 % interval of what it asks says so. Two questions in
one claim are compared run by run, so what they share does not blur their difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from scenario import intervals
from scenario.calendar import Month
from scenario.chains import meant
from scenario.errors import InputError, Mark
from scenario.expr.question import Claim, Question, Side, parse_claim
from scenario.forecast import Forecast
from scenario.forecast.answered import Answer
from scenario.schema import Expectation

Status = Literal["holds", "fails", "too close to call", "not asked"]
Floats = NDArray[np.float64]


class Asking(Protocol):
    """Whoever answers questions that no forecast holds the answers of."""

    def answer(self, question: Question) -> Answer:
        """What a question comes to."""

    def difference(self, left: Question, right: Question) -> tuple[float, float]:
        """The ends of a 95 % interval of what the answers to two questions differ by."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One expectation and what became of it."""

    that: str
    status: Status
    answers: tuple[Answer, ...]
    runs: int
    because: str | None = None
    mark: Mark | None = None

    def __str__(self) -> str:
        said = ", ".join(map(str, self.answers)) or "it asks beyond the end of the run"
        return f"{self.status}: {self.that} - {said}"

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "that": self.that,
            "status": self.status,
            "answers": [answer.as_dict() for answer in self.answers],
            "runs": self.runs,
            "because": self.because,
            "place": str(self.mark) if self.mark else None,
        }


def judge(
    expectation: Expectation,
    forecast: Forecast,
    mark: Mark | None = None,
    asking: Asking | None = None,
) -> Verdict:
    """Put one expectation to a forecast.

    Args:
        expectation: What the model must say.
        forecast: What it says.
        mark: Where the expectation is written, for messages.
        asking: Answers what the forecast does not hold; where None, such a claim is not asked.

    Raises:
        InputError: It asks for a month at which no step ends, or cannot be answered.
    """
    claim = _full(parse_claim(expectation.that), forecast)
    verdict = Verdict(expectation.that, "not asked", (), forecast.runs, expectation.because, mark)
    if any(month > forecast.until for question in claim.questions for month in question.months):
        return verdict
    if asking is None and not all(held(question, forecast) for question in claim.questions):
        return verdict
    judging = _Judging(forecast, asking)
    try:
        answers = tuple(judging.answer(question) for question in claim.questions)
        status = judging.status(claim)
    except InputError as error:
        raise InputError([replace(problem, mark=mark) for problem in error.problems]) from None
    return replace(verdict, status=status, answers=answers)


def _full(claim: Claim, forecast: Forecast) -> Claim:
    """The claim with full names of the states that its questions are about."""
    labels, sides = forecast.labels, list(claim.sides)
    for place, side in enumerate(sides):
        if isinstance(side, Question) and side.kind in ("by", "at"):
            name = meant(side.subject, labels.states, labels.events)
            sides[place] = replace(side, subject=name)
    return replace(claim, sides=tuple(sides))


def held(question: Question, forecast: Forecast) -> bool:
    """Whether a forecast holds the answer: a mean, or the probability of one state."""
    if question.kind == "mean":
        return not question.by
    labels = forecast.labels
    asks_of_one = question.kind in ("by", "at")
    return asks_of_one and meant(question.subject, labels.states, labels.events) in labels.states


@dataclass(frozen=True)
class _Judging:
    """A forecast, and whoever answers what it does not hold."""

    forecast: Forecast
    asking: Asking | None

    def answer(self, question: Question) -> Answer:
        """What is said to a question."""
        if self.asking is None or held(question, self.forecast):
            return _answer(question, self.forecast)
        return self.asking.answer(question)

    def status(self, claim: Claim) -> Status:
        found = {
            self._compared(left, sign, right)
            for left, sign, right in zip(claim.sides, claim.signs, claim.sides[1:], strict=False)
        }
        order: tuple[Status, ...] = ("fails", "too close to call", "holds")
        return next(status for status in order if status in found)

    def _compared(self, left: Side, sign: str, right: Side) -> Status:
        """Whether the left side stands so to the right one, by the interval of the difference."""
        low, high = self._difference(left, right)
        if sign in (">", ">="):
            low, high = -high, -low
        allowed = sign.endswith("=")
        if high < 0 or (allowed and high == 0):
            return "holds"
        fails = low > 0 or (low == 0 and not allowed and high == 0)
        return "fails" if fails else "too close to call"

    def _difference(self, left: Side, right: Side) -> tuple[float, float]:
        """The ends of a 95 % interval of left minus right."""
        if isinstance(left, Question) and isinstance(right, Question):
            inside = held(left, self.forecast) and held(right, self.forecast)
            if self.asking is None or inside:
                return _paired(self.forecast, left, right)
            return self.asking.difference(left, right)
        lows, highs = zip(self._ends(left), self._ends(right), strict=True)
        return lows[0] - highs[1], highs[0] - lows[1]

    def _ends(self, side: Side) -> tuple[float, float]:
        """Of the interval of a question; a number is both of its own."""
        if isinstance(side, Question):
            found = self.answer(side)
            return found.low, found.high
        number = float(side.index) if isinstance(side, Month) else side
        return number, number


def _answer(question: Question, forecast: Forecast) -> Answer:
    """What the forecast says to a question."""
    if question.kind != "mean":
        at = {question.kind: question.month}
        return Answer.of(question, forecast.probability(question.subject, **at))
    value = forecast.expected(question.subject, question.month)
    sd = float(forecast.sd[forecast.step(question.month), _row(question, forecast)])
    se = intervals.error_of_mean(sd, forecast.runs)
    return Answer(question, value, se, *intervals.around(value, se))


def _paired(forecast: Forecast, left: Question, right: Question) -> tuple[float, float]:
    """For two questions to the same runs, whose spread is taken from those kept whole."""
    of_truths = "mean" not in (left.kind, right.kind)
    se = 0.0
    if not (of_truths and forecast.certain):
        differences = _by_run(forecast, left) - _by_run(forecast, right)
        se = intervals.error_of_pairs(differences, forecast.runs, of_truths=of_truths)
    value = _answer(left, forecast).value - _answer(right, forecast).value
    return intervals.around(value, se)


def _by_run(forecast: Forecast, question: Question) -> Floats:
    """The answer of each run that is kept whole: `float64[run]`."""
    step, paths = forecast.step(question.month), forecast.paths
    if question.kind == "mean":
        values: Floats = paths.values[step, _row(question, forecast)].astype(np.float64)
        return values
    state = forecast.labels.states.index(question.subject)
    inside = paths.inside(state)
    seen = inside[: step + 1].any(axis=0) if question.kind == "by" else inside[step]
    return np.asarray(seen, np.float64)


def _row(question: Question, forecast: Forecast) -> int:
    names: Sequence[str] = (*forecast.labels.drivers, *forecast.labels.actors)
    return names.index(question.subject)
