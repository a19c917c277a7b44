"""What results of studies say of themselves, as charts read it: plain data and short names.

A result is anything with `as_dict`, or the dict itself, as `--json` prints it; so a chart can be
drawn from a file, and charts know no study.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from scenario.expr.question import Question, parse_question
from scenario.forecast.wording import capital, count, plain_name, short_month
from scenario.plots.sources import cited, known_of


class Told(Protocol):
    """A result that can say what it found."""

    def as_dict(self) -> dict[str, Any]:
        """Plain data."""


Result = Told | Mapping[str, Any]
Document = Mapping[str, Any] | None


def plain(result: Result) -> Mapping[str, Any]:
    """What a result says."""
    return result if isinstance(result, Mapping) else result.as_dict()


def question_of(found: Mapping[str, Any]) -> Question:
    """What a study asked."""
    return parse_question(str(found["of"]))


def asked(question: Question) -> str:
    """Left by Nov 2032; or the mean of trade in Nov 2032."""
    month = short_month(question.month)
    name = plain_name(question.subject)
    if question.kind == "mean":
        what = f"alignment of {name}" if question.alignment else name
        return f"Mean {what} in {month}"
    return f"{capital(name)} {'by' if question.kind == 'by' else 'at the end of'} {month}"


def short_path(path: str) -> str:
    """A place in the model as people would say it."""
    kind, _, rest = path.partition(".")
    name, _, field = rest.partition(".")
    if kind == "parameters" and field in ("value", ""):
        return capital(plain_name(name))
    if field == "enabled":
        return f"{capital(kind.removesuffix('s'))} {plain_name(name)}"
    if kind == "outcome":
        way, _, field = rest.removeprefix("transitions.").partition(".")
        return f"{capital(plain_name(way))}: {plain_name(field)}"
    last = [part for part in field.split(".") if part not in ("process", "mean_reverting")]
    return f"{capital(plain_name(name or kind))}{': ' if last else ''}{plain_name(' '.join(last))}"


def footer_of(found: Mapping[str, Any], document: Mapping[str, Any] | None) -> tuple[str, ...]:
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
