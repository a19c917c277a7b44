"""Blocks as plain text: headings, paragraphs, lists and tables that fit the width of a terminal.

It knows nothing of forecasts. Every text it is given is made harmless before it is shown.
"""

from __future__ import annotations

import os
import re
import shutil
import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace

import click

from scenario.harmless import safe
from scenario.present import sparks
from scenario.present.blocks import (
    Block,
    Column,
    Course,
    Element,
    Figure,
    Heading,
    Items,
    Listing,
    Paragraph,
    Table,
    Text,
    plain,
    table,
    telling,
    without_empty,
)

NARROWEST, NARROW_TEXT, WIDEST = 40, 80, 100
_TIE = "\xa0"
_TOGETHER = re.compile(r"(?<=\d) (?=%)|(?<=±) ")  # blanks at which no line may end
_NUMBER = re.compile(r"[<>]?-?[\d,]+(\.\d+)?$")


def text_of(blocks: Iterable[Block], width: int = NARROW_TEXT) -> str:
    """The blocks as lines of at most so many characters, without a last line end."""
    page = Page(width)
    page.write(blocks)
    return str(page).rstrip("\n")


class Page:
    """Lines of text as they will be printed."""

    def __init__(self, width: int | None = None) -> None:
        found = width or shutil.get_terminal_size((80, 24)).columns
        self.width = min(max(found, NARROWEST), WIDEST)
        self._lines: list[tuple[str, bool]] = []

    def write(self, blocks: Iterable[Block]) -> None:
        """Blocks one below the other, with a blank line before each.

        Sentences of the answer stand together, and so do items; a chart is left to other media.
        """
        before: Block | None = None
        for block in telling(blocks):
            if not (_is_lead(block) and before is not None and _is_lead(before)):
                self.gap()
            self._write(block)
            before = block

    def _write(self, block: Block) -> None:
        match block:
            case Paragraph(text):
                self.text(plain(text))
            case Heading(text):
                self.heading(text)
            case Listing(text):
                self.block(text)
            case Items():
                self._items(block)
            case Table():
                self._table(block)
            case Figure():
                self.write([block.table] if block.table else [])
            case Element():
                self._element(block)

    def _table(self, block: Table) -> None:
        if block.caption:
            self.heading(block.caption)
        cells = [[(_shown(cell),) for cell in row] for row in block.rows]
        shown = without_empty(table(block.caption, block.columns, cells))
        self.table(shown.columns, [[plain(cell) for cell in row] for row in shown.rows])

    def _items(self, block: Items) -> None:
        labels = block.labels or ("-",) * len(block.items)
        for label, item in zip(labels, block.items, strict=True):
            self.text(f"{label} {plain(item)}", hang=" " * (len(label) + 1))

    def _element(self, block: Element) -> None:
        self.text(f"{block.title} ({block.name})")
        for text in (*block.says, *block.does, (block.because,), (block.note,), block.grounds):
            if said := plain(text):
                self.text(said, indent="  ")

    def heading(self, text: str) -> None:
        """A line (or two) in bold, with a blank line before it."""
        self.gap()
        self._lines += [(line, True) for line in self._wrapped(text, "", "")]

    def text(self, text: str, indent: str = "", hang: str | None = None) -> None:
        """Write a paragraph, wrapped at the width of the page.

        Args:
            text: What it says.
            indent: What stands before its first line.
            hang: What stands before the others; as much as before the first if None.
        """
        after = indent if hang is None else hang
        self._lines += [(line, False) for line in self._wrapped(text, indent, after)]

    def block(self, text: str, indent: str = "") -> None:
        """Lines that must not be wrapped."""
        lines = safe(text, lines=True).split("\n")
        self._lines += [((indent + line).rstrip(), False) for line in lines]

    def gap(self) -> None:
        """A blank line, unless there is one already or nothing stands above."""
        if self._lines and self._lines[-1][0]:
            self._lines.append(("", False))

    def table(
        self, columns: Sequence[Column], rows: Iterable[Sequence[str]], indent: str = ""
    ) -> None:
        """Write rows under heads; what does not fit goes, and the first column is wrapped at need.

        Args:
            columns: The columns, with their heads.
            rows: The cells, row by row.
            indent: What stands before each line.
        """
        body = _aligned([[safe(cell) for cell in row] for row in rows])
        heads = [replace(column, head=safe(column.head, lines=True)) for column in columns]
        lines = _Layout(heads, body, self.width - len(indent)).lines()
        self._lines += [(indent + line, False) for line in lines]

    def __str__(self) -> str:
        return "".join(f"{line}\n" for line, _ in self._lines)

    def print(self) -> None:
        """Print it, headings in bold where that is possible."""
        plain = bool(os.environ.get("NO_COLOR"))
        for line, bold in self._lines:
            click.echo(click.style(line, bold=True) if bold and line and not plain else line)

    def _wrapped(self, text: str, first: str, after: str) -> list[str]:
        lines = textwrap.wrap(
            _TOGETHER.sub(_TIE, safe(text)),
            self.width,
            initial_indent=first,
            subsequent_indent=after,
            break_on_hyphens=False,
        )
        return [line.replace(_TIE, " ") for line in lines] or [""]


