"""Rows from elsewhere taken into a log: marked as imported, and never taken for live.

Nothing is taken twice, and of a file with faults nothing at all. How files are written is not
known here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from scenario.chains import split
from scenario.errors import InputError, Problem, did_you_mean
from scenario.forecast_log.append import moment_of
from scenario.forecast_log.exchange import KIND, Cells, contents_of, values_of
from scenario.forecast_log.hash_chain import Head
from scenario.forecast_log.log import ForecastLog, held_by
from scenario.forecast_log.records import (
    TABLES,
    Logged,
    Question,
    Record,
    Resolution,
    question_id,
)
from scenario.forecast_log.soundness import faults
from scenario.forecast_log.store import writing
from scenario.io.canonical import canonical, sha256
from scenario.result import Result

MOST_TOLD = 20
"""Faults of a file that are told."""
OWN = ("logged_at", "origin", "supersedes")
"""What a log says of a row itself, whatever a file says."""


@dataclass(frozen=True)
class Imported(Result):
    """What was taken from a file."""

    place: str
    file: str
    questions: int
    forecasts: int
    resolutions: int
    known: int
    """Rows that stood in the log already."""
    head: Head

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "log": self.place,
            "file": self.file,
            "questions": self.questions,
            "forecasts": self.forecasts,
            "resolutions": self.resolutions,
            "known": self.known,
            "head": self.head.as_dict(),
        }


def import_log(
    place: str | os.PathLike[str],
    file: str | os.PathLike[str],
    *,
    now: datetime | None = None,
) -> Imported:
    """Append the rows of a file to a log, marked as imported.

    Args:
        place: The log; it is made where there is none.
        file: A `.csv` or `.json` file as `export_log` writes it.
        now: The time, in UTC; that of the clock when None.

    Returns:
        How much was taken.

    Raises:
        InputError: Something is wrong with the file or the log; nothing was taken then.
    """
    contents = contents_of(file)
    with writing(os.fspath(place)) as link:
        log = held_by(link)
        taker = _Taker(log, moment_of(now))
        for where, cells in contents.rows:
            taker.take(where, cells)
        documents = dict(taker.documents(contents.documents))
        if taker.problems:
            raise InputError(taker.problems[:MOST_TOLD])
        rows = link.append(taker.taken, log.rows, documents)
    kinds = [type(one) for one in taker.taken]
    return Imported(
        place=os.fspath(place),
        file=os.fspath(file),
        questions=kinds.count(Question),
        forecasts=kinds.count(Logged),
        resolutions=kinds.count(Resolution),
        known=len(contents.rows) - len(kinds),
        head=ForecastLog(os.fspath(place), (*log.rows, *rows)).head,
    )


class _Taker:
    """Takes rows one by one, and gathers what is wrong with them."""

    def __init__(self, log: ForecastLog, moment: str) -> None:
        self.moment, self.problems = moment, list[Problem]()
        self.taken: list[Record] = []
        self.questions = dict(log.questions)
        self.standing = {_alike(row.record) for row in log.rows}
        self.latest = {series: number for series, (number, _) in log.latest.items()}
        self.resolved = {name: number for name, (number, _) in log.resolutions.items()}
        self.next = len(log.rows) + 1

    def take(self, where: str, cells: Cells) -> None:
        """Take one row, unless it stands in the log already."""
        try:
            record = self._made(cells)
        except ValueError as error:
            self.problems.append(Problem(f"{where}: {error}", hint="nothing was imported"))
            return
        if wrong := faults(record):
            said = (Problem(f"{where}: {text}", hint="nothing was imported") for text in wrong)
            self.problems += said
        elif _alike(record) not in self.standing:
            self._add(record)

    def _made(self, cells: Cells) -> Record:
        """The record of a row.

        Raises:
            ValueError: Something is missing, of another kind or about no question.
        """
        kind = cells.get(KIND)
        if not isinstance(kind, str) or kind not in TABLES:
            raise ValueError(f"{KIND} is {kind!r:.40}, not {' or '.join(TABLES)}")
        found = values_of(TABLES[kind], cells)
        asked = found.get("question")
        known = isinstance(asked, str) and asked in self.questions
        if kind != "question" and not known:
            hint = did_you_mean(str(asked), self.questions, "questions", most=4)
            raise ValueError(f"there is no question {asked!r:.80} before it; {hint}")
        made = _MAKERS[kind](found, self)
        missing = [name for name, value in made.items() if value is _MISSING]
        if missing:
            raise ValueError(f"{kind} has no {' and no '.join(missing)}")
        return TABLES[kind](**made)

    def _add(self, record: Record) -> None:
        match record:
            case Question():
                self.questions[record.id] = record
            case Logged():
                record = replace(record, supersedes=self.latest.get(record.series))
                self.latest[record.series] = self.next
            case Resolution():
                record = replace(record, supersedes=self.resolved.get(record.question))
                self.resolved[record.question] = self.next
        self.standing.add(_alike(record))
        self.taken.append(record)
        self.next += 1

    def documents(self, given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """The kept scenarios that rows name; one that is not that of its hash is a problem."""
        named = {one.resolved for one in self.taken if isinstance(one, Logged)}
        for name in sorted(named & given.keys(), key=str):
            text = canonical(given[str(name)])
            if sha256(text) == name:
                yield str(name), text
            else:
                message = f"the scenario kept under {str(name)[:12]}... is another"
                self.problems.append(Problem(message, hint="nothing was imported"))


def _alike(record: Record) -> tuple[object, ...]:
    """What two rows share that say the same."""
    if isinstance(record, Question):
        return ("question", record.id)
    own = (*OWN, "made_at") if isinstance(record, Resolution) else OWN
    names = [name for name in record.__slots__ if name not in own]
    return (type(record).__name__, *(getattr(record, name) for name in names))


_MISSING: Any = object()


def _question(found: dict[str, Any], taker: _Taker) -> dict[str, Any]:
    state, model = (str(found.get(name, "")) for name in ("state", "model"))
    made: dict[str, Any] = dict.fromkeys(Question.__slots__, _MISSING) | {
        "id": question_id(model, state, found.get("kind", ""), found.get("due", "")),
        "chain": split(state)[0],
        "about": model,
        "title": state,
        "resolves": "",
    }
    return {**made, **found, "logged_at": taker.moment}


def _logged(found: dict[str, Any], taker: _Taker) -> dict[str, Any]:
    asked = taker.questions[found["question"]]
    made_at = found.get("made_at", found.get("logged_at", _MISSING))
    made: dict[str, Any] = dict.fromkeys(Logged.__slots__) | {
        "as_of": str(made_at)[:10],
        "scenario": "",
        "p": _MISSING,
        "inputs": "{}",
        "author": _MISSING,
        "chain": asked.chain,
        "state": asked.state,
    }
    own = {"logged_at": taker.moment, "made_at": made_at, "origin": "imported", "supersedes": None}
    return {**made, **found, **own}


def _resolution(found: dict[str, Any], taker: _Taker) -> dict[str, Any]:
    made: dict[str, Any] = dict.fromkeys(Resolution.__slots__, _MISSING)
    own = {"logged_at": taker.moment, "origin": "imported", "supersedes": None}
    return {**made, **found, **own}


_MAKERS = {"question": _question, "forecast": _logged, "resolution": _resolution}
