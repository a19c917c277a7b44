"""`tornado`: what moving each judgement, and switching each rule and event, does to the answer.

It asks for the study and shows it; it computes nothing.
"""

from __future__ import annotations

from typing import Any

import click

from scenario.cli.command import Command
from scenario.cli.options import FILE, JSON, QUIET, RUN, Wanted
from scenario.cli.plotting import PLOT
from scenario.cli.study import show


@click.command(
    "tornado",
    cls=Command,
    short_help="What moves the answer most, one thing at a time?",
    examples=(
        "scenario tornado scenarios/base.yaml --runs 10_000",
        "scenario tornado scenarios/base.yaml --of 'P(frozen by 2027-12)' --json",
    ),
)
@FILE
@click.option("--of", metavar="Q", help="The question; the model's own otherwise.")
@RUN
@PLOT
@JSON
@QUIET
def command(file: str, of: str | None, as_json: bool, quiet: bool, **asked: Any) -> None:
    """Move each judgement to its 5th and 95th percentile; switch each rule and each event.

    Every end is run on the same random numbers as the scenario as it is, so narrow bars show too.
    Q is P(STATE by MONTH), P(STATE at MONTH), mean(DRIVER at MONTH) or
    mean(ACTOR.alignment at MONTH).
    """
    from scenario.cli.progress import progress
    from scenario.cli.questions import read_question
    from scenario.studies.tornado import tornado

    wanted = Wanted(file, **asked)
    scenario = wanted.scenario()
    question = None if of is None else read_question(of)
    with progress("moving one thing at a time") as tell:
        found = tornado(
            scenario,
            question,
            workers=wanted.workers,
            progress=tell,
        )
    widest = [bar for bar in found.bars if not isinstance(bar.low_value, bool)][:1]
    lines = [
        ("sweep", "--over", f"{bar.path}={bar.low_value:.3g}:{bar.high_value:.3g}:5")
        for bar in widest
    ]
    following = (*lines, ("sensitivity", "--of", found.of.source()))
    show(
        found,
        wanted,
        as_json=as_json,
        quiet=quiet,
        following=following,
    )
    if found.missing:
        from scenario.cli.program import INTERRUPTED

        click.get_current_context().exit(INTERRUPTED)
