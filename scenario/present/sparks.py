"""Small charts in a line of text: the course of a number in eight characters, a bar, a band.

Blocks where the terminal can show them, plain characters elsewhere. It knows no forecast.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

BLOCKS = "▁▂▃▄▅▆▇█"
PLAIN = "_.,-=+*#"
WIDTH = 8


def are_wanted() -> bool:
    """Whether somebody watches: what goes into a file or a pipe stays text."""
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def blocks_are_shown() -> bool:
    """Whether what is printed can hold block characters."""
    try:
        (BLOCKS + "░").encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def spark(
    values: Sequence[float],
    width: int = WIDTH,
    top: float = 1.0,
    *,
    blocks: bool | None = None,
) -> str:
    """The course of a number from 0 to `top`, each character the mean of its stretch.

    Args:
        values: In order of time; at least one.
        width: Characters.
        top: What a full character stands for.
        blocks: Whether to use block characters; as the terminal can when None.
    """
    levels = _levels(blocks)
    means = []
    for index in range(width):
        first = index * len(values) // width
        part = values[first : max((index + 1) * len(values) // width, first + 1)]
        means.append(sum(part) / len(part))
    scale = len(levels) / top if top > 0 else 0.0
    return "".join(levels[max(0, min(len(levels) - 1, int(mean * scale)))] for mean in means)


def bar(share: float, width: int = 20, *, blocks: bool | None = None) -> str:
    """A bar as long as a share of the width; whatever is above 0 shows.

    Args:
        share: From 0 to 1.
        width: Characters of the share 1.
        blocks: Whether to use block characters; as the terminal can when None.
    """
    filled = round(max(0.0, min(share, 1.0)) * width)
    mark = "█" if _with_blocks(blocks) else "#"
    return mark * max(filled, 1 if share > 0 else 0)


def band(
    low: float, middle: float, high: float, width: int = 20, *, blocks: bool | None = None
) -> str:
    """A range of shares with its middle, on a line from 0 to 1.

    Args:
        low: The lower end of the range.
        middle: The middle.
        high: The upper end.
        width: Characters from 0 to 1.
        blocks: Whether to use block characters; as the terminal can when None.
    """
    fill, mark = ("░", "█") if _with_blocks(blocks) else ("-", "|")
    first, at, last = (_column(share, width) for share in (low, middle, high))
    cells = [fill if first <= index <= last else " " for index in range(width)]
    cells[at] = mark
    return "".join(cells).rstrip()


def _column(share: float, width: int) -> int:
    return max(0, min(width - 1, int(share * width)))


def _levels(blocks: bool | None) -> str:
    return BLOCKS if _with_blocks(blocks) else PLAIN


def _with_blocks(blocks: bool | None) -> bool:
    return blocks_are_shown() if blocks is None else blocks
