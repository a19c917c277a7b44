"""Months, lists and numbers as people say them, under the name that commands know them by."""

from scenario.forecast.wording import (
    MONTHS,
    capital,
    count,
    listing,
    long_month,
    plain_name,
    short_month,
)

__all__ = ["MONTHS", "capital", "count", "listing", "long_month", "plain_name", "short_month"]
