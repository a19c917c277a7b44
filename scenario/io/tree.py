"""What a file says, with the place of every key and value.

It does not know YAML syntax or what the keys mean: only mappings, lists, scalars and marks.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scenario.errors import Mark
from scenario.io.scalars import Value
from scenario.io.text_offsets import position_in

Path = Sequence[str | int]
"""The way from a node to one below it: keys, and list positions counted from 0."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value."""

    value: Value
    mark: Mark
    text: str
    """Exactly as written, quotes and line ends included."""
    plain: bool
    """Whether it stands without quotes and not as a block of text."""
    said: str = ""
    """What it was worked out from, where that was written in its place."""

    def at(self, offset: int, width: int = 1) -> Mark:
        """The place of the character `offset` of a text value, e.g. of a word in an expression."""
        return position_in(self.text, str(self.value), self.mark, offset, width)


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands beside one key of a mapping."""

    key_mark: Mark
    node: Node


@dataclass(frozen=True, slots=True)
class Map:
    """Keys and values, in the order of the file."""

    entries: Mapping[str, Entry]
    mark: Mark


@dataclass(frozen=True, slots=True)
class List:
    """Values one after the other."""

    items: tuple[Node, ...]
    mark: Mark


Node = Scalar | Map | List


def plain(node: Node) -> Any:
    """The bare data: dicts, lists and scalars without their marks."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, List):
        return [plain(item) for item in node.items]
    return {key: plain(entry.node) for key, entry in node.entries.items()}


def child(node: Node, item: str | int) -> Node | None:
    """The node under a key or at a list position, None where there is none."""
    if isinstance(node, Map):
        entry = node.entries.get(str(item))
        return entry.node if entry else None
    if isinstance(node, List) and str(item).isdecimal() and int(item) < len(node.items):
        return node.items[int(item)]
    return None


def locate(node: Node, path: Path, key: bool = False, certain: Collection[int] = ()) -> Mark:
    """The place of a value, or of its key; of the nearest ancestor if it is absent.

    Args:
        node: The tree.
        path: The way to the value; what names nothing in the file is passed over (see `trace`).
        key: Whether the place of the key is wanted.
        certain: Positions in `path` that are keys or list positions of the file.
    """
    mark = node.mark
    for item in trace(node, path, certain).items:
        mark = _step_mark(node, item, key)
        node = _must(child(node, item))
    return mark


def _step_mark(node: Node, item: str | int, key: bool) -> Mark:
    if key and isinstance(node, Map):
        return node.entries[str(item)].key_mark
    return _must(child(node, item)).mark


def _must(node: Node | None) -> Node:
    if node is None:
        raise LookupError("a trail leads only through nodes that exist")
    return node


@dataclass(frozen=True, slots=True)
class Trail:
    """How far a path could be followed in a tree."""

    items: tuple[str | int, ...]
    """The items of the path that are keys or positions in the tree, from the top."""
    node: Node
    """Where they lead."""
    complete: bool
    """Whether no certain item of the path is missing."""


def trace(node: Node, path: Path, certain: Collection[int] = ()) -> Trail:
    """Follow a path, which may hold items that are no part of the file, such as union tags.

    Of all ways to read the path, the one is taken that follows most certain items, then ends at a
    node that could hold the item it misses, then follows most items at all, then the latest.

    Args:
        node: The tree.
        path: The way down from it.
        certain: Positions in `path` that are known to be keys or list positions: where one is
            missing, the walk ends. Any other item may be stepped into or passed over.
    """
    return _Tracer(path, frozenset(certain)).best(node, 0).trail


@dataclass(frozen=True, slots=True)
class _Reading:
    trail: Trail
    certain: int = 0
    fits: bool = True
    followed: tuple[bool, ...] = ()

    def rank(self) -> tuple[int, bool, int, tuple[bool, ...]]:
        return (self.certain, self.fits, sum(self.followed), self.followed[::-1])


@dataclass(frozen=True, slots=True)
class _Tracer:
    path: Path
    certain: frozenset[int]
    known: dict[tuple[int, int], _Reading] = field(default_factory=dict)

    def best(self, node: Node, at: int) -> _Reading:
        """The best reading of the path from position `at`, remembered for each node."""
        place = (id(node), at)
        if place not in self.known:
            self.known[place] = self._read(node, at)
        return self.known[place]

    def _read(self, node: Node, at: int) -> _Reading:
        if at == len(self.path):
            return _Reading(Trail((), node, complete=True))
        below = child(node, self.path[at])
        if below is None and at in self.certain:
            fits = isinstance(node, List if isinstance(self.path[at], int) else Map)
            rest = (False,) * (len(self.path) - at)
            return _Reading(Trail((), node, complete=False), fits=fits, followed=rest)
        readings = [] if at in self.certain else [self._pass_over(node, at)]
        readings += [self._step(below, at)] if below is not None else []
        return max(readings, key=_Reading.rank)

    def _pass_over(self, node: Node, at: int) -> _Reading:
        rest = self.best(node, at + 1)
        return _Reading(rest.trail, rest.certain, rest.fits, (False, *rest.followed))

    def _step(self, below: Node, at: int) -> _Reading:
        rest = self.best(below, at + 1)
        items = (self.path[at], *rest.trail.items)
        trail = Trail(items, rest.trail.node, rest.trail.complete)
        certain = rest.certain + (at in self.certain)
        return _Reading(trail, certain, rest.fits, (True, *rest.followed))
