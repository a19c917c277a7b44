"""Months and durations: the only clock of the language, where a month is exactly 1/12 year.

It knows nothing of steps, models or files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import total_ordering

_MONTH = re.compile(r"(\d{4})-(\d{2})")
_DURATION = re.compile(r"\s*((?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?)\s*(months?|years?)?\s*")
MAX_YEARS = 1_000_000


@total_ordering
@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month, counted from January of year 0; it stands for the month's end."""

    index: int

    @classmethod
    def parse(cls, text: object) -> Month:
        """Read `2023-09`; ValueError says what is wrong and how to write it."""
        if isinstance(text, Month):
            return text
        match = _MONTH.fullmatch(text) if isinstance(text, str) else None
        if match and 1 <= int(match[2]) <= 12:
            return cls(int(match[1]) * 12 + int(match[2]) - 1)
        if isinstance(text, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise ValueError(f"{text!r} has a day; write the month alone: {text[:7]}")
        raise ValueError(f"{text!r} is not a month; write it as 2023-09 (year, month)")

    def __str__(self) -> str:
        return f"{self.index // 12:04d}-{self.index % 12 + 1:02d}"

    def __lt__(self, other: Month) -> bool:
        return self.index < other.index

    def __add__(self, months: int) -> Month:
        return Month(self.index + months)

    def __sub__(self, other: Month) -> int:
        """How many months lie between the two."""
        return self.index - other.index


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in years; `6 months`, `2 years` or a bare number of years."""

    years: float

    @classmethod
    def parse(cls, text: object) -> Duration:
        """Read a duration; ValueError says what is wrong and how to write it."""
        if isinstance(text, Duration):
            return text
        if isinstance(text, (int, float)) and not isinstance(text, bool):
            text = repr(text)
        match = _DURATION.fullmatch(text) if isinstance(text, str) else None
        if not match:
            raise ValueError(f"{text!r} is not a duration; write 6 months, 2 years or 0.5 (years)")
        amount = float(match[1].replace("_", ""))
        years = amount / 12 if (match[2] or "").startswith("month") else amount
        if years > MAX_YEARS:
            raise ValueError(f"{text!r} is longer than {MAX_YEARS:,} years")
        return cls(years)

    @property
    def months(self) -> float:
        """The length in months, exact where it is a whole number of them."""
        months = self.years * 12
        return float(round(months)) if abs(months - round(months)) < 1e-9 else months

    def __str__(self) -> str:
        months = self.months
        if months == int(months):
            return f"{int(months)} month" + ("" if months == 1 else "s")
        spelled = (f"{months!r} months", f"{self.years!r} years")
        return min((text for text in spelled if Duration.parse(text) == self), key=len)
