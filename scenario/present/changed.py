"""A change of a model in words: what it is called, what it was and what it becomes.

It knows titles and values; what a change does is not known here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from scenario.chains import chain_at, chains_in, element_at
from scenario.forecast.titles import elements_in
from scenario.forecast.wording import brief, capital, said_value
from scenario.resolve.naming import called, short_path, told_value
from scenario.studies.changes import Change

LONGEST = 44
"""Characters of a value that are shown."""
_HELD = "hold."


def change_words(change: Change, first: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """What a change does, in words: Rule: The gate opens: on → off.

    Args:
        change: The change.
        first: The resolved scenario as it was.
        other: The resolved scenario as it becomes.
    """
    if change.path.startswith(_HELD):
        held = f"{_held_name(change.path, first)}: kept where it is"
        return f"{held}: {_hold(change.was)} → {_hold(change.becomes)}"
    name = place(change.path, first, other)
    was, becomes = (
        _told(change.path, value, document)
        for value, document in ((change.was, first), (change.becomes, other))
    )
    return f"{name}: {was} → {becomes}"


def change_name(change: Change, first: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """What a change is called where what comes of it stands beside it: A flood: taken out.

    Args:
        change: The change.
        first: The resolved scenario as it was.
        other: The resolved scenario as it becomes.
    """
    if change.path.startswith(_HELD):
        kept = "no longer kept" if change.becomes is None else f"kept {_hold(change.becomes)}"
        return f"{_held_name(change.path, first)}: {kept}"
    _, _, inside = element_at(change.path)
    whole = "." in change.path and not inside
    done = "taken out" if change.becomes is None else "put in" if change.was is None else ""
    name = place(change.path, first, other)
    return f"{name}: {done}" if whole and done else name


def place(path: str, first: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """A place in the model by title, of whichever of two scenarios has it.

    Args:
        path: The dotted path of what is changed.
        first: One resolved scenario.
        other: The other.
    """
    kind, name, _ = element_at(path)
    chain, inside = chain_at(path)
    there = name in elements_in(first, kind)
    if chain and not inside:
        there = chain in chains_in(first["model"])
    return short_path(path, first if there else other)


def _held_name(path: str, first: Mapping[str, Any]) -> str:
    name = path.removeprefix(_HELD)
    kind = "actors" if name in first["model"].get("actors", {}) else "drivers"
    return capital(brief(called(kind, name, first)))


def _hold(value: Any) -> str:
    if value is None:
        return "no"
    return "at its start" if value == "start" else f"at {_value(value)}"


def _told(path: str, value: Any, document: Mapping[str, Any]) -> str:
    """A start by the titles of its states, however long they are; all else as it is written."""
    chain, inside = chain_at(path)
    if chain and inside == "start" and value is not None:
        return told_value(path, value, document)
    return _value(value)


def _value(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, (bool, int, float)):
        return said_value(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = re.sub(r"(?<=\d)%", " %", text)
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."
