"""`schema`: the JSON Schema of the file kinds, for editors and other programs.

It prints what the models of `scenario.schema` say of themselves, where more may be written than
they are read as: they read `cites: a.b` as a list and `title: 2024` as text, and an editor must
allow both.
"""

from __future__ import annotations

from typing import Any

import click
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue, models_json_schema

from scenario.cli.command import Command
from scenario.cli.options import JSON, QUIET, Word
from scenario.forecast.plain import json_text
from scenario.resolve.kinds import KINDS
from scenario.schema.described import describe

NAMES = ("facts", "model", "scenario", "evidence")
TEXT = {"type": ["string", "number"]}
NUMBER = {"type": ["number", "string"]}


def _run(kind: str | None, as_json: bool, quiet: bool) -> None:  # noqa: ARG001 - it is JSON
    if quiet:
        return
    describe()
    click.echo(json_text(schema_of(kind) if kind else schema_of_all()), nl=False)


def schema_of(kind: str) -> dict[str, Any]:
    """The schema of one kind of file, in draft 2020-12."""
    found: dict[str, Any] = KINDS[kind].model_json_schema(schema_generator=AsWritten)
    return {"$schema": _DRAFT, **found, "title": kind}


def schema_of_all() -> dict[str, Any]:
    """One document: a file is any one of the four kinds, each under `$defs`."""
    models = [(KINDS[kind], "validation") for kind in NAMES]
    refs, whole = models_json_schema(models, schema_generator=AsWritten)  # type: ignore[arg-type]
    return {"$schema": _DRAFT, **whole, "anyOf": [refs[model] for model in models]}  # type: ignore[index]


_DRAFT = "https://json-schema.org/draft/2020-12/schema"


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


COMMAND = Command(
    rank=170,
    short="The JSON Schema of the files, for editors.",
    help="""Print the JSON Schema of one kind of file, or of all four together.

    KIND is facts, model, scenario or evidence. A schema is JSON with --json or without.
    """,
    examples=("scenario schema model > model.schema.json",),
    options=(
        click.Argument(["kind"], metavar="[KIND]", required=False, type=Word(NAMES)),
        JSON,
        QUIET,
    ),
    run=_run,
)
