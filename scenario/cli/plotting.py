"""`--plot FILE` and `--chart NAME`: a chart of a result, beside what a command prints.

Which charts a result has is known to `scenario.plots`, which is loaded when one is asked for.
"""

from __future__ import annotations

from typing import Any

import click

from scenario.cli.options import Word

_PLACE, _NAME = "scenario.plot", "scenario.chart"


def _remember(ctx: click.Context, _: click.Parameter, place: str | None) -> None:
    """Keep the place, having looked whether a chart may be written there: better now than later."""
    if place is not None:
        from scenario.io.writing import check_file
        from scenario.plots.image import ENDINGS

        check_file(place, ENDINGS)
        ctx.meta[_PLACE] = place
    elif ctx.meta.get(_NAME):  # what is typed is read first
        ctx.fail("--chart says what --plot draws: say --plot FILE too")


def _remember_name(ctx: click.Context, _: click.Parameter, name: str | None) -> None:
    ctx.meta[_NAME] = name or ""


PLOT = click.Option(
    ["--plot"],
    metavar="FILE",
    expose_value=False,
    callback=_remember,
    help="Draw it too: a .png or .svg file, or an .html file with all its charts.",
)
"""The option; its value goes to `plot_if_asked`."""


class _Chart(click.ParamType[str]):
    """One of the charts of some types of result, which are looked up when one is named."""

    name = "chart"

    def __init__(self, results: tuple[str, ...]) -> None:
        self.results = results

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from scenario.plots import charts_of

        names = [name for result in self.results for name in charts_of(result)]
        return Word(names).convert(value, param, ctx)


def chart_of(*results: str) -> click.Option:
    """The option that says which chart of these types of result `--plot` draws."""
    return click.Option(
        ["--chart"],
        metavar="NAME",
        type=_Chart(results),
        expose_value=False,
        callback=_remember_name,
        help="Which chart --plot draws, such as events; --plot tells which there are.",
    )


def is_plot_asked() -> bool:
    """Whether `--plot` asked for a chart."""
    return _PLACE in click.get_current_context().meta


def plot_if_asked(result: Any) -> str | None:
    """Draw a result where `--plot` asked for it.

    Returns:
        What was drawn where, and which charts there are beside it.
    """
    meta = click.get_current_context().meta
    place: str | None = meta.get(_PLACE)
    if place is None:
        return None
    from scenario import plots

    name: str = meta.get(_NAME, "")
    if place.lower().endswith(".html"):
        _write_page(result, name, place)
        return f"Drawn in {place}{_all_of(result, name)}."
    plots.save(plots.draw(result, name), place)
    drawn, *others = plots.drawable(result)
    if name:
        others = [one for one in (drawn, *others) if one != name]
    more = f" Other charts, by --chart: {', '.join(others)}." if others else ""
    return f"Drawn in {place}.{more}"


def _write_page(result: Any, name: str, place: str) -> None:
    from scenario.io.writing import write_file
    from scenario.report.charts import page_of

    write_file(place, page_of(result, name).encode())


def _all_of(result: Any, name: str) -> str:
    """How many charts there are in a page, where there are several."""
    from scenario.plots import drawable

    several = [] if name else drawable(result)
    return f": {len(several)} charts" if len(several) > 1 else ""
