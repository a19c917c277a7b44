"""What the elements of a model are called in texts and charts: the one place that looks it up.

It knows kinds, names and titles; nothing of numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scenario.forecast.wording import plain_name

KINDS = ("parameters", "actors", "drivers", "events", "rules", "states", "transitions")
"""What has titles, by the key under which it stands in a model file."""
Titles = Mapping[str, str]
"""Titles by kind and name, such as `drivers.trade`."""


def title_of(kind: str, name: str, titles: Titles | None = None) -> str:
    """The title of an element; its name with spaces for underscores where it has none.

    Args:
        kind: One of `KINDS`.
        name: The element's name.
        titles: `Labels.titles` of a forecast, or `titles_in` a resolved scenario.
    """
    return (titles or {}).get(f"{kind}.{name}") or plain_name(name)


def titles_in(document: Mapping[str, Any] | None) -> dict[str, str]:
    """The titles that a resolved scenario gives, told as plain data."""
    return {
        f"{kind}.{name}": str(element["title"])
        for kind in KINDS
        for name, element in elements_in(document, kind).items()
        if isinstance(element, Mapping) and element.get("title")
    }


def elements_in(document: Mapping[str, Any] | None, kind: str) -> Mapping[str, Any]:
    """The elements of a kind by their names; none without a document."""
    model = (document or {}).get("model", {})
    found = model.get("outcome", {}) if kind in ("states", "transitions") else model
    elements = found.get(kind)
    return elements if isinstance(elements, Mapping) else {}
