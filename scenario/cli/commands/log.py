"""`log`: what stands in a forecast log, and whether its past is as it was written.

It has the log read and shows it; it checks nothing itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from scenario.cli.command import Command
from scenario.cli.logs import HEAD
from scenario.cli.options import JSON, QUIET, refuse
from scenario.errors import nearest
from scenario.harmless import safe

if TYPE_CHECKING:
    from scenario.forecast_log.log import ForecastLog


def _run(words: tuple[str, ...], overwrite: bool, **options: Any) -> None:
    action, *rest = words if words[0] in ACTIONS and len(words) > 1 else ("list", *words)
    carry_out, *wanted = ACTIONS[action]
    if action == "list" and len(rest) == 2:
        near = nearest(rest[0], ACTIONS)
        hint = f"did you mean {near}?" if near else f"write log {rest[0]}, for one log"
        raise refuse(f"{rest[0]!r} is none of {', '.join(ACTIONS)}", hint)
    if len(rest) != len(wanted):
        raise refuse(f"log {action} takes {' and '.join(wanted)}, and no more or less")
    if action == "export":
        options["overwrite"] = overwrite
    elif overwrite:
        raise refuse("--overwrite has nothing to replace without export")
    carry_out(*rest, **options)


def _log(place: str, head: str | None) -> ForecastLog:
    from scenario.forecast_log.log import read_log

    return read_log(place, head=head)


def _list(place: str, *, head: str | None, as_json: bool, quiet: bool) -> None:
    from scenario.cli.asking import show

    show(_log(place, head), as_json=as_json, quiet=quiet)


def _export(
    place: str, file: str, *, head: str | None, overwrite: bool, as_json: bool, quiet: bool
) -> None:
    from scenario.cli.asking import show
    from scenario.forecast_log.exchange import export_log

    found = export_log(place, file, head=head, overwrite=overwrite)
    show(found, as_json=as_json, quiet=quiet)


def _import(place: str, file: str, *, head: str | None, as_json: bool, quiet: bool) -> None:
    from scenario.cli.asking import show
    from scenario.forecast_log.importing import import_log

    if head is not None:
        _log(place, head)
    show(import_log(place, file), as_json=as_json, quiet=quiet)


def _head(place: str, *, head: str | None, as_json: bool, quiet: bool) -> None:  # noqa: ARG001
    log = _log(place, head)
    if not as_json:
        click.echo(str(log.head))
        return
    from scenario.forecast.plain import json_text

    click.echo(json_text({"log": place, **log.head.as_dict()}), nl=False)


def _check(place: str, *, head: str | None, as_json: bool, quiet: bool) -> None:
    from scenario.forecast.wording import count

    log = _log(place, head)
    if as_json:
        _head(place, head=None, as_json=as_json, quiet=quiet)
        return
    rows = count(len(log.rows), "row")
    published = " and the published head is one of theirs" if head else ""
    click.echo(safe(f"{place}: {rows}, each fits those before it{published}."))
    if not head and not quiet:
        click.echo("Rows cut off at the end show only against a published head: --head HASH.")


ACTIONS: dict[str, tuple[Callable[..., None], *tuple[str, ...]]] = {
    "list": (_list, "LOG"),
    "head": (_head, "LOG"),
    "check": (_check, "LOG"),
    "export": (_export, "LOG", "FILE"),
    "import": (_import, "LOG", "FILE"),
}
"""What may be typed before the log, and what it takes."""


COMMAND = Command(
    rank=120,
    short="What was forecast when, and does the log still say so?",
    help="""List the questions of a forecast log with their last forecasts, as run --log wrote them.

    log head LOG prints how many rows there are and the hash over all of them: publish it, and
    nobody can change the past of the log unnoticed. log check LOG --head HASH holds the log to
    what was published, now or at any time before.

    log export LOG FILE writes all rows as .csv or .json, and log import LOG FILE appends those of
    such a file. What is imported is marked so, and scored apart.

    Exit code: 0 every row fits, 2 one does not, or there is no log.
    """,
    examples=(
        "scenario log forecasts.log",
        "scenario log head forecasts.log",
        "scenario log export forecasts.log forecasts.csv",
        "scenario run scenarios/base.yaml --log forecasts.log",
    ),
    options=(
        click.Argument(
            ["words"],
            metavar="[head|check|export|import] LOG [FILE]",
            nargs=-1,
            required=True,
            type=click.Path(),
        ),
        HEAD,
        click.Option(["--overwrite"], is_flag=True, help="Let export replace a file."),
        JSON,
        QUIET,
    ),
    run=_run,
)
