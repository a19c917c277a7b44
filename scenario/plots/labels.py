"""Labels that stand beside the ends of bands and lines instead of a legend.

It places texts; what they say is the caller's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from scenario.plots.chart import NARROW
from scenario.plots.lettering import label, spread, text_width
from scenario.plots.style import INK, RULE, SIZE, plotted, text

LINE = 13
"""Pixels from one line of text to the next."""
REACH = 20
"""Pixels between a mark's end and its label."""


@dataclass(frozen=True, slots=True)
class Label:
    """A text and the value at which it would like to stand."""

    text: str
    at: float
    bold: bool = False
    colour: str = INK


def margin_for(labels: Sequence[Label], width: float) -> float:
    """Room that the labels take at the right, no more than a third of the whole."""
    return min(_longest(labels) + REACH + 6, width * (0.36 if width > NARROW else 0.42))


def beside(
    labels: Sequence[Label], inner: float, height: float, top: float, bottom: float = 0.0
) -> Any:
    """The labels right of a plot of this size, none upon another, each with a line to its end.

    Args:
        labels: What to write where, in values of the y axis.
        inner: Width of the plot.
        height: Height of the plot.
        top: Value at its upper edge.
        bottom: Value at its lower edge.
    """
    room = _room(labels, inner)
    texts = _written(labels, inner, room)
    heights = [_tall(one) for one in texts]
    scale = height / (top - bottom)
    wanted = [(one.at - bottom) * scale for one in labels]
    placed = [at / scale + bottom for at in spread(wanted, heights, height)]
    rows = [
        {
            "text": said,
            "at": one.at,
            "placed": at,
            "first_line": at + said.count("\n") * LINE / 2 / scale,
            "bold": one.bold,
            "colour": one.colour,
        }
        for one, said, at in zip(labels, texts, placed, strict=True)
    ]
    base = plotted(rows)
    lines = base.mark_rule(stroke=RULE, strokeWidth=0.8).encode(
        x=alt.value(inner + 3), x2=alt.value(inner + REACH - 4), y="at:Q", y2="placed:Q"
    )
    written = [
        base.transform_filter(alt.datum.bold == bold)
        .mark_text(**text(fontWeight="bold" if bold else "normal", lineHeight=LINE))
        .encode(
            x=alt.value(inner + REACH),
            y="first_line:Q",
            text="text:N",
            color=alt.Color("colour:N", scale=None),
        )
        for bold in (False, True)
    ]
    return alt.layer(lines, *written)


def height_for(labels: Sequence[Label], inner: float) -> float:
    """Pixels that the labels take from top to bottom, one under the other."""
    return sum(_tall(one) for one in _written(labels, inner, _room(labels, inner)))


def _written(labels: Sequence[Label], inner: float, room: float) -> list[str]:
    most = 2 if inner > NARROW else 4
    return [label(one.text, room, SIZE, lines=most, bold=one.bold) for one in labels]


def _tall(written: str) -> float:
    return LINE * (written.count("\n") + 1) + 2.0


def _longest(labels: Sequence[Label]) -> float:
    return max((text_width(one.text, SIZE, bold=one.bold) for one in labels), default=0.0)


def _room(labels: Sequence[Label], inner: float) -> float:
    """Room for a line of text, given that the margin was made by `margin_for`."""
    longest = _longest(labels)
    share = 0.36 if inner > NARROW else 0.42
    widest = (inner + 46) * share / (1 - share) - REACH - 6
    return min(longest + 1, max(widest, 60))
