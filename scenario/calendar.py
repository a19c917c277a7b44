"""Months and durations: the only clock of the language, where a month is exactly 1/12 year.

It knows nothing of steps, models or files.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from functools import total_ordering
from typing import TYPE_CHECKING, Any, TypeAlias

from scenario.errors import InputError, Problem, described, shortened

if TYPE_CHECKING:
    import numpy as np

MonthLike: TypeAlias = "Month | str | date | np.datetime64"
"""What names a month: itself, a text, or a date of Python, pandas or NumPy (see `month_of`)."""

_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-[0-9]{2}")
_SHORT_MONTH = re.compile(r"(?P<year>[0-9]{4})[-/.]?(?P<month>[0-9]{1,2})")
_MONTH_FIRST = re.compile(r"(?P<month>[0-9]{1,2})[-/. ](?P<year>[0-9]{4})")
_DAY_FIRST = re.compile(r"[0-9]{1,2}[-/.](?P<month>[0-9]{1,2})[-/.](?P<year>[0-9]{4})")
_FORMS = (_SHORT_MONTH, _MONTH_FIRST, _DAY_FIRST)
_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_AMOUNT = r"(?:[0-9][0-9_]*(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
_DURATION = re.compile(rf"\s*({_AMOUNT})\s*(months?|years?)?\s*")
MAX_YEARS = 1_000_000


@total_ordering
@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month, counted from January of year 0; it stands for the month's end."""

    index: int

    @classmethod
    def parse(cls, text: object) -> Month:
        """Read `2023-09`.

        Raises:
            ValueError: It is no month; the error says what is wrong and how to write it.
        """
        if isinstance(text, Month):
            return text
        match = _MONTH.fullmatch(text) if isinstance(text, str) else None
        if match and 1 <= int(match[2]) <= 12:
            return cls(int(match[1]) * 12 + int(match[2]) - 1)
        raise ValueError(_no_month(text))

    def __str__(self) -> str:
        return f"{self.index // 12:04d}-{self.index % 12 + 1:02d}"

    def __lt__(self, other: Month) -> bool:
        return self.index < other.index

    def __add__(self, months: int) -> Month:
        return Month(self.index + months)

    def __sub__(self, other: Month) -> int:
        """How many months lie between the two."""
        return self.index - other.index


def month_of(given: MonthLike) -> Month:
    """The month that an argument names.

    Args:
        given: A `Month`, a text such as `2027-12`, a date or a time of day on one (`datetime`, a
            pandas `Timestamp`, a NumPy `datetime64`), or a pandas `Period` of one month. Of a date
            its month is taken, whatever the day; of a time with a zone, the month in that zone.

    Returns:
        The month; as everywhere, its end is meant.

    Raises:
        InputError: It names no month: no date at all (`NaT`), a whole year, another type.

    Example:
        >>> from datetime import date
        >>> str(month_of(date(2027, 12, 24)))
        '2027-12'
    """
    try:
        return Month.parse(_month_text(given))
    except ValueError as error:
        raise InputError(str(error)) from None


