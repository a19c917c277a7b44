"""`--cases`: a study of many cases, asked in the place of another command's own.

Which command asks it is not known here.
"""

from __future__ import annotations

import click

from scenario.cli.study import Study

CASES = Study(
    short="How does it fare with many cases whose answers are known?",
    help="",
    examples=(),
    options=(
        click.Option(
            ["--cases"],
            metavar="FILE",
            help="Many cases whose answers are known: a CSV file, or one that says what its columns"
            " are.",
        ),
        click.Option(
            ["--columns"],
            metavar="FILE",
            help="Beside a CSV file of cases: the cases file whose columns it has.",
        ),
    ),
    study="scenario.studies.backtest_cases.backtest_cases",
    result="CaseScores",
    doing="trying the cases",
    detail=True,
)
