"""The sections of further analyses: paired differences, what moves the answer, what makes it.

Each shows the result of one study, where the material has it; the studies run elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from scenario import intervals, plots
from scenario.forecast.wording import capital
from scenario.plots.naming import Document, called
from scenario.present import blocks_of
from scenario.present.blocks import Block, Figure, Inline, Items, Table, paragraph, table
from scenario.report.material import Material
from scenario.result import Result

_SET_IN = 2
"""Columns by which items are set in, in texts for a terminal."""


def paired(material: Material) -> Iterator[Block]:
    """How far the other scenarios are from the first, run by run."""
    if "compare" in material.studies:
        yield _drawn(material, "compare", plots.differences)
        yield paragraph(
            "The scenarios were run on the same random numbers, so these differences are surer than"
            " the margins of the single probabilities suggest.",
            style="small",
        )


def explained(material: Material) -> Iterator[Block]:
    """What the probability is made of."""
    yield from _study(material, "explain", plots.waterfall)


def moved(material: Material) -> Iterator[Block]:
    """What moves the answer, one thing at a time."""
    yield from _study(material, "tornado", plots.tornado)


def depended(material: Material) -> Iterator[Block]:
    """Which judgements the answer depends on, all moving together."""
    yield from _study(material, "sensitivity", plots.sensitivity)


def _study(material: Material, name: str, draw: Callable[..., Any]) -> Iterator[Block]:
    """What a result says of itself, with its chart in the place of its first table."""
    found = material.studies.get(name)
    if found is None:
        return
    blocks = blocks_of(found) if isinstance(found, Result) else _unworded(material, found)
    numbers = next((block for block in blocks if isinstance(block, Table)), None)
    drawn = _drawn(material, name, draw, numbers)
    yield from (drawn if block is numbers else block for block in blocks)
    if numbers is None:
        yield drawn


def _unworded(material: Material, found: Any) -> tuple[Block, ...]:
    """A result that is not yet turned into blocks: the answer it gives for a terminal."""
    first, *others = unwrapped(found.answer())
    listed = (Items(tuple((line,) for line in others)),) if others else ()
    return (paragraph(first), *listed, _parts(found.as_dict(), material.forecast.document))


def unwrapped(answer: str) -> list[str]:
    """A text that was broken into lines for a terminal: its opening, then what is set in below it.

    A line that is set in by two columns begins an item; any other goes on with what is before it.
    """
    found: list[str] = []
    for line in answer.splitlines():
        if not found or len(line) - len(line.lstrip(" ")) == _SET_IN:
            found.append(line.strip())
        else:
            found[-1] += f" {line.strip()}"
    return found


def _drawn(
    material: Material, name: str, draw: Callable[..., Any], numbers: Table | None = None
) -> Block:
    found, document = material.studies[name], material.forecast.document
    return Figure(name, lambda width: draw(found, width=width, document=document), numbers)


def _parts(found: Mapping[str, Any], document: Document) -> Table:
    rows: list[list[Inline]] = [
        [
            capital(called(f"{part['kind']}s", part["name"], document)),
            part["kind"],
            _points(part["value"]),
            _margin(part["se"]),
        ]
        for part in found["parts"]
        if part["value"] or part["se"]
    ]
    head = ["Part", "Kind", "Points", "± (95 %)"]
    return table("What each part adds to the probability", head, rows, right=(2, 3))


def _points(value: float) -> str:
    return f"{100 * value:+.1f}".replace("-", "−")


def _margin(se: float) -> str:
    return f"{100 * intervals.half_width(se):.1f}"
