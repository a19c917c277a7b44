"""The sections that show the model: how its world moves, its map, and every element in words.

They read the resolved model and what its forecast says of drivers and actors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from scenario import plots
from scenario.forecast import Forecast
from scenario.forecast.wording import capital, listing, plain_name, short_month
from scenario.plots.model_map import acting
from scenario.plots.shares import pages
from scenario.plots.values import A_PAGE
from scenario.present.blocks import (
    Block,
    Element,
    Figure,
    Heading,
    Inline,
    Items,
    Strong,
    Table,
    paragraph,
    table,
)
from scenario.report.elements import Reader, correlation_rows
from scenario.report.material import Material


def world(material: Material) -> Iterator[Block]:
    """Where actors stand and how drivers move."""
    forecast = material.forecast
    if forecast.labels.actors:
        yield Figure(
            "actors",
            lambda width: plots.actors(forecast, width=width),
            values_table(forecast, forecast.labels.actors, "actors"),
        )
        if any(actor.listens_to for actor in material.scenario.model.actors.values()):
            yield Figure(
                "listening",
                lambda width: plots.listening(material.scenario.resolved, width=width),
                narrow=False,
            )
    for number, names in enumerate(pages(forecast.labels.drivers, A_PAGE)):
        draw = partial(plots.drivers, forecast, names)
        numbers = values_table(forecast, names, "drivers")
        yield Figure(f"drivers-{number + 1}", _at_width(draw), numbers)


def values_table(forecast: Forecast, names: Iterable[str], kind: str) -> Table:
    """Where drivers or actors are at the start and at the end."""
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


def model(material: Material) -> Iterator[Block]:
    """The model, element by element."""
    described = material.scenario.model
    if described.because:
        yield paragraph(described.because)
    resolved = material.scenario.resolved
    yield Figure(
        "map",
        lambda width: plots.model_map(resolved, width=width),
        acting_table(material),
        narrow=False,
    )
    yield Heading("The outcome", "outcome-states")
    if described.outcome.because:
        yield paragraph(described.outcome.because)
    yield Items(
        tuple(
            (Strong(capital(state.called(name))), f": {state.means}" if state.means else "")
            for name, state in described.outcome.states.items()
        )
    )
    reader = Reader(described)
    yield from _elements("How the outcome changes", "transitions", reader.transitions())
    yield from _elements("Rules", "rules", reader.rules())
    yield from _elements("Events", "events-told", reader.events())
    yield from _elements("Drivers", "drivers-told", reader.drivers())
    yield from _elements("Actors", "actors-told", reader.actors())
    yield from _elements("Judgements", "parameters", reader.parameters())
    rows = list(correlation_rows(described))
    if rows:
        yield Heading("What goes together", "correlations")
        head = ["Between", "Correlation", "Because", "Grounds"]
        yield table("Correlations", head, rows, right=(1,))


def changed(material: Material) -> Iterator[Block]:
    """What this scenario changes in the model."""
    document = material.forecast.document
    held = document.get("hold") or {}
    if held:
        said = listing(f"{plain_name(name)} at {value}" for name, value in held.items())
        yield paragraph(f"Held in this scenario: {said}.")


def acting_table(material: Material) -> Table:
    """For each element, those that act on it directly."""
    titles = material.forecast.labels
    rows: list[list[Inline]] = [
        [
            capital(titles.title_of(kind, name)),
            kind.removesuffix("s"),
            listing(titles.title_of(*source) for source in sources),
        ]
        for (kind, name), sources in acting(material.scenario.resolved).items()
    ]
    return table("What acts directly on each element", ["Element", "Kind", "Acted on by"], rows)


def _elements(title: str, anchor: str, elements: Iterable[Element]) -> Iterator[Block]:
    listed = list(elements)
    if listed:
        yield Heading(title, anchor)
        yield from listed


def _at_width(draw: Callable[..., Any]) -> Callable[[int], Any]:
    return lambda width: draw(width=width)
