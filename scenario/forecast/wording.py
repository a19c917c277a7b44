"""Months, lists and numbers as people say them.

It knows nothing of pages or forecasts.
"""

from __future__ import annotations

from collections.abc import Iterable

from scenario.calendar import Month

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def long_month(month: Month) -> str:
    """November 2032."""
    return f"{MONTHS[month.index % 12]} {month.index // 12}"


def short_month(month: Month) -> str:
    """Nov 2032."""
    return f"{MONTHS[month.index % 12][:3]} {month.index // 12}"


def plain_name(name: str) -> str:
    """A name with spaces for underscores."""
    return name.replace("_", " ")


def listing(items: Iterable[str], last: str = "and") -> str:
    """a, b and c."""
    words = list(items)
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)


def count(number: int, noun: str, plural: str = "") -> str:
    """1 run, 20,000 runs."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def capital(text: str) -> str:
    """With its first letter large, the others as they are."""
    return text[:1].upper() + text[1:]
