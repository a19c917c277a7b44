"""Making only what was changed of a tree valid and explicit again, the rest carried over.

It knows which parts of a model are valid by themselves, not what was changed, or by whom.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from scenario.io import Entry, Map, Node, plain
from scenario.resolve.draft import Draft
from scenario.resolve.marked import annotate
from scenario.schema import Model

ELEMENTS = ("parameters", "actors", "drivers", "events", "rules")
"""Where no element has a bearing on whether another is valid."""
NEEDED = ("model", "title", "start", "step")
"""What no model is valid without, beside its outcome."""


def piecewise(draft: Draft, tree: Node) -> Draft | None:
    """The draft with this tree, of which only those nodes are looked at that it had not before.

    None where that will not do: keys have come or gone, or something is not valid.
    """
    if not (isinstance(draft.tree, Map) and isinstance(tree, Map)):
        return None
    old, new = draft.tree.entries, tree.entries
    if old.keys() != new.keys():
        return None
    parts = {
        key: _part(key, old[key].node, entry.node)
        for key, entry in new.items()
        if entry.node is not old[key].node
    }
    needed = {key: plain(old[key].node) for key in NEEDED}
    bare = _validated({**needed, "outcome": draft.model.outcome}, parts)
    if bare is None:
        return None
    said = bare.model_dump(mode="json", by_alias=True, include=set(parts))
    entries, fields = dict(old), {}
    for key, part in parts.items():
        node, whole, value = annotate(said[key], part), new[key].node, getattr(bare, key)
        if part is not whole and isinstance(node, Map) and isinstance(whole, Map):  # the others too
            node = Map({**whole.entries, **node.entries}, whole.mark)
            known = {**getattr(draft.model, key), **value}
            value = {name: known[name] for name in node.entries}
        entries[key], fields[key] = Entry(new[key].key_mark, node), value
    model = draft.model.model_copy(update=fields)
    return replace(draft, model=model, tree=Map(entries, tree.mark))


def _part(key: str, before: Node, after: Node) -> Node:
    """What must be looked at: of elements those alone that are other nodes than before."""
    if key not in ELEMENTS or not (isinstance(before, Map) and isinstance(after, Map)):
        return after
    old, new = before.entries, after.entries
    known = {name for name, entry in new.items() if name in old and entry.node is old[name].node}
    return Map({name: entry for name, entry in new.items() if name not in known}, after.mark)


def _validated(rest: Mapping[str, Any], parts: Mapping[str, Node]) -> Model | None:
    try:
        return Model.model_validate({**rest, **{key: plain(part) for key, part in parts.items()}})
    except ValidationError:  # which is told of the whole
        return None
