"""`pool`: what several analysts' versions of one question say together.

It asks for the pool and shows it; it computes nothing.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click

from scenario.cli.options import NO_JUDGEMENT, Word, negated, refuse
from scenario.cli.questions import question_option
from scenario.cli.study import Study

NUMBER = r"[+-]?([0-9]{1,300}(\.[0-9]*)?|\.[0-9]+)"


class Weights(click.ParamType[tuple[float, ...]]):
    """Numbers with commas or blanks between them: 2,1,1."""

    name = "weights"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, ...]:
        parts = re.split(r"[\s,]+", str(value).strip())
        if not all(re.fullmatch(NUMBER, part) for part in parts):
            self.fail(f"{str(value)!r} is not a list of numbers, such as 2,1,1", param, ctx)
        return tuple(map(float, parts))


def _files(_: click.Context, __: click.Parameter, files: tuple[str, ...]) -> tuple[str, ...]:
    """What was typed; a weight among the files is told from one."""
    for file in files:
        if re.fullmatch(r"[0-9]*\.?[0-9]+", file) and not Path(file).exists():
            raise refuse(f"there is no file {file!r}", "write weights in one: --weights 2,1,1")
    return files


COMMAND = Study(
    rank=42,
    short="What do several versions of one question say together?",
    help="""Pool the answers of several scenarios, and tell which numbers they disagree about.

    All use the runs and the random seed of A (or those given here); --set changes each of them.
    Weights are divided by their sum. A linear pool is the weighted mean of probabilities, a
    logarithmic one their weighted geometric mean, in which a 0 of one member is a veto.
    """,
    examples=(
        "scenario pool scenarios/base.yaml scenarios/west_leans_in.yaml --weights 2,1",
        "scenario pool scenarios/base.yaml scenarios/trade_boom.yaml --method logarithmic"
        " --of 'P(left by 2027-12)'",
    ),
    of=click.Argument(
        ["files"],
        metavar="A [B...]",
        nargs=-1,
        required=True,
        type=click.Path(),
        callback=_files,
    ),
    options=(
        click.Option(
            ["--weights"],
            metavar="W,W...",
            type=Weights(),
            help="A number for each file, in order; equal ones otherwise.",
        ),
        click.Option(
            ["--method"],
            metavar="NAME",
            type=Word(("linear", "logarithmic")),
            default="linear",
            show_default=True,
            help="linear or logarithmic.",
        ),
        question_option("One question; every state that all have otherwise."),
        NO_JUDGEMENT,
        click.Option(
            ["--no-attribution", "attribute"],
            is_flag=True,
            callback=negated,
            help="Do not divide differences.",
        ),
    ),
    study="scenario.studies.pool.pool",
    result="Pool",
    doing="pooling",
    following=lambda found, _: ("tornado", "--of", found.of.source()),
    detail=True,
)
