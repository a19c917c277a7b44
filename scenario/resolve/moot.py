"""Correlations that a scenario has made moot, taken out of the model it resolves to.

It judges nothing: a correlation that makes no sense in the model file itself is an error.
"""

from __future__ import annotations

from dataclasses import replace

from scenario.resolve.crosscheck.correlations import can_be_joined
from scenario.resolve.draft import Draft
from scenario.resolve.marked import drop
from scenario.schema import Correlation


def without_moot(draft: Draft) -> Draft:
    """The draft without correlations of what an override has left without draws or shocks.

    Setting a judged parameter to a plain number must not mean taking its correlations out by hand.
    """
    moot = [index for index, c in enumerate(draft.model.correlations) if _is_moot(draft, c)]
    if not moot:
        return draft
    tree = draft.tree
    for index in reversed(moot):
        tree = drop(tree, ("correlations", str(index)))
    kept = tuple(c for index, c in enumerate(draft.model.correlations) if index not in moot)
    return replace(draft, model=draft.model.model_copy(update={"correlations": kept}), tree=tree)


def _is_moot(draft: Draft, correlation: Correlation) -> bool:
    return any(
        _is_changed(draft, name) and not can_be_joined(draft.model, name)
        for name in correlation.between
        if name in draft.model.parameters or name in draft.model.drivers
    )


def _is_changed(draft: Draft, name: str) -> bool:
    return any(path[:2] in (("parameters", name), ("drivers", name)) for path in draft.changed)
