"""What a chart is, and which there are: each file of `charts` is one, under the file's name.

A chart says which type of result it draws and where a report shows it. Which charts a result has
is known without importing any of them, and so without the library that draws.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scenario.errors import InputError, Problem
from scenario.folder import LAST, Folder

if TYPE_CHECKING:
    import altair as alt

WIDE, NARROW = 660, 340
"""Widths in pixels that charts are made for: a page and a telephone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Chart:
    """A chart of results of one type."""

    result: str
    """The name of the type that it draws, such as `Tornado`; a literal, as are `rank`, `shows`."""
    shows: str
    """What one sees in it, in a phrase."""
    draw: Callable[..., alt.VConcatChart]
    """Draws a result in a `width` in pixels; every other argument has a default."""
    rank: int = LAST
    """Where it stands among the charts of its type; the first is the one that `--plot` draws."""
    section: str = ""
    """The section of a report that shows it; a study has its own section, and shows all there."""
    applies: Callable[[Any], bool] = lambda _: True
    """Whether there is anything to draw in a result."""
    pages: Callable[[Any], Sequence[Sequence[str]] | None] | None = None
    """What each of several charts is of, where one would be too large; `draw` takes it second.
    There is one chart for None."""
    narrow: bool = True
    """Whether it can be drawn for a telephone too."""


CHARTS: Folder[Chart] = Folder("scenario.plots.charts", "CHART")
"""All charts by name, in their order."""


def charts_of(result: str) -> list[str]:
    """The names of the charts of a type of result, the first of them first."""
    return [name for name, said in CHARTS.said.items() if said.get("result") == result]


def drawable(result: Any) -> list[str]:
    """The names of the charts of a result that have anything to draw, the first of them first."""
    return [name for name in charts_of(type(result).__name__) if CHARTS[name].applies(result)]


def draw(result: Any, name: str = "", *, width: int = WIDE) -> alt.VConcatChart:
    """A chart of a result.

    Args:
        result: A forecast, a resolved scenario, or what a study found.
        name: Which of its charts; the first when empty.
        width: In pixels.

    Raises:
        InputError: It has no such chart, or one in which there would be nothing.
    """
    kind = type(result).__name__
    names, fitting = charts_of(kind), drawable(result)
    if not names or name not in ("", *names):
        listed = f"there are {', '.join(names)}" if names else "there is none"
        raise InputError(f"there is no chart {name} of a {kind}: {listed}".replace("  ", " "))
    if not fitting:
        raise InputError("there is nothing in it to draw")
    if name not in ("", *fitting):
        hint = f"there are {', '.join(fitting)}"
        raise InputError(Problem(f"the chart {name} would be empty", hint=hint))
    chart = CHARTS[name or fitting[0]]
    from scenario.plots.style import unchecked  # which loads what draws

    with unchecked():
        return chart.draw(result, width=width)
