"""What people read of a result: paragraphs, lists, tables, figures, elements of the model.

These are plain data; how they look on a terminal, as HTML or as Markdown is not known here. Texts
are never markup: whoever writes a page escapes every one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Link:
    """Text that leads to a place in this report (`#fact-...`) or to a web address."""

    text: str
    to: str


@dataclass(frozen=True, slots=True)
class Code:
    """Text as it is typed."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Text that must not be missed."""

    text: str


@dataclass(frozen=True, slots=True)
class Formula:
    """An expression as MathML, in parts between which a line may end, and as it is written.

    It stands on a line of its own unless it is `within` a sentence.
    """

    parts: tuple[str, ...]
    source: str
    within: bool = False


@dataclass(frozen=True, slots=True)
class Course:
    """The course of a share over time, shown in a line where that can be, and else left out."""

    values: tuple[float, ...]


Inline: TypeAlias = str | Link | Code | Strong | Formula | Course
Text: TypeAlias = tuple[Inline, ...]


def said(*parts: Inline) -> Text:
    """A text of several parts."""
    return parts


Style: TypeAlias = Literal["", "lead", "small"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; `lead` for the answer itself, `small` for an aside."""

    text: Text
    style: Style = ""
    kind: str = "paragraph"


@dataclass(frozen=True, slots=True)
class Items:
    """A list; each item has a mark before it, which is a dash, its number or a label."""

    items: tuple[Text, ...]
    labels: tuple[str, ...] = ()
    """One for each item; none where dashes do."""
    kind: str = "items"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Its head may have several lines, which other media than a terminal write as one. Where a page
    is too narrow for the table, columns that `may_go` are left out, the highest number first.
    """

    head: str
    right: bool = True
    """Whether it holds numbers, which are set to the right."""
    may_go: int = 0
    gap: int = 2
    """Blanks before it on a terminal."""
    folds: int = 0
    """Of the first column: how narrow it is made before others are left out; 0 where it is not."""
    drawn: bool = False
    """Whether it is a picture made of characters, which terminals alone show."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads; a row is named by its first cell."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Text, ...], ...]
    ids: tuple[str, ...] = ()
    kind: str = "table"

    @property
    def head(self) -> tuple[str, ...]:
        """The heads, each in one line."""
        return tuple(column.head.replace("\n", " ") for column in self.columns)

    @property
    def right(self) -> tuple[int, ...]:
        """The columns of numbers."""
        return tuple(index for index, column in enumerate(self.columns) if column.right)


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart, drawn at the width that is asked for, and the numbers behind it.

    `name` is letters and hyphens, one figure's alone; a chart that cannot be `narrow` is scrolled
    on narrow pages.
    """

    name: str
    draw: Callable[[int], Any]
    table: Table | None = None
    narrow: bool = True
    kind: str = "figure"


@dataclass(frozen=True, slots=True)
class Element:
    """One element of the model: what it says, in words and formulas, why, and on what grounds."""

    anchor: str
    title: str
    name: str
    says: tuple[Text, ...]
    does: tuple[Text, ...] = ()
    because: str = ""
    grounds: Text = ()
    note: str = ""
    kind: str = "element"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within a section."""

    text: str
    anchor: str = ""
    kind: str = "heading"


@dataclass(frozen=True, slots=True)
class Listing:
    """Lines to be typed or read as they are."""

    text: str
    kind: str = "listing"


Block: TypeAlias = Paragraph | Items | Table | Figure | Element | Heading | Listing


@dataclass(frozen=True, slots=True)
class Part:
    """A section as it stands in the report."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]
    appendix: bool = False
    """Whether it stands behind the first pages, for those who want to know more."""


def paragraph(*parts: Inline, style: Style = "") -> Paragraph:
    """One paragraph of these parts."""
    return Paragraph(parts, style)


def lead(text: str) -> Paragraph:
    """The answer, or a sentence of it."""
    return Paragraph((text,), "lead")


def small(text: str) -> Paragraph:
    """An aside: how a thing was counted, what a sign means."""
    return Paragraph((text,), "small")


def items(texts: Iterable[str], labels: Sequence[str] = ()) -> Items:
    """A list of plain texts, each with a dash or with a label of its own."""
    return Items(tuple((text,) for text in texts), tuple(labels))


def numbered(texts: Iterable[str]) -> Items:
    """A list counted from 1."""
    some = tuple(texts)
    return items(some, [f"{number}." for number in range(1, len(some) + 1)])


def table(
    caption: str,
    head: Sequence[str | Column],
    rows: Iterable[Sequence[Inline | Text]],
    *,
    right: Sequence[int] = (),
    ids: Sequence[str] = (),
) -> Table:
    """A table whose heads and cells may be single texts.

    Args:
        caption: What it shows; empty where the text before it says so.
        head: Its columns, or their heads alone.
        rows: The cells, row by row.
        right: Which columns hold numbers, of those that are given as heads alone.
        ids: An anchor for each row.
    """
    columns = tuple(
        one if isinstance(one, Column) else Column(one, right=index in right)
        for index, one in enumerate(head)
    )
    cells = tuple(
        tuple(cell if isinstance(cell, tuple) else (cell,) for cell in row) for row in rows
    )
    return Table(caption, columns, cells, tuple(ids))


def without_drawings(given: Table) -> Table:
    """The table without columns that terminals alone show."""
    kept = [index for index, column in enumerate(given.columns) if not column.drawn]
    return _only(given, kept)


def telling(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks that say anything: a table without rows does not."""
    return tuple(one for one in blocks if not isinstance(one, Table) or one.rows)


def without_empty(given: Table) -> Table:
    """The table without columns that say nothing in any row; its first column stays."""
    kept = [
        index
        for index in range(len(given.columns))
        if index == 0 or any(any(row[index]) for row in given.rows)
    ]
    return _only(given, kept)


def _only(given: Table, kept: Sequence[int]) -> Table:
    columns = tuple(given.columns[index] for index in kept)
    rows = tuple(tuple(row[index] for index in kept) for row in given.rows)
    return Table(given.caption, columns, rows, given.ids)


def plain(text: Text) -> str:
    """The text without what it leads to or how it is set."""
    return "".join(_plain(part) for part in text)


def _plain(part: Inline) -> str:
    match part:
        case str():
            return part
        case Formula(source=source):
            return source
        case Course():
            return ""
        case _:
            return part.text
