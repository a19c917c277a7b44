"""A forecast as a notebook shows it: the question and a small table of states and dates.

Plain HTML with its style in the elements: no scripts, nothing to load, the notebook's own colours,
so that it reads in light and in dark. Everything that came from a file is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from scenario.calendar import Month
from scenario.forecast.borne import digits, word
from scenario.forecast.estimate import Estimate
from scenario.forecast.forecast import Forecast
from scenario.forecast.words import percent

DATES = 4
_AFTER = (1, 2, 3, 6, 12, 24, 36, 60, 120, 240, 600, 1200)  # months that people think in

_BOX = "max-width:60em;overflow-x:auto;line-height:1.4"
_TABLE = "border-collapse:collapse;margin:.5em 0;font-variant-numeric:tabular-nums"
_LINE = "border-bottom:1px solid rgba(128,128,128,.35)"
_CELL = f"padding:.25em .8em .25em .4em;text-align:right;white-space:nowrap;{_LINE}"
_WORDS = f"padding:.25em .8em .25em .4em;text-align:left;{_LINE}"
_SMALL = "font-size:90%;opacity:.8"


def html(forecast: Forecast) -> str:
    """The forecast as an HTML fragment."""
    title = escape(forecast.title)
    about = (
        f"{forecast.start} to {forecast.until}, {forecast.runs:,} runs,"
        f" random seed {forecast.random_seed}"
    )
    parts = [
        f'<div style="{_BOX}">',
        f"<p><strong>{escape(forecast.question)}</strong><br>",
        f'<span style="{_SMALL}">{title}: {about}</span></p>',
        f'<table style="{_TABLE}">',
        f'<caption style="{_SMALL};text-align:left">How likely each state is at a date, and to have'
        f" been reached by {forecast.until}</caption>",
        *_head(forecast),
        "<tbody>",
        *_rows(forecast),
        "</tbody></table>",
        *_notes(forecast.notes),
        "</div>",
    ]
    return "\n".join(parts)


def dates_shown(forecast: Forecast, count: int = DATES) -> tuple[Month, ...]:
    """The last month and before it up to `count - 1` months at round distances from the start."""
    dates = set(forecast.dates)
    early = [forecast.start + months for months in _AFTER if forecast.start + months in dates]
    shown = [month for month in early if month < forecast.until][1 - count :] if count > 1 else []
    return (*shown, forecast.until)


def _head(forecast: Forecast) -> Iterable[str]:
    yield "<thead><tr>"
    names = ["State", *(f"at {month}" for month in dates_shown(forecast))]
    names += [f"by {forecast.until}", "in words"]
    if forecast.judgement_by is not None:
        names.append("over judgements")
    for index, name in enumerate(names):
        style = _WORDS if index == 0 or name == "in words" else _CELL
        yield f'<th scope="col" style="{style}">{name}</th>'
    yield "</tr></thead>"


def _rows(forecast: Forecast) -> Iterable[str]:
    for name in forecast.labels.states:
        ever = forecast.probability(name)
        title = forecast.labels.title_of("states", name)
        yield f'<tr><th scope="row" title="{escape(name)}" style="{_WORDS}">{escape(title)}</th>'
        for month in dates_shown(forecast):
            yield _share(forecast.probability(name, at=month))
        yield _share(ever)
        yield f'<td style="{_WORDS}">{word(ever)}</td>'
        if ever.judgement is not None:
            low, high = (percent(end) for end in ever.judgement)
            yield f'<td style="{_CELL}">{escape(low)} to {escape(high)}</td>'
        yield "</tr>"


def _share(estimate: Estimate) -> str:
    """A cell with a bar as long as the probability, and the interval for who points at it."""
    filled = f"{100 * estimate.p:.1f}%"
    blue = "rgba(70,130,200,.28)"
    bar = f"background:linear-gradient(to right,{blue} {filled},transparent {filled})"
    text = escape(digits(estimate))
    spread = f"95 % interval {percent(estimate.low)} to {percent(estimate.high)}"
    return f'<td title="{escape(spread)}" style="{_CELL};{bar}">{text}</td>'


def _notes(notes: Iterable[str]) -> Iterable[str]:
    items = [f"<li>{escape(note)}</li>" for note in notes]
    if items:
        yield f'<ul style="{_SMALL}">'
        yield from items
        yield "</ul>"
