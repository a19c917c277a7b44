"""`tornado`: what moving each judgement, and switching each rule and event, does to the answer.

It asks for the study and shows it; it computes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from scenario.cli.command import DONE, INTERRUPTED
from scenario.cli.questions import question_option
from scenario.cli.study import Next, Study

if TYPE_CHECKING:
    from scenario.studies.tornado import Tornado


def _following(found: Tornado, _: Mapping[str, Any]) -> Next:
    """The widest bar of a number along its range; else what the spread depends on."""
    for bar in found.bars:
        if not isinstance(bar.low_value, bool):
            low, high = (float(f"{end:.3g}") for end in (bar.low_value, bar.high_value))
            return "sweep", "--over", f"{bar.path}={low:g}:{high:g}:5"
    return "sensitivity", "--of", found.of.source()


COMMAND = Study(
    rank=60,
    short="What moves the answer most, one thing at a time?",
    help="""Move each judgement to its 5th and 95th percentile; switch each rule and each event.

    Every end is run on the same random numbers as the scenario as it is, so narrow bars show too.
    Q is P(STATE by MONTH), P(STATE at MONTH), mean(DRIVER at MONTH) or
    mean(ACTOR.alignment at MONTH).
    """,
    examples=(
        "scenario tornado scenarios/base.yaml --runs 10_000",
        "scenario tornado scenarios/base.yaml --of 'P(frozen by 2027-12)' --json",
    ),
    options=(question_option(),),
    study="scenario.studies.tornado.tornado",
    result="Tornado",
    doing="moving one thing at a time",
    following=_following,
    exit_code=lambda found: INTERRUPTED if found.missing else DONE,
    reported=2,
)
