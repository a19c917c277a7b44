"""What studies of a scenario that is given evidence say of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scenario.calendar import Month
from scenario.forecast.observations import given_words
from scenario.forecast.wording import long_month

COMMON = "Such runs have much in common, so errors may be larger than ± says."


def acts_after(month: Month | None) -> str:
    """From when on what a study tries acts; an empty text where there is no evidence.

    Args:
        month: That of the last fact; None without facts.
    """
    if month is None:
        return ""
    return (
        f" All runs agree with the evidence, the last of which is of {long_month(month)}; what is"
        " tried acts from then on."
    )


def agreeing(document: Mapping[str, Any]) -> list[str]:
    """That all runs agree with evidence of which more is to come, as sentences; else none.

    Args:
        document: The resolved scenario.
    """
    if not given_words(document):
        return []
    return [f"{agree(document).strip()} {COMMON}", "Only what comes after is looked at."]


def agree(document: Mapping[str, Any]) -> str:
    """That all runs agree with evidence; an empty text where there is none.

    Args:
        document: The resolved scenario.
    """
    given = given_words(document)
    return f" {given}: all runs agree with them." if given else ""
