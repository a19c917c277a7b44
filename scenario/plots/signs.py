"""What limits and signs are called, and what they say: for charts and for texts alike.

It names single ones; which of them are shown is decided where they are laid out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scenario.analysis.box import Limit
from scenario.analysis.indicator import Indicator
from scenario.analysis.thresholds import written
from scenario.calendar import Month
from scenario.forecast.wording import long_month
from scenario.resolve.naming import called, short_path

Document = Mapping[str, Any]


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
