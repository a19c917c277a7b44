"""`compare`: how far other scenarios are from the first, and because of what.

It asks for the comparison and shows it; it computes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click

from scenario.cli.command import DONE, INTERRUPTED
from scenario.cli.options import NO_JUDGEMENT, negated, refuse
from scenario.cli.questions import question_option
from scenario.cli.study import Study


def _two_or_more(_: click.Context, __: click.Parameter, files: tuple[str, ...]) -> tuple[str, ...]:
    if len(files) < 2:
        raise refuse("compare needs two scenarios", f"for example: compare {files[0]} other.yaml")
    return files


def _forecasts(
    found: Any, scenarios: Sequence[Any], typed: Mapping[str, Any]
) -> Iterator[tuple[Any, Any]]:
    """What `run` says of each, on the runs and the random seed of the comparison."""
    for one in () if found.stopped else scenarios:
        yield one, one.run(found.runs, random_seed=found.random_seed, workers=typed["workers"])


COMMAND = Study(
    rank=40,
    short="How far are scenarios apart, and because of what?",
    help="""Run scenarios on the same random numbers and print their differences from the first.

    All use the runs and the random seed of A (or those given here); --set changes each of them.
    The difference in one answer is divided among the paths in which two scenarios differ.
    """,
    examples=(
        "scenario compare scenarios/base.yaml scenarios/west_leans_in.yaml",
        "scenario compare scenarios/base.yaml scenarios/*.yaml --of 'P(left by 2027-12)' --json",
    ),
    of=click.Argument(
        ["files"],
        metavar="A B [C...]",
        nargs=-1,
        required=True,
        type=click.Path(),
        callback=_two_or_more,
    ),
    options=(
        question_option("What to divide among the changes; else the model's own."),
        NO_JUDGEMENT,
        click.Option(
            ["--no-attribution", "attribute"],
            is_flag=True,
            callback=negated,
            help="Do not divide the difference.",
        ),
    ),
    study="scenario.studies.compare.compare",
    result="Comparison",
    doing="comparing",
    following=lambda found, _: ("tornado", "--of", found.shared.source()),
    exit_code=lambda found: INTERRUPTED if found.stopped else DONE,
    detail=True,
    logged=_forecasts,
)
