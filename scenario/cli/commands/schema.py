"""`schema`: the JSON Schema of the file kinds, for editors and other programs.

It prints what is made of the models elsewhere.
"""

from __future__ import annotations

import click

from scenario.cli.command import Command
from scenario.cli.options import JSON, QUIET, Word
from scenario.forecast.plain import json_text
from scenario.resolve.json_schema import NAMES, json_schema


def _run(kind: str | None, as_json: bool, quiet: bool) -> None:  # noqa: ARG001 - it is JSON
    if not quiet:
        click.echo(json_text(json_schema(kind)), nl=False)


COMMAND = Command(
    rank=170,
    short="The JSON Schema of the files, for editors.",
    help="""Print the JSON Schema of one kind of file, or of all five together.

    KIND is facts, model, scenario, evidence or cases. A schema is JSON with --json or without.
    """,
    examples=("scenario schema model > model.schema.json",),
    options=(
        click.Argument(["kind"], metavar="[KIND]", required=False, type=Word(NAMES)),
        JSON,
        QUIET,
    ),
    run=_run,
)
