"""Limits, indicators and proportions of an analysis in words.

It takes single ones; which of them are shown is decided where they are laid out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scenario.analysis.box import Limit
from scenario.analysis.indicator import Indicator
from scenario.analysis.proportion import Proportion
from scenario.analysis.thresholds import written
from scenario.calendar import Month
from scenario.forecast.verbal_probability import percent
from scenario.forecast.wording import count, long_month
from scenario.resolve.naming import called, short_path

Document = Mapping[str, Any]
CARRIED = "Each future counts with the probability that it comes to that."
"""What is said where runs carry probabilities."""
_PARTS = {
    1 / 10: "a tenth", 1 / 5: "a fifth", 1 / 4: "a quarter", 1 / 3: "a third", 2 / 5: "two fifths",
    1 / 2: "half", 3 / 5: "three fifths", 2 / 3: "two thirds", 3 / 4: "three quarters",
    4 / 5: "four fifths", 9 / 10: "nine tenths",
}  # fmt: skip
_SOME = (2, 3, 4, 5, 10)
_NEAR = 0.0125
"""How far a proportion may be from the fraction that is said for it."""


def quoted(kind: str, name: str, document: Document) -> str:
    """The title of an element in quotes, as one within a sentence needs.

    Args:
        kind: The kind of element, in the plural: `events`.
        name: Its name.
        document: The resolved scenario, which has the titles.
    """
    return f"“{called(kind, name, document)}”"


def quantity(kind: str, name: str, document: Document) -> str:
    """A value that runs have, by title: “Trade with Russia”; alignment of Public opinion.

    Args:
        kind: `driver` or `actor`.
        name: The name of the driver, or that of the actor with `.alignment`.
        document: The resolved scenario, which has the titles.
    """
    if kind == "actor":
        return f"alignment of {called('actors', name.removesuffix('.alignment'), document)}"
    return quoted(f"{kind}s", name, document)


def condition(limit: Limit, document: Document) -> str:
    """What holds where a limit does: “Trade with Russia” is above 6 in November 2027."""
    feature, title = limit.feature, limited(limit, document)
    month = long_month(feature.month) if feature.month else ""
    if feature.what == "event":
        happened = "has" if limit.high >= 1 else "has not"
        return f"{title} {happened} happened by {month}"
    return f"{title} is {ends(limit)}" + (f" in {month}" if month else "")


def limited(limit: Limit, document: Document) -> str:
    """What a limit is set to, by title."""
    feature = limit.feature
    if feature.what == "judgement":
        return f"“{short_path(feature.place, document)}”"
    if feature.what == "event":
        return quoted("events", feature.name, document)
    return quantity(feature.what, feature.name, document)


def ends(limit: Limit) -> str:
    """Above 0.4, at most 3.4 %, between 1 and 2: the values that a limit leaves."""
    low, high = (threshold(end, percent=limit.feature.percent) for end in (limit.low, limit.high))
    if limit.open_low:
        return f"at most {high}"
    if limit.open_high:
        return f"{'at least' if limit.few else 'above'} {low}"
    return f"between {low} and {high}"


def threshold(value: float, *, percent: bool = False) -> str:
    """A threshold, in percent where its author wrote percents."""
    text = f"{written(100 * value)} %" if percent else written(value)
    return text.replace("-", "−")


def seen(indicator: Indicator, month: Month, document: Document) -> str:
    """What is seen, and when: “Trade with Russia” is above 6 in November 2027.

    Args:
        indicator: What is looked at.
        month: When.
        document: The resolved scenario, which has the titles.
    """
    when = long_month(month)
    if indicator.kind == "event":
        return f"{quoted('events', indicator.name, document)} has happened by {when}"
    if indicator.kind == "state":
        return f"the state is {quoted('states', indicator.name, document)} in {when}"
    name = quantity(indicator.kind, indicator.name, document)
    return f"{name} is {_side(indicator)} in {when}"


def sign(indicator: Indicator, document: Document) -> str:
    """What is seen, in a list: “Trade with Russia” above 6."""
    if indicator.kind == "event":
        return quoted("events", indicator.name, document)
    if indicator.kind == "state":
        return f"the state {quoted('states', indicator.name, document)}"
    return f"{quantity(indicator.kind, indicator.name, document)} {_side(indicator)}"


def _side(indicator: Indicator) -> str:
    side = "above" if indicator.above else "at most"
    return f"{side} {threshold(indicator.threshold or 0.0)}"


def some_of(found: Proportion) -> str:
    """3 of 4, or 31 %: how many of some futures."""
    for whole in _SOME:
        some = round(found.p * whole)
        if 0 < some < whole and abs(found.p - some / whole) <= _NEAR:
            return f"{some} of {whole}"
    return rounded(found)


def part_of(found: Proportion) -> str:
    """A quarter, or 31 %: which part of some futures."""
    nearest = min(_PARTS, key=lambda part: abs(part - found.p))
    return _PARTS[nearest] if abs(nearest - found.p) <= _NEAR else rounded(found)


def rounded(found: Proportion) -> str:
    """A proportion without its error, in digits that one can keep in mind."""
    return percent(found.p, 0.005 if found.p >= 0.01 else found.estimate.se)


def kept(runs: float, wanted: int) -> str:
    """That not all runs could be kept; nothing where they were."""
    if wanted <= runs:
        return ""
    return (
        f"{runs:,.0f} of {wanted:,} runs were kept, and only they count; the scenario file gives"
        " all."
    )


def times(months: float) -> str:
    """5 months, 2.8 years."""
    if months < 24:
        return count(round(months), "month")
    return f"{months / 12:.1f} years"
