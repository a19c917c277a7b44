"""Expectations put to a forecast: whether each holds, fails, or is too close to call.

A claim holds or fails only if the whole 95 % interval of what it asks says so. Two questions in
one claim are compared run by run, so what they share does not blur their difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from scenario import intervals
from scenario.errors import InputError, Mark
from scenario.expr.question import Claim, Question, parse_claim
from scenario.forecast import Forecast
from scenario.schema import Expectation

Status = Literal["holds", "fails", "too close to call", "not asked"]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a forecast says to one question, with the ends of a 95 % interval."""

    question: Question
    value: float
    se: float
    low: float
    high: float

    def __str__(self) -> str:
        if self.question.kind == "mean":
            return f"{self.value:.3g} ({self.low:.3g} to {self.high:.3g})"
        low, high = 100 * self.low, 100 * self.high
        return f"{100 * self.value:.1f} % ({low:.1f} to {high:.1f})"

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "question": self.question.source(),
            "value": self.value,
            "se": self.se,
            "low": self.low,
            "high": self.high,
        }


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


def judge(expectation: Expectation, forecast: Forecast, mark: Mark | None = None) -> Verdict:
    """Put one expectation to a forecast.

    Args:
        expectation: What the model must say.
        forecast: What it says.
        mark: Where the expectation is written, for messages.

    Raises:
        InputError: It asks for a month at which no step ends.
    """
    claim = parse_claim(expectation.that)
    verdict = Verdict(expectation.that, "not asked", (), forecast.runs, expectation.because, mark)
    if any(question.month > forecast.until for question in claim.questions):
        return verdict
    try:
        answers = tuple(answer(question, forecast) for question in claim.questions)
    except InputError as error:
        raise InputError([replace(problem, mark=mark) for problem in error.problems]) from None
    return replace(verdict, status=_status(claim, forecast), answers=answers)


def answer(question: Question, forecast: Forecast) -> Answer:
    """What the forecast says to a question."""
    if question.kind != "mean":
        at = {question.kind: question.month}
        found = forecast.probability(question.subject, **at)
        return Answer(question, found.p, found.se, found.low, found.high)
    value = forecast.expected(question.subject, question.month)
    sd = float(forecast.sd[forecast.step(question.month), _row(question, forecast)])
    se = intervals.error_of_mean(sd, forecast.runs)
    return Answer(question, value, se, *intervals.around(value, se))


def _status(claim: Claim, forecast: Forecast) -> Status:
    found = {
        _compared(forecast, left, sign, right)
        for left, sign, right in zip(claim.sides, claim.signs, claim.sides[1:], strict=False)
    }
    order: tuple[Status, ...] = ("fails", "too close to call", "holds")
    return next(status for status in order if status in found)


def _compared(
    forecast: Forecast, left: Question | float, sign: str, right: Question | float
) -> Status:
    """Whether the left side stands so to the right one, going by the interval of the difference."""
    low, high = _difference(forecast, left, right)
    if sign in (">", ">="):
        low, high = -high, -low
    allowed = sign.endswith("=")
    if high < 0 or (allowed and high == 0):
        return "holds"
    return "fails" if low > 0 or (low == 0 and not allowed and high == 0) else "too close to call"


def _difference(
    forecast: Forecast, left: Question | float, right: Question | float
) -> tuple[float, float]:
    """The ends of a 95 % interval of left minus right."""
    if isinstance(left, Question) and isinstance(right, Question):
        return _paired(forecast, left, right)
    if isinstance(left, Question):
        found = answer(left, forecast)
        return found.low - float(right), found.high - float(right)  # type: ignore[arg-type]
    if isinstance(right, Question):
        found = answer(right, forecast)
        return left - found.high, left - found.low
    return left - right, left - right


def _paired(forecast: Forecast, left: Question, right: Question) -> tuple[float, float]:
    """For two questions to the same runs, whose spread is taken from those kept whole."""
    of_truths = "mean" not in (left.kind, right.kind)
    se = 0.0
    if not (of_truths and forecast.certain):
        differences = _by_run(forecast, left) - _by_run(forecast, right)
        se = intervals.error_of_pairs(differences, forecast.runs, of_truths=of_truths)
    value = answer(left, forecast).value - answer(right, forecast).value
    return intervals.around(value, se)


def _by_run(forecast: Forecast, question: Question) -> Floats:
    """The answer of each run that is kept whole: `float64[run]`."""
    step, paths = forecast.step(question.month), forecast.paths
    if question.kind == "mean":
        values: Floats = paths.values[step, _row(question, forecast)].astype(np.float64)
        return values
    state = forecast.labels.states.index(question.subject)
    seen = paths.states == state
    seen = seen[: step + 1].any(axis=0) if question.kind == "by" else seen[step]
    shares: Floats = seen.astype(np.float64)
    return shares


def _row(question: Question, forecast: Forecast) -> int:
    names: Sequence[str] = (*forecast.labels.drivers, *forecast.labels.actors)
    return names.index(question.subject)
