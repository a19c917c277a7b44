"""Which keys of the schema the one-fault files put at fault.

A problem says where it stands as a path; the path is followed through the JSON Schemas of the four
kinds of file, and its last key is the one at fault.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from scenario.resolve.kinds import KINDS

Key = tuple[str, str]
"""A definition of the schema and one of its keys."""
Schema = Mapping[str, Any]


def keys_at(path: str) -> set[Key]:
    """The keys at the end of a dotted path, in whichever kinds of file have such a path."""
    found: set[Key] = set()
    for kind in KINDS.values():
        root, definitions = _schema(kind.__name__)
        found |= set(_follow({"$ref": root}, path.split("."), definitions, None))
    return found


@cache
def _schema(kind: str) -> tuple[str, Mapping[str, Schema]]:
    model = next(model for model in KINDS.values() if model.__name__ == kind)
    schema = model.model_json_schema(by_alias=True)
    return f"#/$defs/{kind}", {kind: schema, **schema.get("$defs", {})}


def _follow(
    node: Schema, items: list[str], definitions: Mapping[str, Schema], last: Key | None
) -> Iterator[Key]:
    if not items:
        yield from [last] if last else []
        return
    first, *rest = items
    for name, schema in _opened(node, definitions):
        properties = schema.get("properties", {})
        if first in properties:
            yield from _follow(properties[first], rest, definitions, (name, first))
            continue
        if not rest and first.isdecimal() and schema.get("type") in SCALARS:
            yield from [last] if last else []  # one item without its brackets
        for below in _below(schema, first):
            yield from _follow(below, rest, definitions, last)


SCALARS = ("string", "number", "integer", "boolean")


def _below(schema: Schema, item: str) -> Iterator[Schema]:
    """What may stand under a name that the schema does not know, or at a position."""
    parts = [schema.get("additionalProperties"), *schema.get("patternProperties", {}).values()]
    if item.isdecimal():
        parts += [schema.get("items"), *schema.get("prefixItems", ())]
    yield from (part for part in parts if isinstance(part, dict))


def _opened(node: Schema, definitions: Mapping[str, Schema]) -> Iterator[tuple[str, Schema]]:
    """The schemas behind references and alternatives, with the name of the definition."""
    if "$ref" in node:
        name = node["$ref"].removeprefix("#/$defs/")
        for inner, schema in _opened(definitions[name], definitions):
            yield inner or name, schema
        return
    for alternatives in ("anyOf", "oneOf", "allOf"):
        for part in node.get(alternatives, ()):
            yield from _opened(part, definitions)
    yield "", node
