"""What a log holds: questions, forecasts of them, and what became of them.

These are plain data; how they are stored and chained is not known here.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal, TypeAlias, get_args

from scenario.calendar import Month

Kind = Literal["by", "at"]
"""Ever reached until the month, or the state at its end."""
Origin = Literal["live", "imported", "backdated"]
"""Logged before the answer can have been known; taken over from elsewhere; logged too late."""
Outcome = Literal["yes", "no", "void"]
KINDS, ORIGINS, OUTCOMES = get_args(Kind), get_args(Origin), get_args(Outcome)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What was asked, in words that can be decided."""

    id: str
    logged_at: str
    """When it was added, in UTC: 2026-11-27T06:30:55Z."""
    model: str
    """The name of the model that asks it."""
    chain: str
    state: str
    """Its full name, that of its chain before it where there are several."""
    kind: str
    opens: str
    """The month from whose end on it counts."""
    due: str
    """The month at whose end it is decided at the latest."""
    text: str
    about: str
    """The title of the model."""
    title: str
    """The title of the state."""
    resolves: str
    """How it is decided."""

    @property
    def last_day(self) -> date:
        """The last day of the month in which it is due."""
        return end_of(Month.parse(self.due))

    @property
    def first_day(self) -> date:
        """The day from whose end on it counts."""
        return end_of(Month.parse(self.opens))


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """One forecast of one question."""

    question: str
    logged_at: str
    made_at: str
    """When it was made: as told by who imported it, else when it was logged."""
    as_of: str
    """The last day of what was known to it."""
    scenario: str
    chain: str
    state: str
    p: float
    se: float | None
    judgement_low: float | None
    judgement_high: float | None
    method: str | None
    runs: int | None
    random_seed: int | None
    resolved: str | None
    """SHA-256 of the resolved scenario, which is kept beside the rows."""
    model_sha256: str | None
    inputs: str
    """JSON: the SHA-256 of every file that was read, by its name."""
    version: str | None
    author: str
    origin: str
    supersedes: int | None
    """The row of the same author's forecast before, of the same question in the same scenario."""

    @property
    def series(self) -> tuple[str, str, str, str]:
        """What later forecasts of the same kind share with it, each taking the former's place."""
        return self.question, self.author, self.scenario, self.origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What became of a question; a later one takes the place of the one before."""

    question: str
    logged_at: str
    outcome: str
    occurred: str
    """The day that decided it."""
    known: str
    """The day from which on the answer could be known."""
    source: str
    by: str
    origin: str
    supersedes: int | None


Record: TypeAlias = Question | Logged | Resolution
TABLES: dict[str, type[Record]] = {
    "question": Question,
    "forecast": Logged,
    "resolution": Resolution,
}
"""The kinds of records by the names of their tables."""
NAMES: dict[type[Record], str] = {kind: name for name, kind in TABLES.items()}


@dataclass(frozen=True, slots=True)
class Row:
    """A record in its place: its number among all rows, from 1 on, and the hash over all so far."""

    number: int
    record: Record
    hash: str

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        kind = NAMES[type(self.record)]
        return {"row": self.number, "record": kind, **asdict(self.record), "hash": self.hash}


def question_id(model: str, state: str, kind: str, due: str) -> str:
    """What a question is called wherever it is asked again: armenia_csto/left/by/2032-11.

    Args:
        model: The name of the model.
        state: The full name of the state, which tells its chain too.
        kind: `by` or `at`.
        due: The month.
    """
    return f"{model}/{state}/{kind}/{due}"


def end_of(month: Month) -> date:
    """The last day of a month."""
    year, number = divmod(month.index, 12)
    return date(year, number + 1, monthrange(year, number + 1)[1])


def day_of(moment: str) -> date:
    """The day of a moment, or of a day, as a log writes it."""
    return date.fromisoformat(moment[:10])
