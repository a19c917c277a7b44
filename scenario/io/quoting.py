"""How a text is written in YAML: bare where it can be, quoted where it must be, folded where long.

It does not know where in a file the text goes, except whether `{...}` or `[...]` surround it.
"""

from __future__ import annotations

import re
from itertools import pairwise

from scenario.io.scalars import ScalarError, is_null, resolve

_FIRST = re.compile(r"-[\w(]|\.(?!\.\.)|[^\s\-?:,\[\]{}#&*!|>'\"%@`.]")
_BREAKS_PLAIN = re.compile(r":(?:\s|$)|\s#|^\s|\s$")
_BREAKS_FLOW = re.compile(r"[,\[\]{}:?]")
_FOLD = re.compile(r"(?<=\S) (?=\S)")
_ALSO_SHOWN = frozenset("\xa0\u200c\u200d\u202f")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}


def word(text: str, flow: bool = False) -> str:
    """The text on one line, quoted only if it would not read back as itself."""
    return text if _stays_text(text) and _can_be_plain(text, flow) else quoted(text)


def key(text: str, flow: bool = False) -> str:
    """The text as a key: `5` and `no` stand for themselves there, only nothing needs quotes."""
    special = is_null(text) or text == "<<"
    return text if not special and _can_be_plain(text, flow) else quoted(text)


def quoted(text: str) -> str:
    """The text in quotes, whatever is in it.

    Raises:
        ValueError: half a character (a lone surrogate) has no place in a file.
    """
    if _all_shown(text) and ("\\" in text or '"' in text):
        return "'" + text.replace("'", "''") + "'"
    return '"' + "".join(_escaped(character) for character in text) + '"'


def paragraph(text: str, width: int) -> list[str] | None:
    """The header and lines of a text below its key, None if it cannot be written that way."""
    if "\n" in text:
        return _literal(text) if _can_be_literal(text) else None
    if not _all_shown(text) or not text or text[0].isspace() or text[-1].isspace():
        return None
    lines = _folded(text, width)
    return [">-", *lines] if len(lines) > 1 or len(text) <= width else None


def _stays_text(text: str) -> bool:
    try:
        return isinstance(resolve(text), str)
    except ScalarError:
        return False


def _can_be_plain(text: str, flow: bool) -> bool:
    if not _FIRST.match(text) or _BREAKS_PLAIN.search(text) or not _all_shown(text):
        return False
    return not (flow and _BREAKS_FLOW.search(text))


def _all_shown(text: str) -> bool:
    return text.isprintable() or all(c.isprintable() or c in _ALSO_SHOWN for c in text)


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if _all_shown(character):
        return character
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF:
        raise ValueError(f"half a character (U+{code:04X}) cannot be written to a file")
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _can_be_literal(text: str) -> bool:
    lines = text.split("\n")
    if not lines[0] or lines[0][0].isspace():
        return False
    return all(_all_shown(line) and line == line.rstrip() for line in lines)


def _literal(text: str) -> list[str]:
    lines = text.split("\n")
    ends = len(text) - len(text.rstrip("\n"))
    header = ("|-", "|", "|+")[min(ends, 2)]
    return [header, *(lines[:-1] if ends else lines)]


def _folded(text: str, width: int) -> list[str]:
    """Lines broken only where the reader will put back a single space."""
    cuts = [found.start() for found in _FOLD.finditer(text)]
    lines, start = [], 0
    for cut, following in pairwise([*cuts, len(text)]):
        if following - start > width:
            lines.append(text[start:cut])
            start = cut + 1
    return [*lines, text[start:]]
