"""What a report is made of: sections of paragraphs, tables, figures and elements of the model.

These are plain data; how they look as HTML or Markdown is not known here. Texts are never markup:
whoever writes a page escapes every one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias


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


Inline: TypeAlias = str | Link | Code | Strong | Formula
Text: TypeAlias = tuple[Inline, ...]


def said(*parts: Inline) -> Text:
    """A text of several parts."""
    return parts


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; `lead` for the answer itself, `small` for an aside."""

    text: Text
    style: str = ""
    kind: str = "paragraph"


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Text, ...]
    kind: str = "items"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads; a row is named by its first cell, and `right` says what is numbers."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Text, ...], ...]
    right: tuple[int, ...] = ()
    ids: tuple[str, ...] = ()
    kind: str = "table"


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


def paragraph(*parts: Inline, style: str = "") -> Paragraph:
    """One paragraph of these parts."""
    return Paragraph(parts, style)


def table(
    caption: str,
    head: Sequence[str],
    rows: Sequence[Sequence[Inline | Text]],
    *,
    right: Sequence[int] = (),
    ids: Sequence[str] = (),
) -> Table:
    """A table whose cells may be single texts."""
    cells = tuple(
        tuple(cell if isinstance(cell, tuple) else (cell,) for cell in row) for row in rows
    )
    return Table(caption, tuple(head), cells, tuple(right), tuple(ids))
