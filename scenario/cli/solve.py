"""`solve`: the value of a number at which the answer comes to what is wanted.

It asks for the study and shows it; it computes nothing.
"""

from __future__ import annotations

from typing import Any

import click

from scenario.cli.command import Command
from scenario.cli.options import FILE, JSON, OFTEN, QUIET, WORKERS, Wanted, refuse
from scenario.cli.study import show


@click.command(
    "solve",
    cls=Command,
    short_help="At which value does the answer become this?",
    examples=(
        "scenario solve scenarios/base.yaml --for parameters.gate_on_exit.value"
        " --until 'P(left by 2032-11) = 25%'",
        "scenario solve scenarios/base.yaml --for parameters.ungated_exit_rate.value"
        " --until 'P(left by 2027-12) = 5%' --between 0.01 0.2",
    ),
)
@FILE
@click.option("--for", "path", metavar="PATH", required=True, help="The number to be found.")
@click.option("--until", "claim", metavar="'Q = X'", required=True, help="What is wanted of it.")
@click.option("--between", metavar="LOW HIGH", nargs=2, help="Where to look.")
@OFTEN
@WORKERS
@JSON
@QUIET
def command(
    file: str,
    path: str,
    claim: str,
    between: tuple[str, str] | None,
    as_json: bool,
    quiet: bool,
    **asked: Any,
) -> None:
    """Find the break-even value of one number of the model, with the interval it is sure to.

    Looks in the declared range, else in the central 99.8 % of a judgement, else from a tenth to ten
    times the value, and says where it looked. Exit code 1: there is no such value, or several.
    """
    from scenario.cli.progress import progress
    from scenario.cli.questions import read_claim
    from scenario.studies.solve import solve

    ends = None if between is None else _ends(*between)
    wanted = Wanted(file, **asked)
    scenario = wanted.scenario()
    with progress("searching") as tell:
        found = solve(
            scenario,
            path,
            read_claim(claim),
            between=ends,
            workers=wanted.workers,
            progress=tell,
        )
    here = (
        ("run", "--set", f"{path}={found.value:.4g}") if found.value is not None else ("tornado",)
    )
    following = (here, ("tornado", "--of", found.question.source()))
    show(found, wanted, as_json=as_json, quiet=quiet, following=following)
    if found.stopped or not found.found:
        from scenario.cli.program import INTERRUPTED, NO

        click.get_current_context().exit(INTERRUPTED if found.stopped else NO)


def _ends(low: str, high: str) -> tuple[float, float]:
    from scenario.schema.number import number

    try:
        return number(low), number(high)
    except ValueError as error:
        raise refuse(
            f"--between: {error}", "write two numbers, such as --between 0.1 0.9"
        ) from None
