"""A hundred futures as dots: in how many of them each state is so at the end.

People understand counts of futures where a percentage misleads them (Gigerenzer and Hoffrage 1995,
Psychological Review 102(4):684-704). It draws what a forecast holds and computes no probability.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import numpy as np

from scenario.chains import meant, split
from scenario.forecast import Forecast
from scenario.forecast.answer import asked_state, said
from scenario.forecast.wording import capital, listing, long_month
from scenario.plots.chart import WIDE, Chart
from scenario.plots.lettering import wrapped
from scenario.plots.shares import columns_in
from scenario.plots.style import ACCENT, BANDS, INK, RULE, SIZE, framed, plotted, text
from scenario.plots.told import footer

ALL = 100
LINE = 22
"""Pixels from dot to dot, and from line to line."""
NEXT = 13
"""Pixels to the next line of one entry of the legend."""
GAP = 16
"""Pixels between the dots and what stands beside them."""


def futures(forecast: Forecast, state: str | None = None, *, width: int = WIDE) -> alt.VConcatChart:
    """A hundred dots, as many of each state as of a hundred futures end in it.

    Args:
        forecast: What to show.
        state: The state that comes first; the one the model asks about when None.
        width: In pixels.
    """
    asked = meant(state or asked_state(forecast.document), forecast.labels.states)
    counts = _counts(forecast, asked)
    month, called = long_month(forecast.until), forecast.labels.title_of("states", asked)
    wide = columns_in(width) > 2
    side = 20 if wide else 10
    ever = forecast.probability(asked)
    beside = width - side * LINE - GAP if wide else width
    dots, legend = _dots(counts, side), _legend(forecast, counts, beside)
    joined = (
        alt.hconcat(dots, legend, spacing=GAP) if wide else alt.vconcat(dots, legend, spacing=8)
    )
    return framed(
        joined,
        width,
        title=f"{capital(called)} in {counts[asked]} of {ALL} futures at the end of {month}",
        about="Each dot is a future, in the colour of the state in which it ends."
        f" At some time until then it has been so in {said(ever)}.",
        footer=footer(forecast),
        alt_text="; ".join(
            f"{forecast.labels.title_of('states', name)}: {count} of {ALL} futures"
            for name, count in counts.items()
        ),
    )


def _counts(forecast: Forecast, asked: str) -> dict[str, int]:
    """How many of a hundred end in each state of its chain, the one that is asked about first.

    What is left after whole futures goes to the largest remainders, so that they are a hundred.
    """
    chain = forecast.labels.states_of(split(asked)[0])
    names = [asked, *(name for name in chain if name != asked)]
    columns = [forecast.labels.states.index(name) for name in names]
    shares = np.array([forecast.state_at[-1][column].p for column in columns]) * ALL
    whole = np.floor(shares)
    left = ALL - int(whole.sum())
    largest = np.argsort(whole - shares, kind="stable")[:left]
    whole[largest] += 1
    return dict(zip(names, whole.astype(int).tolist(), strict=True))


def _colours(names: list[str]) -> dict[str, Any]:
    tints = [ACCENT, *(BANDS[number % len(BANDS)] for number in range(len(names) - 1))]
    return {"scale": alt.Scale(domain=names, range=tints), "legend": None}


def _dots(counts: Mapping[str, int], side: int) -> Any:
    every = [name for name, count in counts.items() for _ in range(count)]
    rows = [
        {"state": name, "x": number % side, "y": -(number // side)}
        for number, name in enumerate(every)
    ]
    place: dict[str, Any] = {
        "axis": None,
        "scale": alt.Scale(zero=False, nice=False, padding=LINE / 2),
    }
    return (
        plotted(rows)
        .mark_circle(size=190, opacity=1, stroke=RULE, strokeWidth=0.6)
        .encode(
            x=alt.X("x:Q", **place),
            y=alt.Y("y:Q", **place),
            color=alt.Color("state:N", **_colours(list(counts))),
        )
        .properties(width=side * LINE, height=ALL // side * LINE)
    )


def _legend(forecast: Forecast, counts: Mapping[str, int], width: float) -> Any:
    """Each state with its number, and below them those of which a hundred futures show none."""
    titles = {name: forecast.labels.title_of("states", name) for name in counts}
    told = [(name, f"{count}  {titles[name]}") for name, count in counts.items() if count]
    unseen = [titles[name] for name, count in counts.items() if not count]
    if unseen:
        told.append(("", f"In fewer than one: {listing(unseen)}"))
    rows: list[dict[str, Any]] = []
    height = 0
    for name, words in told:
        begin = 26 if name else 2
        lines = wrapped(words, width - begin, SIZE)
        rows += [{"state": name, "x": 10, "y": height + LINE / 2}] if name else []
        rows += [
            {"told": line, "x": begin, "y": height + LINE / 2 + number * NEXT}
            for number, line in enumerate(lines)
        ]
        height += LINE + (len(lines) - 1) * NEXT
    across = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width], nice=False))
    down = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[height, 0], nice=False))
    colour = alt.Color("state:N", **_colours(list(counts)))
    marks = plotted([row for row in rows if "state" in row])
    return alt.layer(
        marks.mark_circle(size=190, opacity=1, stroke=RULE, strokeWidth=0.6).encode(
            x=across, y=down, color=colour
        ),
        plotted([row for row in rows if "told" in row])
        .mark_text(**text(color=INK, align="left"))
        .encode(x=across, y=down, text="told:N"),
    ).properties(width=width, height=height)


CHART = Chart(
    result="Forecast",
    shows="a hundred futures as dots, in the colour of the state in which each ends",
    draw=futures,
    rank=15,
    section="first",
)
