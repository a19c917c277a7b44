"""`signposts`: what to watch for, and what it would say.

It asks for the study and shows it; it computes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from scenario.cli.options import BY, STATE
from scenario.cli.questions import question_option
from scenario.cli.study import Next, Study, about

if TYPE_CHECKING:
    from scenario.analysis.signposts import Signposts


def _following(found: Signposts, _: Mapping[str, Any]) -> Next:
    """How a state comes about; why, of what `paths` is not asked."""
    return "explain" if found.state is None else "paths", *about(found)


COMMAND = Study(
    rank=110,
    short="What should one watch for?",
    help="""Rank what can be seen on the way by what it would say of what is to come.

    That is a state reached by a month, or what --of asks: an event, a condition at a month, several
    joined, one before another. FILE is a scenario, or a folder that run --out wrote, of which
    states alone are asked. Levels, events and other states are looked at, at up to ten dates, in
    the runs of which it is not settled yet whether it comes to that. A second table says which
    judgements would be worth finding out.
    """,
    examples=(
        "scenario signposts scenarios/base.yaml --state left",
        "scenario signposts scenarios/base.yaml --state left --by 2027-12 --runs 50_000",
        "scenario signposts scenarios/base.yaml --of 'P(crisis by 2027-12)'",
    ),
    options=(question_option(), STATE, BY),
    subject="scenario_or_saved",
    study="scenario.studies.futures.signposts",
    result="Signposts",
    doing="keeping futures",
    following=_following,
    detail=True,
)
