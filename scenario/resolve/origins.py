"""Where each value of a resolved scenario was last written.

It looks places up; merging put them there.
"""

from __future__ import annotations

from typing import Any, Literal

from scenario.errors import Mark
from scenario.io import Entry, Map, Node, Scalar, child
from scenario.resolve.draft import Draft
from scenario.resolve.paths import dotted
from scenario.resolve.tree_edit import DEFAULT, leaves, node_of

Origin = Mark | Literal["default"]


def origin_of(draft: Draft, path: str) -> Origin:
    """The mark of the value at a path such as `model.drivers.x.start`, `hold.x` or `runs`.

    Paths of the model may leave out `model.`, as they do under `set:`.
    """
    found = _find(draft, path)
    if path == "until" and found is None:
        found = _find(draft, "horizon")  # of which it was worked out
    return "default" if found is None or found.mark == DEFAULT else found.mark


def origins_of(draft: Draft, document: Any) -> dict[str, Origin]:
    """The origin of every single value of the document, by its path there."""
    paths = (dotted(path) for path, _ in leaves(node_of(document)))
    return {path: origin_of(draft, path) for path in paths}


def mark_at(draft: Draft, path: str) -> Mark | None:
    """The mark of the value at a path, or of the nearest thing above it that was written."""
    while path:
        origin = origin_of(draft, path)
        if isinstance(origin, Mark):
            return origin
        path = path.rpartition(".")[0]
    return None


def text_at(draft: Draft, path: str) -> str | None:
    """The single value at a path as it was written, without quotes; None where there is none."""
    found = _find(draft, path)
    if not isinstance(found, Scalar) or found.value is None:
        return None
    return str(found.value).lower() if isinstance(found.value, bool) else str(found.value)


def said_at(draft: Draft, path: str) -> str | None:
    """The chance as it was written of which the rate at a path was worked out; None if none was."""
    found = _find(draft, path)
    return found.said or None if isinstance(found, Scalar) else None


def _find(draft: Draft, path: str) -> Node | None:
    document = draft.document()
    whole = Map({**document.entries, "model": Entry(draft.tree.mark, draft.tree)}, document.mark)
    found = _node_at(whole, path)
    return found if found is not None else _node_at(draft.tree, path)


def _node_at(tree: Node, path: str) -> Node | None:
    """The node at a dotted path; a key may itself hold dots."""
    if not path:
        return tree
    keys = tree.entries if isinstance(tree, Map) else (path.partition(".")[0],)
    for key in sorted(keys, key=len, reverse=True):
        below = child(tree, key) if path == key or path.startswith(f"{key}.") else None
        found = _node_at(below, path[len(key) + 1 :]) if below is not None else None
        if found is not None:
            return found
    return None
