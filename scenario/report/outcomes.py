"""The sections that answer: how likely, by when, and in which of several scenarios.

They lay out what forecasts say and compute nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from scenario import plots
from scenario.forecast import Estimate, Forecast
from scenario.forecast.answer import answer, judgement_range
from scenario.forecast.borne import digits, firm, word
from scenario.forecast.dates import dates_worth_showing
from scenario.forecast.wording import capital, count, long_month, plain_name, short_month
from scenario.report.content import Block, Figure, Inline, Strong, Table, paragraph, table
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
        yield Figure("first-reached", lambda width: plots.first_reached(forecast, width=width))
    if forecast.labels.events:
        yield Figure(
            "events", lambda width: plots.events(forecast, width=width), events_table(forecast)
        )


def states_table(forecast: Forecast) -> Table:
    """Every state at a few dates, and all about the last."""
    *earlier, last = dates_worth_showing(forecast)
    head = ["State", *map(short_month, earlier), short_month(last), *_ABOUT]
    rows: list[list[Inline]] = []
    for state in forecast.labels.states:
        before = [_share(forecast.probability(state, at=month)) for month in earlier]
        rows.append(
            [capital(plain_name(state)), *before, *_about(forecast.probability(state, at=last))]
        )
    caption = "How likely each state is at the end of a month"
    return table(caption, head, rows, right=range(1, len(head) - 1))


def ever_table(forecast: Forecast) -> Table:
    """Every state but the first: whether it was ever reached, and when."""
    start = forecast.document["model"]["outcome"]["start"]
    rows: list[list[Inline]] = []
    for state in forecast.labels.states:
        if state == start:
            continue
        dates = forecast.first_reached(state).values()
        firsts = [short_month(month) if month else "–" for month in dates]
        rows.append([capital(plain_name(state)), *_about(forecast.probability(state)), *firsts])
    head = ["State", "Ever reached", *_ABOUT, "5 % by", "50 % by", "95 % by"]
    caption = (
        f"States ever reached by {long_month(forecast.until)}, and the months by which so many of"
        " all runs have reached them"
    )
    return table(caption, head, rows, right=(1, 2, 3, 5, 6, 7))


def events_table(forecast: Forecast) -> Table:
    """Every event: how likely it is to have happened, and how often it does."""
    rows: list[list[Inline]] = []
    for index, name in enumerate(forecast.labels.events):
        title = forecast.labels.title_of("events", name)
        times = forecast.occurrences[index] / forecast.runs
        rows.append([capital(title), *_with_error(forecast.event(name)), f"{times:.2g}"])
    head = ["Event", "Has happened", "± (95 %)", "Times a run"]
    return table(f"Events by {long_month(forecast.until)}", head, rows, right=(1, 2, 3))


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
    head = ["Scenario", "By", capital(plain_name(state)), *_ABOUT]
    caption = f"How likely {plain_name(state)} is to have been reached in each scenario"
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
