"""`sweep`: an answer along a line or over a grid of values.

It asks for the study and shows it; it computes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from scenario.cli.command import Command
from scenario.cli.options import FILE, JSON, QUIET, RUN, Override, Wanted, refuse
from scenario.cli.plotting import PLOT
from scenario.cli.study import show

if TYPE_CHECKING:
    from scenario.studies.sweep import Sweep


@click.command(
    "sweep",
    cls=Command,
    short_help="How does the answer change along a range of values?",
    examples=(
        "scenario sweep scenarios/base.yaml --over drivers.exit_support.start=0.2:0.8:7"
        " --state left",
        "scenario sweep scenarios/base.yaml --over events.karabakh_falls.date=2025-06,2027-06",
    ),
)
@FILE
@click.option(
    "--over",
    metavar="PATH=VALUES",
    type=Override(),
    multiple=True,
    required=True,
    help="low:high:count, or values with commas; twice for a heat map.",
)
@click.option("--state", metavar="STATE", help="Which state; all of them, at the end, otherwise.")
@click.option("--by", metavar="MONTH", help="Ever in the state until this month.")
@click.option("--at", metavar="MONTH", help="In the state at the end of this month.")
@RUN
@PLOT
@JSON
@QUIET
def command(
    file: str,
    over: tuple[tuple[str, str], ...],
    state: str | None,
    by: str | None,
    at: str | None,
    as_json: bool,
    quiet: bool,
    **asked: Any,
) -> None:
    """Run a scenario with one value after the other, all on the same random numbers."""
    from scenario.cli.progress import progress
    from scenario.studies.sweep import sweep

    if len(dict(over)) < len(over):
        raise refuse("a path is swept over twice", "give all its values in one --over")
    wanted = Wanted(file, **asked)
    scenario = wanted.scenario()
    with progress("sweeping") as tell:
        found = sweep(
            scenario,
            dict(over),
            state=state,
            by=by,
            at=at,
            workers=wanted.workers,
            progress=tell,
        )
    following = (*_break_even(found), ("tornado",))
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


def _break_even(found: Sweep) -> Iterator[tuple[str, ...]]:
    """The value halfway up, where one number was moved for one answer."""
    (path, values), *others = found.over.items()
    numbers = all(isinstance(value, float) for value in values)
    answers = [row.estimate.p for row in found.rows]
    if numbers and not others and len(found.questions) == 1 and min(answers) < max(answers):
        middle = 100 * (min(answers) + max(answers)) / 2
        wanted = f"{found.questions[0].source()} = {middle:.2g}%"
        yield "solve", "--for", path, "--until", wanted
