"""What a pydantic model allows at each place, walked along the locations in its errors.

It does not know what a file says, only what it might have said; pydantic itself is not imported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]
"""A node of pydantic's core schema."""

_FIELDS = frozenset(["model-fields", "typed-dict", "dataclass-args"])
_ITEMS = frozenset(["list", "set", "frozenset", "tuple", "generator"])
_UNIONS = frozenset(["union", "tagged-union"])
_NAME = re.compile(r"[\w-]+")
_CONTAINERS = _FIELDS | _ITEMS | _UNIONS | {"dict"}
_BRANCHES = {"lax-or-strict": "lax_schema", "json-or-python": "python_schema"}


@dataclass(frozen=True, slots=True)
class Walk:
    """What is known about a location after following it through a schema."""

    certain: frozenset[int] = frozenset()
    """The positions of the location that are keys or list positions of the file."""
    labels: tuple[int, ...] = ()
    """The positions that only say which branch of an untagged union was tried."""
    holders: tuple[Schema, ...] = ()
    """What the last item of the location stands in."""
    ends: tuple[Schema, ...] = ()
    """What the location leads to."""

    @property
    def keys(self) -> list[str]:
        """The keys allowed beside the last item."""
        return [name for schema in self.holders for name, _ in _named_fields(schema)]

    @property
    def below(self) -> list[str]:
        """The keys allowed in a mapping that should stand here."""
        return [name for schema in self.ends for name, _ in _named_fields(schema)]

    @property
    def words(self) -> list[str]:
        """The words allowed as the value itself."""
        return [str(word) for schema in self.ends for word in _literals(schema)]

    @property
    def kinds(self) -> list[str]:
        """The kinds among which the value must choose."""
        unions = (schema for schema in self.ends if schema["type"] == "tagged-union")
        return [str(tag) for schema in unions for tag in schema["choices"]]


@dataclass(frozen=True, slots=True)
class Shape:
    """A core schema and the definitions that its parts refer to."""

    root: Schema | None
    definitions: Mapping[str, Schema]

    @classmethod
    def of(cls, model_type: Any) -> Shape:
        """The shape of a model class or of a TypeAdapter; None gives one that knows nothing."""
        root = getattr(model_type, "__pydantic_core_schema__", None)
        root = root or getattr(model_type, "core_schema", None)
        listed = root.get("definitions", ()) if root else ()
        return cls(root, {schema["ref"]: schema for schema in listed})

    def follow(self, location: Sequence[str | int]) -> Walk:
        """Tell apart what in a location belongs to the file and what to the schema."""
        here = tuple(self._open(self.root)) if self.root else ()
        holders: tuple[Schema, ...] = ()
        certain, labels = set(), []
        for position, item in enumerate(location):
            holders = here
            kinds = {schema["type"] for schema in holders}
            if kinds & (_FIELDS | _ITEMS | {"dict"}) and not kinds & _UNIONS:
                certain.add(position)
            if "union" in kinds:
                labels.append(position)
            below = [schema for holder in holders for schema in self._step(holder, item)]
            here = tuple(opened for schema in below for opened in self._open(schema))
        return Walk(frozenset(certain), tuple(labels), holders, here)

    def _step(self, schema: Schema, item: str | int) -> list[Schema]:
        """What may stand under `item`; of an untagged union, the branches with that label."""
        if schema["type"] != "union":
            return _under(schema, item)
        choices = [part[0] if isinstance(part, tuple) else part for part in schema["choices"]]
        named = [part for part in choices if self._names(part) & set(_NAME.findall(str(item)))]
        return named or choices

    def _names(self, schema: Schema) -> set[str]:
        """What pydantic may call a branch of a union: its type or the name of its class."""
        kind = schema["type"]
        if kind == "definition-ref":
            return self._names(self.definitions[schema["schema_ref"]])
        if kind == "model":
            return {schema["cls"].__name__}
        below = schema.get("schema")
        return self._names(below) if isinstance(below, Mapping) else {str(kind)}

    def _open(self, schema: Schema) -> Iterator[Schema]:
        """The containers and plain types under wrappers, validators, defaults and references."""
        kind = schema["type"]
        if kind == "definition-ref":
            yield from self._open(self.definitions[schema["schema_ref"]])
        elif kind == "chain":
            for part in schema["steps"]:
                yield from self._open(part)
        elif kind in _BRANCHES:
            yield from self._open(schema[_BRANCHES[kind]])
        elif kind not in _CONTAINERS and "schema" in schema:
            yield from self._open(schema["schema"])
        else:
            yield schema


def _under(schema: Schema, item: str | int) -> list[Schema]:
    """What may stand under `item`, except in an untagged union."""
    kind = schema["type"]
    if kind in _FIELDS:
        return [below for name, below in _named_fields(schema) if name == item]
    if kind in _ITEMS:
        return _as_list(schema.get("items_schema"))
    if kind == "dict":
        return _as_list(schema.get("values_schema"))
    if kind == "tagged-union":
        return [below for tag, below in schema["choices"].items() if str(tag) == str(item)]
    return []


def _named_fields(schema: Schema) -> Iterator[tuple[str, Schema]]:
    if schema["type"] not in _FIELDS:
        return
    fields = schema["fields"]
    pairs = fields.items() if isinstance(fields, Mapping) else ((f["name"], f) for f in fields)
    for name, part in pairs:
        for alias in _aliases(part.get("validation_alias", name)):
            yield alias, part["schema"]


def _aliases(alias: str | list[Any]) -> Iterator[str]:
    """The names of a field: one, or the first words of several ways to it."""
    if isinstance(alias, str):
        yield alias
    elif alias and isinstance(alias[0], list):
        yield from (str(path[0]) for path in alias)
    elif alias:
        yield str(alias[0])


def _literals(schema: Schema) -> list[Any]:
    if schema["type"] == "enum":
        return [getattr(member, "value", member) for member in schema["members"]]
    return list(schema["expected"]) if schema["type"] == "literal" else []


def _as_list(schema: Any) -> list[Schema]:
    if schema is None:
        return []
    return list(schema) if isinstance(schema, list) else [schema]
