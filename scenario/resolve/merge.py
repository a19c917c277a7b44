"""Merging: one layer of changes after the other, each applied to the explicit model.

It knows paths and alternatives; whether the merged names and times make sense is checked later.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from itertools import pairwise

from scenario.errors import InputError, Problem
from scenario.forecast.wording import listing
from scenario.io import Entry, Node, Scalar, child, plain
from scenario.resolve.crosscheck.correlations import can_be_joined
from scenario.resolve.draft import Draft, Removal
from scenario.resolve.layer import SAID, Layer
from scenario.resolve.paths import WaysOut, dotted, matches, read_element, read_path
from scenario.resolve.revalidate import revalidated
from scenario.resolve.tree_edit import Path, drop, node_of, put
from scenario.schema import Correlation
from scenario.schema.process import MOTIONS
from scenario.schema.shares import KEY, groups_of


def _either(pairs: Sequence[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    return {key: (other,) for pair in pairs for key, other in (pair, pair[::-1])}


OF_A_WAY: dict[str, tuple[str, ...]] = {
    "chance": ("rate",),
    "probability": ("rate",),
    "per": ("rate",),
}
ALTERNATIVES: tuple[tuple[Path, dict[str, tuple[str, ...]]], ...] = (
    (
        ("events", "*"),
        {
            "date": ("rate", "every"),
            "every": ("rate", "date"),
            "rate": ("date", "every", "probability"),
            "chance": ("rate", "date", "every", "probability"),
        },
    ),
    (("outcome", "transitions", "*"), OF_A_WAY),
    (("outcomes", "*", "transitions", "*"), OF_A_WAY),
    (("outcome", "base_rates", "*"), {"chance": ("rate",)}),
    (("outcomes", "*", "base_rates", "*"), {"chance": ("rate",)}),
    (("outcome",), {"start": ("since",)}),
    (("outcomes", "*"), {"start": ("since",)}),
    *(
        (("drivers", "*", "process", name), _either(motion.alternatives))
        for name, motion in MOTIONS.items()
        if motion.alternatives
    ),
)
"""Keys of which a new one clears the others."""

ABOUT = {"outcome": ("outcomes", "{}"), "outcomes": ("outcome", "null")}
"""What a model is about; the other key that may say so, and what that is if it says nothing."""

BESIDE = {*SAID, "hold", "given", "remove", "extends", "set"}


def merge(draft: Draft, layers: tuple[Layer, ...]) -> Draft:
    """The draft after every layer, from the oldest to the newest.

    Raises:
        InputError: all that is wrong with the first layer that cannot be applied.
    """
    return reduce(apply, layers, draft)


def apply(draft: Draft, layer: Layer) -> Draft:
    """The draft after one layer: first `remove`, then `set`, then what it says of the run."""
    return _tell(_override(_remove(draft, layer), layer), layer)


def _remove(draft: Draft, layer: Layer) -> Draft:
    held = {f"hold.{name}" for name in draft.hold}
    let_go = [str(scalar.value) for scalar in layer.remove if scalar.value in held]
    kept = {name: entry for name, entry in draft.hold.items() if f"hold.{name}" not in let_go}
    found = _read_elements(draft.tree, [s for s in layer.remove if s.value not in held])
    draft = replace(draft, hold=kept)
    if not found:
        return draft
    # the last item of a list goes first, so that the numbers of the others still hold
    tree = reduce(drop, sorted(found, key=_list_order, reverse=True), draft.tree)
    gone = tuple(Removal(path, item.mark, layer.name) for path, item in found.items())
    return replace(revalidated(draft, tree, tree), removed=draft.removed + gone)


def _read_elements(tree: Node, named: Sequence[Scalar]) -> dict[Path, Scalar]:
    found: dict[Path, Scalar] = {}
    problems: list[Problem] = []
    ways_out = WaysOut(tree)
    for scalar in named:
        try:
            found[read_element(tree, str(scalar.value), ways_out)] = scalar
        except InputError as error:
            problems += (replace(problem, mark=scalar.mark) for problem in error.problems)
    if problems:
        raise InputError(problems)
    return found


def _list_order(path: Path) -> tuple[tuple[int, str], ...]:
    """A key to sort paths by, in which list positions count as the numbers they are."""
    return tuple((int(key) if key.isdecimal() else -1, key) for key in path)


def _override(draft: Draft, layer: Layer) -> Draft:
    if not layer.set:
        return draft
    changes = _read_paths(draft.tree, layer.set)
    cleared = dict(_cleared(changes))
    tree = pointing = draft.tree
    for path, entry in (*cleared.items(), *_in_order(changes)):
        tree, pointing = put(tree, path, entry), put(pointing, path, entry, pointing=True)
    if problems := list(_said_both_ways(tree, changes)):
        raise InputError(problems)
    changed = replace(draft, changed=draft.changed | set(changes))
    found = revalidated(changed, tree, pointing)
    if problems := list(_broken(draft, found, changes)):
        raise InputError(problems)
    return found


def _said_both_ways(tree: Node, changes: Mapping[Path, Entry]) -> Iterator[Problem]:
    """One chain of states set beside several, or several beside one."""
    said = [key for key in ABOUT if plain(child(tree, key) or node_of(None))]
    newly = [(path[0], entry) for path, entry in changes.items() if path[0] in said]
    names = {name for name, _ in newly}
    if len(said) == 2 and len(names) == 1:
        (name, entry), *_ = newly
        other, nothing = ABOUT[name]
        message = f"the model has {other}, and {name} cannot stand beside it"
        hint = f"set {other} to {nothing} too, and {name} takes its place"
        yield Problem(message, entry.key_mark, hint=hint)


def _broken(before: Draft, after: Draft, changes: Mapping[Path, Entry]) -> Iterator[Problem]:
    """Shares of one whole of which some are set to something else, and others are not."""
    left = groups_of(after.model.parameters)
    for group, names in groups_of(before.model.parameters).items():
        gone = [name for name in names if name not in left.get(group, ())]
        marks = (entry.key_mark for path, entry in changes.items() if path[1] in gone)
        if gone and left.get(group):
            message = f"{gone[0]} is one of the shares of {group}, which add up to one"
            weight = f"parameters.{gone[0]}.value.{KEY}.weight"
            hint = f"set {weight}, or all of them: {listing(names)}"
            yield Problem(message, next(marks, None), hint=hint)


def _in_order(changes: Mapping[Path, Entry]) -> list[tuple[Path, Entry]]:
    """List positions rise, so that two items can be added to one list."""
    return sorted(changes.items(), key=lambda item: _list_order(item[0]))


def _read_paths(tree: Node, changes: Mapping[str, Entry]) -> dict[Path, Entry]:
    found: dict[Path, Entry] = {}
    problems: list[Problem] = []
    ways_out = WaysOut(tree)
    grown = tree  # with the list items that earlier paths of the same `set` add
    for text, entry in changes.items():
        try:
            path = read_path(grown, text, ways_out)
        except InputError as error:
            problems += (_beside(problem, text, entry) for problem in error.problems)
            continue
        if path in found:
            problems.append(Problem(f"{dotted(path)} is set twice", entry.key_mark))
        found[path] = entry
        grown = put(grown, path, entry) if path[-1].isdecimal() else grown
    problems += _nested(found)
    if problems:
        raise InputError(problems)
    return found


def _beside(problem: Problem, text: str, entry: Entry) -> Problem:
    if text in BESIDE or text.partition(".")[0] in ("hold", "set", "given"):
        key = text.partition(".")[0]
        message = f"{key} is no part of the model"
        return Problem(message, entry.key_mark, hint=f"write `{key}:` beside `set:`, not in it")
    return replace(problem, mark=entry.key_mark)


def _nested(changes: Mapping[Path, Entry]) -> Iterator[Problem]:
    for outer, inner in pairwise(sorted(changes)):
        if inner[: len(outer)] == outer and inner != outer:
            message = f"{dotted(inner)} lies inside {dotted(outer)}, which the same `set` replaces"
            hint = f"write the new value inside {dotted(outer)}, and this line not at all"
            yield Problem(message, changes[inner].key_mark, hint=hint)


def _cleared(changes: Mapping[Path, Entry]) -> Iterator[tuple[Path, Entry]]:
    for path, entry in changes.items():
        empty = isinstance(entry.node, Scalar) and entry.node.value is None
        for parent, others in ALTERNATIVES:
            for other in others.get(path[-1], ()) if matches(path[:-1], parent) else ():
                if not empty and (*path[:-1], other) not in changes:
                    yield (*path[:-1], other), Entry(entry.key_mark, node_of(None, entry.key_mark))


def _tell(draft: Draft, layer: Layer) -> Draft:
    said = dict(draft.said)
    if {"horizon", "until"} & set(layer.said):
        said = {key: entry for key, entry in said.items() if key not in ("horizon", "until")}
    return replace(
        draft,
        said={**said, **layer.said},
        hold={**draft.hold, **layer.hold},
        given=layer.given or draft.given,
    )


def without_undrawn(draft: Draft) -> Draft:
    """The draft without correlations of what a layer has left without draws or shocks.

    Setting a judged parameter to a plain number must not mean taking its correlations out by hand.
    In a model file itself such a correlation is an error.
    """
    undrawn = [index for index, c in enumerate(draft.model.correlations) if _is_undrawn(draft, c)]
    if not undrawn:
        return draft
    tree = draft.tree
    for index in reversed(undrawn):
        tree = drop(tree, ("correlations", str(index)))
    kept = tuple(c for index, c in enumerate(draft.model.correlations) if index not in undrawn)
    return replace(draft, model=draft.model.model_copy(update={"correlations": kept}), tree=tree)


def _is_undrawn(draft: Draft, correlation: Correlation) -> bool:
    return any(
        _is_changed(draft, name) and not can_be_joined(draft.model, name)
        for name in correlation.between
        if name in draft.model.parameters or name in draft.model.drivers
    )


def _is_changed(draft: Draft, name: str) -> bool:
    return any(path[:2] in (("parameters", name), ("drivers", name)) for path in draft.changed)
