"""`--plot FILE`: the chart of a result, beside what a command prints.

It asks `scenario.plots` for the chart; which chart a result has is said by its command.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from scenario.cli.options import chain

if TYPE_CHECKING:
    from pathlib import Path

PLOT = chain(
    click.option("--plot", metavar="FILE", help="Draw it: a .png, .svg or .html file."),
)


def check_plot(place: str | None, *, overwrite: bool = False) -> None:
    """Better now than after the run: whether the chart may be written there.

    Raises:
        InputError: The ending is none of ours, or a file that we did not make stands there.
    """
    if place is not None:
        from scenario.plots.files import check_file
        from scenario.plots.image import ENDINGS

        check_file(place, ENDINGS, overwrite=overwrite)


def draw(
    place: str | None, chart: Callable[..., Any], *results: Any, overwrite: bool = False
) -> Path | None:
    """Draw results and write the file, if there is one to write."""
    if place is None:
        return None
    from scenario.plots.image import save

    return save(chart(*results), place, overwrite=overwrite)
