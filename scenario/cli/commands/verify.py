"""`verify`: does a saved forecast come out again?

It asks for the comparison and shows it; it compares nothing itself.
"""

from __future__ import annotations

import click

from scenario.cli.command import DONE, NO
from scenario.cli.options import ENGINE, THREADS
from scenario.cli.study import Study

COMMAND = Study(
    rank=150,
    short="Does a saved forecast come out again?",
    help="""Run a saved forecast again from its own resolved scenario and compare the two.

    A forecast that an engine of other rules made is compared as a sample of other runs: it agrees
    where no number differs by more than chance allows.

    Exit code: 0 bit-identical, equal but for rounding (another machine, another library) or in
    agreement (an older engine), 1 different, 2 there is no saved forecast that can be read.
    """,
    examples=(
        "scenario verify forecasts/base",
        "scenario run scenarios/base.yaml --out forecasts/base",
    ),
    of=click.Argument(["file"], metavar="DIR", type=click.Path()),
    settings=(THREADS, ENGINE),
    subject="place",
    study="scenario.studies.verify.verify",
    result="Verification",
    doing="running it again",
    exit_code=lambda found: NO if found.verdict == "different" else DONE,
)
