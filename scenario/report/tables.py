"""The numbers behind charts of the model and of typical futures, as tables.

It takes what charts draw; which chart has which table is said where charts are laid out.
"""

from __future__ import annotations

from collections.abc import Sequence

from scenario.analysis.paths import Storylines
from scenario.calendar import Month
from scenario.chains import chains_in, split
from scenario.forecast import Forecast
from scenario.forecast.titles import chain_title
from scenario.forecast.wording import capital, listing, long_month, significant
from scenario.plots.charts.future import courses_of
from scenario.plots.charts.judgements import judged
from scenario.plots.flows import between, ways_of
from scenario.present.blocks import Inline, Table, table
from scenario.resolve import Resolved
from scenario.resolve.naming import called, path_names
from scenario.studies.trace import Trace


def judgements_table(resolved: Resolved, places: Sequence[str] | None = None) -> Table:
    """Every judgement with its middle, its interval and whether it rests on a fact.

    Args:
        resolved: The model.
        places: Where those stand that are told; all if None.
    """
    document = resolved.document()
    rows: list[list[Inline]] = [
        [
            path_names(one.place, document)[0],
            one.middle_said,
            one.range,
            "a cited fact" if one.sourced else "own judgement",
        ]
        for one in judged(resolved)
        if places is None or one.place in places
    ]
    head = ["Judgement", "Middle", "5 to 95 %", "Rests on"]
    return table("Every uncertain number of the model", head, rows, right=(1, 2))


def ways_table(forecast: Forecast) -> Table:
    """Every way between states, how many kept futures go it, and how often."""
    rows: list[list[Inline]] = []
    for chain in forecast.labels.chains:
        for way in ways_of(forecast, chain) if between(forecast, chain) else ():
            states = [
                listing((forecast.labels.title_of("states", at) for at, _ in way.pairs), "or"),
                forecast.labels.title_of("states", way.pairs[0][1]),
            ]
            rate = "–" if way.rate is None else f"{significant(way.rate, 2)}"
            title = listing((capital(one) for one in way.titles), "or")
            rows.append([title, *map(capital, states), way.futures.text(), rate])
    head = ["Way", "From", "To", "Of futures", "Times a year there"]
    return table("How many futures go each way between states", head, rows, right=(3, 4))


def storylines_table(found: Storylines) -> Table:
    """Each typical future with what happens in it and when."""
    rows: list[list[Inline]] = []
    model = found.document["model"]
    for number, path in enumerate(found.paths, 1):
        share = f"{number}. {path.share.text()} of all"
        happens = [
            (month, capital(called("events", event, found.document)))
            for event, month in path.events.items()
        ]
        for month, state in path.states:
            chain = chain_title(chains_in(model), split(state)[0])
            happens.append((month, f"{capital(chain)}: {called('states', state, found.document)}"))
        happens.sort(key=lambda one: one[0])
        rows += [[share, long_month(month), what] for month, what in happens]
    return table("What happens in each typical future", ["Future", "When", "What"], rows)


def future_table(found: Trace) -> Table:
    """What happens in one future, month by month."""
    rows: list[tuple[Month, str]] = []
    for course in courses_of(found.as_dict(), found.document):
        rows += course.events
        rows += [(month, f"{course.heading}: {state}") for month, state in course.states]
    rows.sort(key=lambda one: one[0])
    told: list[list[Inline]] = [[long_month(month), what] for month, what in rows]
    return table("What happens in this future", ["When", "What"], told)
