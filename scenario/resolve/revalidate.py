"""Making a changed tree valid and explicit again: every default written, every mark kept.

Where that will do, only the parts that are other nodes than before are looked at. What was changed,
and by whom, is not known here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from pydantic import ValidationError

from scenario.errors import InputError, Problem
from scenario.io import Entry, Map, Node, plain, problems_from
from scenario.resolve.draft import Draft
from scenario.resolve.tree_edit import DEFAULT, annotate, place
from scenario.schema import Model, explicit
from scenario.schema.shares import groups_of

ELEMENTS = ("parameters", "actors", "drivers", "events", "rules", "totals")
"""Where no element has a bearing on whether another is valid."""
NEEDED = ("model", "title", "start", "step")
"""What no model is valid without, beside its outcome."""


def revalidated(draft: Draft, tree: Node, pointing: Node) -> Draft:
    """The draft with this tree, validated and explicit.

    Args:
        draft: Before the change.
        tree: After it, marked as written.
        pointing: The same, in which what holds a change is marked where the change was made.

    Raises:
        InputError: what the change has made invalid, located in `pointing`.
    """
    if _facts(tree) is not _facts(draft.tree):
        model = _validated(pointing)
        return replace(draft, model=model, tree=annotate(explicit(model), tree))
    # facts are the bulk of many models and cannot have become invalid: they are carried over
    if (found := _piecewise(draft, tree)) is not None:
        return found
    bare = _validated(_without_facts(pointing))
    made = cast(Map, annotate(explicit(bare), tree))
    entries = {**made.entries, "facts": cast(Map, tree).entries["facts"]}
    model = bare.model_copy(update={"facts": draft.model.facts})
    return replace(draft, model=model, tree=Map(entries, tree.mark))


def _validated(tree: Node) -> Model:
    try:
        return Model.model_validate(plain(tree))
    except ValidationError as error:
        found = problems_from(error, tree, Model)
        raise InputError([_placed(problem, tree) for problem in found]) from None


def _placed(problem: Problem, tree: Node) -> Problem:
    """The problem where what holds the value was written, if the value itself was not."""
    if problem.mark != DEFAULT:
        return problem
    return replace(problem, mark=place(tree, problem.path.split(".")))


def _facts(tree: Node) -> Node | None:
    entry = tree.entries.get("facts") if isinstance(tree, Map) else None
    return entry.node if entry else None


def _without_facts(tree: Node) -> Node:
    if not isinstance(tree, Map):
        return tree
    entries = {key: entry for key, entry in tree.entries.items() if key != "facts"}
    return Map(entries, tree.mark)


def _piecewise(draft: Draft, tree: Node) -> Draft | None:
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
    about = {"outcome": draft.model.outcome, "outcomes": draft.model.outcomes}
    bare = _validated_parts({**needed, **about}, parts)
    if bare is None or groups_of({**draft.model.parameters, **bare.parameters}):
        return None  # a share of a whole has a bearing on the others
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


def _validated_parts(rest: Mapping[str, Any], parts: Mapping[str, Node]) -> Model | None:
    try:
        return Model.model_validate({**rest, **{key: plain(part) for key, part in parts.items()}})
    except ValidationError:  # which is told of the whole
        return None
