"""A report as Markdown: the same content, charts as their words and numbers, with their pictures.

Every text is escaped, so that what comes from a file cannot become markup.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from scenario.plots.chart import WIDE
from scenario.plots.image import described
from scenario.plots.style import unchecked
from scenario.present.blocks import (
    Block,
    Code,
    Course,
    Element,
    Figure,
    Formula,
    Heading,
    Inline,
    Items,
    Link,
    Listing,
    Paragraph,
    Part,
    Strong,
    Table,
    Text,
    without_drawings,
)
from scenario.version import MARK

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$!])")
_GAPS = re.compile(r"\n{3,}")
_AT_BEGINNING = re.compile(r"^(\s*)([-+]|\d+[.)])(?=\s)")


Kept = Callable[[str, Any], str]
"""Keeps the picture of a chart, given its name and the chart; says where it will stand."""


def markdown(
    title: str, parts: Sequence[Part], byline: str = "", pictured: Kept | None = None
) -> str:
    """The whole report.

    Args:
        title: The question.
        parts: The sections.
        byline: Who made it, and when.
        pictured: Keeps the pictures of charts; without it there are none.
    """
    lines = [f"<!-- made by {MARK} -->", "", f"# {_safe(title)}", ""]
    lines += [_safe(byline), ""] if byline else []
    for part in parts:
        lines += [f'<a id="{part.anchor}"></a>', "", f"## {_safe(part.title)}", ""]
        for block in part.blocks:
            if isinstance(block, Figure):
                lines += [*_figure(block, pictured), ""]
            else:
                lines += [*_WRITERS[type(block)](block), ""]
    return _GAPS.sub("\n\n", "\n".join(lines)).rstrip() + "\n"


def _paragraph(block: Paragraph) -> Iterator[str]:
    yield _line(block.text)


def _items(block: Items) -> Iterator[str]:
    for label, item in zip(block.labels or ("",) * len(block.items), block.items, strict=True):
        yield f"- {_safe(label)} {_text(item)}" if label else f"- {_text(item)}"


def _heading(block: Heading) -> Iterator[str]:
    if block.anchor:
        yield f'<a id="{block.anchor}"></a>'
        yield ""
    yield f"### {_safe(block.text)}"


def _listing(block: Listing) -> Iterator[str]:
    fence = "```"
    while fence in block.text:
        fence += "`"
    yield from (fence, block.text, fence)


def _table(given: Table) -> Iterator[str]:
    block = without_drawings(given)
    if block.caption:
        yield f"**{_safe(block.caption)}**"
        yield ""
    yield f"| {' | '.join(map(_safe, block.head))} |"
    marks = ("--:" if index in block.right else "---" for index in range(len(block.head)))
    yield f"| {' | '.join(marks)} |"
    for index, row in enumerate(block.rows):
        cells = [_text(cell) for cell in row]
        if block.ids:
            cells[0] = f'<a id="{block.ids[index]}"></a>{cells[0]}'
        yield f"| {' | '.join(cells)} |"


def _figure(block: Figure, pictured: Kept | None) -> Iterator[str]:
    with unchecked():
        chart = block.draw(WIDE)
    about = _safe(described(chart))
    yield f"![{about}]({_target(pictured(block.name, chart))})" if pictured else f"*Chart.* {about}"
    if block.table is not None:
        yield ""
        yield from _table(block.table)


def _element(block: Element) -> Iterator[str]:
    yield f'<a id="{block.anchor}"></a>'
    yield ""
    yield f"#### {_safe(block.title)} (`{block.name}`)"
    yield ""
    for text in block.says:
        yield _line(text)
        yield ""
    if block.does:
        yield from (f"- {_text(text)}" for text in block.does)
        yield ""
    told: list[Text] = []
    told += [(block.because,)] if block.because else []
    told += [(f"Note: {block.note}",)] if block.note else []
    for text in (*told, block.grounds):
        yield _line(text)
        yield ""


_WRITERS: dict[type[Block], Callable[[Any], Iterator[str]]] = {
    Paragraph: _paragraph,
    Items: _items,
    Heading: _heading,
    Listing: _listing,
    Table: _table,
    Element: _element,
}


def _line(text: Text) -> str:
    """A text at the beginning of a line, which must not turn into a list."""
    return _AT_BEGINNING.sub(r"\1\\\2", _text(text))


def _text(text: Text) -> str:
    return "".join(map(_inline, text))


def _inline(part: Inline) -> str:
    match part:
        case Link(text, to):
            return f"[{_safe(text)}]({_target(to)})"
        case Strong(text):
            return f"**{_safe(text.strip())}**{' ' if text.endswith(' ') else ''}"
        case Code(text) | Formula(source=text):
            return _typed(text)
        case Course():
            return ""
    return _safe(part)


def _target(to: str) -> str:
    return f"<{to.replace('<', '%3C').replace('>', '%3E')}>"


def _typed(text: str) -> str:
    flat = " ".join(text.split()).replace("|", "\\|")
    return f"`` {flat} ``" if "`" in flat else f"`{flat}`"


def _safe(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()) if "\n" in text else text)