class _Layout:
    """One table being laid out."""

    def __init__(self, columns: list[Column], rows: list[list[str]], width: int) -> None:
        self.columns, self.rows, self.width = columns, rows, width
        while self._total() - self._spare() > width and self._leave_one_out():
            pass
        self.widths = self._widths()
        self.widths[0] -= max(0, min(self._total() - width, self.widths[0] - 12))

    def lines(self) -> list[str]:
        heads = [column.head.split("\n") for column in self.columns]
        heads[0] = [part for line in heads[0] for part in self._folded(line)]
        tall = max(len(head) for head in heads)
        padded = [[""] * (tall - len(head)) + head for head in heads]
        lines = [self._line([head[level] for head in padded]) for level in range(tall)]
        return [line for line in lines if line] + [
            line for row in self.rows for line in self._row(row)
        ]

    def _row(self, row: list[str]) -> list[str]:
        """The row, its first cell on several lines if it must, the others beside the last."""
        *first, last = self._folded(row[0])
        return [*first, self._line([last, *row[1:]])]

    def _folded(self, text: str) -> list[str]:
        """A text of the first column, on several lines if it must."""
        return textwrap.wrap(text, max(1, self.widths[0]), break_on_hyphens=False) or [""]

    def _line(self, cells: Sequence[str]) -> str:
        parts = []
        for index, (column, cell, width) in enumerate(
            zip(self.columns, cells, self.widths, strict=True)
        ):
            blank = " " * (width - shown_width(cell))
            parts.append(" " * (column.gap if index else 0))
            parts.append(blank + cell if column.right and index else cell + blank)
        return "".join(parts).rstrip()

    def _leave_one_out(self) -> bool:
        last = max(self.columns, key=lambda column: column.may_go)
        if not last.may_go:
            return False
        index = self.columns.index(last)
        self.columns.pop(index)
        self.rows = [row[:index] + row[index + 1 :] for row in self.rows]
        return True

    def _widths(self) -> list[int]:
        cells = [column.head.split("\n") for column in self.columns]
        for row in self.rows:
            for column, cell in zip(cells, row, strict=True):
                column.append(cell)
        return [max(shown_width(cell) for cell in column) for column in cells]

    def _spare(self) -> int:
        """By how much the first column may be folded before others are left out."""
        folds = self.columns[0].folds
        return max(0, self._widths()[0] - folds) if folds else 0

    def _total(self) -> int:
        return sum(self._widths()) + sum(column.gap for column in self.columns[1:])


def _aligned(rows: list[list[str]]) -> list[list[str]]:
    """The rows with numbers below each other: 83 stands over 6.5 by its unit."""
    columns = [_aligned_column(list(cells)) for cells in zip(*rows, strict=True)]
    return [list(row) for row in zip(*columns, strict=True)]


def _aligned_column(cells: list[str]) -> list[str]:
    numbers = [_NUMBER.match(cell) for cell in cells]
    longest = max((len(found[1] or "") for found in numbers if found), default=0)
    return [
        cell[: found.end()] + " " * (longest - len(found[1] or "")) + cell[found.end() :]
        if found
        else cell
        for cell, found in zip(cells, numbers, strict=True)
    ]


def _shown(text: Text) -> str:
    """The text; the course of a share as one small line of characters, where somebody watches."""
    return "".join(_course(part) if isinstance(part, Course) else plain((part,)) for part in text)


def _course(course: Course) -> str:
    return sparks.spark(course.values) if sparks.are_wanted() else ""


def _is_lead(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.style == "lead"


def shown_width(text: str) -> int:
    """How many places a text takes on a terminal."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    joined = sum(unicodedata.combining(character) > 0 for character in text)
    return len(text) + wide - joined
