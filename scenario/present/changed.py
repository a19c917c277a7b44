"""A change of a model in words: what it is called, what it was and what it becomes.

It knows titles and values; what a change does is not known here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from scenario.forecast.wording import brief, capital, said_value
from scenario.resolve.naming import called, short_path
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
    say = _hold if change.path.startswith(_HELD) else _value
    return f"{place(change.path, first, other)}: {say(change.was)} → {say(change.becomes)}"


def place(path: str, first: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """A place in the model by title, of whichever of two scenarios has it.

    Args:
        path: The dotted path of what is changed.
        first: One resolved scenario.
        other: The other.
    """
    if path.startswith(_HELD):
        name = path.removeprefix(_HELD)
        kind = "actors" if name in first["model"].get("actors", {}) else "drivers"
        return f"{capital(brief(called(kind, name, first)))}: kept where it is"
    kind, _, inside = path.partition(".")
    there = kind == "outcome" or inside.partition(".")[0] in first["model"].get(kind, {})
    return short_path(path, first if there else other)


def _hold(value: Any) -> str:
    if value is None:
        return "no"
    return "at its start" if value == "start" else f"at {_value(value)}"


def _value(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, (bool, int, float)):
        return said_value(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = re.sub(r"(?<=\d)%", " %", text)
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."
