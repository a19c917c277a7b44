"""`show`: a file as it stands once everything is resolved, and where each value came from.

It prints what `resolve` made; it changes nothing.
"""

from __future__ import annotations

from typing import Any

import click

from scenario.api import Scenario, show
from scenario.cli.command import Command
from scenario.cli.options import FILE, JSON, QUIET, SET, refuse
from scenario.cli.plotting import PLOT, chart_of, is_plot_asked, plot_if_asked
from scenario.forecast.plain import json_text, strict
from scenario.harmless import safe
from scenario.io import dump
from scenario.resolve import Resolved, load, load_any
from scenario.resolve.told import by_path
from scenario.schema import explicit


def _run(
    file: str,
    origin: bool,
    overrides: tuple[tuple[str, str], ...],
    as_json: bool,
    quiet: bool,
) -> None:
    found = load(file, overrides) if overrides else load_any(file)
    if is_plot_asked() and not isinstance(found, Resolved):
        raise refuse("--plot is for scenarios and models", "facts and evidence have no chart")
    told = plot_if_asked(found)
    if told:
        click.echo(told, err=True)  # what is printed is a file, and nothing else
    if quiet:
        return
    if isinstance(found, Resolved):
        click.echo(
            _origins(found, as_json) if origin else _text(found.document(), as_json), nl=False
        )
        return
    if origin:
        raise refuse("--origin is for scenarios and models", "facts and evidence have one file")
    click.echo(_text(explicit(found), as_json), nl=False)


def _text(data: dict[str, Any], as_json: bool) -> str:
    if as_json:
        return json_text(strict(data))
    return safe(dump(data), lines=True)


def _origins(resolved: Resolved, as_json: bool) -> str:
    return json_text(by_path(resolved)) if as_json else show(Scenario(resolved), origin=True)


COMMAND = Command(
    rank=30,
    short="What does a scenario come to, and who said so?",
    help="""Print a scenario with its model, facts and overrides as one file.

    What is printed is a valid scenario file that needs no other and runs to the same answer; with
    --quiet nothing is printed, and only the exit code says whether the file is sound. --plot draws
    what acts on what, who listens to whom, and every judgement with its interval.
    """,
    examples=(
        "scenario show scenarios/base.yaml",
        "scenario show scenarios/base.yaml --origin | grep exit_support",
        "scenario show scenarios/base.yaml --quiet --plot judgements.svg --chart judgements",
    ),
    options=(
        FILE,
        click.Option(
            ["--origin"], is_flag=True, help="Give the file and line of every value instead."
        ),
        SET,
        PLOT,
        chart_of("Resolved"),
        JSON,
        QUIET,
    ),
    run=_run,
)
