"""The sections that answer: how likely, by when, and in which of several scenarios.

They lay out what forecasts say and compute nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from scenario.chains import ONLY, split
from scenario.forecast.answer import answer
from scenario.forecast.wording import capital, count, long_month
from scenario.plots import charts_of
from scenario.present.blocks import Block, Strong, paragraph
from scenario.present.totals import of_runs
from scenario.report.figures import figures, figures_of
from scenario.report.material import Material


def the_answer(material: Material) -> Iterator[Block]:
    """The answer in a sentence, as a hundred futures, and the chart of all states."""
    forecast = material.forecast
    first, *others = answer(forecast)
    yield paragraph(Strong(first), *(f" {sentence}" for sentence in others), style="lead")
    span = f"{long_month(forecast.start)} to {long_month(forecast.until)}"
    yield paragraph(
        f"Scenario: {material.scenario.title}. From {span}; {count(forecast.runs, 'run')}."
    )
    if material.scenario.resolved.because:
        yield paragraph(material.scenario.resolved.because)
    yield from figures(material, "first")
    yield from list(figures(material, "answer"))[:1]
    yield from _counts(material, {split(material.state)[0]})


def _counts(material: Material, chains: Collection[str]) -> Iterator[Block]:
    """When a state counts, of these chains."""
    for name, chain in material.scenario.model.chains.items():
        if chain.resolves and name in chains:
            of = "" if name == ONLY else f"{capital(chain.called(name))}. "
            yield paragraph(f"{of}When a state counts: ", chain.resolves, style="small")


def by_when(material: Material) -> Iterator[Block]:
    """Other chains of states, states ever reached, first dates, events, totals."""
    yield from list(figures(material, "answer"))[1:]
    yield from figures(material, "when")
    asked = split(material.state)[0]
    yield from _counts(material, set(material.scenario.model.chains) - {asked})
    yield from of_runs(material.forecast)


def compared(material: Material) -> Iterator[Block]:
    """The same question asked of every scenario, and how far the others are from the first."""
    if len(material.forecasts) < 2:
        return
    yield from figures(material, "scenarios")
    if "compare" in material.studies:
        for name in charts_of("Comparison"):
            yield from figures_of(material.studies["compare"], name)
        yield paragraph(
            "The scenarios were run on the same random numbers, so these differences are surer than"
            " the margins of the single probabilities suggest.",
            style="small",
        )
