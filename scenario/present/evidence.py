"""What studies of a scenario that is given evidence say of it."""

from __future__ import annotations

from scenario.calendar import Month
from scenario.forecast.wording import long_month


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
