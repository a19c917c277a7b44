"""The sections that show the model: how its world moves, its map, and every element in words.

They read the resolved model and what its forecast says of drivers and actors.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import expm1

from scenario.chains import ONLY, path_of
from scenario.forecast.verbal_probability import percent
from scenario.forecast.wording import capital, listing, plain_name, short_month
from scenario.present.blocks import (
    Block,
    Element,
    Heading,
    Items,
    Strong,
    paragraph,
    table,
)
from scenario.report.elements import Reader, correlation_rows, grounds_text
from scenario.report.figures import figures
from scenario.report.material import Material
from scenario.schema import Outcome


def world(material: Material) -> Iterator[Block]:
    """Where actors stand and how drivers move."""
    yield from figures(material, "world")


def start_told(outcome: Outcome) -> str:
    """Where a chain starts: in “frozen” (since Jan 2020) with a probability of 10 %."""
    told = []
    for state, share in sorted(outcome.starts.items(), key=lambda start: -start[1]):
        begun = outcome.begun(state)
        since = f" (since {short_month(begun)})" if begun else ""
        likely = "" if share == 1 else f" with a probability of {percent(share)}"
        told.append(f"in “{outcome.states[state].called(state)}”{since}{likely}")
    return f"It starts {listing(told, 'or')}."


def model(material: Material) -> Iterator[Block]:
    """The model, element by element."""
    described = material.scenario.model
    if described.because:
        yield paragraph(described.because)
    yield from figures(material, "model")
    for chain, outcome in described.chains.items():
        title = "The outcome" if chain == ONLY else capital(outcome.called(chain))
        yield Heading(title, "-".join((*path_of(chain), "states")))
        if outcome.because:
            yield paragraph(outcome.because)
        yield Items(
            tuple(
                (Strong(capital(state.called(name))), f": {state.means}" if state.means else "")
                for name, state in outcome.states.items()
            )
        )
        yield paragraph(start_told(outcome))
        yield from _base_rates(outcome)
    reader = Reader(described, material.scenario.resolved.said_at)
    yield from _elements("How the outcome changes", "transitions", reader.transitions())
    yield from _elements("Rules", "rules", reader.rules())
    yield from _elements("Events", "events-told", reader.events())
    yield from _elements("Drivers", "drivers-told", reader.drivers())
    yield from _elements("Actors", "actors-told", reader.actors())
    yield from _elements("Totals", "totals-told", reader.totals())
    yield from _elements("Judgements", "parameters", reader.parameters())
    rows = list(correlation_rows(described))
    if rows:
        yield Heading("What goes together", "correlations")
        head = ["Between", "Correlation", "Because", "Grounds"]
        yield table("Correlations", head, rows, right=(1,))


def _base_rates(outcome: Outcome) -> Iterator[Block]:
    """How often states are reached in cases like this one, and on what grounds."""
    rows = [
        (
            capital(outcome.states[state].called(state)),
            percent(-expm1(-rate.yearly)),
            rate.because or "",
            grounds_text(rate),
        )
        for state, rate in outcome.base_rates.items()
    ]
    if rows:
        head = ["State", "A year", "Because", "Grounds"]
        yield table("Base rates, beside which forecasts are scored", head, rows, right=(1,))


def changed(material: Material) -> Iterator[Block]:
    """What this scenario changes in the model."""
    document = material.forecast.document
    held = document.get("hold") or {}
    if held:
        said = listing(f"{plain_name(name)} at {value}" for name, value in held.items())
        yield paragraph(f"Held in this scenario: {said}.")


def _elements(title: str, anchor: str, elements: Iterable[Element]) -> Iterator[Block]:
    listed = list(elements)
    if listed:
        yield Heading(title, anchor)
        yield from listed
