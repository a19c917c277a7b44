"""`discover`: under what conditions it comes to what is asked.

It asks for the study and shows it; it computes nothing.
"""

from __future__ import annotations

from scenario.cli.options import BY, STATE
from scenario.cli.questions import question_option
from scenario.cli.study import Study, about

COMMAND = Study(
    rank=100,
    short="Under what conditions does it come to that?",
    help="""Find conditions (judgements, values, events) under which it comes to something often.

    That is a state reached by a month, or what --of asks: an event, a condition at a month, several
    joined, one before another. FILE is a scenario, or a folder that run --out wrote, of which
    states alone are asked. Each set of conditions comes with how often it comes to that under it,
    and with how many of all futures, and of those in which it does, it holds, counted in runs that
    were not used to find it.
    """,
    examples=(
        "scenario discover scenarios/base.yaml --state left",
        "scenario discover scenarios/base.yaml --state left --by 2027-12 --runs 50_000",
        "scenario discover scenarios/base.yaml --of 'P(crisis by 2027-12)'",
    ),
    options=(question_option(), STATE, BY),
    subject="scenario_or_saved",
    study="scenario.studies.futures.discover",
    result="Discovery",
    doing="keeping futures",
    following=lambda found, _: ("signposts", *about(found)),
    detail=True,
)
