"""One file's text as lines that can be pointed at, refused where it is not plain UTF-8 text.

It does not know YAML: only bytes, characters, lines and columns.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from scenario.errors import InputError, Mark, Problem

MAX_BYTES = 2_000_000
"""The largest file that is read at all."""
MAX_SHOWN_LINE = 400
"""A longer line is cut when an error shows it."""
_MAX_BAD_CHARACTERS = 5

_LINE_ENDS = re.compile(r"\r\n?")
_FORBIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
)


class Span(NamedTuple):
    """Where a piece of text stands: line and column from 0, and its offsets in the whole text."""

    line: int
    column: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Source:
    """A file's name and its text, whose lines all end in a bare newline."""

    name: str
    text: str
    lines: tuple[str, ...] = field(repr=False)
    _shown: dict[int, str] = field(default_factory=dict, repr=False, compare=False)

    def mark(self, span: Span) -> Mark:
        """The place of `span`, as wide as what stands of it on its first line."""
        row, column, start, end = span
        line = self.lines[row] if row < len(self.lines) else ""
        width = min(end - start, len(line) - column)
        shown = self._shown.get(row)
        if shown is None:
            shown = self._shown[row] = _shown(line)
        if column >= MAX_SHOWN_LINE:
            shown = ""
        return Mark(self.name, row + 1, column + 1, shown, width if width > 1 else 1)

    def point(self, line: int, column: int, width: int = 1) -> Mark:
        """The mark of a place in the file.

        Args:
            line: The line, counted from 0.
            column: The character of the line, counted from 0.
            width: How many characters are underlined.
        """
        return self.mark(Span(line, column, 0, width))

    def written(self, span: Span) -> str:
        """The text of `span` exactly as it stands in the file."""
        return self.text[span.start : span.end]


def read_source(name: str, data: bytes | str) -> Source:
    """Decode `data` and refuse what no text editor should write.

    Raises:
        InputError: the file is too large, not UTF-8, or holds control characters.
    """
    if len(data) > MAX_BYTES:
        raise InputError(Problem(f"the file is larger than {MAX_BYTES:,} bytes", Mark(name)))
    text = data if isinstance(data, str) else _decode(name, data)
    text = _LINE_ENDS.sub("\n", text.removeprefix("\ufeff"))
    source = Source(name, text, tuple(text.split("\n")))
    _refuse_control_characters(source)
    return source


def _decode(name: str, data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8").removeprefix("\ufeff")
        before = _LINE_ENDS.sub("\n", before)
        line, column = before.count("\n"), len(before) - before.rfind("\n") - 1
        rest = data[error.start : error.start + MAX_SHOWN_LINE].decode("utf-8", "replace")
        shown = before[len(before) - column :] + re.split(r"[\r\n]", rest, maxsplit=1)[0]
        mark = Mark(name, line + 1, column + 1, _shown(shown))
        byte = data[error.start]
        message = f"the file is not UTF-8 text (byte 0x{byte:02x})"
        raise InputError(Problem(message, mark, hint="save it as UTF-8")) from None


def _refuse_control_characters(source: Source) -> None:
    problems = []
    for number, found in enumerate(_FORBIDDEN.finditer(source.text)):
        if number == _MAX_BAD_CHARACTERS:
            break
        before = source.text[: found.start()]
        line, column = before.count("\n"), len(before) - before.rfind("\n") - 1
        message = f"the invisible character U+{ord(found[0]):04X} is not allowed"
        problems.append(Problem(message, source.point(line, column), hint="delete it"))
    if problems:
        raise InputError(problems)


def _shown(line: str) -> str:
    """The line for an error message: nothing in it moves the caret or controls a terminal."""
    if len(line) > MAX_SHOWN_LINE:
        line = line[:MAX_SHOWN_LINE] + " ..."
    if line.isprintable():
        return line
    return "".join(c if c.isprintable() else " " if c.isspace() else "\ufffd" for c in line)
