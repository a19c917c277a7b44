"""Resolving a question: what became of it, since when that can be known, and who says so.

It judges dates by what was asked; whether the answer is true is for people.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from scenario.errors import InputError, Problem, nearest
from scenario.forecast_log.append import author_of, moment_of
from scenario.forecast_log.hash_chain import Head
from scenario.forecast_log.log import ForecastLog, held_by
from scenario.forecast_log.records import OUTCOMES, Question, Resolution, day_of
from scenario.forecast_log.soundness import day, faults
from scenario.forecast_log.store import check_log, writing
from scenario.result import Result

DayLike = str | date
"""A day, or its text: 2023-09-19."""


@dataclass(frozen=True)
class ResolutionLogged(Result):
    """What was said of a question, and what had been forecast."""

    place: str
    question: Question
    resolution: Resolution
    before: Resolution | None
    """What had been said before."""
    in_time: int
    """Forecasts that were logged before the answer was known."""
    late: int
    """Those that count as backdated."""
    imported: int
    head: Head

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        said = self.resolution
        return {
            "log": self.place,
            "question": self.question.id,
            "text": self.question.text,
            "outcome": said.outcome,
            "occurred": said.occurred,
            "known": said.known,
            "source": said.source,
            "by": said.by,
            "before": None if self.before is None else self.before.outcome,
            "forecasts": {"live": self.in_time, "backdated": self.late, "imported": self.imported},
            "head": self.head.as_dict(),
        }


def resolve_question(  # noqa: PLR0913 - all but the first two are given by name
    place: str | os.PathLike[str],
    question: str,
    *,
    outcome: str,
    known: DayLike,
    source: str,
    occurred: DayLike | None = None,
    by: str | None = None,
    now: datetime | None = None,
) -> ResolutionLogged:
    """Append what became of a question; a later answer takes the place of an earlier one.

    Args:
        place: The file of the log.
        question: The id of the question or the end of it, or `P(left by 2032-11)`.
        outcome: `yes`, `no` or `void`, where it cannot be decided.
        known: The day from which on the answer could be known: what was logged then or later does
            not count as live.
        source: Who says so.
        occurred: The day that decided it; the last day of its month when None, which does for
            whatever is decided then. A state that was reached was reached on a day.
        by: Who resolves it; else as for the author of forecasts.
        now: The time, in UTC; that of the clock when None.

    Returns:
        What was said, and of how many forecasts.

    Raises:
        InputError: There is no such log or question, or the dates cannot be.
    """
    if outcome not in OUTCOMES:
        near = nearest(outcome, OUTCOMES)
        hint = f"did you mean {near}?" if near else "void is for what cannot be decided"
        raise InputError(Problem(f"{outcome!r} is none of {', '.join(OUTCOMES)}", hint=hint))
    check_log(os.fspath(place))
    with writing(os.fspath(place)) as link:
        log = held_by(link)
        asked = log.question(question)
        former = log.resolutions.get(asked.id)
        known_on = _day("known", known)
        said = Resolution(
            question=asked.id,
            logged_at=moment_of(now),
            outcome=outcome,
            occurred=_occurred(asked, outcome, occurred, known_on).isoformat(),
            known=known_on.isoformat(),
            source=source.strip(),
            by=author_of(by),
            origin="live",
            supersedes=former[0] if former else None,
        )
        if wrong := [*faults(said), *_out_of_place(asked, said)]:
            raise InputError([Problem(text, hint="nothing was logged") for text in wrong])
        rows = link.append([said], log.rows, {})
    after = ForecastLog(os.fspath(place), (*log.rows, *rows))
    origins = [origin_given(one.origin, one.logged_at, said) for one in _of(log, asked)]
    return ResolutionLogged(
        place=os.fspath(place),
        question=asked,
        resolution=said,
        before=former[1] if former else None,
        in_time=origins.count("live"),
        late=origins.count("backdated"),
        imported=origins.count("imported"),
        head=after.head,
    )


def origin_given(origin: str, logged_at: str, resolution: Resolution) -> str:
    """How a forecast counts, given when the answer could be known.

    Args:
        origin: What the log says of it.
        logged_at: When it was logged.
        resolution: What became of its question.
    """
    late = origin == "live" and logged_at[:10] >= resolution.known
    return "backdated" if late else origin


def _of(log: ForecastLog, asked: Question) -> list[Any]:
    return [one for _, one in log.forecasts if one.question == asked.id]


def _day(name: str, given: DayLike) -> date:
    if isinstance(given, datetime):
        return given.date()
    if isinstance(given, date):
        return given
    try:
        return day(str(given).strip())
    except ValueError as error:
        raise InputError(Problem(f"{name}: {error}", hint="nothing was logged")) from None


def _occurred(asked: Question, outcome: str, given: DayLike | None, known: date) -> date:
    if given is not None:
        return _day("occurred", given)
    if outcome == "void":
        return min(asked.last_day, known)
    if outcome == "yes" and asked.kind == "by":
        hint = f"say when it was reached, such as --occurred {asked.last_day}"
        raise InputError(Problem(f"“{asked.text}” was decided on a day", hint=hint))
    return asked.last_day


def _out_of_place(asked: Question, said: Resolution) -> list[str]:
    """What is wrong with dates that are in order, given what was asked."""
    occurred = day_of(said.occurred)
    if said.outcome == "void":
        return []
    if occurred > asked.last_day:
        late = f"{occurred} is after {asked.last_day}, when “{asked.text}” was due"
        return [f"{late}: if nothing had decided it by then, the answer is no"]
    if occurred <= asked.first_day and said.outcome == "yes":
        early = f"{occurred} is no later than {asked.first_day}, from when on it counts"
        return [f"{early}: what was so before is no answer"]
    return []
