"""`signposts`: what to watch for, and what it would say.

It asks for the study and shows it; it computes nothing.
"""

from __future__ import annotations

from typing import Any

import click

from scenario.cli.command import Command
from scenario.cli.kept import KEPT, answer


@click.command(
    "signposts",
    cls=Command,
    short_help="What should one watch for?",
    examples=(
        "scenario signposts scenarios/base.yaml --state left",
        "scenario signposts scenarios/base.yaml --state left --by 2027-12 --runs 50_000",
    ),
)
@KEPT
def command(**asked: Any) -> None:
    """Rank what can be seen on the way by what it would say of a state to come.

    FILE is a scenario, or a folder that run --out wrote. Levels, events and other states are looked
    at, at up to ten dates, in the runs that are not in the state yet. A second table says which
    judgements would be worth finding out.
    """
    from scenario.studies.futures import signposts

    answer(signposts, "paths", **asked)
