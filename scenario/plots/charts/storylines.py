"""How it comes about, and how not: typical futures as bands of states with what happens in them.

It draws what `paths` found.
"""

from __future__ import annotations

from collections.abc import Iterator

import altair as alt

from scenario.analysis.path import Path
from scenario.analysis.paths import Storylines
from scenario.calendar import Month
from scenario.chains import split
from scenario.forecast.wording import capital, count, long_month
from scenario.plots.chart import WIDE, Chart
from scenario.plots.style import framed
from scenario.plots.timelines import Course, timelines
from scenario.plots.told import study_footer
from scenario.resolve.naming import called


def storylines(found: Storylines, *, width: int = WIDE) -> alt.VConcatChart:
    """A band for each kind of future, told by the run most like all others of it.

    Args:
        found: What `paths` found.
        width: In pixels.
    """
    asked = called("states", found.state, found.document)
    start = min(month for path in found.paths for month, _ in path.states)
    courses = [_course(found, path) for path in found.paths]
    return framed(
        timelines(courses, start, found.by, asked, width),
        width,
        title=_finding(found, asked),
        about="Each band is the run most like all others of its kind; its dates are an example, no"
        f" forecast. Dark: “{asked}”. Below: what happens; other chains of the outcome too.",
        footer=study_footer(found.as_dict(), found.document),
        alt_text=" ".join(f"{_heading(found, path)}. {path.story}" for path in found.paths),
    )


def _finding(found: Storylines, asked: str) -> str:
    """In how many ways it comes about, and in how many not."""
    reaching = [path for path in found.paths if path.reaches]
    others = [path for path in found.paths if not path.reaches]
    by = long_month(found.by)
    told = f"{capital(asked)} by {by}: {found.base.text()} of futures"
    if not reaching or not others:
        return f"{told}, in {count(len(found.paths), 'kind')}"
    ways = f"{count(len(reaching), 'way')} there, {count(len(others), 'way')} not"
    return f"{told}; {ways}"


def _heading(found: Storylines, path: Path) -> str:
    title = called("states", found.state, found.document)
    reached = capital(title) if path.reaches else f"Not {title}"
    return f"{reached}: {path.share.text()} of all futures"


def _course(found: Storylines, path: Path) -> Course:
    chain = split(found.state)[0]
    states = tuple(
        (month, called("states", state, found.document))
        for month, state in path.states
        if split(state)[0] == chain
    )
    return Course(_heading(found, path), states, tuple(_happenings(found, path, chain)))


def _happenings(found: Storylines, path: Path, chain: str) -> Iterator[tuple[Month, str]]:
    for event, month in path.events.items():
        yield month, capital(called("events", event, found.document))
    for month, state in path.entered:
        if split(state)[0] != chain:
            yield month, f"→ {capital(called('states', state, found.document))}"


CHART = Chart(
    result="Storylines",
    shows="typical futures along time: their states, and what happens in them",
    applies=lambda found: bool(found.paths),
    draw=storylines,
)
