"""Laws of merging, on whole models made by chance."""

from __future__ import annotations

import json
import math
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenario.resolve import Resolved, load
from scenario.resolve.tree_edit import leaves
from tests.strategies import WHOLE, documents

FEW = settings(WHOLE, max_examples=10)

SHARES = st.floats(0, 1).map(lambda share: round(share, 3))
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "actors.public.susceptibility": SHARES,
        "actors.public.speed": SHARES,
        "actors.court.alignment": SHARES,
        "actors.army.volatility": SHARES,
        "events.vote.enabled": st.booleans(),
        "rules.hope.when": st.sampled_from(["t > 1", "t > 2", "true"]),
        "rules.hope.enabled": st.booleans(),
        "parameters.pull.value": SHARES,
        "parameters.fresh": st.builds(lambda share: {"value": share}, SHARES),
        "outcome.states.ruined": st.text("abc: é#-", max_size=5),
        "title": st.text("abc ", min_size=1, max_size=9).filter(str.strip),
    },
)


def resolve(document: Any) -> Resolved:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.yaml"
        path.write_text(json.dumps(document), "utf-8")  # which is YAML too
        return load(str(path))


def fitting(resolved: Resolved, changes: dict[str, Any]) -> dict[str, Any]:
    """The changes to elements this model has (or can have)."""
    new = ("parameters.fresh", "outcome.states.ruined", "title")
    found = {
        path: value
        for path, value in changes.items()
        if path in new or resolved.origin_of(path) != "default" or _is_there(resolved, path)
    }
    low, high = _range_of(resolved, "pull")
    if not low <= found.get("parameters.pull.value", low) <= high:
        del found["parameters.pull.value"]
    return found


def _range_of(resolved: Resolved, parameter: str) -> tuple[float, float]:
    described = resolved.model.parameters.get(parameter)
    low, high = described.range or (None, None) if described else (None, None)
    return -math.inf if low is None else low, math.inf if high is None else high


def _is_there(resolved: Resolved, path: str) -> bool:
    kind, name, *_ = path.split(".")
    return name in getattr(resolved.model, kind, {})


@FEW
@given(documents())
def test_resolving_twice_is_resolving_once(document: Any):
    resolved = resolve(document)
    second = resolve(resolved.document())
    assert second.document() == resolved.document()
    assert second.digest() == resolved.digest()


@FEW
@given(documents(), CHANGES)
def test_setting_twice_is_setting_once(document: Any, changes: dict[str, Any]):
    resolved = resolve(document)
    once = resolved.with_set(fitting(resolved, changes))
    assert once.with_set(fitting(resolved, changes)).document() == once.document()


@FEW
@given(documents(), CHANGES)
def test_changes_of_different_places_may_come_in_any_order(document: Any, changes: dict[str, Any]):
    resolved = resolve(document)
    forth = back = resolved
    pairs = list(fitting(resolved, changes).items())
    for path, value in pairs:
        forth = forth.with_set({path: value})
    for path, value in reversed(pairs):
        back = back.with_set({path: value})
    together = resolved.with_set(dict(pairs))
    assert forth.digest() == back.digest() == together.digest()


@FEW
@given(documents(), CHANGES)
def test_a_change_can_be_taken_back(document: Any, changes: dict[str, Any]):
    resolved = resolve(document)
    changes = {
        path: value
        for path, value in fitting(resolved, changes).items()
        if path.split(".")[0] in ("actors", "rules")
    }
    before: dict[str, Any] = {}
    for path in changes:
        data: Any = resolved.document()["model"]
        for key in path.split("."):
            data = data[key]
        before[path] = data
    assert resolved.with_set(changes).with_set(before).digest() == resolved.digest()


@FEW
@given(documents(), CHANGES)
def test_a_change_reads_back_as_if_it_had_been_written(document: Any, changes: dict[str, Any]):
    resolved = resolve(document)
    changed = resolved.with_set(fitting(resolved, changes))
    assert resolve(changed.document()).document() == changed.document()


@FEW
@given(documents(), CHANGES)
def test_what_is_made_in_part_is_as_if_made_whole(document: Any, changes: dict[str, Any]):
    before = resolve(document)
    changes = fitting(before, changes)
    in_part = before.with_set(changes)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("scenario.resolve.revalidate._piecewise", lambda draft, tree: None)
        whole = before.with_set(changes)

    assert in_part.model == whole.model
    assert json.dumps(in_part.document()) == json.dumps(whole.document())  # in the same order
    assert list(leaves(in_part.draft.tree)) == list(leaves(whole.draft.tree))
    assert in_part.draft.tree == whole.draft.tree
