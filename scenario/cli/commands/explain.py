"""`explain`: what makes an answer what it is, part by part.

It asks for the explanation and shows it; it computes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from scenario.cli.options import BY, STATE, Count
from scenario.cli.questions import question_option
from scenario.cli.study import Next, Study

if TYPE_CHECKING:
    from scenario.studies.explain import Explanation


def _following(found: Explanation, _: Mapping[str, Any]) -> Next:
    if found.kept and all(part.idle for part in found.parts):
        return "explain", "--of", found.of.source(), "--all-rules"
    return "sensitivity", "--of", found.of.source()


COMMAND = Study(
    rank=90,
    short="Why is the answer what it is?",
    help="""Say what makes a probability or a mean what it is: drivers, actors, rules and events.

    If nothing changed from the start on, drivers and actors would stay where they are, no event
    would happen, and only the rules that hold at the start would act. What the scenario has besides
    is divided among its parts by Shapley values on common random numbers: they add up exactly.
    """,
    examples=(
        "scenario explain scenarios/base.yaml --state left",
        "scenario explain scenarios/base.yaml --of 'P(left by 2027-12)' --by-group",
    ),
    options=(
        question_option(),
        STATE,
        BY,
        click.Option(
            ["--by-group"], is_flag=True, help="Drivers, actors, rules and events as four parts."
        ),
        click.Option(
            ["--all-rules"], is_flag=True, help="Rules that hold at the start as parts too."
        ),
        click.Option(
            ["--walks"],
            metavar="N",
            type=Count(2),
            help="How many runs to divide among the parts; more take longer and say more.",
        ),
    ),
    study="scenario.studies.explain.explain",
    result="Explanation",
    doing="explaining",
    following=_following,
    detail=True,
    reported=1,
)
