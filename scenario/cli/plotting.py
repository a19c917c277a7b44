"""`--plot FILE`: the chart of a result, beside what a command prints.

A command takes the option by a decorator; which chart its result has is said here.
"""

from __future__ import annotations

from typing import Any

import click

_KEY = "scenario.plot"


def _remember(ctx: click.Context, _: click.Parameter, place: str | None) -> None:
    """Keep the place, having looked whether a chart may be written there: better now than later."""
    if place is not None:
        from scenario.io.writing import check_file
        from scenario.plots.image import ENDINGS

        check_file(place, ENDINGS)
        ctx.meta[_KEY] = place


PLOT = click.option(
    "--plot",
    metavar="FILE",
    expose_value=False,
    callback=_remember,
    help="Draw it too: a .png, .svg or .html file.",
)
"""The option; its value goes to `plot_if_asked`."""


def plot_if_asked(result: Any) -> str | None:
    """Draw a result where `--plot` asked for it; under the chart of a study stand its sources.

    Returns:
        The file that was written.
    """
    context = click.get_current_context()
    place: str | None = context.meta.get(_KEY)
    if place is None:
        return None
    from scenario import plots

    narrow = plots.draw(result, width=plots.NARROW) if place.lower().endswith(".html") else None
    plots.save(plots.draw(result), place, narrow=narrow)
    return place
