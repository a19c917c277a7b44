"""`--set PATH=VALUE`: values typed in a shell, read as the files are, each with its place.

It reads values; it does not know what the paths lead to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scenario.errors import InputError, Mark, Problem
from scenario.io import Entry, List, Map, Node, read
from scenario.resolve.layer import Layer, layer_of_entries

FILE = "--set"
_ITEM = "- "
"""Before the value, so that even a bare null is a document."""


def layer_of_arguments(overrides: Sequence[tuple[str, str]]) -> Layer:
    """One layer of all arguments; of two for the same path the later counts.

    Raises:
        InputError: all values that cannot be read.
    """
    entries: dict[str, Entry] = {}
    problems: list[Problem] = []
    for path, text in overrides:
        typed = Mark(FILE, 1, 1, f"{path}={text}", max(len(path), 1))
        try:
            entries[path] = Entry(typed, _value(typed, path, text))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return layer_of_entries(FILE, entries)


def _value(typed: Mark, path: str, text: str) -> Node:
    if not text.strip():
        hint = "write null to take an optional value away"
        raise InputError(Problem("there is no value after the =", typed, hint=hint))
    return value_at(text, typed, len(path) + 1)


def value_at(text: str, place: Mark, offset: int = 0) -> Node:
    """A value that stands in one line of something that is no YAML.

    Args:
        text: How it is written.
        place: Where it stands, or what it stands in.
        offset: How many characters beyond the beginning of that place.

    Raises:
        InputError: It cannot be read.
    """
    by = place.column - 1 + offset - len(_ITEM)
    try:
        tree = read(place.file, _ITEM + text)
    except InputError as error:
        raise InputError([_moved_problem(p, place, by) for p in error.problems]) from None
    if not isinstance(tree, List) or len(tree.items) != 1:
        raise InputError(Problem("an argument sets one value", place))
    return _moved(tree.items[0], place, by)


def _moved_problem(problem: Problem, place: Mark, by: int) -> Problem:
    return replace(problem, mark=_moved_mark(problem.mark, place, by) if problem.mark else place)


def _moved_mark(mark: Mark, place: Mark, by: int) -> Mark:
    if mark.line != 1:
        return mark
    return replace(mark, line=place.line, column=mark.column + by, text=place.text)


def _moved(node: Node, place: Mark, by: int) -> Node:
    mark = _moved_mark(node.mark, place, by)
    if isinstance(node, List):
        return List(tuple(_moved(item, place, by) for item in node.items), mark)
    if isinstance(node, Map):
        entries = {
            key: Entry(_moved_mark(entry.key_mark, place, by), _moved(entry.node, place, by))
            for key, entry in node.entries.items()
        }
        return Map(entries, mark)
    return replace(node, mark=mark)


def told_as_typed(problem: Problem) -> Problem:
    """An argument has no lines: its problems show the argument and the caret alone."""
    mark = problem.mark
    if mark is None or mark.file != FILE:
        return problem
    return replace(problem, mark=replace(mark, line=0))
