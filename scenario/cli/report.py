"""`report`: a scenario's forecast with all that it rests on, as one file to send to somebody.

It asks for forecasts and for the report; it computes nothing.
"""

from __future__ import annotations

import shlex
from typing import Any

import click

from scenario.cli.command import Command
from scenario.cli.next_step import suggest
from scenario.cli.options import QUIET, RUN, Wanted, refuse
from scenario.cli.safe import safe


@click.command(
    "report",
    cls=Command,
    short_help="What should somebody else read?",
    examples=(
        "scenario report scenarios/base.yaml -o report.html",
        "scenario report scenarios/base.yaml scenarios/west_leans_in.yaml -o report.md",
    ),
)
@click.argument("files", metavar="FILE...", type=click.Path(), nargs=-1, required=True)
@click.option("-o", "--output", metavar="OUT", required=True, help="A .html or .md file.")
@click.option("--overwrite", is_flag=True, help="Replace a file that scenario did not make.")
@RUN
@click.option("--no-judgement", is_flag=True, help="Skip the ensemble behind judgement ranges.")
@QUIET
def command(
    files: tuple[str, ...],
    output: str,
    overwrite: bool,
    no_judgement: bool,
    quiet: bool,
    **asked: Any,
) -> None:
    """Write a report that needs nothing else: HTML without scripts, or Markdown.

    It is about the first file; the others are compared with it. The answer comes first, then what
    it rests on, then the model in words and formulas with its sources.
    """
    from scenario.plots.files import check_file
    from scenario.report import ENDINGS, Material, write

    if len(set(files)) < len(files):
        raise refuse("a file is named twice", "each scenario is reported once")
    check_file(
        output, ENDINGS, overwrite=overwrite, way_out=", or say --overwrite"
    )  # better now than after the runs
    wanted = [Wanted(file, **asked) for file in files]
    scenarios = [one.scenario() for one in wanted]
    forecasts = [
        one.run(scenario, judgement=not no_judgement)
        for one, scenario in zip(wanted, scenarios, strict=True)
    ]
    typed = _typed(files, output, no_judgement, wanted[0])
    write(Material(tuple(scenarios), tuple(forecasts), typed), output, overwrite=overwrite)
    if quiet:
        return
    from scenario.cli.page import Page

    page = Page()
    page.text(f"Written: {output}.")
    page.gap()
    page.block(f"Next: {suggest(('check', files[0]))}")
    page.print()


def _typed(files: tuple[str, ...], output: str, no_judgement: bool, wanted: Wanted) -> str:
    """The command as it can be typed again."""
    parts = ["report", *files, "-o", output]
    for path, text in wanted.overrides:
        parts += ["--set", f"{path}={text}"]
    for name in ("runs", "random_seed", "horizon", "until"):
        value = getattr(wanted, name)
        if value is not None:
            parts += [f"--{name.replace('_', '-')}", str(value)]
    if no_judgement:
        parts.append("--no-judgement")
    return safe(f"scenario {shlex.join(parts)}")
