"""Charts as they stand in a report: drawn for wide and for narrow pages, free of scripts.

It knows no chart; functions that draw them are given to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from scenario.plots.image import described, labelled, svg
from scenario.plots.style import NARROW, WIDE
from scenario.report.content import Figure, Table

_ID = re.compile(r'\b(id="|href="#|url\(#)')


def figure(
    name: str, draw: Callable[[int], Any], table: Table | None = None, *, narrow: bool = True
) -> Figure:
    """A chart drawn twice.

    Args:
        name: Letters and hyphens, one figure's alone.
        draw: Makes the chart, given its width in pixels.
        table: The numbers behind it.
        narrow: Whether it can be drawn narrow; if not, narrow pages scroll it.
    """
    wide = draw(WIDE)
    about = described(wide)
    small = labelled(_alone(svg(draw(NARROW)), f"{name}-n-"), about) if narrow else ""
    return Figure(
        name=name,
        wide=labelled(_alone(svg(wide), f"{name}-w-"), about),
        narrow=small,
        about=about,
        table=table,
    )


def _alone(drawn: str, prefix: str) -> str:
    """The SVG with names of its own, so that several can stand in one page."""
    return _ID.sub(lambda found: found[1] + prefix, drawn)
