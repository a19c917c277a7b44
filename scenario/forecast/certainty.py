"""What a scenario settles by itself: events that come by the calendar alone, and what is off.

It reads the scenario as plain data; no run is looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

DOUBTS = ("rate", "probability", "when", "between")
"""Keys of an event that may keep it from happening on its date."""


def by_calendar(document: Mapping[str, Any], event: str) -> bool:
    """Whether an event has a date and nothing that could stop it."""
    written = document["model"].get("events", {}).get(event, {})
    return not any(written.get(key) is not None for key in DOUBTS)


def is_settled(document: Mapping[str, Any], kind: Literal["event", "rule"], name: str) -> bool:
    """Whether it is no matter of chance how often an event happens or a rule holds.

    Args:
        document: A resolved scenario as plain data.
        kind: What it is.
        name: What the scenario calls it.

    Returns:
        True of what is switched off, and of an event that comes by the calendar alone.
    """
    written = document["model"].get(f"{kind}s", {}).get(name, {})
    return written.get("enabled") is False or (kind == "event" and by_calendar(document, name))
