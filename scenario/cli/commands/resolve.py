"""`resolve`: what became of a question.

It reads what was typed and has it appended; dates are judged below.
"""

from __future__ import annotations

import click

from scenario.cli.command import Command
from scenario.cli.logs import PLACE
from scenario.cli.options import JSON, QUIET, Word


def _run(
    log: str,
    question: str,
    outcome: str,
    occurred: str | None,
    known: str,
    source: str,
    by: str | None,
    as_json: bool,
    quiet: bool,
) -> None:
    from scenario.cli.asking import show
    from scenario.forecast_log.resolving import resolve_question

    found = resolve_question(
        log, question, outcome=outcome, occurred=occurred, known=known, source=source, by=by
    )
    show(found, as_json=as_json, quiet=quiet)


COMMAND = Command(
    rank=122,
    short="What became of a question that was forecast?",
    help="""Append the answer to a question to a forecast log, so that score can count it.

    QUESTION is its id, as log LOG --json has it, or the end of it; or P(left by 2032-11). A later
    answer takes the place of an earlier one, which stays in the log.
    """,
    examples=(
        "scenario resolve forecasts.log 'P(left by 2023-12)' --outcome no --known 2024-01-01"
        " --source 'Depositary of the treaty'",
        "scenario resolve forecasts.log 'P(frozen by 2024-12)' --outcome yes --occurred 2024-02-23"
        " --known 2024-02-23 --source 'The prime minister on television'",
    ),
    options=(
        PLACE,
        click.Argument(["question"], metavar="QUESTION"),
        click.Option(
            ["--outcome"],
            metavar="ANSWER",
            type=Word(("yes", "no", "void")),
            required=True,
            help="yes, no, or void where it cannot be decided.",
        ),
        click.Option(
            ["--occurred"],
            metavar="DAY",
            help="The day that decided it; the last of its month, where that did.",
        ),
        click.Option(
            ["--known"],
            metavar="DAY",
            required=True,
            help="The day from which on the answer could be known, such as 2024-02-23.",
        ),
        click.Option(["--source"], metavar="TEXT", required=True, help="Who says so."),
        click.Option(["--by"], metavar="NAME", help="Who resolves it; else as for --author."),
        JSON,
        QUIET,
    ),
    run=_run,
)
