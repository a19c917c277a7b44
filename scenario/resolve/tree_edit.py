"""Moving and marking nodes of the explicit model, where each value has the file that last set it.

It does not know what any key means, but which are read as the value of another (`READ_AS`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from scenario.errors import Mark
from scenario.io import Entry, List, Map, Node, Scalar, child
from scenario.schema.chance import READ_AS, READ_WITH

Path = tuple[str, ...]
"""The way from the model to something in it: keys, and list positions as digits."""

DEFAULT = Mark("default")
"""The mark of what no file says."""

NOT_SAID = Entry(DEFAULT, Scalar(None, DEFAULT, "", plain=False))
"""What stands for an option that no file mentions."""


def node_of(data: Any, mark: Mark = DEFAULT) -> Node:
    """A tree of `data` in which everything stands at `mark`."""
    if isinstance(data, Mapping):
        entries = {str(key): Entry(mark, node_of(item, mark)) for key, item in data.items()}
        return Map(entries, mark)
    if isinstance(data, (list, tuple)):
        return List(tuple(node_of(item, mark) for item in data), mark)
    return Scalar(data, mark, "", plain=False)


def annotate(data: Any, written: Node | None) -> Node:
    """The explicit `data` as a tree, with values and marks from what was `written`, where it was.

    Scalars stay as written (`43%`, an expression with its blanks), so that a column in a value
    is still a column in the file. What was not written is marked as a default.
    """
    if written is None:
        return node_of(data)
    if isinstance(data, dict):
        if not isinstance(written, Map):
            return node_of(data, written.mark)
        entries = {str(key): _entry(written, str(key), item) for key, item in data.items()}
        return Map(entries | dict(_read(data, written)), written.mark)
    if isinstance(data, list):
        return _annotate_list(data, written)
    if isinstance(written, Map) and len(written.entries) == 1:
        written = next((_worked_out(data, said) for _, _, said in _said(written)), written)
    return written if isinstance(written, Scalar) else node_of(data, written.mark)


def _read(data: Mapping[str, Any], written: Map) -> Iterator[tuple[str, Entry]]:
    """Keys that the explicit form leaves empty, as they were read as others; and those others."""
    for key, mark, said in _said(written):
        other, beside = READ_AS[key], READ_WITH.get(key)
        if data.get(key, NOT_SAID) is None and other in data:
            yield key, NOT_SAID
            if beside is not None and (entry := written.entries.get(beside)) is not None:
                yield beside, NOT_SAID
                text = f"{said.value} {beside} {getattr(entry.node, 'value', '')}"
                yield other, Entry(mark, _worked_out(data[other], replace(said, value=text)))
            else:
                yield other, Entry(mark, _worked_out(data[other], said))


def _said(written: Map) -> Iterator[tuple[str, Mark, Scalar]]:
    for key in READ_AS:
        entry = written.entries.get(key)
        if entry is not None and isinstance(entry.node, Scalar) and entry.node.value is not None:
            yield key, entry.key_mark, entry.node


def _worked_out(data: Any, said: Scalar) -> Scalar:
    return Scalar(data, said.mark, "", plain=False, said=str(said.value))


def _entry(written: Map, key: str, data: Any) -> Entry:
    entry = written.entries.get(key)
    if entry is None:
        return NOT_SAID if data is None else Entry(DEFAULT, node_of(data))
    return Entry(entry.key_mark, annotate(data, entry.node))


def _annotate_list(data: list[Any], written: Node) -> Node:
    items = written.items if isinstance(written, List) else (written,)
    if len(items) != len(data):
        return node_of(data, written.mark)
    pairs = zip(data, items, strict=True)
    return List(tuple(annotate(value, item) for value, item in pairs), written.mark)


def put(tree: Node, path: Sequence[str], entry: Entry, pointing: bool = False) -> Node:
    """A copy of a tree with another entry at a path.

    Args:
        tree: The tree.
        path: Where; a new key or the next list position is added.
        entry: What stands there then.
        pointing: Whether everything the path leads through is marked at the new entry, so that a
            complaint about the whole is shown where the change was made.
    """
    if not path:
        return entry.node
    first, rest = path[0], path[1:]
    mark = entry.key_mark if pointing else tree.mark
    below = put(child(tree, first) or node_of(None), rest, entry, pointing)
    if isinstance(tree, List):
        items = (*tree.items[: int(first)], below, *tree.items[int(first) + 1 :])
        return List(items, mark)
    entries = dict(tree.entries) if isinstance(tree, Map) else {}
    old = entries.get(first)
    key_mark = entry.key_mark if pointing or not rest or old is None else old.key_mark
    entries[first] = Entry(key_mark, below)
    return Map(entries, mark)


def drop(tree: Node, path: Sequence[str]) -> Node:
    """A copy of `tree` without what stands at `path`."""
    first, rest = path[0], path[1:]
    if rest:
        below = drop(child(tree, first) or node_of({}), rest)
        key_mark = tree.entries[first].key_mark if isinstance(tree, Map) else DEFAULT
        return replace_child(tree, first, Entry(key_mark, below))
    if isinstance(tree, List):
        return replace(tree, items=(*tree.items[: int(first)], *tree.items[int(first) + 1 :]))
    if isinstance(tree, Map):
        kept = {key: entry for key, entry in tree.entries.items() if key != first}
        return replace(tree, entries=kept)
    return tree


def replace_child(tree: Node, key: str, entry: Entry) -> Node:
    """A copy of a tree with another node directly below it.

    Args:
        tree: The tree.
        key: A key of a mapping, or a list position in digits.
        entry: What stands there then.
    """
    if isinstance(tree, List):
        at = int(key)
        return replace(tree, items=(*tree.items[:at], entry.node, *tree.items[at + 1 :]))
    if isinstance(tree, Map):
        return replace(tree, entries={**tree.entries, key: entry})
    return tree


def follow(tree: Node, path: Sequence[str]) -> Node | None:
    """The node at exactly `path`, or None."""
    node: Node | None = tree
    for key in path:
        node = child(node, key) if node is not None else None
    return node


def place(tree: Node, path: Sequence[str], key: bool = False) -> Mark | None:
    """Where the value at a path was written; else where what holds it was.

    Args:
        tree: The tree.
        path: The way to the value.
        key: Whether the place of the key is wanted.

    Returns:
        The mark, or None where no file says anything on the way.
    """
    found = tree.mark
    for item in path:
        below = child(tree, item)
        if below is None:
            break
        mark = tree.entries[item].key_mark if key and isinstance(tree, Map) else below.mark
        found = mark if mark != DEFAULT else found
        tree = below
    return found if found != DEFAULT else None


def leaves(tree: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Every scalar and every empty mapping or list, with its path, in order."""
    if isinstance(tree, Map) and tree.entries:
        for key, entry in tree.entries.items():
            yield from leaves(entry.node, (*path, key))
    elif isinstance(tree, List) and tree.items:
        for index, item in enumerate(tree.items):
            yield from leaves(item, (*path, str(index)))
    else:
        yield path, tree
