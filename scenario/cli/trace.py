"""`trace`: one future told month by month, with what moved what and who said so.

It asks for the trace and shows it; it computes nothing.
"""

from __future__ import annotations

import click

from scenario.cli.command import Command
from scenario.cli.options import FILE, JSON, QUIET, SET, Wanted
from scenario.cli.study import show
from scenario.cli.typed import Count


@click.command(
    "trace",
    cls=Command,
    short_help="What happens in one future, and because of what?",
    examples=(
        "scenario trace scenarios/base.yaml --run 17",
        "scenario trace scenarios/base.yaml --run 17 --only outcome --from 2026-01",
    ),
)
@FILE
@click.option("--run", "number", metavar="N", type=Count(0), default=0, help="Which run: 0, 1, ...")
@click.option(
    "--only",
    metavar="NAME",
    multiple=True,
    help="Follow a driver, actor, event, rule, transition or the outcome in full; may be repeated.",
)
@click.option("--from", "start", metavar="MONTH", help="The first month to show.")
@click.option("--to", "end", metavar="MONTH", help="The last month to show.")
@click.option("--ensemble", is_flag=True, help="A run of the judgement ensemble instead.")
@SET
@click.option("--random-seed", metavar="S", help="Another whole number for other random draws.")
@JSON
@QUIET
def command(
    file: str,
    number: int,
    only: tuple[str, ...],
    start: str | None,
    end: str | None,
    ensemble: bool,
    overrides: tuple[tuple[str, str], ...],
    random_seed: str | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Tell one future month by month: what moved each value, what held, what happened.

    Runs are counted from 0. Each has random numbers of its own, so any can be told alone, and run N
    here is run N of every study of the file. Where a run has to stop, the trace shows what led
    there.
    """
    from scenario.studies.trace import trace

    wanted = Wanted(file, overrides, random_seed=random_seed)
    found = trace(wanted.scenario(), number, only=only, start=start, end=end, ensemble=ensemble)
    more = ("trace", "--run", str(number), "--only", "outcome")
    following = (("explain",),) if only else (more,)
    show(found, wanted, as_json=as_json, quiet=quiet, following=following)
    if found.path.stopped:
        raise found.path.stopped
