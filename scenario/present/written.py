"""What is written of an element: its formulas with their places, its reason and its sources.

It reads the model and no run.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scenario.forecast.wording import capital
from scenario.present.blocks import Block, Heading, items, paragraph
from scenario.present.trace_words import Words, path_of
from scenario.schema import Expression
from scenario.studies.trace import OUTCOME

KEYS = (
    "value", "unit", "alignment", "susceptibility", "listens_to", "responds_to", "speed",
    "volatility", "start", "range", "rate", "date", "probability", "when", "once", "between",
    "from_", "to", "after",
)  # fmt: skip
"""What is told of an element, where it is written."""


def head(words: Words, place: str) -> Iterator[Block]:
    """The element with all that is written of it."""
    kind, where = place.partition(".")[0], words.where(place)
    title = capital(words.title(place)) + ("" if kind == OUTCOME else f", {kind.removesuffix('s')}")
    yield Heading(title + (f" ({where})" if where else ""))
    lines = list(_written(words, place))
    if lines:
        yield items(lines)
    yield paragraph(words.reason(place))


def _written(words: Words, place: str) -> Iterator[str]:
    element = words.elements[place]
    for path, quantity in _quantities(path_of(place), element):
        key = path.removeprefix(f"{path_of(place)}.").rstrip("_")
        yield f"{key}: {words.written(path, quantity)}{_line(words, path)}"
    for index, said in enumerate(words.effects(place)):
        yield f"{said}{_line(words, f'{place}.effects.{index}')}"


def _line(words: Words, path: str) -> str:
    where = words.where(path)
    return f"   {where}" if where else ""


def _quantities(at: str, element: Any) -> Iterator[tuple[str, Any]]:
    """What an element says of itself, but for what goes without saying."""
    fields = type(element).model_fields
    for key in (key for key in KEYS if key in fields):
        value = getattr(element, key)
        if isinstance(value, dict):
            yield from ((f"{at}.{key}.{name}", one) for name, one in value.items())
        elif value is not None and value != fields[key].default:
            yield f"{at}.{key}", value
    process = getattr(element, "process", None)
    if process is not None:
        if process.kind == "constant":
            yield f"{at}.process", process.kind
        yield from _process(f"{at}.process.{process.kind}", getattr(process, process.kind))
        yield from _process(f"{at}.jumps", element.all_jumps)


def _process(at: str, own: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(own, dict):
        yield from ((f"{at}.{month}", own[month]) for month in sorted(own))
    elif isinstance(own, Expression):
        yield at, own
    elif own is not None:
        fields = ((key, getattr(own, key)) for key in type(own).model_fields)
        yield from ((f"{at}.{key}", value) for key, value in fields if value is not None)
