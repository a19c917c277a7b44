"""`sensitivity`: which uncertain numbers the answer depends on.

It asks for the study and shows it; it computes nothing.
"""

from __future__ import annotations

import click

from scenario.cli.options import Count, Word
from scenario.cli.questions import question_option
from scenario.cli.study import Study

COMMAND = Study(
    rank=80,
    short="Which uncertain numbers does the answer depend on?",
    help="""Trace the spread of an answer to the judgements of the model.

    The answer is taken given the judgements, over many paths; the chance in the paths is no input
    and its noise is taken off. Q is P(STATE by MONTH), P(STATE at MONTH), mean(DRIVER at MONTH) or
    mean(ACTOR.alignment at MONTH).
    """,
    examples=(
        "scenario sensitivity scenarios/base.yaml",
        "scenario sensitivity scenarios/base.yaml --of 'P(left by 2027-12)' --method morris",
    ),
    options=(
        question_option(),
        click.Option(
            ["--method"],
            type=Word(["sobol", "morris"]),
            default="sobol",
            show_default=True,
            help="Shares of variance, or a screening by effects.",
        ),
        click.Option(
            ["--rows"],
            metavar="N",
            type=Count(4),
            help="Rows of the design; more take longer and narrow the intervals.",
        ),
    ),
    study="scenario.studies.sensitivity.sensitivity",
    result="Sensitivity",
    doing="trying judgements",
    following=lambda found, _: ("tornado", "--of", found.of),
    reported=3,
)
