"""`selftest`: do the engines of this machine compute the same bits as all others?

It asks for the examination and shows it; it compares nothing itself.
"""

from __future__ import annotations

import click

from scenario.cli.command import DONE, NO, Command
from scenario.cli.options import JSON, QUIET
from scenario.cli.progress import progress
from scenario.forecast.plain import json_text, strict
from scenario.present.blocks import Column
from scenario.present.terminal import Page
from scenario.selftest import Examination, Held, examine


def _run(as_json: bool, quiet: bool) -> int:
    with progress("examining the engines") as tell:
        found = examine(tell)
    if as_json:
        click.echo(json_text(strict(found.as_dict())), nl=False)
    else:
        _show(found, quiet)
    return DONE if found.ok else NO


def _show(found: Examination, quiet: bool) -> None:
    page = Page()
    if not quiet:
        _tables(found, page)
        page.gap()
    page.text(_answer(found))
    page.print()


def _tables(found: Examination, page: Page) -> None:
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


COMMAND = Command(
    rank=160,
    short="Does this machine compute what others do?",
    help="""Simulate a few models with every engine there is and compare them with recorded digests.

    A digest is of all counts, sums and bins of a study, bit by bit. No file is needed. Exit code:
    0 all digests are the recorded ones, 1 one of them differs.
    """,
    examples=("scenario selftest", "scenario selftest --json"),
    options=(JSON, QUIET),
    run=_run,
)
