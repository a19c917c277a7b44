"""How good the forecasts of a log have been: scores, calibration, and how little they rest on.

It works from courses; live forecasts, imported and backdated ones never meet in one number.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any

from scenario.calendar import Month
from scenario.forecast.estimate import share_of
from scenario.forecast_log.courses import Course, Span, followed
from scenario.forecast_log.hash_chain import Head
from scenario.forecast_log.log import read_log
from scenario.forecast_log.records import ORIGINS, Question, end_of
from scenario.result import Result
from scenario.scoring import FLOOR

CLASSES = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)
"""Ends of the classes of probabilities whose calibration is looked at."""
ENOUGH = 10
"""Questions, and models that they are about, below which nothing is said of calibration."""


@dataclass(frozen=True, slots=True)
class Mean:
    """Scores of several courses, in which every question counts the same."""

    name: str
    title: str
    questions: int
    courses: int
    brier: float
    log: float


@dataclass(frozen=True, slots=True)
class Class:
    """Forecasts of about one probability, and how often what they were about has happened."""

    low: float
    high: float
    questions: float
    """How many questions they come to: each is divided among the classes by days."""
    mean: float
    happened: float
    happened_low: float
    happened_high: float
    """The 95 % interval of the share, as if the questions had nothing to do with each other."""


@dataclass(frozen=True, slots=True)
class InMonth:
    """What was in force in one month, and how it scored."""

    month: str
    questions: int
    brier: float
    log: float


@dataclass(frozen=True)
class Group:
    """All forecasts of one origin."""

    origin: str
    courses: tuple[Course, ...]

    @property
    def whole(self) -> Mean:
        """All of them."""
        return mean_of(self.courses, "", "")

    @property
    def models(self) -> int:
        """How many models the questions are about."""
        return len({one.question.model for one in self.courses})

    @property
    def enough(self) -> bool:
        """Whether anything may be said of calibration.

        Questions of one model hang together, and tell about as much as one.
        """
        return min(self.whole.questions, self.models) >= ENOUGH

    @property
    def by_author(self) -> list[Mean]:
        """By who made them."""
        return _by(self.courses, lambda one: one.author, lambda one: one.author)

    @property
    def by_scenario(self) -> list[Mean]:
        """By the scenario that they were made with."""
        return _by(self.courses, lambda one: one.scenario, lambda one: one.scenario)

    @property
    def by_state(self) -> list[Mean]:
        """By the state that they were about."""
        return _by(
            self.courses,
            lambda one: f"{one.question.model}/{one.question.state}",
            lambda one: one.question.title,
        )

    @property
    def calibration(self) -> list[Class]:
        """How often what was forecast has happened, by how likely it was said to be."""
        return list(_classes(self.courses))

    @property
    def over_time(self) -> list[InMonth]:
        """Scores of what was in force, month by month."""
        return list(_months(self.courses))

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        whole = self.whole
        return {
            "questions": whole.questions,
            "courses": whole.courses,
            "models": self.models,
            "enough_for_calibration": self.enough,
            "brier": whole.brier,
            "log_score": whole.log,
            "by_question": [_told(one) for one in self.courses],
            "by_state": [_mean(one) for one in self.by_state],
            "by_author": [_mean(one) for one in self.by_author],
            "by_scenario": [_mean(one) for one in self.by_scenario],
            "calibration": [asdict(one) for one in self.calibration],
            "over_time": [
                {"month": one.month, "questions": one.questions, **_scores(one)}
                for one in self.over_time
            ],
        }


@dataclass(frozen=True)
class Scores(Result):
    """The scores of a log, by origin, and how many questions there are at all."""

    place: str
    head: Head
    questions: int
    resolved: int
    voids: int
    due: tuple[Question, ...]
    """Those whose month is over and which nobody has resolved."""
    too_late: int
    groups: tuple[Group, ...]
    floor: float = FLOOR

    @property
    def open(self) -> int:
        """Questions that are neither resolved nor void."""
        return self.questions - self.resolved - self.voids

    def group(self, origin: str) -> Group | None:
        """The forecasts of one origin, if there are any."""
        return next((one for one in self.groups if one.origin == origin), None)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "log": self.place,
            "head": self.head.as_dict(),
            "questions": {
                "asked": self.questions,
                "resolved": self.resolved,
                "void": self.voids,
                "open": self.open,
                "due": [one.id for one in self.due],
            },
            "too_late": self.too_late,
            "log_floor": self.floor,
            "groups": {group.origin: group.as_dict() for group in self.groups},
        }


def score(
    log: str | os.PathLike[str], *, head: str | None = None, today: date | None = None
) -> Scores:
    """Score the forecasts of a log whose questions were resolved.

    Args:
        log: The file.
        head: What was published of it, now or earlier, by `log head`.
        today: The day that tells which questions are due; that of the clock when None.

    Returns:
        Time-averaged Brier and log scores, calibration, by question, state, author and scenario;
        live, imported and backdated forecasts apart.

    Raises:
        InputError: There is no log that can be read, or its past was changed.
    """
    found = read_log(os.fspath(log), head=head)
    now = date.today() if today is None else today
    outcomes = [said.outcome for _, said in found.resolutions.values()]
    waiting = (one for one in found.questions.values() if one.id not in found.resolutions)
    courses = followed(found)
    groups = ((origin, _of(courses.courses, origin)) for origin in ORIGINS)
    return Scores(
        place=found.place,
        head=found.head,
        questions=len(found.questions),
        resolved=len(outcomes) - outcomes.count("void"),
        voids=outcomes.count("void"),
        due=tuple(one for one in waiting if one.last_day < now),
        too_late=courses.too_late,
        groups=tuple(Group(origin, some) for origin, some in groups if some),
    )


def _of(courses: Sequence[Course], origin: str) -> tuple[Course, ...]:
    some = (one for one in courses if one.origin == origin)
    return tuple(sorted(some, key=lambda one: (one.question.due, one.question.id)))


def weights(courses: Sequence[Course]) -> list[float]:
    """What each course counts, so that every question counts 1."""
    often = Counter(one.question.id for one in courses)
    return [1 / often[one.question.id] for one in courses]


def mean_of(courses: Sequence[Course], name: str, title: str) -> Mean:
    """The scores of courses, in which every question counts the same.

    Args:
        courses: The courses.
        name: What they have in common, as it is typed.
        title: What people call it.
    """
    counted = weights(courses)
    total = sum(counted)
    brier = sum(w * one.brier for w, one in zip(counted, courses, strict=True)) / total
    log = sum(w * one.log for w, one in zip(counted, courses, strict=True)) / total
    return Mean(name, title, round(total), len(courses), brier, log)


def _by(
    courses: Sequence[Course], key: Callable[[Course], str], title: Callable[[Course], str]
) -> list[Mean]:
    named: dict[str, list[Course]] = {}
    for one in courses:
        named.setdefault(key(one), []).append(one)
    return [mean_of(some, name, title(some[0])) for name, some in sorted(named.items())]


def _classes(courses: Sequence[Course]) -> Iterator[Class]:
    for low, high in pairwise(CLASSES):
        parts = [
            (weight * span.days / one.days, span.p, one.happened)
            for weight, one in zip(weights(courses), courses, strict=True)
            for span in one.spans
            if low <= span.p < high or span.p == high == 1
        ]
        counted = sum(share for share, _, _ in parts)
        said = sum(share * p for share, p, _ in parts)
        hits = sum(share for share, _, happened in parts if happened)
        if counted:
            ends = share_of(hits, counted)
            yield Class(low, high, counted, said / counted, ends.p, ends.low, ends.high)


def _months(courses: Sequence[Course]) -> Iterator[InMonth]:
    spans = [span for one in courses for span in one.spans]
    if not spans:
        return
    first, last = min(span.begins for span in spans), max(span.ends for span in spans)
    for index in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        month = Month(index)
        found = [inside for one in courses if (inside := _within(one, month)) is not None]
        if found:
            whole = mean_of(found, "", "")
            yield InMonth(str(month), whole.questions, whole.brier, whole.log)


def _within(course: Course, month: Month) -> Course | None:
    """The part of a course that lies in a month."""
    begins, ends = _day_after(month + -1), _day_after(month)
    cut = (
        replace(span, begins=max(span.begins, begins), ends=min(span.ends, ends))
        for span in course.spans
    )
    inside: tuple[Span, ...] = tuple(span for span in cut if span.days > 0)
    return replace(course, spans=inside) if inside else None


def _day_after(month: Month) -> date:
    return date.fromordinal(end_of(month).toordinal() + 1)


def _scores(one: Mean | InMonth) -> dict[str, float]:
    return {"brier": one.brier, "log_score": one.log}


def _mean(one: Mean) -> dict[str, Any]:
    counts = {"questions": one.questions, "courses": one.courses}
    return {"name": one.name, "title": one.title, **counts, **_scores(one)}


def _told(one: Course) -> dict[str, Any]:
    return {
        "question": one.question.id,
        "text": one.question.text,
        "author": one.author,
        "scenario": one.scenario,
        "outcome": "yes" if one.happened else "no",
        "forecasts": len(one.spans),
        "days": one.days,
        "mean": one.mean,
        "brier": one.brier,
        "log_score": one.log,
    }
