"""Months, lists and numbers as people say them.

It knows nothing of pages or forecasts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from scenario.calendar import Month

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip

_QUOTED = re.compile("“[^”]*”")
VAST, TINY = 1e15, 1e-12
"""From where on, and below what, a number is written with an exponent."""


def long_month(month: Month) -> str:
    """November 2032."""
    return f"{MONTHS[month.index % 12]} {month.index // 12}"


def short_month(month: Month) -> str:
    """Nov 2032."""
    return f"{MONTHS[month.index % 12][:3]} {month.index // 12}"


def plain_name(name: str) -> str:
    """A name with spaces for underscores; of `CHAIN.NAME`, the chain first."""
    return name.replace("_", " ").replace(".", ": ")


def significant(value: float, figures: int, *, signed: bool = False) -> str:
    """A number to so many significant digits, without an exponent unless it is vast or tiny.

    Args:
        value: The number.
        figures: How many digits.
        signed: Whether a plus is written too.
    """
    sign = "+" if signed else ""
    text = f"{value:{sign}.{figures}g}"
    if "e+" in text and abs(value) < VAST:
        return f"{float(text):{sign},.0f}"
    return in_full(text)


def in_full(text: str) -> str:
    """A small number as people read it: 0.00008 for 8e-05; all else, and what is tiny, as it is."""
    return f"{Decimal(text):f}" if "e-" in text and abs(float(text)) >= TINY else text


def listing(items: Iterable[str], last: str = "and", most: int | None = None) -> str:
    """Words in a row: a, b and c; a, b, ... and 12 others where there are more than `most`.

    Between those that have commas outside quotes stand semicolons.

    Args:
        items: The words.
        last: What stands before the last.
        most: How many are named at most; all if None.
    """
    words = list(items)
    if most is not None and len(words) > most:
        words = [*words[: most - 1], f"{len(words) - most + 1} others"]
    apart = "; " if any(", " in _QUOTED.sub("", word) for word in words) else ", "
    return f"{apart.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)


def count(number: int, noun: str, plural: str = "") -> str:
    """A number of things: 1 run, 20,000 runs.

    Args:
        number: How many.
        noun: What one is called.
        plural: What several are called; the noun with an s if empty.
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def brief(title: str) -> str:
    """A title without what it adds in brackets."""
    return title.partition(" (")[0]


def said_value(value: object) -> str:
    """A value as people read it: 0.3, −2, on."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return significant(value, 4).replace("-", "−") if isinstance(value, float) else str(value)


def capital(text: str) -> str:
    """The text with its first letter large."""
    return text[:1].upper() + text[1:]
