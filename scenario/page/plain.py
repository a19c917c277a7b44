"""The base forecast for a page without scripts: a sentence, a chart and a table.

It reads the forecast alone; scripts replace all of it where they run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scenario.chains import split
from scenario.forecast import Estimate, Forecast
from scenario.forecast.answer import answer, asked_state
from scenario.forecast.verbal_probability import percent
from scenario.forecast.wording import capital, long_month

WIDE, HIGH, LEFT, BELOW = 640, 240, 40, 24
"""The chart, in pixels, and its room for words."""


@dataclass(frozen=True)
class Plain:
    """What stands in a page before any script runs."""

    question: str
    title: str
    answer: Sequence[str]
    line: str
    """The points of the base curve, as SVG writes them."""
    ticks: Sequence[tuple[float, str]]
    """Where shares stand on the vertical axis, and what they are."""
    months: Sequence[tuple[float, str]]
    state: str
    rows: Sequence[tuple[str, str, str]]
    """By state: its title, how likely it is ever, and between what judgements leave that."""


def plain_of(forecast: Forecast) -> Plain:
    """The base forecast as plain words and numbers."""
    state = asked_state(forecast.document)
    column = forecast.labels.states.index(state)
    curve = [step[column].p for step in forecast.reached_by]
    top = next(share for share in (0.05, 0.1, 0.2, 0.5, 1.0) if share >= min(1.0, max(curve)))
    steps = max(1, len(curve) - 1)
    points = (
        f"{LEFT + (WIDE - LEFT) * step / steps:.1f},{(HIGH - BELOW) * (1 - p / top):.1f}"
        for step, p in enumerate(curve)
    )
    chain = split(state)[0]
    return Plain(
        question=forecast.question,
        title=forecast.title,
        answer=answer(forecast),
        line=" ".join(points),
        ticks=[((HIGH - BELOW) * (1 - x / 4), f"{25 * x * top:g} %") for x in range(5)],
        months=[(LEFT, long_month(forecast.start)), (WIDE, long_month(forecast.until))],
        state=capital(forecast.labels.title_of("states", state)),
        rows=[
            (
                capital(forecast.labels.title_of("states", name)),
                percent(cell.p, cell.se),
                _range(cell),
            )
            for name in forecast.labels.states_of(chain)
            for cell in [forecast.probability(name)]
        ],
    )


def _range(cell: Estimate) -> str:
    if cell.judgement is None:
        return ""
    low, high = cell.judgement
    return f"{percent(low, 0.001)} to {percent(high, 0.001)}"
