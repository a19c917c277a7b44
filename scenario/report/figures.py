"""The charts of a report: each in its section, with the numbers behind it.

Which charts there are, and where each belongs, they say themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from scenario.forecast import Estimate, Forecast
from scenario.forecast.answer import asked_state, judgement_range
from scenario.forecast.borne import digits, firm, word
from scenario.forecast.titles import title_of, titles_in
from scenario.forecast.wording import capital, listing, long_month, short_month
from scenario.plots import CHARTS, charts_of
from scenario.plots.charts.model_map import acting
from scenario.plots.style import unsigned
from scenario.present import blocks_of
from scenario.present.blocks import Block, Figure, Inline, Table, table
from scenario.present.forecast import events_table, ever_table, first_table, states_table
from scenario.present.totals import totals_table
from scenario.report.material import Material
from scenario.report.tables import future_table, judgements_table, storylines_table, ways_table
from scenario.resolve import Resolved
from scenario.result import Result


def figures(material: Material, section: str) -> Iterator[Figure]:
    """The charts of the forecast, the model and all forecasts that belong in a section."""
    subjects = (material.forecast, material.scenario.resolved, material.forecasts)
    found = {type(subject).__name__: subject for subject in subjects}
    for name, said in CHARTS.said.items():
        if said.get("section") == section and said["result"] in found:
            yield from figures_of(found[said["result"]], name)


def figures_of(result: Any, name: str, numbers: Table | None = None) -> Iterator[Figure]:
    """A chart of a result, or several where it has pages; none where there is nothing to draw.

    Args:
        result: What it draws.
        name: Which chart.
        numbers: The numbers behind it, unless they are known by its name.
    """
    chart = CHARTS[name]
    if not chart.applies(result):
        return
    anchor = name.replace("_", "-")
    tabled: Callable[..., Table | None] = NUMBERS.get(name, lambda *_: numbers)
    pages = chart.pages(result) if chart.pages else None
    if pages is None:
        draw = partial(_at_width, partial(chart.draw, result))
        yield Figure(anchor, draw, tabled(result), narrow=chart.narrow)
        return
    for number, names in enumerate(pages):
        draw = partial(_at_width, partial(chart.draw, result, names))
        yield Figure(f"{anchor}-{number + 1}", draw, tabled(result, names), narrow=chart.narrow)


def _at_width(draw: Callable[..., Any], width: int) -> Any:
    """A chart without its sources, of which a report has a section."""
    with unsigned():
        return draw(width=width)


def illustrated(result: Result) -> Iterator[Block]:
    """What a result says of itself, with its first chart in the place of its first table."""
    blocks = blocks_of(result)
    numbers = next((block for block in blocks if isinstance(block, Table)), None)
    first, *others = charts_of(type(result).__name__) or [""]
    drawn = list(figures_of(result, first, numbers)) if first else []
    for block in blocks:
        yield from drawn if block is numbers and drawn else (block,)
    if numbers is None:
        yield from drawn
    for name in others:
        yield from figures_of(result, name)


def values_table(forecast: Forecast, names: Iterable[str], kind: str) -> Table:
    """Where drivers or actors are at the start and at the end: percentiles over runs.

    Args:
        forecast: The forecast.
        names: Which drivers or actors.
        kind: `drivers` or `actors`.
    """
    every = (*forecast.labels.drivers, *forecast.labels.actors)
    rows: list[list[Inline]] = []
    for name in names:
        column = every.index(name)
        title = forecast.labels.title_of(kind, name)
        unit = forecast.labels.units.get(name, "") if kind == "drivers" else ""
        shown = [forecast.quantiles[0, column, 2], *forecast.quantiles[-1, column, [0, 2, 4]]]
        cells = [f"{value:.3g}".replace("-", "−") for value in shown]
        rows.append(
            [capital(title), unit, *cells] if kind == "drivers" else [capital(title), *cells]
        )
    start, until = short_month(forecast.start), short_month(forecast.until)
    head = [f"{start}, middle", f"{until}, 5 %", "middle", "95 %"]
    named = ["Driver", "Unit"] if kind == "drivers" else ["Actor"]
    first = len(named)
    caption = f"{capital(kind)} at the start and at the end"
    return table(caption, [*named, *head], rows, right=range(first, first + 4))


def acting_table(resolved: Resolved) -> Table | None:
    """For each element of a model, those that act on it directly; None where none does."""
    titles = titles_in(resolved.document())
    rows: list[list[Inline]] = [
        [
            capital(title_of(kind, name, titles)),
            kind.removesuffix("s"),
            listing(title_of(*source, titles) for source in sources),
        ]
        for (kind, name), sources in acting(resolved).items()
    ]
    head = ["Element", "Kind", "Acted on by"]
    return table("What acts directly on each element", head, rows) if rows else None


def scenarios_table(forecasts: Sequence[Forecast]) -> Table:
    """How likely the state that the first scenario asks about is in each."""
    first = forecasts[0]
    state = asked_state(first.document)
    rows: list[list[Inline]] = [
        [one.title, long_month(one.until), *_about(one.probability(state))]
        for one in forecasts
        if state in one.labels.states
    ]
    title = first.labels.title_of("states", state)
    head = ["Scenario", "By", capital(title), "± (95 %)", "Judgement range", "In words"]
    caption = f"How likely “{title}” is to have been reached in each scenario"
    return table(caption, head, rows, right=(2, 3, 4))


def _about(estimate: Estimate) -> list[Inline]:
    ends = judgement_range(estimate)
    return [*_with_error(estimate), f"{ends} %" if ends else "–", word(estimate) or "–"]


def _with_error(estimate: Estimate) -> list[Inline]:
    margin = 50 * (estimate.high - estimate.low)
    share = digits(estimate)
    if share[0] in "<>" and not firm(estimate):
        return [share, "–"]
    return [share, f"{margin:.1f}" if margin >= 0.05 else "<0.1"]


NUMBERS: Mapping[str, Callable[..., Table | None]] = {
    "outcome": states_table,
    "ever": ever_table,
    "first_reached": first_table,
    "events": events_table,
    "totals": totals_table,
    "actors": lambda forecast: values_table(forecast, forecast.labels.actors, "actors"),
    "drivers": lambda forecast, names: values_table(forecast, names, "drivers"),
    "model_map": acting_table,
    "scenarios": scenarios_table,
    "judgements": judgements_table,
    "ways": ways_table,
    "storylines": storylines_table,
    "future": future_table,
}
"""The numbers behind charts, by their names; a chart that has none says in words what it shows."""
