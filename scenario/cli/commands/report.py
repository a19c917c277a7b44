"""`report`: a scenario's forecast with all that it rests on, as one file to send to somebody.

It asks for forecasts and for the report; it computes nothing.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import click

from scenario.api import Scenario
from scenario.cli.asking import ask
from scenario.cli.command import COMMANDS, Command, suggested
from scenario.cli.options import NO_JUDGEMENT, QUIET, RUN, Word, refuse
from scenario.cli.study import Study
from scenario.cli.wanted import Wanted
from scenario.harmless import safe
from scenario.io.writing import check_file
from scenario.present.terminal import Page
from scenario.report import ENDINGS, Material, byline, in_short, sections_of, write


def _run(
    files: tuple[str, ...],
    output: str,
    studies: tuple[str, ...],
    by: str,
    extent: str | None,
    overwrite: bool,
    judgement: bool,
    quiet: bool,
    **asked: Any,
) -> None:
    if len(set(files)) < len(files):
        raise refuse("a file is named twice", "each scenario is reported once")
    check_file(
        output, ENDINGS, overwrite=overwrite, way_out=", or say --overwrite"
    )  # better now than after the runs
    wanted = [Wanted(file, **asked) for file in files]
    scenarios = [one.scenario() for one in wanted]
    forecasts = [
        one.run(scenario, judgement=judgement)
        for one, scenario in zip(wanted, scenarios, strict=True)
    ]
    typed = _typed(files, output, studies, by, extent, judgement, wanted[0])
    found = dict(_studied(scenarios, studies, wanted[0].workers))
    short = in_short(scenarios[0], forecasts[0], wanted[0].workers)
    told = byline(by, date.today())
    material = Material(tuple(scenarios), tuple(forecasts), typed, found, short, told)
    shown = sections_of(material, appendix=extent != "short")
    write(material, output, overwrite=overwrite, sections=shown, unfolded=extent == "full")
    if quiet:
        return
    page = Page()
    page.text(f"Written: {output}.")
    page.gap()
    page.block(f"Next: {suggested('check', files[0])}")
    page.print()


def _reported() -> list[str]:
    """The studies that a report may show, in the order of their sections."""
    places = {name: said.get("reported", 0) for name, said in COMMANDS.said.items()}
    return sorted((name for name in places if places[name]), key=lambda name: places[name])


def _studied(
    scenarios: Sequence[Scenario], studies: Sequence[str], workers: int | None
) -> Iterator[tuple[str, Any]]:
    """The further analyses that were asked for, by name; a comparison where there are several."""
    if len(scenarios) > 1:
        how = {"judgement": False, "attribute": False}
        yield "compare", ask(_study("compare"), *scenarios, workers=workers, **how)
    for name in _reported():
        if name in studies:
            yield name, ask(_study(name), scenarios[0], workers=workers)


def _study(name: str) -> Study:
    found = COMMANDS[name]
    if not isinstance(found, Study):
        raise TypeError(f"{name} asks no study")
    return found


def _typed(
    files: tuple[str, ...],
    output: str,
    studies: tuple[str, ...],
    by: str,
    extent: str | None,
    judgement: bool,
    wanted: Wanted,
) -> str:
    """The command as it can be typed again."""
    parts = ["report", *files, "-o", output]
    for name in studies:
        parts += ["--with", name]
    parts += ["--by", by] if by else []
    parts += [f"--{extent}"] if extent else []
    parts += wanted.typed()
    for name in ("runs", "random_seed", "horizon", "until"):
        value = getattr(wanted, name)
        if value is not None:
            parts += [f"--{name.replace('_', '-')}", str(value)]
    if not judgement:
        parts.append("--no-judgement")
    return safe(f"scenario {shlex.join(parts)}")


COMMAND = Command(
    rank=140,
    short="What should somebody else read?",
    help="""Write a report that needs nothing else: HTML without scripts, or Markdown.

    It is about the first file; the others are compared with it. The first pages answer: how likely,
    why, what would change it, what to watch, how it could go, how sure. Behind them stands an
    appendix: all numbers, the model in words and formulas, its facts and sources.
    """,
    examples=(
        "scenario report scenarios/base.yaml -o report.html --by 'A. Analyst'",
        "scenario report scenarios/base.yaml scenarios/west_leans_in.yaml -o report.md",
    ),
    options=(
        click.Argument(["files"], metavar="FILE...", nargs=-1, required=True, type=click.Path()),
        click.Option(["-o", "--output"], metavar="OUT", required=True, help="A .html or .md file."),
        click.Option(
            ["--with", "studies"],
            type=Word(_reported()),
            multiple=True,
            help="Add a section on why, or on what it depends on;"
            " may be repeated and takes longer.",
        ),
        click.Option(
            ["--by"], metavar="NAME", default="", help="Who made it, to stand under its title."
        ),
        click.Option(
            ["--short", "extent"],
            flag_value="short",
            type=str,
            default=None,
            help="The first pages alone, without the appendix.",
        ),
        click.Option(
            ["--full", "extent"],
            flag_value="full",
            type=str,
            help="The appendix unfolded, on the screen and when it is printed.",
        ),
        click.Option(
            ["--overwrite"], is_flag=True, help="Replace a file that scenario did not make."
        ),
        *RUN,
        NO_JUDGEMENT,
        QUIET,
    ),
    run=_run,
)
