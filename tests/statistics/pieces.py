"""Small pieces of models that the closed forms share, and the one law they all need."""

from __future__ import annotations

import math
from typing import Any

DT = 1 / 12


def outcome(start: str = "a", **transitions: dict[str, Any]) -> dict[str, Any]:
    """An outcome; a transition's name says where it leads: `a_b` from a to b."""
    ways = {name: {"from": name[0], "to": name[2], **way} for name, way in transitions.items()}
    return {"outcome": {"start": start, "states": ["a", "b", "c"], "transitions": ways}}


def driver(process: Any, start: Any = 1, **more: Any) -> dict[str, Any]:
    return {"drivers": {"x": {"start": start, "process": process, **more}}}


def events(**described: Any) -> dict[str, Any]:
    return {"events": described}


def within(rate: float, years: float) -> float:
    """The chance that something with a constant rate happens within so many years."""
    return -math.expm1(-rate * years)
