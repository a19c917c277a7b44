"""Building the marked tree piece by piece, within limits, and collecting all that is wrong.

It does not know the YAML library: it is told what opens, what closes and what stands between.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from scenario.errors import Mark, Problem
from scenario.io.comma_repair import Key, Pair, is_bare, mend_list, mend_map
from scenario.io.scalars import ScalarError, Value, is_null, resolve
from scenario.io.source import Source, Span
from scenario.io.tree import Entry, List, Map, Node, Scalar

MAX_DEPTH = 40
"""How deep mappings and lists may stand in each other."""
MAX_NODES = 50_000
"""How many keys, values, mappings and lists a file may hold."""
MAX_SCALAR = 20_000
"""How many characters one key or value may have."""


MAX_COMPLAINTS = 1_000
"""How many problems are collected before reading stops."""


_HALF = re.compile("[\ud800-\udfff]")


class TooMuchError(Exception):
    """A limit is passed: reading on would serve nobody."""


@dataclass(slots=True)
class _Frame:
    """A mapping or list that is still open."""

    is_map: bool
    flow: bool
    span: Span
    pairs: list[Pair] = field(default_factory=list)
    items: list[Node] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    key: Key | None = None


@dataclass(slots=True)
class Builder:
    """Takes the pieces in the order of the file; `root` and `problems` are the outcome."""

    source: Source
    problems: list[Problem] = field(default_factory=list)
    root: Node | None = None
    _frames: list[_Frame] = field(default_factory=list)
    _count: int = 0

    @property
    def opened(self) -> tuple[int, int] | None:
        """Line and column, from 0, of the innermost `{` or `[` that is still open."""
        if self._frames and self._frames[-1].flow:
            return self._frames[-1].span[:2]
        return None

    def scalar(self, word: str, span: Span, plain: bool) -> None:
        """Take a key or a single value.

        Args:
            word: What remains of it without quotes and folds.
            span: Where it stands.
            plain: Whether it stands without quotes and not as a block of text.

        Raises:
            TooMuchError: The file holds more than is read.
        """
        self._count_one(span)
        if len(word) > MAX_SCALAR:
            self._complain(f"a text of {len(word):,} characters is too long", span)
            word = word[:MAX_SCALAR]
        mark = self.source.mark(span)
        frame = self._frames[-1] if self._frames else None
        if frame is not None and frame.is_map and frame.key is None:
            frame.key = self._key(word, mark, span, plain)
            return
        value = self._value(word, mark) if plain else self._text(word, mark)
        self._place(Scalar(value, mark, self.source.written(span), plain), span)

    def open(self, span: Span, *, is_map: bool, flow: bool) -> None:
        """Begin a mapping or a list.

        Args:
            span: Where it begins.
            is_map: Whether it is a mapping.
            flow: Whether it is written in brackets.

        Raises:
            TooMuchError: The file holds more than is read.
        """
        self._count_one(span)
        if len(self._frames) == MAX_DEPTH:
            self._complain(f"more than {MAX_DEPTH} mappings or lists stand in each other", span)
            raise TooMuchError
        self._frames.append(_Frame(is_map, flow, span))

    def close(self, end: int) -> None:
        """The mapping or list opened last ends before the offset `end` of the text."""
        frame = self._frames.pop()
        start = frame.span
        span = Span(start.line, start.column, start.start, end if frame.flow else start.end)
        mark = self.source.mark(span)
        if not frame.flow:
            mark = mark.widened(max(len(mark.text.rstrip()) - start.column, 1))
        self._place(self._map(frame, mark) if frame.is_map else self._list(frame, mark), span)

    def _map(self, frame: _Frame, mark: Mark) -> Map:
        pairs = frame.pairs
        if frame.flow:
            pairs, problems = mend_map(pairs, self.source)
            self.problems += problems
        entries: dict[str, Entry] = {}
        for key, node in pairs:
            if key.name in entries:
                self._duplicate(key, entries[key.name])
            else:
                entries[key.name] = Entry(key.mark, node)
        return Map(entries, mark)

    def _list(self, frame: _Frame, mark: Mark) -> List:
        node = List(tuple(frame.items), mark)
        if frame.flow:
            self.problems += mend_list(node, self.source, frame.spans)
        return node

    def _place(self, node: Node, span: Span) -> None:
        if not self._frames:
            self.root = node
            return
        frame = self._frames[-1]
        if not frame.is_map:
            frame.items.append(node)
            frame.spans.append(span)
        elif frame.key is None:
            hint = "a text that starts with { or [ must be quoted"
            self.problems.append(Problem("a key must be a single word", node.mark, hint=hint))
            frame.key = Key("", node.mark, span, plain=False, refused=True)
        else:
            self._pair(frame, frame.key, node)

    def _pair(self, frame: _Frame, key: Key, node: Node) -> None:
        bare = frame.flow and is_bare(key, node, self.source)
        if isinstance(node, Scalar) and not node.text:
            node = replace(node, mark=key.mark)
        frame.key = None
        if not key.refused:
            frame.pairs.append((key._replace(bare=True) if bare else key, node))

    def _key(self, word: str, mark: Mark, span: Span, plain: bool) -> Key:
        refused = plain and self._refuse_key(word, mark)
        if not plain:
            self._text(word, mark)
        return Key(word, mark, span, plain, refused=refused)

    def _refuse_key(self, word: str, mark: Mark) -> bool:
        if word == "<<":
            message = "the merge key << is not supported"
            hint = "write the values out; a scenario can build on another with `extends:`"
        elif is_null(word):
            message = f"a key cannot be {word}" if word else "a key is missing before this"
            hint = f'to use it as a name, write "{word}"' if word else "write `key: value`"
        else:
            return False
        self.problems.append(Problem(message, mark, hint=hint))
        return True

    def _value(self, word: str, mark: Mark) -> Value:
        try:
            return resolve(word)
        except ScalarError as error:
            self.problems.append(Problem(str(error), mark))
            return word

    def _text(self, word: str, mark: Mark) -> str:
        if _HALF.search(word):
            self.problems.append(Problem("this escape is half a character", mark))
        return word

    def _duplicate(self, key: Key, first: Entry) -> None:
        message = f"duplicate key {key.name!r}: it already stands in line {first.key_mark.line}"
        self.problems.append(Problem(message, key.mark, hint="keep one of the two"))

    def _count_one(self, span: Span) -> None:
        self._count += 1
        if self._count > MAX_NODES:
            self._complain(f"the file holds more than {MAX_NODES:,} keys and values", span)
        if self._count > MAX_NODES or len(self.problems) > MAX_COMPLAINTS:
            raise TooMuchError

    def _complain(self, message: str, span: Span) -> None:
        self.problems.append(Problem(message, self.source.mark(span)))
