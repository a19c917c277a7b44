"""Blocks as a notebook shows them: plain HTML with its style in the elements.

No scripts, nothing to load, and the notebook's own colours, so that it reads in light and in dark.
Everything that came from a file is escaped. Charts are left to whoever asks for one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from scenario.harmless import safe
from scenario.present.blocks import (
    Block,
    Element,
    Figure,
    Heading,
    Items,
    Listing,
    Paragraph,
    Table,
    Text,
    plain,
    without_drawings,
)

_BOX = "max-width:60em;overflow-x:auto;line-height:1.4"
_TABLE = "border-collapse:collapse;margin:.5em 0;font-variant-numeric:tabular-nums"
_LINE = "padding:.25em .8em .25em .4em;border-bottom:1px solid rgba(128,128,128,.35)"
_NUMBER = f"{_LINE};text-align:right;white-space:nowrap"
_WORDS = f"{_LINE};text-align:left"
_SMALL = "font-size:90%;opacity:.8"
_STYLES = {"": "", "lead": "font-weight:600", "small": _SMALL}


def notebook(blocks: Iterable[Block]) -> str:
    """The blocks as one HTML fragment."""
    lines = (line for block in blocks for line in _block(block))
    return "\n".join([f'<div style="{_BOX}">', *lines, "</div>"])


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(text, style):
            yield f'<p style="{_STYLES[style]}">{_text(text)}</p>'
        case Heading(text):
            yield f"<p><strong>{_escaped(text)}</strong></p>"
        case Listing(text):
            yield f"<pre>{escape(safe(text, lines=True))}</pre>"
        case Items(items, labels):
            yield from _items(items, labels)
        case Table():
            yield from _table(block)
        case Figure(table=Table() as numbers):
            yield from _table(numbers)
        case Element(title=title, says=says):
            yield f"<p><strong>{_escaped(title)}</strong> {' '.join(map(_text, says))}</p>"
        case _:
            pass


def _items(items: tuple[Text, ...], labels: tuple[str, ...]) -> Iterator[str]:
    marked = zip(labels or ("",) * len(items), items, strict=True)
    yield '<ul style="list-style:none;padding-left:.4em">' if labels else "<ul>"
    for label, item in marked:
        yield f"<li>{_escaped(label)} {_text(item)}</li>" if label else f"<li>{_text(item)}</li>"
    yield "</ul>"


def _table(given: Table) -> Iterator[str]:
    block = without_drawings(given)
    styles = [_NUMBER if column.right else _WORDS for column in block.columns]
    styles[:1] = [_WORDS]
    yield f'<table style="{_TABLE}">'
    if block.caption:
        yield f'<caption style="{_SMALL};text-align:left">{_escaped(block.caption)}</caption>'
    heads = zip(block.head, styles, strict=True)
    cells = "".join(
        f'<th scope="col" style="{style}">{_escaped(head)}</th>' for head, style in heads
    )
    yield f"<thead><tr>{cells}</tr></thead><tbody>"
    for row in block.rows:
        first, *others = zip(row, styles, strict=True)
        name = f'<th scope="row" style="{first[1]}">{_text(first[0])}</th>'
        rest = "".join(f'<td style="{style}">{_text(cell)}</td>' for cell, style in others)
        yield f"<tr>{name}{rest}</tr>"
    yield "</tbody></table>"


def _text(text: Text) -> str:
    return _escaped(plain(text))


def _escaped(text: str) -> str:
    return escape(safe(text))
