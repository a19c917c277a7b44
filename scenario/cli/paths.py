"""`paths`: how a state comes about, told in a few representative futures.

It asks for the study and shows it; it computes nothing.
"""

from __future__ import annotations

from typing import Any

import click

from scenario.cli.command import Command
from scenario.cli.kept import KEPT, answer


@click.command(
    "paths",
    cls=Command,
    short_help="How does it come about, and how not?",
    examples=(
        "scenario paths scenarios/base.yaml --state left",
        "scenario paths results/base --state left --by 2027-12",
    ),
)
@KEPT
def command(**asked: Any) -> None:
    """Tell a few representative futures, dated, with their shares.

    FILE is a scenario, or a folder that run --out wrote. Futures that reach the state and futures
    that do not are grouped by their states, events and turns; each group is told by the run that is
    most like all the others in it.
    """
    from scenario.studies.futures import paths

    answer(paths, "explain", **asked)
