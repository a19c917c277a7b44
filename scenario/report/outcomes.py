"""The sections that answer: how likely, by when, and in which of several scenarios.

They lay out what forecasts say and compute nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from scenario import plots
from scenario.forecast import Estimate
from scenario.forecast.answer import answer, judgement_range
from scenario.forecast.borne import digits, firm, word
from scenario.forecast.wording import capital, count, long_month
from scenario.present.blocks import Block, Figure, Inline, Strong, paragraph, table
from scenario.present.forecast import events_table, ever_table, first_table, states_table
from scenario.report.material import Material
from scenario.report.studied import paired


def the_answer(material: Material) -> Iterator[Block]:
    """The answer in a sentence, and the chart of all states."""
    forecast = material.forecast
    first, *others = answer(forecast)
    yield paragraph(Strong(first), *(f" {sentence}" for sentence in others), style="lead")
    span = f"{long_month(forecast.start)} to {long_month(forecast.until)}"
    yield paragraph(
        f"Scenario: {material.scenario.title}. From {span}; {count(forecast.runs, 'run')}."
    )
    if material.scenario.resolved.because:
        yield paragraph(material.scenario.resolved.because)
    if material.scenario.model.note:
        yield paragraph(material.scenario.model.note)
    yield Figure(
        "outcome",
        lambda width: plots.outcome(forecast, material.state, width=width),
        states_table(forecast),
    )
    resolves = material.scenario.model.outcome.resolves
    if resolves:
        yield paragraph("When a state counts: ", resolves, style="small")


def by_when(material: Material) -> Iterator[Block]:
    """States ever reached, first dates, events."""
    forecast = material.forecast
    if len(forecast.labels.states) > 1:
        yield Figure("ever", lambda width: plots.ever(forecast, width=width), ever_table(forecast))
        yield Figure(
            "first-reached",
            lambda width: plots.first_reached(forecast, width=width),
            first_table(forecast),
        )
    if forecast.labels.events:
        yield Figure(
            "events", lambda width: plots.events(forecast, width=width), events_table(forecast)
        )


def compared(material: Material) -> Iterator[Block]:
    """The same question asked of every scenario."""
    if len(material.forecasts) < 2:
        return
    state = material.state
    able = [one for one in material.forecasts if state in one.labels.states]
    rows: list[list[Inline]] = []
    for one in able:
        when = long_month(one.until)
        rows.append([one.title, when, *_about(one.probability(state))])
    title = material.forecast.labels.title_of("states", state)
    head = ["Scenario", "By", capital(title), *_ABOUT]
    caption = f"How likely “{title}” is to have been reached in each scenario"
    numbers = table(caption, head, rows, right=(2, 3, 4))
    yield Figure("scenarios", lambda width: plots.scenarios(able, state, width=width), numbers)
    yield from paired(material)


_ABOUT = ("± (95 %)", "Judgement range", "In words")


def _about(estimate: Estimate) -> list[Inline]:
    spread = f"{judgement_range(estimate)} %" if estimate.judgement else "–"
    return [*_with_error(estimate), spread, word(estimate) or "–"]


def _with_error(estimate: Estimate) -> list[Inline]:
    margin = 50 * (estimate.high - estimate.low)
    if _share(estimate)[0] in "<>" and not firm(estimate):
        return [_share(estimate), "–"]
    return [_share(estimate), f"{margin:.1f}" if margin >= 0.05 else "<0.1"]


def _share(estimate: Estimate) -> str:
    return digits(estimate)
