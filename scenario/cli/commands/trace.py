"""`trace`: one future told month by month, with what moved what and who said so.

It asks for the trace and shows it; it computes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from scenario.cli.command import DONE
from scenario.cli.options import SEED, SET, Count
from scenario.cli.study import Next, Study

if TYPE_CHECKING:
    from scenario.studies.trace import Trace


def _following(found: Trace, _: Mapping[str, Any]) -> Next:
    if found.only:
        return ("explain",)
    chain = next(iter(found.resolved.model.chains))
    return "trace", "--run", str(found.path.run), "--only", chain


def _exit_code(found: Trace) -> int:
    if found.path.stopped:
        raise found.path.stopped
    return DONE


COMMAND = Study(
    rank=130,
    short="What happens in one future, and because of what?",
    help="""Tell one future month by month: what moved each value, what held, what happened.

    Runs are counted from 0. Each has random numbers of its own, so any can be told alone, and run N
    here is run N of every study of the file. Where a run has to stop, the trace shows what led
    there.
    """,
    examples=(
        "scenario trace scenarios/base.yaml --run 17",
        "scenario trace scenarios/base.yaml --run 17 --only outcome --from 2026-01",
    ),
    options=(
        click.Option(["--run"], metavar="N", type=Count(0), default=0, help="Which run: 0, 1, ..."),
        click.Option(
            ["--only"],
            metavar="NAME",
            multiple=True,
            help="Follow a driver, actor, event, rule, transition, total or the outcome in full;"
            " may be repeated.",
        ),
        click.Option(["--from", "start"], metavar="MONTH", help="The first month to show."),
        click.Option(["--to", "end"], metavar="MONTH", help="The last month to show."),
        click.Option(["--ensemble"], is_flag=True, help="A run of the judgement ensemble instead."),
    ),
    settings=(SET, SEED),
    study="scenario.studies.trace.trace",
    result="Trace",
    following=_following,
    exit_code=_exit_code,
)
