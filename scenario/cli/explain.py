"""`explain`: what makes a probability what it is, part by part.

It asks for the explanation and shows it; it computes nothing.
"""

from __future__ import annotations

from typing import Any

import click

from scenario.cli.command import Command
from scenario.cli.options import DETAIL, FILE, JSON, QUIET, RUN, Wanted
from scenario.cli.plotting import PLOT
from scenario.cli.study import show
from scenario.cli.typed import Count


@click.command(
    "explain",
    cls=Command,
    short_help="Why is the probability what it is?",
    examples=(
        "scenario explain scenarios/base.yaml --state left",
        "scenario explain scenarios/base.yaml --state left --by 2027-12 --by-group",
    ),
)
@FILE
@click.option("--state", metavar="STATE", help="Which state; the model's own question otherwise.")
@click.option("--by", metavar="MONTH", help="The last month that counts, such as 2027-12.")
@click.option("--by-group", is_flag=True, help="Drivers, actors, rules and events as four parts.")
@click.option("--all-rules", is_flag=True, help="Rules that hold at the start as parts too.")
@click.option(
    "--walks",
    metavar="N",
    type=Count(2),
    help="How many runs to divide among the parts; more take longer and say more.",
)
@RUN
@PLOT
@DETAIL
@JSON
@QUIET
def command(
    file: str,
    state: str | None,
    by: str | None,
    by_group: bool,
    all_rules: bool,
    walks: int | None,
    detail: bool,
    as_json: bool,
    quiet: bool,
    **asked: Any,
) -> None:
    """Say what makes a probability what it is: drivers, actors, rules and events.

    If nothing changed from the start on, drivers and actors would stay where they are, no event
    would happen, and only the rules that hold at the start would act. What the scenario has besides
    is divided among its parts by Shapley values on common random numbers: they add up exactly.
    """
    from scenario.cli.progress import progress
    from scenario.forecast.answer import asked_state
    from scenario.studies.explain import explain

    wanted = Wanted(file, **asked)
    scenario = wanted.scenario()
    state = asked_state(scenario.document()) if state is None else state
    with progress("explaining") as tell:
        found = explain(
            scenario,
            state,
            by=by,
            by_group=by_group,
            all_rules=all_rules,
            walks=walks,
            workers=wanted.workers,
            progress=tell,
        )
    question = f"P({state} by {found.by})"
    following = (("sensitivity", "--of", question), ("check",))
    show(
        found,
        wanted,
        as_json=as_json,
        quiet=quiet,
        detail=detail,
        following=following,
    )