def _month_text(given: Any) -> object:
    """A date as the text of its month; anything else as it is.

    Dates of pandas, NumPy and xarray are told by what they have, so that none need be loaded.
    """
    if str(given) == "NaT":
        raise InputError(Problem("NaT is no date", hint="leave out what has no date"))
    if isinstance(given, date):
        return f"{given.year:04d}-{given.month:02d}"
    if getattr(getattr(given, "dtype", None), "kind", "") == "M" and given.shape == ():
        value = getattr(given, "values", given)  # xarray has it in an array of one
        months = value if "[Y]" in str(given.dtype) else value.astype("datetime64[M]")
        return _month_text(str(months))
    return str(given) if hasattr(given, "freqstr") and hasattr(given, "month") else given


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in years; `6 months`, `2 years` or a bare number of years."""

    years: float

    @classmethod
    def parse(cls, text: object) -> Duration:
        """Read a duration, such as `6 months`.

        Raises:
            ValueError: It is no duration; the error says what is wrong and how to write it.
        """
        if isinstance(text, Duration):
            return text
        written = repr(text) if isinstance(text, (int, float)) and text is not True else text
        match = _DURATION.fullmatch(written) if isinstance(written, str) else None
        if not match:
            raise ValueError(_no_duration(text))
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

    def steps(self, months_per_step: int) -> int:
        """How many whole steps it takes, the last of them perhaps only in part."""
        return math.ceil(self.months / months_per_step)

    def __str__(self) -> str:
        months = self.months
        if months == int(months):
            return f"{int(months)} month" + ("" if months == 1 else "s")
        spelled = (f"{months!r} months", f"{self.years!r} years")
        return min((text for text in spelled if Duration.parse(text) == self), key=len)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Months at one distance from each other, without end: `5 years from 2026-06`."""

    months: int
    """From each of them to the next."""
    first: Month

    @classmethod
    def parse(cls, text: object) -> Recurrence:
        """Read `5 years from 2026-06`.

        Raises:
            ValueError: It is none; the error says what is wrong and how to write it.
        """
        if isinstance(text, Recurrence):
            return text
        period, separator, first = text.partition(" from ") if isinstance(text, str) else ("",) * 3
        if not separator:
            raise ValueError(f"expected how often and from when, found {described(text)}; {_EVERY}")
        if period.strip() in ("month", "year"):
            raise ValueError(f"write how many: 1 {text}")
        every = Duration.parse(period)
        if not 1 <= every.months == int(every.months):
            raise ValueError(f"{period.strip()} is no whole number of months; {_EVERY}")
        return cls(int(every.months), Month.parse(first.strip()))

    @property
    def period(self) -> str:
        """The distance in words."""
        years = self.months // 12
        if self.months % 12:
            return str(Duration(self.months / 12))
        return f"{years} year" + ("" if years == 1 else "s")

    def __str__(self) -> str:
        return f"{self.period} from {self.first}"

    def until(self, last: Month) -> tuple[Month, ...]:
        """Those of the months that are not after another."""
        indices = range(self.first.index, last.index + 1, self.months)
        return tuple(Month(index) for index in indices)


_EVERY = "write 5 years from 2026-06 (months or years, and the first month)"


def _no_month(text: object) -> str:
    """Why this is no month, and the month it may have meant."""
    if not isinstance(text, str):
        number = isinstance(text, (int, float)) and not isinstance(text, bool)
        found = repr(text) if number else described(text)
        return f"expected a month, found {found}; write it as 2023-09 (year, month)"
    if _DAY.fullmatch(text):
        return f"{text!r} has a day; write the month alone: {text[:7]}"
    if _MONTH.fullmatch(text):
        return f"{text!r} is not a month: months go from 01 to 12, as in 2023-09"
    meant = next((match for form in _FORMS if (match := form.fullmatch(text))), None)
    if meant and 1 <= int(meant["month"]) <= 12:
        return f"{text!r} is not a month; write it as {meant['year']}-{meant['month']:0>2}"
    if spelled := re.fullmatch(r"([A-Za-z]{3})[a-z]*\.? ([0-9]{4})", text):
        name = spelled[1].lower()
        if name in _NAMES:
            return f"{text!r} is not a month; write it as {spelled[2]}-{_NAMES.index(name) + 1:02d}"
    return f"{shortened(text)!r} is not a month; write it as 2023-09 (year, month)"


def _no_duration(text: object) -> str:
    """Why this is no duration, and how durations are written."""
    way = "write 6 months, 2 years or 0.5 (years)"
    written = str(text).strip()
    if isinstance(text, bool) or not isinstance(text, (str, int, float)):
        return f"expected a duration, found {described(text)}; {way}"
    if written.startswith("-") and _DURATION.fullmatch(written[1:]):
        return f"a duration cannot be negative, as {written} is; {way}"
    return f"{shortened(written)!r} is not a duration; {way}"
