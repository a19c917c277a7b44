"""`explore`: one file in which anyone moves a judgement and sees the forecast change.

It has the page written; what it holds and computes is not known here.
"""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import Any

import click

from scenario.cli.command import Command, suggested
from scenario.cli.options import QUIET, RUN, refuse
from scenario.cli.progress import progress
from scenario.cli.wanted import Wanted
from scenario.io.writing import check_file
from scenario.page import ENDINGS, write_page
from scenario.present.terminal import Page


def _run(
    files: tuple[str, ...],
    output: str,
    opened: bool,
    overwrite: bool,
    quiet: bool,
    **asked: Any,
) -> None:
    if len(set(files)) < len(files):
        raise refuse("a file is named twice", "each scenario is offered once")
    check_file(output, ENDINGS, overwrite=overwrite, way_out=", or say --overwrite")
    wanted = [Wanted(file, **asked) for file in files]
    scenarios = [one.scenario() for one in wanted]
    with progress() as tell:
        workers = wanted[0].workers
        place = write_page(scenarios, output, workers=workers, overwrite=overwrite, progress=tell)
    if opened:
        webbrowser.open(Path(place).resolve().as_uri())
    if quiet:
        return
    page = Page()
    page.text(
        f"Written: {output}, {place.stat().st_size / 1000:,.0f} kB. It needs no network and no"
        " other file; open it in a browser, or send it to somebody."
    )
    page.gap()
    page.block(f"Next: {suggested('report', files[0], '-o', 'report.html')}")
    page.print()


COMMAND = Command(
    rank=135,
    short="What if others want to try for themselves?",
    help="""Write a page in which anyone moves a judgement or sets an event and sees what follows.

    It is one HTML file with the model's own kernel, needs neither network nor server, and computes
    what the command line does, to the same bits. The first file is the base; others are offered as
    presets. What was tried can be saved there as a scenario file.
    """,
    examples=(
        "scenario explore scenarios/base.yaml -o page.html",
        "scenario explore scenarios/base.yaml scenarios/karabakh_falls.yaml -o page.html --open",
    ),
    options=(
        click.Argument(["files"], metavar="FILE...", nargs=-1, required=True, type=click.Path()),
        click.Option(
            ["-o", "--output"],
            metavar="OUT",
            default="page.html",
            show_default=True,
            help="A .html file.",
        ),
        click.Option(["--open", "opened"], is_flag=True, help="Open it in a browser."),
        click.Option(
            ["--overwrite"], is_flag=True, help="Replace a file that scenario did not make."
        ),
        *RUN,
        QUIET,
    ),
    run=_run,
)
