"""A log as it was read: its questions, the forecasts of each, and what became of them.

It answers what stands in the log; it scores nothing and writes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from scenario.errors import InputError, Problem, did_you_mean
from scenario.expr.question import parse_question
from scenario.forecast_log.hash_chain import FIRST, Head
from scenario.forecast_log.records import Logged, Question, Resolution, Row
from scenario.forecast_log.store import Connection, reading, tampered
from scenario.io.canonical import sha256 as digest_of
from scenario.result import Result


@dataclass(frozen=True)
class ForecastLog(Result):
    """All rows of a log, every one of which fits those before it."""

    place: str
    rows: tuple[Row, ...]

    @property
    def head(self) -> Head:
        """What to publish, so that a later change of the past can be shown."""
        return Head(self.rows[-1].hash if self.rows else FIRST, len(self.rows))

    @cached_property
    def questions(self) -> dict[str, Question]:
        """The questions by their ids, in the order in which they were asked."""
        return {one.id: one for row in self.rows if isinstance(one := row.record, Question)}

    @cached_property
    def forecasts(self) -> list[tuple[int, Logged]]:
        """The forecasts with the numbers of their rows."""
        return [(row.number, one) for row in self.rows if isinstance(one := row.record, Logged)]

    @cached_property
    def latest(self) -> dict[tuple[str, str, str, str], tuple[int, Logged]]:
        """The last forecast of every series, with the number of its row."""
        return {one.series: (number, one) for number, one in self.forecasts}

    @cached_property
    def resolutions(self) -> dict[str, tuple[int, Resolution]]:
        """What became of each question that was resolved, as it was last said."""
        return {
            one.question: (row.number, one)
            for row in self.rows
            if isinstance(one := row.record, Resolution)
        }

    def question(self, asked: str) -> Question:
        """The question that is meant: by its id, the end of it, or as `P(left by 2032-11)`.

        Raises:
            InputError: There is none, or more than one may be meant.
        """
        if asked in self.questions:
            return self.questions[asked]
        tail = _tail_of(asked)
        found = [one for name, one in self.questions.items() if name.endswith(f"/{tail}")]
        if len(found) == 1:
            return found[0]
        if found:
            hint = f"say which: {', '.join(one.id for one in found)}"
            raise InputError(Problem(f"several questions end with {tail!r}", hint=hint))
        hint = did_you_mean(asked, self.questions, "questions", most=4)
        raise InputError(Problem(f"{self.place} has no question {asked!r:.80}", hint=hint))

    def as_dict(self) -> dict[str, Any]:
        """For JSON: every row."""
        return {
            "log": self.place,
            "head": self.head.as_dict(),
            "rows": [row.as_dict() for row in self.rows],
        }


def _tail_of(asked: str) -> str:
    """The end of the id of a question that was written in the grammar of questions."""
    if not asked.startswith("P("):
        return asked
    question = parse_question(asked)
    return f"{question.subject}/{question.kind}/{question.month}"


def held_by(link: Connection) -> ForecastLog:
    """The log within a transaction.

    Raises:
        InputError: A row does not fit.
    """
    return ForecastLog(link.place, link.rows())


def read_log(place: str, *, head: str | None = None) -> ForecastLog:
    """Read a log and check that its past is as it was written.

    Args:
        place: The file.
        head: What was published of it, now or earlier, by `log head`: a hash, or `ROWS:HASH`.

    Returns:
        The log.

    Raises:
        InputError: There is no log that can be read, or its past was changed; the first row that
            does not fit is named.
    """
    published = None if head is None else read_head(head)
    with reading(str(place)) as link:
        log = held_by(link)
        _check_documents(log, dict(link.documents()))
    hashes = [row.hash for row in log.rows]
    if published is not None and (misfit := published.misfit(hashes)):
        raise tampered(log.place, misfit.number, misfit.reason)
    return log


def document_of(place: str, sha256: str) -> dict[str, Any] | None:
    """The resolved scenario that was kept under a hash, if it was."""
    with reading(place) as link:
        text = link.document(sha256)
    return None if text is None else dict(json.loads(text))


def read_head(text: str) -> Head:
    """The head that was published.

    Raises:
        InputError: It is none.
    """
    try:
        return Head.parse(text)
    except ValueError as error:
        raise InputError(Problem(str(error), hint="log head LOG prints it")) from None


def _check_documents(log: ForecastLog, documents: Mapping[str, str | None]) -> None:
    """Every document is that of its hash, and of a forecast; none of a live one is missing.

    Raises:
        InputError: A document was changed, added or taken away.
    """
    first: dict[str, int] = {}
    for number, one in log.forecasts:
        if one.resolved is not None:
            first.setdefault(one.resolved, number)
            if one.resolved not in documents and one.origin != "imported":
                raise tampered(log.place, number, "the scenario kept beside it is missing")
    for sha256, text in documents.items():
        if text is None or digest_of(text) != sha256:
            number = first.get(sha256, 1)
            raise tampered(log.place, number, "the scenario kept beside it is another")
        if sha256 not in first:
            number = len(log.rows) + 1
            raise tampered(log.place, number, "a scenario is kept that no row names")
