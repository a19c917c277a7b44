"""`selftest`: do the engines of this machine compute the same bits as all others?

It asks for the examination and shows it; it compares nothing itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from scenario.cli.command import Command
from scenario.cli.options import JSON, QUIET

if TYPE_CHECKING:
    from scenario.present.terminal import Page
    from scenario.selftest import Examination, Held


@click.command(
    "selftest",
    cls=Command,
    short_help="Does this machine compute what others do?",
    examples=("scenario selftest", "scenario selftest --json"),
)
@JSON
@QUIET
@click.pass_context
def command(ctx: click.Context, as_json: bool, quiet: bool) -> None:
    """Simulate a few models with every engine there is and compare them with recorded digests.

    A digest is of all counts, sums and bins of a study, bit by bit. No file is needed. Exit code:
    0 all digests are the recorded ones, 1 one of them differs.
    """
    from scenario.cli.progress import progress
    from scenario.selftest import examine

    with progress("examining the engines") as tell:
        found = examine(tell)
    if as_json:
        from scenario.forecast.plain import json_text, strict

        click.echo(json_text(strict(found.as_dict())), nl=False)
    else:
        _show(found, quiet)
    ctx.exit(int(not found.ok))


def _show(found: Examination, quiet: bool) -> None:
    from scenario.present.terminal import Page

    page = Page()
    if not quiet:
        _tables(found, page)
        page.gap()
    page.text(_answer(found))
    page.print()


def _tables(found: Examination, page: Page) -> None:
    from scenario.present.blocks import Column

    named = {name.replace("_", " "): value for name, value in found.machine.items()}
    columns = (Column("", right=False), Column("", right=False))
    page.table(columns, list(named.items()))
    page.gap()
    names = list(next((held.digests for held in found.held if held.digests), {}))
    heads = ["engine", "lanes", *names]
    rows = [_row(held, names) for held in found.held if not held.missing]
    page.table([Column(head, right=head == "lanes") for head in heads], rows)
    for held in found.held:
        if held.failure:
            page.text(f"{held.way} with {held.way.lanes} lanes failed: {held.failure}", hang="  ")
    for missing in dict.fromkeys(held.missing for held in found.held if held.missing):
        page.text(f"Not tried: {missing}", hang="  ")


def _row(held: Held, names: list[str]) -> list[str]:
    words = [
        "failed" if held.failure else "same" if held.same(name) else "differs" for name in names
    ]
    return [str(held.way), str(held.way.lanes), *words]


def _answer(found: Examination) -> str:
    tried = [held for held in found.held if not held.missing]
    engines = " and ".join(dict.fromkeys(held.way.engine for held in tried))
    if found.ok:
        return f"Every bit is the recorded one, with {engines} and any number of lanes."
    if found.agreed:
        return (
            f"Not the recorded bits, though {engines} agree on them: what differs is prepared in"
            " Python, or this is another version."
        )
    wrong = [f"{held.way} ({held.way.lanes})" for held in tried if not held.ok]
    return f"Not the recorded bits: {', '.join(wrong)}."
