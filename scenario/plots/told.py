"""What results of studies say of themselves, as charts read it: plain data and its question.

A result is anything with `as_dict`, or the dict itself, as `--json` prints it; so a chart can be
drawn from a file, and charts know no study.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from scenario.expr.question import Question, parse_question
from scenario.forecast.wording import capital, count, plain_name, short_month
from scenario.plots.naming import Document, called
from scenario.plots.sources import cited, known_of


class Told(Protocol):
    """A result that can say what it found."""

    def as_dict(self) -> dict[str, Any]:
        """Plain data."""


Result = Told | Mapping[str, Any]


def plain(result: Result) -> Mapping[str, Any]:
    """What a result says."""
    return result if isinstance(result, Mapping) else result.as_dict()


def question_of(found: Mapping[str, Any]) -> Question:
    """What a study asked."""
    return parse_question(str(found["of"]))


def asked(question: Question, document: Document = None) -> str:
    """Left by Nov 2032; or the mean of “Trade with Russia” in Nov 2032."""
    month = short_month(question.month)
    if question.kind == "mean":
        return f"Mean {_value(question, document)} in {month}"
    name = called("states", question.subject, document)
    return f"{capital(name)} {'by' if question.kind == 'by' else 'at the end of'} {month}"


def _value(question: Question, document: Document) -> str:
    """What a mean is of; in quotes where it has a title."""
    plain_one = plain_name(question.subject)
    if question.alignment:
        return f"alignment of {called('actors', question.subject, document)}"
    title = called("drivers", question.subject, document)
    return plain_one if title == plain_one else f"of “{title}”"


def footer_of(found: Mapping[str, Any], document: Document) -> tuple[str, ...]:
    """The lines under the chart of a study; with sources, given the resolved scenario."""
    if document is None:
        return (_made(found, ""),)
    return (_made(found, known_of(document)), cited(document))


def _made(found: Mapping[str, Any], known: str) -> str:
    parts = [str(found["scenario"])] if found.get("scenario") else []
    if found.get("runs"):
        parts.append(count(int(found["runs"]), "run"))
    if found.get("random_seed") is not None:
        parts.append(f"random seed {found['random_seed']}")
    return f"{'; '.join(parts)}{known}." if parts else ""
