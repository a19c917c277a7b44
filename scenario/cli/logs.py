"""`--log FILE` and what goes with it: forecasts kept in a log beside what a command prints.

The place is looked at before anything is run. What a log holds is known to `forecast_log`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from scenario.api import Scenario
    from scenario.calendar import Month
    from scenario.forecast import Forecast
    from scenario.forecast_log.append import Appended
    from scenario.studies.since import Since

_LOG, _AUTHOR, _SINCE = "scenario.log", "scenario.author", "scenario.since"
PLACE = click.Argument(["log"], metavar="LOG", type=click.Path())
HEAD = click.Option(
    ["--head"],
    metavar="HASH",
    help="What log head printed once: a past that was changed since is refused.",
)


def _remember_log(ctx: click.Context, _: click.Parameter, place: str | None) -> None:
    if place is not None:
        from scenario.forecast_log.store import check_place

        check_place(place)  # better now than after the run
        ctx.meta[_LOG] = place


def _remember_author(ctx: click.Context, _: click.Parameter, author: str | None) -> None:
    if author is not None:
        ctx.meta[_AUTHOR] = author


def _remember_since(ctx: click.Context, _: click.Parameter, place: str | None) -> None:
    if place is not None:
        from scenario.forecast_log.log import read_log

        read_log(place)  # better now than after the run
        ctx.meta[_SINCE] = place


AUTHOR = click.Option(
    ["--author"],
    metavar="NAME",
    expose_value=False,
    callback=_remember_author,
    help="Whose forecasts --log keeps; else SCENARIO_AUTHOR says, or the user's name.",
)
LOG = (
    click.Option(
        ["--log"],
        metavar="FILE",
        expose_value=False,
        callback=_remember_log,
        help="Append the answers to a forecast log, so that they can be scored one day.",
    ),
    AUTHOR,
)
"""What a command takes that makes forecasts; their values go to `log_if_asked`."""


SINCE = click.Option(
    ["--since"],
    metavar="LOG",
    expose_value=False,
    callback=_remember_since,
    help="Say what changed since the last forecast of the same questions in a log.",
)
"""Its value goes to `since_if_asked`."""


def is_log_asked() -> bool:
    """Whether `--log` asks for anything; `--author` alone says nothing.

    Raises:
        InputError: There is an author without a log.
    """
    meta = click.get_current_context().meta
    if _AUTHOR in meta and _LOG not in meta:
        from scenario.cli.options import refuse

        raise refuse("--author has nothing to sign without --log")
    return _LOG in meta


def log_if_asked(
    scenario: Scenario, forecast: Forecast, as_of: Month | None = None
) -> Appended | None:
    """Append a forecast where `--log` asked for it.

    Args:
        scenario: What it was made from.
        forecast: The forecast.
        as_of: The last month of what it knew; as it says itself when None.

    Raises:
        InputError: It cannot be appended.
    """
    meta = click.get_current_context().meta
    if _LOG not in meta:
        return None
    from scenario.forecast_log.append import log_forecast

    files = scenario.resolved.files
    return log_forecast(forecast, meta[_LOG], author=meta.get(_AUTHOR), files=files, as_of=as_of)


def since_if_asked(scenario: Scenario, forecast: Forecast) -> Since | None:
    """Hold a forecast beside the last one in a log where `--since` asked for it.

    Raises:
        InputError: The log cannot be read.
    """
    place = click.get_current_context().meta.get(_SINCE)
    if place is None:
        return None
    from scenario.studies.since import since

    return since(forecast, place, resolved=scenario.resolved)
