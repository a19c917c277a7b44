"""`ask`: answers to any questions.

It asks for the study and shows it; it computes nothing.
"""

from __future__ import annotations

import click

from scenario.cli.study import Study

COMMAND = Study(
    rank=45,
    short="How likely is any statement, alone or if another is so?",
    help="""Answer questions about a scenario, each with its 95 % interval.

    P(...) asks how likely a statement is: states and events by a month, states and conditions at
    one, joined by and, or, not; one thing before another; behind a bar what is given. date(50% of
    left) asks by when so many runs have got there, mean(NAME at MONTH) for a mean.
    """,
    examples=(
        "scenario ask scenarios/base.yaml 'P(left by 2030-12 | frozen by 2025-12)'",
        "scenario ask scenarios/base.yaml 'P(karabakh_falls before peace_treaty)'"
        " 'date(50% of left)'",
    ),
    options=(click.Argument(["questions"], metavar="QUESTION...", nargs=-1, required=True),),
    study="scenario.studies.ask.ask",
    result="Answers",
    doing="asking",
)
