"""Which names are wrong in files whose form is wrong too, so that both are reported at once.

The parts at fault are cut out, and what is left is looked at as far as that can be trusted: no
complaint is passed on that an error of form may have caused. It says nothing new of a valid file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError

from scenario.errors import InputError, Problem, nearest
from scenario.io import Entry, List, Map, Node, Scalar, plain
from scenario.resolve.budget import over_budget
from scenario.resolve.chain import ChainReader
from scenario.resolve.crosscheck.effects import check_effects
from scenario.resolve.crosscheck.expressions import check_expressions
from scenario.resolve.crosscheck.names import check_holds, check_influence, check_states
from scenario.resolve.crosscheck.world import World
from scenario.resolve.merge import apply
from scenario.resolve.resolved import survey
from scenario.resolve.tree_edit import DEFAULT, Path, drop, follow, node_of

CHECKS = (check_influence, check_holds, check_states, check_expressions, check_effects)
"""The checks of names, each of which judges only what is there, never what is missing."""
STAND_INS = {"model": "m", "title": "M", "start": "2000-01", "step": "1 month"}
"""What nothing else refers to, where a model does not say it rightly."""
ROUNDS, MOST = 6, 100
"""How often a file is cut again, and how many errors of form it may have."""
_UNKNOWN = re.compile(
    r"(?:no \w+(?: or \w+)? is called|there is no \w+) '([^']*)'|\S+ matches nothing in the model"
)


def wrong_names(reader: ChainReader) -> list[Problem]:
    """What is wrong with names in the files that a reader has read, whatever else is wrong."""
    cutter = Cutter(reader.library, trees=reader.trees)
    found: list[Problem] = []
    with suppress(InputError):  # where nothing of the rest can be looked at
        # each is judged as it comes: what is left out after it is no cause of it
        found.extend(p for p in _complaints(cutter) if not cutter.may_have_caused(p))
    return found


def _complaints(cutter: Cutter) -> Iterator[Problem]:
    chain = cutter.chain()
    if chain is None:
        return
    draft = chain.draft
    for layer in chain.layers:
        try:
            draft = apply(draft, layer)
        except InputError as error:
            yield from error.problems
            cutter.names |= set(re.findall(r"\w+", " ".join(layer.set)))
    world: World = survey(draft)
    if over_budget(world):
        return
    for check in CHECKS:
        yield from check(world)


@dataclass(slots=True)
class Cutter(ChainReader):
    """Reads what was read before once more, and cuts out what is at fault."""

    names: set[str] = field(default_factory=set)
    """What stands in what was cut out, and on the way to it."""

    def may_have_caused(self, problem: Problem) -> bool:
        """Whether a complaint may only follow from what was cut out, and is not of a name."""
        said = _UNKNOWN.match(problem.message)
        if said is None or problem.mark is None or not problem.mark.line:
            return True
        words = re.findall(r"\w+", said[1] or said[0].partition(" ")[0])
        return any(nearest(word, self.names) is not None for word in words)

    def mended(self, tree: Map, kind: type[BaseModel]) -> Map:
        """The tree without what is at fault.

        Raises:
            InputError: Too much is at fault.
        """
        sound = self.sound(tree, kind)
        if sound is None:
            raise InputError("too much is at fault")
        return sound

    def sound(self, tree: Map, kind: type[BaseModel]) -> Map | None:
        """The tree without what is at fault, or None where too much is."""
        for _ in range(ROUNDS):
            try:
                kind.model_validate(plain(tree))
            except ValidationError as error:
                cut = self._cut(tree, error.errors(include_url=False))
                if cut is None:
                    return None
                tree = cut
            else:
                return tree
        return None

    def _cut(self, tree: Map, faults: list[Any]) -> Map | None:
        if len(faults) > MOST:
            return None
        paths = {_path(tree, fault) for fault in faults}
        if () in paths:
            return None
        for path in sorted(paths, key=_order, reverse=True):  # the last item of a list first
            cut = follow(tree, path)
            self.names |= {*path, *_keys(cut)} if cut is not None else set()
            if cut is not None or path[0] in STAND_INS:
                tree = _without(tree, path)
        return tree


def _order(path: Path) -> tuple[tuple[int, str], ...]:
    return tuple((int(key) if key.isdecimal() else -1, key) for key in path)


def _keys(node: Node | None) -> Iterator[str]:
    """Every key inside what was cut out: names that are now missing."""
    if isinstance(node, Map):
        for key, entry in node.entries.items():
            yield key
            yield from _keys(entry.node)
    elif isinstance(node, List):
        for item in node.items:
            yield from _keys(item)


def _path(tree: Map, fault: Any) -> Path:
    """The way to what a fault is about, as far as there is something in the file."""
    found: list[str] = []
    node: Node = tree
    for item in fault["loc"]:
        below = follow(node, (str(item),)) if not isinstance(node, Scalar) else None
        if below is not None:
            found.append(str(item))
            node = below
    last = str(fault["loc"][-1]) if fault["loc"] else ""
    return tuple(found) or ((last,) if last in STAND_INS else ())


def _without(tree: Map, path: Path) -> Map:
    if len(path) == 1 and path[0] in STAND_INS:
        entries: Mapping[str, Entry] = {
            **tree.entries,
            path[0]: Entry(DEFAULT, node_of(STAND_INS[path[0]])),
        }
        return Map(entries, tree.mark)
    left = drop(tree, path)
    return left if isinstance(left, Map) else tree
