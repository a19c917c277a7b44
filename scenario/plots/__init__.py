"""Charts: one function for each, all in one quiet style; `save` writes png, svg or html.

They draw what results hold and run nothing; a result is known by what it says of itself. Each chart
is a function of this module under its name, as in `plots.outcome(forecast)`, and `draw` finds the
one that a result has.
"""

from typing import Any

from scenario.plots.chart import CHARTS, NARROW, WIDE, Chart, charts_of, draw
from scenario.plots.image import page, png, save, svg

__all__ = [
    "CHARTS",
    "NARROW",
    "WIDE",
    "Chart",
    "charts_of",
    "draw",
    "page",
    "png",
    "save",
    "svg",
]


def __getattr__(name: str) -> Any:
    if not name.startswith("_") and name in CHARTS:
        return CHARTS[name].draw
    raise AttributeError(f"module 'scenario.plots' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *CHARTS})
