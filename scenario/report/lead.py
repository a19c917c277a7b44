"""The first pages: why, what would change it, what to watch, how it could go; each in short.

Studies are made small enough for whoever waits for a report, and say so; the appendix has them
whole. What they say, their own words say; here it is only chosen which of it comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from scenario.api import Scenario
from scenario.errors import ScenarioError
from scenario.forecast import Forecast
from scenario.present import blocks_of, headline_of
from scenario.present.blocks import (
    Block,
    Heading,
    Items,
    Paragraph,
    Strong,
    Table,
    paragraph,
)
from scenario.report.material import Material, Section
from scenario.result import Result
from scenario.studies.explain import explain
from scenario.studies.futures import paths, signposts
from scenario.studies.tornado import tornado

GIVEN = (
    "What brings it about is not divided among the parts of the model here, because the runs agree"
    " with what has been seen; the facts are listed in the appendix, under Evidence."
)
"""What is said of the reasons where there is evidence."""
TRIED = 300
"""Runs for each end of what is moved; the bars that matter are far longer than their errors."""
SIGNS = 5
"""Rows of what to watch for."""


def in_short(
    scenario: Scenario, forecast: Forecast, workers: int | None = None
) -> dict[str, Result]:
    """The studies of the first pages, by name; without those that cannot be made of a scenario.

    Args:
        scenario: What the report is about.
        forecast: Its forecast, whose kept runs are looked through, unless there is evidence.
        workers: Threads to use; they change the time it takes, never the answer.
    """
    futures = scenario if scenario.resolved.given else forecast  # which keeps none by evidence
    made: Mapping[str, Callable[[], Result]] = {
        "explain": lambda: explain(scenario, workers=workers),
        "tornado": lambda: tornado(scenario, runs=min(TRIED, forecast.runs), workers=workers),
        "signposts": lambda: signposts(futures),
        "paths": lambda: paths(futures),
    }
    found: dict[str, Result] = {}
    for name, study in made.items():
        try:
            found[name] = study()
        except ScenarioError:  # too few runs, evidence that it cannot weigh, nothing that varies
            continue
    return found


def section_in_short(name: str) -> Section:
    """The section of the first pages that a study has, if it was made."""
    anchor, title, chosen = _CHOSEN[name]

    def build(material: Material) -> Iterable[Block]:
        result = material.short.get(name)
        if result is not None:
            return chosen(result)
        told = name == "explain" and material.short and material.scenario.resolved.given
        return (paragraph(GIVEN),) if told else ()

    return Section(anchor, title, build)


def _why(result: Result) -> Iterator[Block]:
    """How much changes it, and the largest reasons."""
    yield from _opening(result)
    reasons = (block for block in blocks_of(result) if isinstance(block, Items))
    yield from list(reasons)[:1]


def _moves(result: Result) -> Iterator[Block]:
    """What moves the answer most; not the answer again, which so few runs know less well."""
    told = headline_of(result)
    if not any(isinstance(block, Items) for block in told):
        yield from _opening(result)
        return
    yield paragraph("Moved alone, from low to high, these change the answer most:")
    yield from (block for block in told if isinstance(block, Items))


def _signs(result: Result) -> Iterator[Block]:
    """What says most, and the first few of the others."""
    yield from _opening(result)
    tables = (block for block in blocks_of(result) if isinstance(block, Table))
    for table in list(tables)[:1]:
        yield replace(table, caption="", rows=table.rows[:SIGNS], ids=table.ids[:SIGNS])


def _ways(result: Result) -> Iterator[Block]:
    """How common each way is, and a run that stands for it."""
    yield from _opening(result)
    told: list[tuple[Any, ...]] = []
    for block in blocks_of(result):
        if isinstance(block, Heading):
            told.append((Strong(f"{block.text.partition('. ')[2]}. "),))
        elif isinstance(block, Paragraph) and told and len(told[-1]) == 1:
            told[-1] = (*told[-1], *block.text)
    yield Items(tuple(told))


def _opening(result: Result) -> Iterator[Block]:
    """What a study answers, in the size of other text, without what the report began with."""
    first, *others = headline_of(result)
    told = others if any(isinstance(block, Paragraph) for block in others) else (first, *others)
    for block in told:
        yield replace(block, style="") if isinstance(block, Paragraph) else block


_CHOSEN: Mapping[str, tuple[str, str, Callable[[Result], Iterable[Block]]]] = {
    "explain": ("because", "Why", _why),
    "tornado": ("change", "What would change it", _moves),
    "signposts": ("watch", "What to watch", _signs),
    "paths": ("ways", "How it could go", _ways),
}
SHORT = tuple(_CHOSEN)
"""The studies of the first pages, in their order."""
