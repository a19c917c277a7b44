"""A dated series with its errors, read from a CSV file.

What is made of it is not known here.
"""

from __future__ import annotations

import csv
import datetime
import math
import os
import re
from calendar import monthrange
from dataclasses import dataclass
from hashlib import sha256
from io import StringIO
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from scenario.errors import InputError, Mark, Problem, did_you_mean
from scenario.io import Library

Floats = NDArray[np.float64]

NEEDED = ("date", "value")
COLUMNS = (*NEEDED, "sd", "source", "confidence", "note")
"""The columns that a series may have; of the last three, sources are named."""
MOST = 2_000
"""Rows of a series."""
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?")


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement."""

    date: str
    """As it is written: a day, or a month, at the end of which it was so."""
    years: float
    """The same in years, months being alike."""
    value: float
    sd: float
    """Its standard error; 0 where none is said."""
    source: str
    mark: Mark
    """Where it stands."""


@dataclass(frozen=True)
class Series:
    """Measurements in order of time."""

    file: str
    sha256: str
    rows: tuple[Row, ...]
    left_out: int = 0
    """Rows that are later than may be known."""

    @property
    def years(self) -> Floats:
        """When each was made."""
        return np.array([row.years for row in self.rows])

    @property
    def values(self) -> Floats:
        """What was measured."""
        return np.array([row.value for row in self.rows])

    @property
    def errors(self) -> Floats:
        """Standard errors."""
        return np.array([row.sd for row in self.rows])

    @property
    def sources(self) -> tuple[str, ...]:
        """Every source that is named, once."""
        return tuple(dict.fromkeys(row.source for row in self.rows if row.source))

    @staticmethod
    def problem(row: Row, message: str, hint: str = "") -> InputError:
        """That something is wrong with a row, told with file and line.

        Args:
            row: The row.
            message: What is wrong.
            hint: A way out.
        """
        return InputError(Problem(message, row.mark, hint=hint))


def read_series(file: str | os.PathLike[str], as_of: str | None = None) -> Series:
    """Read a series.

    Args:
        file: A CSV file with the columns date and value, and maybe sd, source, confidence, note.
        as_of: The last day or month that may be known; all where None.

    Raises:
        InputError: The file cannot be read, or something in it is wrong: all that is, at once.
    """
    source = Library(os.fspath(file)).open_first()
    try:
        text = source.data.decode("utf-8-sig")
    except UnicodeDecodeError:
        hint = "save it as UTF-8"
        raise InputError(Problem(f"{source.shown} is not UTF-8 text", hint=hint)) from None
    until = math.inf if as_of is None else _time("--as-of", as_of)
    reader = _Reader(source.shown, text)
    rows = reader.rows(text)
    if reader.problems:
        raise InputError(reader.problems)
    kept = tuple(row for row in rows if row.years <= until)
    if rows and not kept:
        message, hint = f"nothing in {source.shown} is as old as {as_of}", rows[0].date
        raise InputError(Problem(message, hint=f"the first is of {hint}"))
    digest = sha256(source.data).hexdigest()
    return Series(source.shown, digest, kept, len(rows) - len(kept))


class _Reader:
    """Reads rows, and notes what is wrong with them."""

    def __init__(self, file: str, text: str) -> None:
        self._file, self._lines = file, text.splitlines()
        self.problems: list[Problem] = []

    def rows(self, text: str) -> tuple[Row, ...]:
        """All rows that can be read."""
        table = csv.reader(StringIO(text, newline=""), strict=True)
        try:
            lines = [(table.line_num, cells) for cells in table]
        except csv.Error as error:
            self._wrong(table.line_num, f"this is no CSV: {error}")
            return ()
        if not lines:
            self._wrong(1, "the file is empty", f"its first line is {','.join(COLUMNS[:3])}")
            return ()
        (_, head), *rest = lines
        names = [name.strip() for name in head]
        if not self._heads(names):
            return ()
        found = [self._row(names, line, cells) for line, cells in rest if any(cells)]
        if len(found) > MOST:
            hint = "take means over months, with their errors"
            self._wrong(
                lines[-1][0], f"a series has {MOST:,} rows at most, not {len(found):,}", hint
            )
        rows = tuple(row for row in found if row is not None)
        self._in_order(rows)
        return rows

    def _wrong(self, line: int, message: str, hint: str = "") -> None:
        self.problems.append(Problem(message, self._mark(line), hint=hint))

    def _mark(self, line: int) -> Mark:
        text = self._lines[line - 1] if line <= len(self._lines) else ""
        return Mark(self._file, max(line, 1), 1, text, max(len(text), 1))

    def _heads(self, names: list[str]) -> bool:
        if not set(names) & set(NEEDED):
            hint = f"the first line names the columns: {','.join(COLUMNS[:3])}"
            self._wrong(1, "the columns date and value are missing", hint)
            return False
        for name in names:
            if name not in COLUMNS:
                hint = did_you_mean(name, COLUMNS, "columns")
                said = f"there is no column {name[:40]!r}" if name else "a column has no name"
                self._wrong(1, said, hint)
            elif names.count(name) > 1:
                self._wrong(1, f"the column {name} is there twice", "keep one of them")
                break
        for name in NEEDED:
            if name not in names:
                self._wrong(1, f"the column {name} is missing", "the first line names the columns")
        return not self.problems

    def _row(self, names: list[str], line: int, cells: list[str]) -> Row | None:
        before = len(self.problems)
        if len(cells) != len(names):
            message = f"{len(cells)} cells stand below {len(names)} columns"
            self._wrong(line, message, "put a text with a comma in quotes")
            return None
        said = {name: cell.strip() for name, cell in zip(names, cells, strict=True)}
        value = self._number(line, "value", said["value"])
        sd = self._number(line, "sd", said["sd"]) if said.get("sd") else 0.0
        if sd < 0:
            self._wrong(line, f"an sd is not below 0, as {sd:g} is")
        years = 0.0
        try:
            years = _time("date", said["date"])
        except InputError as error:
            self._wrong(line, error.problems[0].message, error.problems[0].hint)
        if len(self.problems) > before:
            return None
        return Row(said["date"], years, value, sd, said.get("source", ""), self._mark(line))

    def _number(self, line: int, column: str, text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            shown = f"{text[:40]!r} is not a number" if text else "nothing stands there"
            hint = "write 43.3, with a point and without a unit"
            self._wrong(line, f"{column}: {shown}", hint)
            return 0.0
        return value

    def _in_order(self, rows: tuple[Row, ...]) -> None:
        for before, row in pairwise(rows):
            if row.years == before.years:
                hint = "write one row: their mean, and its error"
                self._wrong(row.mark.line, f"there are two values of {row.date}", hint)
            elif row.years < before.years:
                message = f"{row.date} stands below {before.date}, which is later"
                self._wrong(row.mark.line, message, "put the rows in order of time")


def _time(what: str, text: str) -> float:
    """Years to the end of a day or month, months being alike.

    Raises:
        InputError: It is neither.
    """
    try:
        if not _DATE.fullmatch(text):
            raise ValueError
        day = datetime.date.fromisoformat(text if len(text) != 7 else f"{text}-01")
        days = monthrange(day.year, day.month)[1]
        part = 1.0 if len(text) == 7 else day.day / days
        return (day.year * 12 + day.month - 1 + part) / 12
    except ValueError:
        hint = "write 2022-11-30, or 2022-11 for the end of a month"
        raise InputError(Problem(f"{what}: {text[:40]!r} is no date", hint=hint)) from None
