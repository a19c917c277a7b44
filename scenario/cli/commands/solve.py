"""`solve`: the value of a number at which the answer comes to what is wanted.

It asks for the study and shows it; it computes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from scenario.cli.command import DONE, INTERRUPTED, NO
from scenario.cli.options import OFTEN, refuse
from scenario.cli.questions import claimed
from scenario.cli.study import Next, Study

if TYPE_CHECKING:
    from scenario.studies.solve import Solution


def _ends(
    _: click.Context, __: click.Parameter, ends: tuple[str, str] | None
) -> tuple[float, float] | None:
    from scenario.schema.number import number  # which `--help` must not load

    try:
        return None if ends is None else (number(ends[0]), number(ends[1]))
    except ValueError as error:
        raise refuse(
            f"--between: {error}", "write two numbers, such as --between 0.1 0.9"
        ) from None


def _following(found: Solution, typed: Mapping[str, Any]) -> Next:
    from scenario.forecast.wording import in_full  # which `--help` must not load

    if found.value is None:
        return ("tornado",)
    value = in_full(f"{float(f'{found.value:.4g}'):.15g}")
    if found.acts_from is not None:
        return "sweep", "--over", f"{typed['path']}={value}"  # what is set acts on the past too
    return "run", "--set", f"{typed['path']}={value}"


def _exit_code(found: Solution) -> int:
    if found.stopped:
        return INTERRUPTED
    return DONE if found.found else NO


COMMAND = Study(
    rank=70,
    short="At which value does the answer become this?",
    help="""Find the break-even value of one number of the model, with the interval it is sure to.

    Looks in the declared range, else in the central 99.8 % of a judgement, else from a tenth to ten
    times the value, and says where it looked. Exit code 1: there is no such value, or several.
    """,
    examples=(
        "scenario solve scenarios/base.yaml --for parameters.gate_on_exit.value"
        " --until 'P(left by 2032-11) = 25%'",
        "scenario solve scenarios/base.yaml --for parameters.ungated_exit_rate.value"
        " --until 'P(left by 2027-12) = 5%' --between 0.01 0.2",
    ),
    options=(
        click.Option(
            ["--for", "path"], metavar="PATH", required=True, help="The number to be found."
        ),
        click.Option(
            ["--until"],
            metavar="'Q = X'",
            required=True,
            callback=claimed,
            help="What is wanted of it.",
        ),
        click.Option(
            ["--between"], metavar="LOW HIGH", nargs=2, callback=_ends, help="Where to look."
        ),
    ),
    settings=OFTEN,
    study="scenario.studies.solve.solve",
    result="Solution",
    doing="searching",
    following=_following,
    exit_code=_exit_code,
)
