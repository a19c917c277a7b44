"""`discover`: under what conditions a state is reached.

It asks for the study and shows it; it computes nothing.
"""

from __future__ import annotations

from scenario.cli.options import BY, STATE
from scenario.cli.study import Study, about_state

COMMAND = Study(
    rank=100,
    short="Under what conditions does it come to that?",
    help="""Find conditions (judgements, values, events) under which a state is reached often.

    FILE is a scenario, or a folder that run --out wrote. Each set of conditions comes with how
    often the state is reached under it, and with how many of all futures, and of those that reach
    the state, it holds, counted in runs that were not used to find it.
    """,
    examples=(
        "scenario discover scenarios/base.yaml --state left",
        "scenario discover scenarios/base.yaml --state left --by 2027-12 --runs 50_000",
    ),
    options=(STATE, BY),
    subject="scenario_or_saved",
    study="scenario.studies.futures.discover",
    result="Discovery",
    doing="keeping futures",
    following=lambda found, _: ("signposts", *about_state(found)),
    detail=True,
)
