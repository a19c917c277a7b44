"""Reading a scenario's chain: its model, the facts and evidence named, and every `extends`.

It validates each file by itself; nothing is merged or compared here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from scenario.errors import InputError, Mark, Problem
from scenario.io import Entry, Library, List, Map, Node, Scalar, plain, problems_from, read_mapping
from scenario.resolve.budget import refuse_oversized
from scenario.resolve.draft import Draft
from scenario.resolve.kinds import KINDS, kind_of
from scenario.resolve.layer import Layer, layer_of
from scenario.resolve.tree_edit import annotate, replace_child
from scenario.schema import Model, Scenario, explicit

M = TypeVar("M", bound=BaseModel)

ROLES = {"extends": "scenario", "model": "model", "facts": "facts", "given": "evidence"}
"""What kind of file stands behind each key that names one."""
_RIGHT_KEYS = {
    "model": "a scenario names its model under `model:`",
    "scenario": "a scenario names the one it changes under `extends:`",
    "facts": "a model names facts under `facts:`",
    "evidence": "a scenario names evidence under `given:`",
}


@dataclass(frozen=True, slots=True)
class Chain:
    """A model and the layers over it, from the oldest to the newest."""

    draft: Draft
    layers: tuple[Layer, ...]


@dataclass(slots=True)
class ChainReader:
    """Reads file after file and gathers what is wrong with them."""

    library: Library
    problems: list[Problem] = field(default_factory=list)
    trees: dict[str, Map] = field(default_factory=dict)
    """What was read, by the shown name of the file."""

    def chain(self) -> Chain | None:
        """The chain, or None where problems stand in the way."""
        top = self._open(None)
        if top is None:
            return None
        name, tree = top
        kind = self._kind(tree)
        if kind == "model":
            draft = self._draft(name, tree)
            return Chain(replace(draft, is_scenario=False), ()) if draft else None
        if kind == "scenario":
            return self._scenario(name, tree)
        if kind:
            hint = "name a scenario or a model file"
            message = f"this is {_a(kind)} file, not a scenario or a model"
            self.problems.append(Problem(message, Mark(name), hint=hint))
        return None

    def _kind(self, tree: Map) -> str:
        try:
            return kind_of(tree)
        except InputError as error:
            self.problems += error.problems
            return ""

    def _open(self, named: Scalar | None) -> tuple[str, Map] | None:
        """The shown name and the tree of the first file, or of one named in another."""
        try:
            file = (
                self.library.open_first()
                if named is None
                else self.library.open(str(named.value), named.mark)
            )
            if file.shown not in self.trees:
                tree = read_mapping(file.shown, file.data)
                refuse_oversized(tree)
                self.trees[file.shown] = tree
            return file.shown, self.trees[file.shown]
        except InputError as error:
            self.problems += error.problems
            return None

    def _scenario(self, first: str, tree: Map) -> Chain | None:
        """Follow `extends` down to the model, then turn round."""
        names, trees = [first], [tree]
        while (named := _named(trees[-1], "extends")) is not None:
            below = self._named_file(named, "extends")
            if below is None:
                break
            if below[0] in names:
                circle = " -> ".join([*names[names.index(below[0]) :], below[0]])
                message = f"these scenarios extend each other in a circle: {circle}"
                hint = "let one of them name a model instead"
                self.problems.append(Problem(message, named.mark, hint=hint))
                break
            names.append(below[0])
            trees.append(below[1])
        pairs = list(zip(names, trees, strict=True))
        layers = [self._layer(name, tree) for name, tree in reversed(pairs)]
        draft = self._model_below(first, trees[-1])
        found = [layer for layer in layers if layer is not None]
        return Chain(draft, tuple(found)) if draft and len(found) == len(layers) else None

    def _model_below(self, first: str, tree: Map) -> Draft | None:
        entry = tree.entries.get("model")
        if entry is None:
            return None
        if isinstance(entry.node, Map):
            return self._draft(first, entry.node, checked=True)
        named = _named(tree, "model")
        below = self._named_file(named, "model") if named else None
        draft = self._draft(below[0], below[1]) if below else None
        return replace(draft, name=first) if draft else None

    def _named_file(self, named: Scalar, role: str) -> tuple[str, Map] | None:
        """The file behind a key, if it is of the kind that belongs there."""
        found = self._open(named)
        if found is None:
            return None
        kind, wanted = self._kind(found[1]), ROLES[role]
        if kind and kind != wanted:
            message = f"{found[0]} is {_a(kind)} file; `{role}` names {_a(wanted)} file"
            hint = _RIGHT_KEYS.get(kind, "")
            self.problems.append(Problem(message, named.mark, hint=hint))
        return found if kind == wanted else None

    def _draft(self, name: str, tree: Map, checked: bool = False) -> Draft | None:
        """The model with its facts read in; `checked` where its shape is known to be valid."""
        tree = self.mended(tree, Model)
        valid = checked or self.validated(tree, Model) is not None
        complete = self._inlined(tree, "facts")
        if not valid or complete is None:
            return None
        model = self.validated(complete, Model)
        return Draft(name, model, annotate(explicit(model), complete)) if model else None

    def _layer(self, name: str, tree: Map) -> Layer | None:
        Model.model_rebuild()  # first: a scenario schema then takes it over, else it is built twice
        tree = self.mended(tree, Scenario)
        scenario = self.validated(tree, Scenario)
        complete = self._inlined(tree, "given")
        if scenario is None or complete is None:
            return None
        layer = layer_of(name, complete)
        return replace(layer, set=self.with_facts(layer.set))

    def with_facts(self, changes: Mapping[str, Entry]) -> dict[str, Entry]:
        """The changes, files of facts named in them read."""
        found = {}
        for path, entry in changes.items():
            node: Node | None = entry.node
            if path == "facts":
                node = self._files(entry.node, "facts")
            elif path.startswith("facts.") and path.count(".") == 1:
                node = self._file(entry.node, "facts")
            found[path] = Entry(entry.key_mark, node or entry.node)
        return found

    def _inlined(self, tree: Map, key: str) -> Map | None:
        """The tree with the files listed under a key read in, None where one cannot be."""
        entry = tree.entries.get(key)
        if entry is None:
            return tree
        before = len(self.problems)
        node = self._files(entry.node, key)
        if isinstance(node, Map):  # one file may stand without brackets
            node = List((node,), node.mark)
        result = replace_child(tree, key, Entry(entry.key_mark, node))
        return result if len(self.problems) == before and isinstance(result, Map) else None

    def _files(self, node: Node, role: str) -> Node:
        if not isinstance(node, List):
            return self._file(node, role)
        return replace(node, items=tuple(self._file(item, role) for item in node.items))

    def _file(self, node: Node, role: str) -> Node:
        if not isinstance(node, Scalar) or not isinstance(node.value, str):
            return node
        found = self._named_file(node, role)
        if found is None or self.validated(found[1], KINDS[ROLES[role]]) is None:
            return node
        return found[1]

    def mended(self, tree: Map, kind: type[BaseModel]) -> Map:  # noqa: ARG002 - for subclasses
        """The tree to go on with: here as it is, whatever is wrong with it."""
        return tree

    def validated(self, tree: Map, kind: type[M]) -> M | None:
        """The tree as a valid file of its kind, or None with its problems noted."""
        data: Any = plain(tree)
        try:
            return kind.model_validate(data)
        except ValidationError as error:
            self.problems += problems_from(error, tree, kind)
            return None


def _named(tree: Map, key: str) -> Scalar | None:
    entry = tree.entries.get(key)
    node = entry.node if entry else None
    return node if isinstance(node, Scalar) and isinstance(node.value, str) else None


def _a(noun: str) -> str:
    return f"an {noun}" if noun == "evidence" else f"a {noun}"
