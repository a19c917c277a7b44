"""What came of running a saved forecast again, in words.

It words the comparison and compares nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scenario.calendar import Month
from scenario.forecast.provenance import contract_of
from scenario.forecast.wording import short_month
from scenario.present import presents
from scenario.present.blocks import Block, items, lead, paragraph, small
from scenario.resolve.naming import called
from scenario.studies.difference import Difference
from scenario.studies.rounding import JUDGEMENT_OFF, ROUNDING, RUNS_OFF
from scenario.studies.side_by_side import DOUBT, JUDGEMENT_APART, JUDGEMENT_WIDTH, Agreement
from scenario.studies.verify import Verification

MOST, CHARACTERS = 20, 60
"""Most differences that are told, and characters after which a saved text is cut."""
ALLOWED = (
    f"Another machine or library may move a value by {ROUNDING:g} of its size, one run in"
    f" {round(1 / RUNS_OFF):,}, and the ends of a judgement range by {JUDGEMENT_OFF:g}."
)
WITHIN = (
    "Engines of other rules make other runs, so the two were compared as independent samples:"
    " {count:,} numbers, of which chance alone puts any out of bounds in 1 of"
    f" {round(1 / DOUBT):,} comparisons. The ends of a judgement range may be"
    f" {JUDGEMENT_APART:g} and {100 * JUDGEMENT_WIDTH:g} % of its width apart."
)
NOT_RUN = "its files are about different scenarios, so it was not run again"
_SENTENCES = {
    "identical": "made again, bit for bit",
    "equal": "made again, equal but for rounding",
    "agrees": "agrees within error",
    "different": "a different forecast came out",
}
_NUMBERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "state": ("state", ("states",)),
    "state reached": ("state ever reached", ("states",)),
    "judgement at": ("judgement range of state", ("states",)),
    "judgement by": ("judgement range of state ever reached", ("states",)),
    "event": ("event", ("events",)),
    "rule": ("rule", ("rules",)),
    "mean": ("mean of", ("drivers", "actors")),
    "sd": ("standard deviation of", ("drivers", "actors")),
    "quantile": ("percentile of", ("drivers", "actors")),
}
"""Of numbers, what they are of: in words, and the kinds of elements that it may be."""
_OTHER = {"older": "an older", "newer": "a newer"}


def headline(found: Verification) -> Iterator[Block]:
    """The verdict in a sentence."""
    verdict = _SENTENCES[found.verdict] if found.run_with else NOT_RUN
    if found.engine != "same":
        verdict = f"made by {_OTHER[found.engine]} engine; {verdict}"
    if found.verdict == "agrees" and found.agreement:
        verdict = f"{verdict} ({_largest(found.agreement, found.document)})"
    yield lead(f"{found.folder}: {verdict}.")


def rest(found: Verification) -> Iterator[Block]:
    """Where the two part, and what made them."""
    lines = [_difference(difference, found.document) for difference in found.differences[:MOST]]
    if len(found.differences) > MOST:
        lines.append(f"and {len(found.differences) - MOST} more")
    if lines:
        yield items(lines)
    if found.verdict == "equal":
        yield small(ALLOWED)
    if found.verdict == "agrees" and found.agreement:
        yield small(WITHIN.format(count=found.agreement.compared))
    ran = found.verdict != "identical" and bool(found.run_with)
    if ran and dict(found.saved_with) != dict(found.run_with):
        saved, now = (_made(found, made) for made in (found.saved_with, found.run_with))
        yield paragraph(f"Saved with {saved}. Run with {now}.")


def _difference(difference: Difference, document: Mapping[str, Any]) -> str:
    """Where it first is, and how often."""
    kind = "date" if difference.date else "place"
    more = difference.dates - 1
    often = f", and at {more} more {kind}{'s' * (more > 1)}" if more else ""
    return f"{_place(difference, document)}: {_values(difference)}{often}"


def _place(difference: Difference, document: Mapping[str, Any]) -> str:
    """What it is, by title, and when."""
    what, kinds = _NUMBERS.get(difference.what, (difference.what, ()))
    known = [kind for kind in kinds if difference.name in document["model"].get(kind, {})]
    kind = (*known, *kinds, "")[0]
    name = f"“{called(kind, difference.name, document)}”" if kind else difference.name
    return f"{what} {name} in {_date(difference.date)}" if difference.date else f"{what} {name}"


def _date(text: str) -> str:
    """Feb 2023, where it is a month."""
    try:
        return short_month(Month.parse(text))
    except ValueError:
        return text


def _values(difference: Difference) -> str:
    """What was saved, and what is there now."""
    now = "forecast.nc" if difference.what == "forecast.json" else "now"
    return f"saved {_shown(difference.saved)}, {now} {_shown(difference.now)}"


def _shown(value: Any) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{value:.6g}" if abs(value) < 1e300 else "a huge number"
    text = "nothing" if value is None else repr(value)
    return text if len(text) <= CHARACTERS else f"{text[:CHARACTERS]} ..."


def _largest(agreement: Agreement, document: Mapping[str, Any]) -> str:
    """What differs most for what it may differ."""
    largest = agreement.largest
    if largest is None:
        return "no difference"
    return (
        f"largest difference: {_place(largest, document)}, {_values(largest)};"
        f" {100 * agreement.part:.2g} % of what is allowed"
    )


def _made(found: Verification, provenance: Mapping[str, Any]) -> str:
    words = {"version": "scenario", "python": "Python", "numpy": "NumPy", "machine": "on"}
    parts = [f"{word} {provenance[key]}" for key, word in words.items() if key in provenance]
    if found.engine != "same":
        parts.append(f"engine contract {contract_of(provenance)}")
    return ", ".join(parts)


presents(Verification, headline=headline, rest=rest)
