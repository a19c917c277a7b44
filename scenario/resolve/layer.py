"""One layer of changes: what a scenario file, an argument or a call from Python says.

It gathers changes with their marks; it does not know the model they will change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scenario.errors import Mark
from scenario.io import Entry, List, Map, Node, Scalar
from scenario.resolve.tree_edit import node_of

SAID = ("title", "because", "cites", "assumed", "note", "horizon", "until", "runs", "random_seed")
"""What a scenario says of itself; the newest layer that says it wins."""
RUN = ("horizon", "until", "runs", "random_seed")


@dataclass(frozen=True, slots=True)
class Layer:
    """The changes of one origin, each with its place."""

    name: str
    """The file or argument, as the user would type it."""
    said: Mapping[str, Entry] = field(default_factory=dict)
    set: Mapping[str, Entry] = field(default_factory=dict)
    hold: Mapping[str, Entry] = field(default_factory=dict)
    remove: tuple[Scalar, ...] = ()
    given: Entry | None = None


def layer_of(name: str, tree: Map) -> Layer:
    """The layer a (valid) scenario file is."""
    removed = _below(tree, "remove")
    return Layer(
        name,
        said={key: tree.entries[key] for key in SAID if _says(tree, key)},
        set=_entries(_below(tree, "set")),
        hold=_entries(_below(tree, "hold")),
        remove=_scalars(removed),
        given=tree.entries.get("given"),
    )


def layer_of_entries(name: str, entries: Mapping[str, Entry]) -> Layer:
    """A layer of paths and values: what the scenario says of itself is told from the model's."""
    own = {path: entry for path, entry in entries.items() if path in RUN}
    hold = {
        path.removeprefix("hold."): entry
        for path, entry in entries.items()
        if path.startswith("hold.")
    }
    rest = {
        path: entry
        for path, entry in entries.items()
        if path not in own and not path.startswith("hold.")
    }
    return Layer(name, said=own, set=rest, hold=hold)


def entries_of(values: Mapping[str, Any], label: str) -> dict[str, Entry]:
    """Values from Python as entries, each marked with the label and its path."""
    return {path: _entry(path, value, label) for path, value in values.items()}


def names_of(paths: Sequence[str], label: str) -> tuple[Scalar, ...]:
    """Paths from Python as marked scalars."""
    return tuple(Scalar(path, Mark(label), path, plain=True) for path in paths)


def _entry(path: str, value: Any, label: str) -> Entry:
    mark = Mark(f"{label} {path}")
    return Entry(mark, node_of(value, mark))


def _says(tree: Map, key: str) -> bool:
    node = _below(tree, key)
    return node is not None and not (isinstance(node, Scalar) and node.value is None)


def _below(tree: Map, key: str) -> Node | None:
    entry = tree.entries.get(key)
    return entry.node if entry else None


def _entries(node: Node | None) -> Mapping[str, Entry]:
    return node.entries if isinstance(node, Map) else {}


def _scalars(node: Node | None) -> tuple[Scalar, ...]:
    items = node.items if isinstance(node, List) else (node,)
    return tuple(item for item in items if isinstance(item, Scalar) and item.value is not None)
