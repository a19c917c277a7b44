"""Making a changed tree valid and explicit again: every default written, every mark kept.

It does not know what was changed, or by whom.
"""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from pydantic import ValidationError

from scenario.errors import InputError, Problem
from scenario.io import Map, Node, plain
from scenario.resolve.draft import Draft
from scenario.resolve.marked import DEFAULT, annotate, place
from scenario.resolve.piecewise import piecewise
from scenario.schema import Model, explicit


def restated(draft: Draft, tree: Node, pointing: Node) -> Draft:
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
    if (found := piecewise(draft, tree)) is not None:
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
        from scenario.io import problems_from

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
