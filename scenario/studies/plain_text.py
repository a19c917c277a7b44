"""Sentences and tables of a study as plain text that fits 80 columns.

It knows nothing of what it lays out.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence

from scenario import intervals

WIDTH = 80
_TIE = "\u00a0"
_TOGETHER = re.compile(r"(?<=\d) (?=%)|(?<=±) ")  # blanks at which no line may end


def paragraph(text: str, indent: str = "", hang: str | None = None) -> str:
    """The text wrapped; from its second line on it is indented by `hang`."""
    after = indent if hang is None else hang
    lines = textwrap.fill(
        _TOGETHER.sub(_TIE, text),
        WIDTH,
        initial_indent=indent,
        subsequent_indent=after,
        break_on_hyphens=False,
    )
    return lines.replace(_TIE, " ")


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows under heads, the first column left, the others right; its first column gives way."""
    body = [list(heads), *(list(row) for row in rows)]
    others = [max(len(row[i]) for row in body) for i in range(1, len(heads))]
    widest = max(len(row[0]) for row in body)
    first = max(12, min(widest, WIDTH - sum(others) - 2 * len(others)))
    return "\n".join(line for row in body for line in _row(row, first, others))


def _row(row: list[str], first: int, others: list[int]) -> list[str]:
    """The row, its first cell on several lines if it must, the others beside the last."""
    *above, last = _folded(row[0], first) or [""]
    cells = [cell.rjust(width) for cell, width in zip(row[1:], others, strict=True)]
    return [*above, "  ".join([last.ljust(first), *cells]).rstrip()]


def _folded(cell: str, width: int) -> list[str]:
    """A cell on lines of a width; a path of the model is broken after a dot."""
    if " " in cell or len(cell) <= width or "." not in cell[1:width]:
        return textwrap.wrap(cell, width, break_on_hyphens=False)
    cut = cell.rindex(".", 1, width) + 1
    return [cell[:cut], *_folded(cell[cut:], width)]


def listed(items: Iterable[str], most: int = 6) -> str:
    """a, b and c; a, b, ... and 12 others where there are many."""
    words = list(items)
    if len(words) > most:
        words = [*words[: most - 1], f"{len(words) - most + 1} others"]
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def points(share: float, decimals: int = 1) -> str:
    """+3.4 or −0.2: a difference of probabilities in points of a hundred."""
    text = f"{100 * share:+.{decimals}f}"
    return text.replace("-", "−") if float(text) else f"{0:.{decimals}f}"


def margin(se: float) -> str:
    """Half of a 95 % interval in points, never rounded to nothing: ± 0.3."""
    half = 100 * intervals.half_width(se)
    return "± 0" if not half else f"± {half:.1f}" if half >= 0.05 else "± <0.1"
