"""The charts of one result as a page of their own: the answer, each chart, the numbers behind it.

It decides what stands there; how figures and tables look, `present` knows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scenario.forecast import Forecast
from scenario.harmless import safe
from scenario.plots import draw, drawable
from scenario.plots.told import cited, footer, study_footer
from scenario.present import blocks_of, headline_of
from scenario.present.blocks import Block, Paragraph, Table, small
from scenario.present.html import charts_page
from scenario.report.figures import figures_of
from scenario.resolve import Resolved
from scenario.result import Result


def page_of(result: Any, name: str = "") -> str:
    """The page as text, without scripts and without anything that is loaded.

    Args:
        result: What is drawn.
        name: Which of its charts; all when empty.

    Raises:
        InputError: It has no such chart, or one in which there would be nothing.
    """
    found = tuple(_blocks(result, name))
    leads = (block for block in found if isinstance(block, Paragraph) and block.style == "lead")
    about = " ".join(str(part) for lead in leads for part in lead.text)
    return safe(charts_page(_title(result), about, found), lines=True)


def _title(result: Any) -> str:
    """The question of a forecast, else the scenario that the result is about."""
    for known in ("question", "scenario", "title"):
        said = getattr(result, known, "")
        if said and isinstance(said, str):
            return said
    return "Charts"


def _blocks(result: Any, name: str) -> Iterator[Block]:
    numbers = None
    if isinstance(result, Result):
        yield from headline_of(result)
        numbers = next((one for one in blocks_of(result) if isinstance(one, Table)), None)
    every = drawable(result)
    if not every or name not in ("", *every):
        draw(result, name)  # which says why it cannot be
    for number, one in enumerate([name] if name else every):
        yield from figures_of(result, one, None if number else numbers)
    told = " ".join(line for line in _origin(result) if line)
    if told:
        yield small(told)


def _origin(result: Any) -> tuple[str, ...]:
    """From when and from whom it is, which stands once below all charts."""
    if isinstance(result, Forecast):
        return footer(result)
    if isinstance(result, Resolved):
        return (cited(result.document()),)
    return study_footer(result.as_dict(), getattr(result, "document", None))
