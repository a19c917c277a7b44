"""What was observed, in words, by the titles of what it is of.

It knows names and titles; what an observation does to a forecast is not known here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scenario.calendar import Month
from scenario.forecast.wording import capital, long_month, significant
from scenario.resolve.naming import Document, called

KINDS = {"driver": "drivers", "actor": "actors", "event": "events", "outcome": "states"}


def observed_words(said: Mapping[str, Any], document: Document = None) -> str:
    """An observation: Trade with Russia: 7.

    Args:
        said: The observation as a file has it.
        document: The resolved scenario, which has the titles.
    """
    subject = next(name for name in KINDS if said.get(name) is not None)
    return f"{capital(called(KINDS[subject], str(said[subject]), document))}{_seen(said, subject)}"


def _seen(said: Mapping[str, Any], subject: str) -> str:
    if subject in ("driver", "actor"):
        over = f" over {said['over']}" if said.get("over") else ""
        return f": {significant(float(said['value']), 3)}{over}"
    if said.get("likelihood_ratio") is not None:
        return f": a report {said['likelihood_ratio']:g} times likelier if so"
    if said.get("happened") is False:
        return ": not yet" if said.get("by") else ": not then"
    if said.get("between"):
        first, last = (long_month(Month.parse(month)) for month in said["between"])
        return f": between {first} and {last}"
    return ": entered then" if said.get("entered") else ""
