"""CSV tables whose cells know where they stand.

A table has a row of heads and rows as long as it (RFC 4180); what the columns mean is not known
here. The `csv` of the standard library does not say in which column of a line a cell begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from scenario.errors import InputError, Mark, Problem, shortened
from scenario.io.problems import tidy
from scenario.io.source import Source, read_source

MOST_COLUMNS = 200
"""Columns of a table at most."""
MOST_ROWS = 20_000
"""Rows below the heads at most."""
_CELL = re.compile(r'"([^"]*(?:""[^"]*)*)"|([^",\n]*)')


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one cell, without its quotes and the blanks around it, and where."""

    text: str
    mark: Mark


@dataclass(frozen=True)
class Table:
    """The heads of a table, and its rows by head."""

    name: str
    heads: Mapping[str, Cell]
    rows: tuple[Mapping[str, Cell], ...]


def read_table(name: str, data: bytes | str) -> Table:
    """Read a table.

    Args:
        name: The file, as messages show it.
        data: All of it.

    Raises:
        InputError: It is empty, no UTF-8, too long or too wide, has a quote that never ends, a head
            twice, or a row that is longer or shorter than the heads.
    """
    source = read_source(name, data)
    filled = (cells for cells in _lines(source) if any(cell.text for cell in cells))
    lines = list(islice(filled, MOST_ROWS + 2))
    if not lines:
        raise InputError(Problem("the table is empty", Mark(name), hint="write a row of heads"))
    heads, problems = _heads(lines[0])
    if len(lines) > MOST_ROWS + 1:
        message = f"a table has {MOST_ROWS:,} rows below its heads at most"
        problems.append(Problem(message, lines[-1][0].mark, hint="split it into several"))
    rows = []
    for cells in lines[1:]:
        if len(cells) != len(lines[0]):
            problems.append(_length(cells, len(lines[0])))
        else:
            rows.append(dict(zip(heads, cells, strict=False)))
    if not problems and not rows:
        hint = "write a row for each case below the heads"
        problems.append(Problem("the table has heads and no rows", Mark(name), hint=hint))
    if problems:
        raise InputError(tidy(problems))
    return Table(name, heads, tuple(rows))


def _heads(cells: list[Cell]) -> tuple[dict[str, Cell], list[Problem]]:
    """The first row by what stands in it, and what is wrong with it."""
    heads: dict[str, Cell] = {}
    problems = []
    for cell in cells:
        if not cell.text:
            problems.append(Problem("a column has no head", cell.mark, hint="write its name here"))
        elif cell.text in heads:
            message = f"two columns are called {shortened(cell.text)!r}"
            problems.append(Problem(message, cell.mark, hint="give one of them another name"))
        heads.setdefault(cell.text, cell)
    if len(cells) == 1 and re.search(r"[;\t]", cells[0].text):
        hint = "separate cells by commas; a spreadsheet saves them so as CSV (UTF-8)"
        problems.append(Problem("this row has one cell", cells[0].mark, hint=hint))
    return heads, problems


def _length(cells: list[Cell], wanted: int) -> Problem:
    """That a row is longer or shorter than the heads."""
    last = cells[min(wanted, len(cells) - 1)]
    hint = "put a cell that has a comma in it in quotes" if len(cells) > wanted else ""
    found = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
    message = f"this row has {found}, the heads are {wanted}"
    hint = hint or "write a comma for every cell that is left empty"
    return Problem(message, last.mark, hint=hint)


def _lines(source: Source) -> Iterator[list[Cell]]:
    """The cells of each row; a cell in quotes may go on over several lines."""
    text, at, row, begins = source.text, 0, 0, 0
    cells: list[Cell] = []
    while at <= len(text):
        found = _CELL.match(text, at)
        end = found.end() if found else at
        after = text[end : end + 1]
        if found is None or after not in ("", ",", "\n"):
            raise InputError(_bad_quote(source, row, at - begins))
        cells.append(_cell(source, found, row, at - begins))
        if len(cells) > MOST_COLUMNS:
            message = f"a table has {MOST_COLUMNS} columns at most"
            raise InputError(Problem(message, cells[-1].mark, hint="leave some of them out"))
        inside = found[0].count("\n")
        if inside:
            row, begins = row + inside, at + found[0].rindex("\n") + 1
        at = end + 1
        if after != ",":
            yield cells
            cells, row, begins = [], row + 1, at


def _cell(source: Source, found: re.Match[str], row: int, column: int) -> Cell:
    quoted = found[1] is not None
    written = found[1].replace('""', '"') if quoted else found[2]
    blanks = len(written) - len(written.lstrip())
    text = written.strip()
    mark = source.point(row, column + quoted + blanks, max(1, len(text.partition("\n")[0])))
    return Cell(text, mark)


def _bad_quote(source: Source, row: int, column: int) -> Problem:
    mark = source.point(row, column)
    hint = 'write "" for a quote inside a cell that is in quotes'
    return Problem("a quote does not begin or end with its cell", mark, hint=hint)
