"""Commas that were meant as text but that YAML read as the end of an entry.

It does not know events or the language: only the entries of one `{...}` or `[...]`, as read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from scenario.errors import Mark, Problem
from scenario.io.source import Source, Span
from scenario.io.tree import List, Node, Scalar


class Key(NamedTuple):
    """A key as written: `bare` without a colon, `refused` when a problem is already noted."""

    name: str
    mark: Mark
    span: Span
    plain: bool
    bare: bool = False
    refused: bool = False


Pair = tuple[Key, Node]
_GLUED = re.compile(r"(?P<key>\w+)(?::(?=\S)|\s*=\s*(?![\s=]))(?P<value>.+)")


_DECIMAL_COMMA = re.compile(r"([+-]?[0-9]+),([0-9]+ ?%?)")


def is_bare(key: Key, node: Node, source: Source) -> bool:
    """Whether an entry of `{...}` was written as a word alone.

    Args:
        key: The key of the entry.
        node: What was read as its value.
        source: The file.
    """
    empty = isinstance(node, Scalar) and node.plain and not node.text
    if not (empty and key.plain):
        return False
    rest = source.text[key.span.end : key.span.end + 200].lstrip()
    return not rest.startswith(":")


def mend_map(pairs: Sequence[Pair], source: Source) -> tuple[list[Pair], list[Problem]]:
    """The sound entries of a `{...}`, and a problem for every text torn apart by a comma.

    A mapping of words alone, `{left, stay}`, is taken as it is.
    """
    glued = [_glued(key) for key, _ in pairs if key.bare and _GLUED.match(key.name)]
    if glued or all(key.bare for key, _ in pairs):
        return [pair for pair in pairs if not pair[0].bare or not glued], glued
    kept: list[Pair] = []
    problems: list[Problem] = []
    for run in _runs(pairs):
        problem = _torn(run, source)
        if problem:
            problems.append(problem)
        if not run[0][0].bare:
            kept.append(run[0])
    return kept, problems


def mend_list(node: List, source: Source, spans: Sequence[Span]) -> list[Problem]:
    """A problem for every call in a `[...]` that was torn apart by a comma.

    Args:
        node: The list as it was read.
        source: The file.
        spans: Where each item stands.
    """
    problems: list[Problem] = []
    first: int | None = None
    open_brackets = 0
    for place, item in enumerate(node.items):
        word = item.text if isinstance(item, Scalar) and item.plain else ""
        if first is None and _balance(word) > 0:
            first = place
        open_brackets = open_brackets + _balance(word) if first is not None else 0
        if first is not None and open_brackets <= 0:
            whole = source.text[spans[first].start : spans[place].end]
            what = "an expression with a comma inside [...]"
            problems.append(_unquoted(what, whole, node.items[first].mark))
            first = None
    return problems


def _runs(pairs: Sequence[Pair]) -> list[list[Pair]]:
    """Each entry with a colon, followed by the words alone that come after it."""
    runs: list[list[Pair]] = []
    for pair in pairs:
        if pair[0].bare and runs:
            runs[-1].append(pair)
        else:
            runs.append([pair])
    return runs


def _torn(run: Sequence[Pair], source: Source) -> Problem | None:
    key, value = run[0]
    if not run[-1][0].bare:
        return None
    if key.bare or not (isinstance(value, Scalar) and value.plain and value.text):
        lone = key if key.bare else run[1][0]
        hint = "write `key: value`; a text with a comma inside {...} must be quoted"
        return Problem(f"{lone.name!r} has no value", lone.mark, hint=hint)
    start = source.text.find(value.text, key.span.end)
    kind = "an expression" if _balance(value.text) > 0 else "a text"
    whole = source.text[start : _last(run).span.end]
    return _unquoted(f"{kind} with a comma inside {{...}}", whole, value.mark, key.name)


def _last(run: Sequence[Pair]) -> Key:
    """The piece that closes the call begun in the first, else the last of all."""
    value = run[0][1]
    open_brackets = _balance(value.text) if isinstance(value, Scalar) else 0
    called = open_brackets > 0
    for key, _ in run[1:]:
        open_brackets += _balance(key.name)
        if called and open_brackets <= 0:
            return key
    return run[-1][0]


def _glued(key: Key) -> Problem:
    match = _GLUED.match(key.name)
    name, value = (match["key"], match["value"]) if match else (key.name, "...")
    colon = key.name[len(name)] == ":"
    message = (
        "a space is missing after the colon" if colon else "a value stands after a colon, not ="
    )
    return Problem(message, key.mark, hint=f"write {name}: {value}")


def _unquoted(what: str, whole: str, mark: Mark, key: str = "") -> Problem:
    word = " ".join(whole.split())
    if number := _DECIMAL_COMMA.fullmatch(word):
        written = f"{number[1]}.{number[2]}"
        hint = f"decimals have a point: write {key}: {written}" if key else f"write {written}"
        mark = replace(mark, width=len(word))
        return Problem("a comma inside {...} ends a number", mark, hint=hint)
    quoted = f"'{word}'" if '"' in word else f'"{word}"'
    hint = f"write {key}: {quoted}" if key else f"write {quoted}"
    mark = replace(mark, width=len(whole.split("\n", 1)[0]))
    return Problem(f"{what} must be quoted", mark, hint=hint)


def _balance(word: str) -> int:
    return word.count("(") - word.count(")")
