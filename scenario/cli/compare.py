"""`compare`: how far other scenarios are from the first, and because of what.

It asks for the comparison and shows it; it computes nothing.
"""

from __future__ import annotations

from typing import Any

import click

from scenario.cli.command import Command
from scenario.cli.options import DETAIL, JSON, QUIET, RUN, Wanted, refuse
from scenario.cli.plotting import PLOT
from scenario.cli.study import show


@click.command(
    "compare",
    cls=Command,
    short_help="How far are scenarios apart, and because of what?",
    examples=(
        "scenario compare scenarios/base.yaml scenarios/west_leans_in.yaml",
        "scenario compare scenarios/base.yaml scenarios/*.yaml --of 'P(left by 2027-12)' --json",
    ),
)
@click.argument("files", metavar="A B [C...]", nargs=-1, required=True, type=click.Path())
@click.option("--of", metavar="Q", help="What to divide among the changes; else the model's own.")
@click.option("--no-judgement", is_flag=True, help="Skip the ensemble behind judgement ranges.")
@click.option("--no-attribution", is_flag=True, help="Do not divide the difference.")
@RUN
@PLOT
@DETAIL
@JSON
@QUIET
def command(
    files: tuple[str, ...],
    of: str | None,
    no_judgement: bool,
    no_attribution: bool,
    detail: bool,
    as_json: bool,
    quiet: bool,
    **asked: Any,
) -> None:
    """Run scenarios on the same random numbers and print their differences from the first.

    All use the runs and the random seed of A (or those given here); --set changes each of them.
    The difference in one answer is divided among the paths in which two scenarios differ.
    """
    from scenario.cli.progress import progress
    from scenario.cli.questions import read_question
    from scenario.studies.compare import compare

    if len(files) < 2:
        raise refuse("compare needs two scenarios", f"for example: compare {files[0]} other.yaml")
    wanted = [Wanted(file, **asked) for file in files]
    scenarios = [each.scenario() for each in wanted]
    with progress("comparing") as tell:
        found = compare(
            *scenarios,
            of=None if of is None else read_question(of),
            judgement=not no_judgement,
            attribute=not no_attribution,
            workers=wanted[0].workers,
            progress=tell,
        )
    following = (("tornado", "--of", found.of.source()), ("run",))
    show(
        found,
        wanted[1],
        as_json=as_json,
        quiet=quiet,
        detail=detail,
        following=following,
    )
    if found.stopped:
        from scenario.cli.program import INTERRUPTED

        click.get_current_context().exit(INTERRUPTED)
