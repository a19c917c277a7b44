"""`discover`: under what conditions a state is reached.

It asks for the study and shows it; it computes nothing.
"""

from __future__ import annotations

from typing import Any

import click

from scenario.cli.command import Command
from scenario.cli.kept import KEPT, answer


@click.command(
    "discover",
    cls=Command,
    short_help="Under what conditions does it come to that?",
    examples=(
        "scenario discover scenarios/base.yaml --state left",
        "scenario discover scenarios/base.yaml --state left --by 2027-12 --runs 50_000",
    ),
)
@KEPT
def command(**asked: Any) -> None:
    """Find conditions (judgements, values, events) under which a state is reached often.

    FILE is a scenario, or a folder that run --out wrote. Each set of conditions comes with how
    often the state is reached under it, and with how many of all futures, and of those that reach
    the state, it holds, counted in runs that were not used to find it.
    """
    from scenario.studies.futures import discover

    answer(discover, "signposts", **asked)
