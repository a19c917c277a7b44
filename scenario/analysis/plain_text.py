"""Sentences and tables as plain text that fits 80 columns.

It knows nothing of what it lays out.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

WIDTH = 80
_TIE = "\u00a0"
_TOGETHER = re.compile(r"(?<=\d) (?=%)|(?<=±) ")  # blanks at which no line may end
_WHOLE: Any = {"break_on_hyphens": False, "break_long_words": False, "drop_whitespace": True}


def paragraph(text: str, indent: str = "", hang: str | None = None) -> str:
    """The text wrapped; from its second line on it is indented by `hang`."""
    lines = textwrap.fill(
        _TOGETHER.sub(_TIE, text),
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent if hang is None else hang,
        break_on_hyphens=False,
    )
    return lines.replace(_TIE, " ")


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows under heads, the first column left, the others right; its first column gives way."""
    body = [list(heads), *(list(row) for row in rows)]
    others = [max(len(row[i]) for row in body) for i in range(1, len(heads))]
    first = max(12, min(max(len(row[0]) for row in body), WIDTH - sum(others) - 2 * len(others)))
    return "\n".join(line for row in body for line in _row(row, first, others))


def _row(row: list[str], first: int, others: list[int]) -> list[str]:
    """The row; a first cell too long for its column stands above the others, or in part."""
    *above, last = textwrap.wrap(row[0], first, **_WHOLE) or [""]
    if max(map(len, (*above, last))) > first:
        above, last = textwrap.wrap(row[0], WIDTH, **_WHOLE), ""
    cells = [cell.rjust(width) for cell, width in zip(row[1:], others, strict=True)]
    return [*above, "  ".join([last.ljust(first), *cells]).rstrip()]


def listed(items: Iterable[str], most: int = 6) -> str:
    """a, b and c; a, b, ... and 12 others where there are many."""
    words = list(items)
    if len(words) > most:
        words = [*words[: most - 1], f"{len(words) - most + 1} others"]
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)
