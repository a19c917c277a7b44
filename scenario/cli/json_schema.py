"""JSON Schema of what may be written, where that is more than what it is read as.

The models read `cites: a.b` as a list and `title: 2024` as text; an editor must allow both.
"""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

TEXT = {"type": ["string", "number"]}
NUMBER = {"type": ["number", "string"]}


class AsWritten(GenerateJsonSchema):
    """The schema of files as people write them."""

    def model_schema(self, schema: Any) -> JsonSchemaValue:
        """A model; a process may be named alone, and a state be its title."""
        made = super().model_schema(schema)
        if schema["cls"].__name__ == "State":
            return {"anyOf": [made, {"type": ["string", "number", "null"]}]}
        if schema["cls"].__name__ != "Process":
            return made
        return {"anyOf": [made, {"enum": list(schema["cls"].model_fields)}]}

    def function_before_schema(self, schema: Any) -> JsonSchemaValue:
        """What a reader takes besides what it makes of it."""
        made = super().function_before_schema(schema)
        return _also(made, schema["schema"])

    def tagged_union_schema(self, schema: Any) -> JsonSchemaValue:
        """Any of the alternatives: to an editor a text may be an expression and a number too."""
        made = super().tagged_union_schema(schema)
        return {"anyOf": made.pop("oneOf"), **made} if "oneOf" in made else made


def _also(made: JsonSchemaValue, inner: Any) -> JsonSchemaValue:
    kind = inner["type"]
    if kind == "str":
        return {**made, **TEXT}
    if kind == "tuple" and made.get("type") == "array" and isinstance(made.get("items"), dict):
        return {"anyOf": [made, made["items"]]}
    if kind == "dict":
        names = {"type": "array", "items": {"type": "string"}}
        return {"anyOf": [made, names if _is_described(made) else NUMBER]}
    return made


def _is_described(made: JsonSchemaValue) -> bool:
    """Whether a mapping has texts beside its names (states), not figures."""
    return bool(made.get("minProperties"))
