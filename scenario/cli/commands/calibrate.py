"""`calibrate`: judgements made consistent with evidence, as a new model file.

It asks for the study, which writes the file, and shows it; it computes nothing.
"""

from __future__ import annotations

import click

from scenario.cli.evidence import AS_OF, EVIDENCE
from scenario.cli.questions import question_option
from scenario.cli.study import Study

COMMAND = Study(
    rank=16,
    short="What do the judgements become once evidence is known?",
    help="""Write a new model whose judgements are consistent with evidence.

    Each judgement that the evidence moves gets new percentiles, in the form it had; those that it
    makes go together get a correlation. The new model says what it was made of, and refuses to be
    given the same evidence again. It begins where the old one did, and does not know what has
    happened since: for that, give `run` the evidence.
    """,
    examples=(
        "scenario calibrate scenarios/base.yaml --evidence seeds/after_2022.yaml"
        " -o models/calibrated.yaml",
        "scenario calibrate scenarios/as_of_2024.yaml -o models/calibrated.yaml --overwrite",
    ),
    options=(
        EVIDENCE,
        AS_OF,
        click.Option(
            ["-o", "--output"], metavar="MODEL", required=True, help="The new model, a .yaml file."
        ),
        click.Option(["--overwrite"], is_flag=True, help="Let -o replace a file."),
        question_option(),
    ),
    study="scenario.studies.calibrate.calibrate",
    result="Calibration",
    doing="learning from the evidence",
    detail=True,
)
