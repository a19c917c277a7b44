"""`schema`: the JSON Schema of the file kinds, for editors and other programs.

It prints what the models of `scenario.schema` say of themselves.
"""

from __future__ import annotations

from typing import Any

import click

from scenario.cli.command import Command
from scenario.cli.options import JSON, QUIET
from scenario.cli.typed import Word

KINDS = ("facts", "model", "scenario", "evidence")


@click.command(
    "schema",
    cls=Command,
    short_help="The JSON Schema of the files, for editors.",
    examples=("scenario schema model > model.schema.json",),
)
@click.argument("kind", metavar="[KIND]", required=False, type=Word(KINDS))
@JSON
@QUIET
def command(kind: str | None, as_json: bool, quiet: bool) -> None:  # noqa: ARG001 - it is JSON
    """Print the JSON Schema of one kind of file, or of all four together.

    KIND is facts, model, scenario or evidence. A schema is JSON with --json or without.
    """
    if quiet:
        return
    from scenario.forecast.plain import json_text
    from scenario.schema.described import describe

    describe()
    click.echo(json_text(schema_of(kind) if kind else schema_of_all()), nl=False)


def schema_of(kind: str) -> dict[str, Any]:
    """The schema of one kind of file, in draft 2020-12."""
    from scenario.cli.json_schema import AsWritten
    from scenario.resolve.kinds import KINDS as MODELS

    found: dict[str, Any] = MODELS[kind].model_json_schema(schema_generator=AsWritten)
    return {"$schema": _DRAFT, **found, "title": kind}


def schema_of_all() -> dict[str, Any]:
    """One document: a file is any one of the four kinds, each under `$defs`."""
    from pydantic.json_schema import models_json_schema

    from scenario.cli.json_schema import AsWritten
    from scenario.resolve.kinds import KINDS as MODELS

    models = [(MODELS[kind], "validation") for kind in KINDS]
    refs, whole = models_json_schema(models, schema_generator=AsWritten)  # type: ignore[arg-type]
    return {"$schema": _DRAFT, **whole, "anyOf": [refs[model] for model in models]}  # type: ignore[index]


_DRAFT = "https://json-schema.org/draft/2020-12/schema"
