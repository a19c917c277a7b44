"""`sensitivity`: which uncertain numbers the answer depends on.

It asks for the study and shows it; it computes nothing.
"""

from __future__ import annotations

from typing import Any

import click

from scenario.cli.command import Command
from scenario.cli.options import FILE, JSON, QUIET, RUN, Wanted
from scenario.cli.plotting import PLOT
from scenario.cli.study import show
from scenario.cli.typed import Count, Word


@click.command(
    "sensitivity",
    cls=Command,
    short_help="Which uncertain numbers does the answer depend on?",
    examples=(
        "scenario sensitivity scenarios/base.yaml",
        "scenario sensitivity scenarios/base.yaml --of 'P(left by 2027-12)' --method morris",
    ),
)
@FILE
@click.option("--of", metavar="Q", help="The question; the model's own otherwise.")
@click.option(
    "--method",
    type=Word(["sobol", "morris"]),
    default="sobol",
    show_default=True,
    help="Shares of variance, or a screening by effects.",
)
@click.option(
    "--rows",
    metavar="N",
    type=Count(4),
    help="Rows of the design; more take longer and narrow the intervals.",
)
@RUN
@PLOT
@JSON
@QUIET
def command(
    file: str,
    of: str | None,
    method: str,
    rows: int | None,
    as_json: bool,
    quiet: bool,
    **asked: Any,
) -> None:
    """Trace the spread of an answer to the judgements of the model.

    The answer is taken given the judgements, over many paths; the chance in the paths is no input
    and its noise is taken off. Q is P(STATE by MONTH), P(STATE at MONTH), mean(DRIVER at MONTH) or
    mean(ACTOR.alignment at MONTH).
    """
    from scenario.cli.progress import progress
    from scenario.cli.questions import read_question
    from scenario.studies.sensitivity import sensitivity

    wanted = Wanted(file, **asked)
    scenario = wanted.scenario()
    question = None if of is None else read_question(of)
    with progress("trying judgements") as tell:
        found = sensitivity(
            scenario, question, method=method, rows=rows, workers=wanted.workers, progress=tell
        )
    following = (("tornado", "--of", found.of), ("check",))
    show(
        found,
        wanted,
        as_json=as_json,
        quiet=quiet,
        following=following,
    )
