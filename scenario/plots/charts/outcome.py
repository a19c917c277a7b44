"""The outcome over time: shares of all states as bands, with the judgement range of one.

It draws what a forecast holds and computes no probability.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from scenario.chains import meant, split
from scenario.forecast import Forecast
from scenario.forecast.answer import answer, asked_state, judgement_range, said
from scenario.forecast.verbal_probability import percent
from scenario.forecast.wording import capital, long_month, short_month
from scenario.plots.calendar_axis import month_axis, steps_drawn
from scenario.plots.chart import NARROW, WIDE, Chart
from scenario.plots.labels import Label, beside, margin_for
from scenario.plots.shares import LEFT, share_axis
from scenario.plots.style import ACCENT, BANDS, INK, framed, plotted
from scenario.plots.told import footer


def outcome(
    forecast: Forecast, state: str | Sequence[str] | None = None, *, width: int = WIDE
) -> alt.VConcatChart:
    """Bands of all states over time; the state asked about lies at the bottom, so it can be read.

    Args:
        forecast: What to show.
        state: The state asked about; the model's own question otherwise. Of several chains, that
            of the state is shown; a list of states begins with it.
        width: In pixels.
    """
    if state is None:
        state = asked_state(forecast.document)
    elif not isinstance(state, str):
        state = state[0]
    state = meant(state, forecast.labels.states)
    order = _stacked(forecast, state)
    height = max(260, 17 * len(order)) if width > NARROW else max(230, 17 * len(order))
    labels = _labels(forecast, order, state)
    inner = width - LEFT - margin_for(labels, width)
    called = forecast.labels.title_of("states", state)
    layers: list[Any] = [_bands(forecast, order, inner), *_range(forecast, state)]
    layers.append(beside(labels, inner, height, top=1.0))
    chart = alt.layer(*layers).properties(width=inner, height=height)
    return framed(
        chart,
        width,
        title=f"How likely each state is over time: {called} and the others",
        finding=_sentence(forecast, state),
        about=_how_to_read(forecast, state),
        footer=footer(forecast),
        alt_text=f"Stacked bands of the probability of each state. {_answer(forecast, state)}",
    )


def _sentence(forecast: Forecast, state: str) -> str:
    """How likely the state is ever to be reached, which is what is asked."""
    title = capital(forecast.labels.title_of("states", state))
    return f"{title} by {long_month(forecast.until)}: {said(forecast.probability(state))}"


def _answer(forecast: Forecast, state: str) -> str:
    """What is said of the question; how likely the state is, of a chain it does not ask about."""
    if split(state)[0] == split(asked_state(forecast.document))[0]:
        return " ".join(answer(forecast))
    return f"{_sentence(forecast, state)}."


def _stacked(forecast: Forecast, state: str) -> list[str]:
    """From the bottom: the state asked about, then the others, the start on top."""
    chain = forecast.labels.states_of(split(state)[0])
    others = [name for name in chain if name != state]
    return [state, *reversed(others)]


def _by_chain(forecast: Forecast) -> list[list[str]] | None:
    """The states of each chain, the one that is asked about first; None where there is but one."""
    chains = forecast.labels.chains
    if len(chains) == 1:
        return None
    found = [(asked_state(forecast.document, chain), chain) for chain in chains]
    return [
        [first, *(name for name in forecast.labels.states_of(chain) if name != first)]
        for first, chain in found
    ]


def _bands(forecast: Forecast, order: Sequence[str], inner: float) -> Any:
    rows: list[dict[str, Any]] = []
    for step in steps_drawn(forecast):
        base = 0.0
        for name in order:
            p = forecast.state_at[step][forecast.labels.states.index(name)].p
            date = forecast.dates[step]
            rows.append(
                {
                    "month": str(date),
                    "month_number": date.index,
                    "state": name,
                    "p": p,
                    "from": base,
                    "to": base + p,
                }
            )
            base += p
    others = [name for name in forecast.labels.states if name in order[1:]]
    tints = {name: BANDS[index % len(BANDS)] for index, name in enumerate(others)}
    colours = [tints.get(name, ACCENT) for name in order]
    scale = alt.Scale(domain=list(order), range=colours)
    return (
        plotted(rows)
        .mark_area(stroke="#ffffff", strokeWidth=0.6)
        .encode(
            x=month_axis(forecast.dates, inner),
            y=share_axis("from:Q"),
            y2="to:Q",
            color=alt.Color("state:N", scale=scale, legend=None),
            order=alt.Order("state:N"),
        )
    )


def _range(forecast: Forecast, state: str) -> list[Any]:
    """Two dashed lines for the ends of the judgement range, white beneath to be seen anywhere."""
    column = forecast.labels.states.index(state)
    rows = []
    for step in steps_drawn(forecast):
        spread = forecast.state_at[step][column].judgement
        for end, value in zip(("q05", "q95"), spread or (), strict=False):
            date = forecast.dates[step]
            rows.append(
                {"month": str(date), "month_number": date.index, "end": end, "judgement": value}
            )
    if not rows:
        return []
    base = plotted(rows).encode(x="month_number:Q", y="judgement:Q", detail="end:N")
    return [
        base.mark_line(stroke="#ffffff", strokeWidth=3, opacity=0.8),
        base.mark_line(stroke=INK, strokeWidth=1.2, strokeDash=[4, 3]),
    ]


def _labels(forecast: Forecast, order: Sequence[str], state: str) -> list[Label]:
    found, base = [], 0.0
    for name in order:
        cell = forecast.probability(name, at=forecast.until)
        text = f"{percent(cell.p, cell.se)} {capital(forecast.labels.title_of('states', name))}"
        found.append(Label(text, base + cell.p / 2, bold=name == state))
        base += cell.p
    return found


def _how_to_read(forecast: Forecast, state: str) -> str:
    last = forecast.probability(state, at=forecast.until)
    until = short_month(forecast.until)
    text = f"Share of runs in each state at the end of a month; numbers are for {until}."
    spread = judgement_range(last)
    if not spread:
        return text
    return (
        f"{text} Dashed: judgement range of the lowest band,"
        f" {forecast.labels.title_of('states', state)} ({spread} % in {until})."
    )


CHART = Chart(
    rank=10,
    result="Forecast",
    shows="how likely each state is at the end of each month, stacked",
    section="answer",
    draw=outcome,
    pages=_by_chain,
)
