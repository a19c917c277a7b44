"""JSON Schema of what may be written, where that is more than what it is read as.

The models read `cites: a.b` as a list and `title: 2024` as text; an editor must allow both. What
the keys mean is said by `scenario.schema`.
"""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue, models_json_schema

from scenario.errors import InputError, Problem, did_you_mean
from scenario.resolve.kinds import KINDS
from scenario.schema.described import describe

NAMES = ("facts", "model", "scenario", "evidence", "cases")
"""The five kinds of file, in the order in which they are told."""
_DRAFT = "https://json-schema.org/draft/2020-12/schema"
TEXT = {"type": ["string", "number"]}
NUMBER = {"type": ["number", "string"]}


def json_schema(kind: str | None = None) -> dict[str, Any]:
    """The JSON Schema of one kind of file, or of all five together, for editors.

    Args:
        kind: `facts`, `model`, `scenario`, `evidence` or `cases`; where None, the schema is of a
            file that is any one of them, each under `$defs`.

    Returns:
        The schema in draft 2020-12, as plain data for JSON.

    Raises:
        InputError: There is no such kind.
    """
    describe()
    if kind is None:
        models = [(KINDS[name], "validation") for name in NAMES]
        refs, whole = models_json_schema(models, schema_generator=AsWritten)  # type: ignore[arg-type]
        return {"$schema": _DRAFT, **whole, "anyOf": [refs[model] for model in models]}  # type: ignore[index]
    if kind not in NAMES:
        hint = did_you_mean(kind, NAMES, "kinds")
        raise InputError(Problem(f"there is no kind of file {kind!r}", hint=hint))
    found: dict[str, Any] = KINDS[kind].model_json_schema(schema_generator=AsWritten)
    return {"$schema": _DRAFT, **found, "title": kind}


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
