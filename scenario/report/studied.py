"""The sections of further analyses: paired differences, what moves the answer, what makes it.

Each shows the result of one study, where the material has it; the studies run elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from scenario import intervals, plots
from scenario.forecast.wording import capital
from scenario.forecast.words import percent
from scenario.plots.importance import named
from scenario.plots.naming import Document, called, short_path
from scenario.present.blocks import Block, Figure, Inline, Items, Table, paragraph, table
from scenario.report.material import Material

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
    yield from _study(material, "explain", plots.waterfall, _parts)


def moved(material: Material) -> Iterator[Block]:
    """What moves the answer, one thing at a time."""
    yield from _study(material, "tornado", plots.tornado, _bars)


def depended(material: Material) -> Iterator[Block]:
    """Which judgements the answer depends on, all moving together."""
    yield from _study(material, "sensitivity", plots.sensitivity, _indices)


def _study(
    material: Material,
    name: str,
    draw: Callable[..., Any],
    numbers: Callable[[Mapping[str, Any], Document], Table],
) -> Iterator[Block]:
    found = material.studies.get(name)
    if found is not None:
        first, *others = unwrapped(found.answer())
        yield paragraph(first)
        if others:
            yield Items(tuple((line,) for line in others))
        yield _drawn(material, name, draw, numbers(found.as_dict(), material.forecast.document))


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


def _bars(found: Mapping[str, Any], document: Document) -> Table:
    rows: list[list[Inline]] = [
        [
            short_path(bar["path"], document),
            *(f"{_end(bar[f'{end}_value'])}: {_answer(bar[end]['p'])}" for end in ("low", "high")),
            f"{bar['swing']:.3g}",
        ]
        for bar in found["bars"]
    ]
    head = ["What", "At its low end", "At its high end", "Apart"]
    return table("The answer with one thing moved at a time", head, rows, right=(1, 2, 3))


def _indices(found: Mapping[str, Any], document: Document) -> Table:
    keys = ("first", "total") if found["method"] == "sobol" else ("mu_star",)
    rows: list[list[Inline]] = []
    for index in found["indices"]:
        cells = [
            f"{index[key]:.2g} ({index[f'{key}_low']:.2g} to {index[f'{key}_high']:.2g})"
            for key in keys
        ]
        rows.append(
            [named(index["name"], document), *cells, "yes" if index["distinguishable"] else "no"]
        )
    heads = {"first": "Alone", "total": "With others", "mu_star": "Mean size of effect"}
    head = ["Judgement", *(heads[key] for key in keys), "Told from zero"]
    return table("What the answer depends on", head, rows, right=range(1, len(keys) + 1))


def _points(value: float) -> str:
    return f"{100 * value:+.1f}".replace("-", "−")


def _margin(se: float) -> str:
    return f"{100 * intervals.half_width(se):.1f}"


def _answer(p: float) -> str:
    return percent(p, 0.002) if 0 <= p <= 1 else f"{p:.3g}"


def _end(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{float(value):.3g}".replace("-", "−")
