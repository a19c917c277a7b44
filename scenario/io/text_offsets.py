"""Where a character of a text value stands in the file, behind quotes, escapes and folds.

It does not know trees or files: only a value, the same value as written, and the mark of its start.
"""

from __future__ import annotations

import re
from dataclasses import replace

from scenario.errors import Mark

_HEADER = re.compile(r"[|>][-+0-9]*[ \t]*(?:#[^\n]*)?\n\s*")
_ESCAPE = re.compile(r"\\(?:x..|u.{4}|U.{8}|\n[ \t]*|.)", re.DOTALL)
_GAP = re.compile(r"[ \t]*\n\s*|[ \t]+")


def position_in(written: str, value: str, mark: Mark, offset: int, width: int = 1) -> Mark:
    """The mark of a character of a value, given that the value is written from a mark on.

    Args:
        written: The value exactly as it stands in the file.
        value: What YAML makes of it.
        mark: Where it begins.
        offset: Which character of the value, counted from 0.
        width: How many characters the mark underlines.

    Returns:
        The mark of the character, or `mark` where the two texts cannot be matched.
    """
    place = _written_offset(written, value, max(0, min(offset, len(value))))
    if not mark.line or place is None:
        return mark
    before = written[:place]
    if "\n" not in before:
        return mark.shifted(place, width)
    line = mark.line + before.count("\n")
    start = before.rfind("\n") + 1
    text = written[start:].split("\n", 1)[0]
    return replace(mark, line=line, column=place - start + 1, text=text, width=width)


def _written_offset(written: str, value: str, offset: int) -> int | None:
    quote = written[:1] if written[:1] in ("'", '"') else ""
    header = _HEADER.match(written)
    place = header.end() if header else len(quote)
    for character in value[:offset]:
        length = _length(written, place, character, quote)
        if length is None:
            return None
        place += length
    return place


def _length(written: str, place: int, character: str, quote: str) -> int | None:
    """How many written characters stand for `character` of the value at `place`."""
    here = written[place : place + 1]
    if quote == '"' and here == "\\":
        return _escape_length(written, place, character)
    if character.isspace():
        return _gap_length(written, place, here == character)
    if quote == "'" and here == "'":
        return 2
    return 1 if here == character else None


def _gap_length(written: str, place: int, same: bool) -> int:
    """The first space or line end of the value takes the whole gap, the next ones nothing."""
    gap = _GAP.match(written, place)
    return len(gap[0]) if gap and "\n" in gap[0] else int(same)


def _escape_length(written: str, place: int, character: str) -> int | None:
    """An escaped line end stands for nothing; any other escape stands for one character."""
    escape = _ESCAPE.match(written, place)
    if not escape:
        return None
    if "\n" not in escape[0]:
        return len(escape[0])
    rest = _length(written, escape.end(), character, '"')
    return None if rest is None else len(escape[0]) + rest
