"""`paths`: how a state comes about, told in a few representative futures.

It asks for the study and shows it; it computes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenario.cli.options import BY, STATE
from scenario.cli.study import Next, Study, about_state

if TYPE_CHECKING:
    from scenario.analysis.paths import Storylines


def _following(found: Storylines, typed: Mapping[str, Any]) -> Next:
    """Why; of a saved forecast, which cannot be run otherwise, under what conditions."""
    saved = Path(typed["file"]).is_dir()
    return "discover" if saved else "explain", *about_state(found)


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
    options=(STATE, BY),
    subject="scenario_or_saved",
    study="scenario.studies.futures.paths",
    result="Storylines",
    doing="keeping futures",
    following=_following,
    detail=True,
)
