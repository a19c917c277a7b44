"""`log`: what stands in a forecast log, and whether its past is as it was written.

It has the log read and shows it; it checks nothing itself.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scenario.cli.command import Command
from scenario.cli.logs import HEAD
from scenario.cli.options import JSON, QUIET, refuse
from scenario.cli.plotting import PLOT, is_plot_asked, plot_if_asked
from scenario.errors import nearest
from scenario.harmless import safe

if TYPE_CHECKING:
    from scenario.forecast_log.log import ForecastLog


def _run(words: tuple[str, ...], overwrite: bool, **options: Any) -> None:
    action, *rest = words if words[0] in ACTIONS and len(words) > 1 else _unnamed(words)
    carry_out, *wanted = ACTIONS[action]
    if len(rest) != len(wanted):
        raise refuse(f"log {action} takes {' and '.join(wanted)}, and no more or less")
    if action != "history" and is_plot_asked():
        raise refuse("--plot draws the history of one question: log LOG QUESTION")
    if action == "export":
        options["overwrite"] = overwrite
    elif overwrite:
        raise refuse("--overwrite has nothing to replace without export")
    carry_out(*rest, **options)


def _unnamed(words: tuple[str, ...]) -> tuple[str, ...]:
    """A log alone is listed, and one with a question has its history shown."""
    if len(words) == 2 and (Path(words[0]).exists() or words[1].startswith("P(")):
        return ("history", *words)
    if len(words) == 2:
        near = nearest(words[0], ACTIONS)
        hint = f"did you mean {near}?" if near else f"write log {words[0]}, for one log"
        raise refuse(f"{words[0]!r} is no log, and none of {', '.join(ACTIONS)}", hint)
    return ("list", *words)


def _log(place: str, head: str | None) -> ForecastLog:
    from scenario.forecast_log.log import read_log

    return read_log(place, head=head)


def _list(place: str, *, head: str | None, as_json: bool, quiet: bool) -> None:
    from scenario.cli.asking import show

    show(_log(place, head), as_json=as_json, quiet=quiet)


def _history(place: str, question: str, *, head: str | None, as_json: bool, quiet: bool) -> None:
    from scenario.cli.asking import page_of
    from scenario.forecast_log.history import log_history

    found = log_history(place, question, head=head)
    plotted = plot_if_asked(found)
    page = page_of(found, as_json=as_json, quiet=quiet)
    if page is None:
        return
    if plotted and not quiet:
        page.gap()
        page.text(plotted)
    page.print()


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
    "history": (_history, "LOG", "QUESTION"),
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

    log LOG QUESTION tells how the forecasts of one question moved, by author and scenario, and what
    became of it; --plot draws it. QUESTION is its id, or the end of it, or P(left by 2032-11).

    log head LOG prints how many rows there are and the hash over all of them: publish it, and
    nobody can change the past of the log unnoticed. log check LOG --head HASH holds the log to
    what was published, now or at any time before.

    log export LOG FILE writes all rows as .csv or .json, and log import LOG FILE appends those of
    such a file. What is imported is marked so, and scored apart.

    Exit code: 0 every row fits, 2 one does not, or there is no log.
    """,
    examples=(
        "scenario log forecasts.log",
        "scenario log forecasts.log 'P(left by 2032-11)' --plot history.svg",
        "scenario log head forecasts.log",
        "scenario log export forecasts.log forecasts.csv",
        "scenario run scenarios/base.yaml --log forecasts.log",
    ),
    options=(
        click.Argument(
            ["words"],
            metavar="[history|head|check|export|import] LOG [QUESTION|FILE]",
            nargs=-1,
            required=True,
            type=click.Path(),
        ),
        HEAD,
        click.Option(["--overwrite"], is_flag=True, help="Let export replace a file."),
        PLOT,
        JSON,
        QUIET,
    ),
    run=_run,
)
