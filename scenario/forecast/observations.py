"""What a resolved scenario is given, as its document has it.

It knows dates; what an observation is of, and what it does, is not known here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scenario.calendar import Month
from scenario.forecast.wording import count, long_month


def month_of_observation(said: Mapping[str, Any]) -> Month:
    """The last month of which an observation says something.

    Args:
        said: The observation as a file has it.
    """
    between = said.get("between")
    return Month.parse(between[1] if between else said.get("date") or said.get("by"))


def evidence_in(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """All observations that a scenario is given, in order of time.

    Args:
        document: The resolved scenario.
    """
    every = [
        {key: value for key, value in one.items() if value is not None}
        for file in document.get("given") or ()
        for one in file["evidence"]
    ]
    return sorted(every, key=month_of_observation)


def last_observed(document: Mapping[str, Any]) -> Month | None:
    """The month of the last observation; None where there are none.

    Args:
        document: The resolved scenario.
    """
    every = evidence_in(document)
    return month_of_observation(every[-1]) if every else None


def given_words(document: Mapping[str, Any]) -> str:
    """Given 3 observations, the last of January 2027; nothing where there are none.

    Args:
        document: The resolved scenario.
    """
    last = last_observed(document)
    if last is None:
        return ""
    many = count(len(evidence_in(document)), "observation")
    return f"Given {many}, the last of {long_month(last)}"
