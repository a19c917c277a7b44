"""What results of studies say of themselves, as charts read it: plain data and its question.

A result is anything with `as_dict`, or the dict itself, as `--json` prints it; so a chart can be
drawn from a file, and charts know no study. Below a chart stand of when it is, from how many runs,
and whose facts are cited.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from scenario.chains import starts_in
from scenario.expr.question import Question, parse_question
from scenario.forecast import Forecast
from scenario.forecast.answer import asked_state
from scenario.forecast.wording import capital, count, listing, plain_name, short_month
from scenario.resolve.naming import Document, called
from scenario.resolve.statement_words import asked_words


class Told(Protocol):
    """A result that can say what it found."""

    def as_dict(self) -> dict[str, Any]:
        """Plain data."""


Result = Told | Mapping[str, Any]

MOST = 4
"""Sources that are named; the others are counted."""


def plain(result: Result) -> Mapping[str, Any]:
    """What a result says."""
    return result if isinstance(result, Mapping) else result.as_dict()


def scenario_of(result: Result, document: Document = None) -> Document:
    """The resolved scenario that a result is about: as given, else as the result has it."""
    return getattr(result, "document", None) if document is None else document


def question_of(found: Mapping[str, Any]) -> Question:
    """What a study asked."""
    return parse_question(str(found["of"]))


def asked(question: Question, document: Document = None) -> str:
    """Left by Nov 2032; or the mean of “Trade with Russia” in Nov 2032."""
    if question.kind in ("statement", "date"):
        return asked_words(question, document, short_month)
    month = short_month(question.month)
    if question.by:
        total = called("totals", question.subject, document)
        return f"Mean of “{total}” until {month}"
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


def study_footer(found: Mapping[str, Any], document: Document) -> tuple[str, ...]:
    """The lines under the chart of a study; with sources, given the resolved scenario."""
    if document is None:
        return (_made(found, ""),)
    return (_made(found, _known(document)), cited(document))


def _made(found: Mapping[str, Any], known: str) -> str:
    parts = [str(found["scenario"])] if found.get("scenario") else []
    if found.get("runs"):
        parts.append(count(int(found["runs"]), "run"))
    if found.get("random_seed") is not None:
        parts.append(f"random seed {found['random_seed']}")
    return f"{'; '.join(parts)}{known}." if parts else ""


def footer(forecast: Forecast) -> tuple[str, ...]:
    """What a chart of a forecast says of its origin."""
    span = f"{short_month(forecast.start)} to {short_month(forecast.until)}"
    made = f"{count(forecast.runs, 'run')}, random seed {forecast.random_seed}"
    known = _known(forecast.document)
    return (f"{forecast.title}. {span}; {made}{known}.", cited(forecast.document))


def _known(document: Mapping[str, Any]) -> str:
    """; as known on 2022-12-14."""
    day = document["model"].get("as_of")
    return f"; as known on {day}" if day else ""


def cited(document: Mapping[str, Any]) -> str:
    """Sources: Nikola Mikovic, Russia Risks ... (2022); and 2 others."""
    facts = [item["source"] for item in document["model"].get("facts") or () if "source" in item]
    named = [_source(source) for source in facts[:MOST]]
    if len(facts) > MOST:
        named[MOST - 1 :] = [f"{len(facts) - MOST + 1} others"]
    return f"Sources: {listing(named)}." if named else "No sources are cited."


def _source(source: Mapping[str, Any]) -> str:
    year = f" ({str(source['date'])[:4]})" if source.get("date") else ""
    return f"{source.get('title') or source['id']}{year}"


def other_states(forecast: Forecast) -> list[str]:
    """All states but the start, the one asked about first."""
    asked_about = asked_state(forecast.document)
    starts = starts_in(forecast.document["model"], certain=True)
    others = [name for name in forecast.labels.states if name not in (asked_about, *starts)]
    return [asked_about, *others]
