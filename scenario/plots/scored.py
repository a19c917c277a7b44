"""What charts of the scores of a log share: which forecasts they show, and what stands below.

It reads what `score` says of itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scenario.forecast.wording import count

ORIGINS = ("live", "imported", "backdated")
EMPTY: Mapping[str, Any] = {"questions": 0, "models": 0, "calibration": (), "over_time": ()}
NOTHING = " No question has been resolved yet that could be scored."


def shown_group(found: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """The forecasts that are drawn: live ones, else imported, else backdated ones.

    Returns:
        Their origin, and what was found of them; nothing where none was scored.
    """
    groups = found["groups"]
    return next(((kind, groups[kind]) for kind in ORIGINS if kind in groups), ("live", EMPTY))


def scores_footer(found: Mapping[str, Any], group: Mapping[str, Any]) -> tuple[str, ...]:
    """Of how much it is, and of how little."""
    asked = count(group["questions"], "resolved question")
    models = count(group["models"], "model")
    return (f"{found['log']}: {asked} about {models}; the answers of one model hang together.",)
