"""`--plot FILE`: the chart of a result, beside what a command prints.

Which chart a result has is known to `scenario.plots`, which is loaded when one is asked for.
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


PLOT = click.Option(
    ["--plot"],
    metavar="FILE",
    expose_value=False,
    callback=_remember,
    help="Draw it too: a .png, .svg or .html file.",
)
"""The option; its value goes to `plot_if_asked`."""


def plot_if_asked(result: Any) -> str | None:
    """Draw a result where `--plot` asked for it.

    Returns:
        The file that was written.
    """
    place: str | None = click.get_current_context().meta.get(_KEY)
    if place is None:
        return None
    from scenario import plots

    narrow = plots.draw(result, width=plots.NARROW) if place.lower().endswith(".html") else None
    plots.save(plots.draw(result), place, narrow=narrow)
    return place
