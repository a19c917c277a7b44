"""`signposts`: what to watch for, and what it would say.

It asks for the study and shows it; it computes nothing.
"""

from __future__ import annotations

from scenario.cli.options import BY, STATE
from scenario.cli.study import Study, about_state

COMMAND = Study(
    rank=110,
    short="What should one watch for?",
    help="""Rank what can be seen on the way by what it would say of a state to come.

    FILE is a scenario, or a folder that run --out wrote. Levels, events and other states are looked
    at, at up to ten dates, in the runs that are not in the state yet. A second table says which
    judgements would be worth finding out.
    """,
    examples=(
        "scenario signposts scenarios/base.yaml --state left",
        "scenario signposts scenarios/base.yaml --state left --by 2027-12 --runs 50_000",
    ),
    options=(STATE, BY),
    subject="scenario_or_saved",
    study="scenario.studies.futures.signposts",
    result="Signposts",
    doing="keeping futures",
    following=lambda found, _: ("paths", *about_state(found)),
    detail=True,
)
