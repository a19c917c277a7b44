"""One future along time: its states, what happens in it, and how its values move.

It draws what `trace` tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import altair as alt

from scenario.calendar import Month
from scenario.chains import ONLY, chains_in, qualified, split
from scenario.forecast.answer import asked_state
from scenario.forecast.titles import chain_title, elements_in
from scenario.forecast.wording import capital, listing, long_month, short_month
from scenario.plots.calendar_axis import month_axis
from scenario.plots.chart import WIDE, Chart
from scenario.plots.shares import LEFT, columns_in, heading, number_form, panel_width, panels
from scenario.plots.style import ACCENT, framed, plotted
from scenario.plots.timelines import Course, timelines
from scenario.plots.told import Result, cited, plain, scenario_of
from scenario.resolve.naming import called

HEIGHT = 66
MOST = 18
"""Values that have a panel; `trace --only` chooses others."""


def future(result: Result, *, width: int = WIDE, document: Any = None) -> alt.VConcatChart:
    """A band of states for each chain, and a panel for each value that moves.

    Args:
        result: What `trace` told.
        width: In pixels.
        document: The resolved scenario, whose titles are shown and sources named; as the result
            has it when None.
    """
    found = plain(result)
    document = scenario_of(result, document)
    months = _months(found)
    asked = asked_state(document)
    start, end = months[0][0], months[-1][0]
    courses = courses_of(found, document)
    moving = list(_moving(months, document))
    parts: list[Any] = []
    if courses:
        title = called("states", asked, document)
        parts.append(timelines(courses, start, end, title, width - (LEFT if moving else 0)))
    if moving:
        columns = columns_in(width)
        inner = panel_width(width, columns)
        drawn = [_panel(name, rows, start, end, inner) for name, rows in moving[:MOST]]
        parts.append(panels(drawn, columns))
    left = f" {len(moving) - MOST} other values are left out." if len(moving) > MOST else ""
    return framed(
        alt.vconcat(*parts, spacing=18),
        width,
        title=_finding(found, months, document),
        about="One of many futures, so an example and no forecast. Band: states; marks: what"
        f" happens; lines: values that move.{left}",
        footer=(
            f"{found['scenario']}; run {found['run']}, random seed {found['random_seed']}.",
            cited(document),
        ),
        alt_text=_told(courses),
    )


def courses_of(found: Mapping[str, Any], document: Any) -> list[Course]:
    """The states of each chain, and what happens, in the course of the first.

    Args:
        found: What `trace` tells.
        document: The resolved scenario, which has the titles.
    """
    return list(_courses(_months(found), asked_state(document), document))


def _months(found: Mapping[str, Any]) -> Months:
    return [(Month.parse(at), told) for at, told in found["months"].items()]


Months = Sequence[tuple[Month, Mapping[str, Any]]]


def _finding(found: Mapping[str, Any], months: Months, document: Any) -> str:
    """Where it ends."""
    last, told = months[-1]
    ends = [called("states", state, document) for state in _states(told).values()]
    if not ends:
        return f"Future {found['run']}, until {long_month(last)}"
    listed = listing(f"“{one}”" for one in ends)
    return f"By {long_month(last)} future {found['run']} is {listed}"


def _states(told: Mapping[str, Any]) -> dict[str, str]:
    """The state of each chain, by what it is called outside it."""
    if "state" in told:
        return {ONLY: told["state"]}
    return {chain: qualified(chain, inside) for chain, inside in told["states"].items()}


def _courses(months: Months, asked: str, document: Any) -> Iterator[Course]:
    """One for each chain, the asked one first; what happens stands below that."""
    first = split(asked)[0]
    chains = sorted(_states(months[0][1]), key=lambda chain: chain != first)
    for number, chain in enumerate(chains):
        states = tuple(_entered(months, chain, document))
        title = "The outcome" if chain == ONLY else chain_title(chains_in(document["model"]), chain)
        events = tuple(_happened(months, document)) if not number else ()
        yield Course(capital(title), states, events)


def _entered(months: Months, chain: str, document: Any) -> Iterator[tuple[Month, str]]:
    before = None
    for month, told in months:
        state = _states(told)[chain]
        if state != before:
            yield month, called("states", state, document)
        before = state


def _happened(months: Months, document: Any) -> Iterator[tuple[Month, str]]:
    for month, told in months:
        yield from ((month, capital(called("events", one, document))) for one in told["happened"])


def _moving(months: Months, document: Any) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Each driver and actor that is not the same all the time."""
    for kind in ("drivers", "actors"):
        for name in elements_in(document, kind):
            key = name if name in months[0][1]["values"] else f"{name}.alignment"
            found = [(at, told["values"][key]) for at, told in months if key in told["values"]]
            if len({value for _, value in found}) > 1:
                rows = [{"month_number": at.index, "value": value} for at, value in found]
                title = capital(called(kind, name, document))
                yield title if kind == "drivers" else f"{title}: alignment", rows


def _panel(
    name: str, rows: Sequence[dict[str, Any]], start: Month, end: Month, inner: float
) -> Any:
    values = [row["value"] for row in rows]
    axis = alt.Axis(title=None, tickCount=3, format=number_form(values), minExtent=LEFT - 10)
    y = alt.Y("value:Q", axis=axis, scale=alt.Scale(zero=False, nice=True))
    line = plotted(rows).mark_line(stroke=ACCENT, strokeWidth=1.6)
    return line.encode(x=month_axis([start, end], inner), y=y).properties(
        width=inner, height=HEIGHT, title=heading(name, inner + LEFT)
    )


def _told(courses: Sequence[Course]) -> str:
    """States and events in dated words."""
    dated = [
        (month, text) for course in courses for month, text in (*course.states, *course.events)
    ]
    said = (
        f"{short_month(month)}: {text}" for month, text in sorted(dated, key=lambda one: one[0])
    )
    return "; ".join(said) or "One future."


CHART = Chart(
    result="Trace",
    shows="one future along time: its states, what happens in it, and how its values move",
    applies=lambda found: len(plain(found)["months"]) > 1,
    draw=future,
)
