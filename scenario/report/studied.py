"""The sections of further analyses: paired differences, what moves the answer, what makes it.

Each shows the result of one study, where the material has it; the studies run elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from scenario import plots
from scenario.present import blocks_of
from scenario.present.blocks import Block, Figure, Table, paragraph
from scenario.report.material import Material


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
    blocks = blocks_of(found)
    numbers = next((block for block in blocks if isinstance(block, Table)), None)
    drawn = _drawn(material, name, draw, numbers)
    yield from (drawn if block is numbers else block for block in blocks)
    if numbers is None:
        yield drawn


def _drawn(
    material: Material, name: str, draw: Callable[..., Any], numbers: Table | None = None
) -> Block:
    found, document = material.studies[name], material.forecast.document
    return Figure(name, lambda width: draw(found, width=width, document=document), numbers)
