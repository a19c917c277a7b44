"""`update`: a forecast brought forward by what has been seen since.

It asks for the study and shows it; it computes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click

from scenario.cli.options import NO_JUDGEMENT
from scenario.cli.questions import question_option
from scenario.cli.study import Study


def _forecast(
    found: Any, scenarios: Sequence[Any], typed: Mapping[str, Any]
) -> Iterator[tuple[Any, ...]]:
    """What the evidence has led to, made from its files too."""
    yield scenarios[0].given(*typed["evidence"]), found.forecast, found.as_of


COMMAND = Study(
    rank=15,
    short="What does the evidence do to the forecast?",
    help="""Bring a forecast forward by evidence, fact by fact.

    Polls and other measurements, events that have happened or have not, states that were seen:
    runs are made to agree with them, each fact weighed by how likely it was. The answer is told
    before and after every fact, with how surprising it was and which judgements it moved.
    """,
    examples=(
        "scenario update scenarios/base.yaml --evidence seeds/after_2022.yaml",
        "scenario update scenarios/base.yaml --evidence seeds/after_2022.yaml --as-of 2023-09",
    ),
    options=(
        click.Option(
            ["--evidence"],
            metavar="FILE",
            multiple=True,
            help="A file of observations; several times for several.",
        ),
        click.Option(
            ["--as-of", "as_of"],
            metavar="MONTH",
            help="Only what was known by the end of this month.",
        ),
        question_option(),
        NO_JUDGEMENT,
    ),
    study="scenario.studies.update.update",
    result="Update",
    doing="learning from the evidence",
    detail=True,
    logged=_forecast,
)
