"""`paths`: how a state comes about, told in a few representative futures.

It asks for the study and shows it; it computes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scenario.cli.options import BY, STATE, refuse
from scenario.cli.study import Next, Study, about

if TYPE_CHECKING:
    from scenario.analysis.paths import Storylines


def _following(found: Storylines, typed: Mapping[str, Any]) -> Next:
    """Why; of a saved forecast, which cannot be run otherwise, under what conditions."""
    saved = Path(typed["file"]).is_dir()
    return "discover" if saved else "explain", *about(found)


def _no_question(_: click.Context, __: click.Parameter, text: str | None) -> None:
    if text is not None:
        message = "`paths` tells how one state is reached by a month, and takes no other question"
        raise refuse(message, "say --state and --by; `discover` and `signposts` take --of")


_OF = click.Option(["--of"], metavar="Q", hidden=True, expose_value=False, callback=_no_question)
"""What other commands take, and people try."""

COMMAND = Study(
    rank=120,
    short="How does it come about, and how not?",
    help="""Tell a few representative futures, dated, with their shares.

    FILE is a scenario, or a folder that run --out wrote. Futures that reach the state and futures
    that do not are grouped by their states, events and turns; each group is told by the run that is
    most like all the others in it.
    """,
    examples=(
        "scenario paths scenarios/base.yaml --state left",
        "scenario paths results/base --state left --by 2027-12",
    ),
    options=(STATE, BY, _OF),
    subject="scenario_or_saved",
    study="scenario.studies.futures.paths",
    result="Storylines",
    doing="keeping futures",
    following=_following,
    detail=True,
)
