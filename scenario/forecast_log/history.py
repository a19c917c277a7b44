"""How the forecasts of one question moved over time, and what became of it.

It lays out what a log holds; it scores no more than courses do.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from scenario.forecast_log.courses import Course, followed, in_force_from
from scenario.forecast_log.log import ForecastLog, read_log
from scenario.forecast_log.records import Logged, Question, Resolution
from scenario.forecast_log.resolving import origin_given
from scenario.result import Result

if TYPE_CHECKING:
    import pandas

Maker = tuple[str, str, str]
"""Author, scenario and origin: whose later forecasts take the place of earlier ones."""


@dataclass(frozen=True, slots=True)
class Said:
    """One forecast of the question."""

    row: int
    """Where it stands in the log."""
    forecast: Logged
    origin: str
    """How it counts, now that it is known when the answer could be known."""
    day: date
    """From when on it was in force."""
    former: float | None
    """What its maker had said before."""

    @property
    def maker(self) -> Maker:
        """Who said so, with which scenario, and how it counts."""
        return self.forecast.author, self.forecast.scenario, self.origin

    @property
    def judgement(self) -> tuple[float, float] | None:
        """Its judgement range, where it has one."""
        low, high = self.forecast.judgement_low, self.forecast.judgement_high
        return None if low is None or high is None else (low, high)

    @property
    def moved(self) -> float | None:
        """How far it is from what its maker had said before."""
        return None if self.former is None else self.forecast.p - self.former

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        one = self.forecast
        return {
            "row": self.row,
            "day": self.day.isoformat(),
            "logged_at": one.logged_at,
            "as_of": one.as_of,
            "author": one.author,
            "scenario": one.scenario,
            "origin": self.origin,
            "p": one.p,
            "se": one.se,
            "judgement": None
            if one.judgement_low is None
            else [one.judgement_low, one.judgement_high],
            "moved": self.moved,
        }


@dataclass(frozen=True)
class History(Result):
    """All forecasts of one question, in the order of the days from which they were in force."""

    log: str
    question: Question
    said: tuple[Said, ...]
    resolutions: tuple[tuple[int, Resolution], ...]
    """What was said of its answer, with the numbers of the rows; the last one counts."""
    courses: tuple[Course, ...]
    """Where it was answered yes or no, what forecasts of one maker score."""

    @property
    def resolution(self) -> Resolution | None:
        """What became of it, as it was last said."""
        return self.resolutions[-1][1] if self.resolutions else None

    @property
    def makers(self) -> tuple[Maker, ...]:
        """Who forecast it, in the order of their first forecasts."""
        return tuple(dict.fromkeys(one.maker for one in self.said))

    def by(self, maker: Maker) -> tuple[Said, ...]:
        """The forecasts of one maker."""
        return tuple(one for one in self.said if one.maker == maker)

    def course(self, maker: Maker) -> Course | None:
        """What those score; None where it was not answered, or all were too late."""
        found = (c for c in self.courses if (c.author, c.scenario, c.origin) == maker)
        return next(found, None)

    def as_dict(self) -> dict[str, Any]:
        """As `log LOG QUESTION --json` prints it."""
        asked, said = self.question, self.resolution
        return {
            "log": self.log,
            "question": asked.id,
            "text": asked.text,
            "opens": asked.opens,
            "due": asked.due,
            "forecasts": [one.as_dict() for one in self.said],
            "resolution": None
            if said is None
            else {
                "outcome": said.outcome,
                "occurred": said.occurred,
                "known": said.known,
                "source": said.source,
                "by": said.by,
                "said_before": [one.outcome for _, one in self.resolutions[:-1]],
            },
            "scores": [
                {
                    "author": course.author,
                    "scenario": course.scenario,
                    "origin": course.origin,
                    "days": course.days,
                    "brier": course.brier,
                    "log": course.log,
                }
                for course in self.courses
            ],
        }

    def table(self) -> pandas.DataFrame:
        """One row for each forecast."""
        import pandas

        return pandas.DataFrame([one.as_dict() for one in self.said])


def log_history(
    place: str | os.PathLike[str], question: str, *, head: str | None = None
) -> History:
    """How the forecasts of one question moved over time.

    Args:
        place: The file of the log.
        question: The id of the question or the end of it, or `P(left by 2032-11)`.
        head: What was published of the log by `log head`, if it is to be held to that.

    Returns:
        Its forecasts by day, author and scenario, and its resolution.

    Raises:
        InputError: There is no log that can be read, its past was changed, or it has no such
            question.
    """
    found = read_log(os.fspath(place), head=head)
    return history_of(found, found.question(question))


def history_of(log: ForecastLog, asked: Question) -> History:
    """The history of a question that a log has."""
    resolutions = tuple(
        (row.number, row.record)
        for row in log.rows
        if isinstance(row.record, Resolution) and row.record.question == asked.id
    )
    last = resolutions[-1][1] if resolutions else None
    made = [(n, one) for n, one in log.forecasts if one.question == asked.id]
    courses = (one for one in followed(log).courses if one.question.id == asked.id)
    return History(log.place, asked, _in_order(made, last), resolutions, tuple(courses))


def _in_order(made: Sequence[tuple[int, Logged]], last: Resolution | None) -> tuple[Said, ...]:
    days = []
    for number, one in made:
        origin = one.origin if last is None else origin_given(one.origin, one.logged_at, last)
        days.append((in_force_from(one, origin), number, one, origin))
    former: dict[Maker, float] = {}
    found = []
    for day, number, one, origin in sorted(days, key=lambda each: each[:2]):
        said = Said(number, one, origin, day, former.get((one.author, one.scenario, origin)))
        former[said.maker] = one.p
        found.append(said)
    return tuple(found)
