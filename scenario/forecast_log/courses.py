"""Forecasts of a resolved question over time: which was in force on each day, and how it scored.

A forecast is in force from the day on which it was made until the next of its series, or until the
day that decided the question. What is made of many questions is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from scenario.forecast_log.log import ForecastLog
from scenario.forecast_log.records import Logged, Question, Resolution, day_of
from scenario.forecast_log.resolving import origin_given
from scenario.scoring import brier, log_score


@dataclass(frozen=True, slots=True)
class Span:
    """Days on which one forecast was in force, with what it scored."""

    begins: date
    ends: date
    """The first day on which it was in force no more."""
    p: float
    brier: float
    log: float

    @property
    def days(self) -> int:
        """How many days."""
        return (self.ends - self.begins).days


@dataclass(frozen=True, slots=True)
class Course:
    """One author's forecasts of one question by one scenario, and what became of it."""

    question: Question
    author: str
    scenario: str
    origin: str
    happened: bool
    spans: tuple[Span, ...]

    @property
    def days(self) -> int:
        """On how many days there was one in force."""
        return sum(span.days for span in self.spans)

    @property
    def brier(self) -> float:
        """Mean over days of the squared distance from what happened, 0 best, 1 worst."""
        return sum(span.days * span.brier for span in self.spans) / self.days

    @property
    def log(self) -> float:
        """Mean over days of minus the natural logarithm of the probability of what happened."""
        return sum(span.days * span.log for span in self.spans) / self.days

    @property
    def mean(self) -> float:
        """The mean forecast over days."""
        return sum(span.days * span.p for span in self.spans) / self.days


@dataclass(frozen=True, slots=True)
class Followed:
    """All courses of a log, and what has none."""

    courses: tuple[Course, ...]
    too_late: int
    """Series of questions that were resolved, the first made when all was decided."""


def followed(log: ForecastLog) -> Followed:
    """The courses of the forecasts of all questions that were answered yes or no."""
    series: dict[tuple[str, ...], list[tuple[date, int, float]]] = {}
    for number, one in log.forecasts:
        if one.question in log.resolutions:
            said = log.resolutions[one.question][1]
            if said.outcome != "void":
                origin = origin_given(one.origin, one.logged_at, said)
                key = (one.question, one.author, one.scenario, origin)
                series.setdefault(key, []).append((in_force_from(one, origin), number, one.p))
    found = [_course(log, key, sorted(made)) for key, made in series.items()]
    courses = tuple(course for course in found if course.spans)
    return Followed(courses, len(found) - len(courses))


def in_force_from(one: Logged, origin: str) -> date:
    """The day from which on a forecast is in force."""
    if origin == "live":
        return day_of(one.logged_at)
    return day_of(one.made_at if origin == "imported" else one.as_of)


def _course(
    log: ForecastLog, key: tuple[str, ...], made: Sequence[tuple[date, int, float]]
) -> Course:
    question = log.questions[key[0]]
    said = log.resolutions[question.id][1]
    happened = said.outcome == "yes"
    spans = tuple(_spans(made, closed(question, said), happened))
    return Course(question, key[1], key[2], key[3], happened, spans)


def closed(question: Question, said: Resolution) -> date:
    """The day on which a question was decided, at the latest when it was due."""
    return min(day_of(said.occurred), question.last_day)


def _spans(made: Sequence[tuple[date, int, float]], end: date, happened: bool) -> Iterator[Span]:
    """The days of each forecast; of several on one day the last counts."""
    by_day = {begins: p for begins, _, p in made if begins < end}
    days = [*by_day, end]
    p = [*by_day.values()]
    scores = (rule(p, happened).tolist() for rule in (brier, log_score))
    for (begins, ends_on), share, squared, log in zip(pairwise(days), p, *scores, strict=True):
        yield Span(begins, ends_on, share, squared, log)
