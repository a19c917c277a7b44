"""`backtest`: how forecasts as of past dates would have fared.

It asks for the study and shows it; it computes nothing.
"""

from __future__ import annotations

import click

from scenario.cli.cases import CASES
from scenario.cli.options import ENGINE, RUNS, SEED, SET, WORKERS
from scenario.cli.several import Several
from scenario.cli.study import Study

COMMAND = Study(
    rank=17,
    short="How would its forecasts have fared as of past dates?",
    help="""Score forecasts as of a row of dates, each with only what was known by then.

    What is known by now tells which questions were resolved: the state of each chain, states
    reached and events happened by the month when a forecast is due, values that were measured.
    Beside the model are scored its base rates, persistence, and the model without evidence.

    With --cases a table of many cases takes the place of dates and evidence: each row a question
    asked at a date, its answer, and the values that the model is given. Scores are told with and
    without weights, and skill against base rates with a bootstrap over groups.
    """,
    examples=(
        "scenario backtest scenarios/base.yaml --evidence seeds/after_2022.yaml",
        "scenario backtest scenarios/base.yaml --evidence seeds/after_2022.yaml"
        " --dates 2023-03 2023-06 --horizon '6 months'",
        "scenario backtest models/membership.yaml --cases seeds/membership_cases.yaml",
    ),
    options=(
        click.Option(
            ["--evidence"],
            metavar="FILE",
            multiple=True,
            help="A file of observations; several times for several.",
        ),
        Several(
            ["--dates"],
            like=r"\d{4}-\d{2}",
            metavar="MONTH ...",
            help="As of the ends of these months, such as 2023-03 2023-06.",
        ),
        click.Option(
            ["--every"],
            metavar="TIME",
            help="In place of dates: so far apart, from the start on; 3 months otherwise.",
        ),
        Several(
            ["--horizon", "horizons"],
            like=r"[\d.]+ *(months?|years?)?",
            metavar="TIME ...",
            help="How far ahead is asked; '6 months' '12 months' otherwise.",
        ),
    ),
    settings=(SET, RUNS, SEED, WORKERS, ENGINE),
    study="scenario.studies.backtest.backtest",
    result="Backtest",
    doing="forecasting as of each date",
    detail=True,
    instead=CASES,
)
