"""Charts: one function for each, all in one quiet style; `save` writes png, svg or html.

They draw what results hold and run nothing; a result is known by what it says of itself. Each chart
is a function of this module under its name, as in `plots.outcome(forecast)`, and `draw` finds the
one that a result has. Nothing that draws or writes is loaded before it is asked for.
"""

from importlib import import_module
from typing import Any

from scenario.plots.chart import CHARTS, NARROW, WIDE, Chart, charts_of, draw, drawable

__all__ = ["CHARTS", "NARROW", "WIDE", "Chart", "charts_of", "draw", "drawable"]
_OF_IMAGES = ("page", "png", "save", "svg")


def __getattr__(name: str) -> Any:
    if name in _OF_IMAGES:
        return getattr(import_module("scenario.plots.image"), name)
    if not name.startswith("_") and name in CHARTS:
        return CHARTS[name].draw
    raise AttributeError(f"module 'scenario.plots' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_OF_IMAGES, *CHARTS})
