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
    by = len(path) + 1 - len(_ITEM)
    try:
        tree = read(FILE, _ITEM + text)
    except InputError as error:
        raise InputError([_moved_problem(p, typed, by) for p in error.problems]) from None
    if not isinstance(tree, List) or len(tree.items) != 1:
        raise InputError(Problem("an argument sets one value", typed))
    return _moved(tree.items[0], typed, by)


def _moved_problem(problem: Problem, typed: Mark, by: int) -> Problem:
    return replace(problem, mark=_moved_mark(problem.mark, typed, by) if problem.mark else typed)


def _moved_mark(mark: Mark, typed: Mark, by: int) -> Mark:
    if mark.line != 1:
        return mark
    return replace(mark, column=mark.column + by, text=typed.text)


def _moved(node: Node, typed: Mark, by: int) -> Node:
    mark = _moved_mark(node.mark, typed, by)
    if isinstance(node, List):
        return List(tuple(_moved(item, typed, by) for item in node.items), mark)
    if isinstance(node, Map):
        entries = {
            key: Entry(_moved_mark(entry.key_mark, typed, by), _moved(entry.node, typed, by))
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
