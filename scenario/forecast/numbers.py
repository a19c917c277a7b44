"""The numbers of a resolved scenario, as plain data: which are uncertain, which fixed.

Counted is what a path of the file can set, save 0 and 1, which switch something off or leave it as
it is; what is switched off itself is not. Nothing here knows what a number rests on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scenario.chains import elements_of_chains, place_of

KINDS = ("parameters", "actors", "drivers", "events", "rules")
STRUCTURAL = (0.0, 1.0)
Path = tuple[str, ...]

_TOLD = ("title", "because", "cites", "assumed", "note", "unit", "contested", "enabled", "once")
_TIMED = ("range", "between", "date", "every", "after", "over", "for", "from")
_NOT_NUMBERS = frozenset((*_TOLD, *_TIMED))
_BY_NAME = frozenset(("listens_to", "responds_to", "path", "process"))
"""Mappings whose keys are names, so that none of them is a distribution."""
_WHOLE = "group"
"""Within a distribution, the one key under which no number stands: of what it is a share."""
_IN_FORMULA = re.compile(r"(?<![\w.])(?:\d[\d_]*\.?\d*|\.\d+)(?:e[+-]?\d+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Number:
    """One number: its place, and whether it is an interval or a distribution."""

    element: Path
    keys: Path
    """The way from its element to it."""
    uncertain: bool
    value: float | None = None
    """What it is, where it is fixed."""

    @property
    def place(self) -> str:
        """The path of the number in the file."""
        return ".".join((*self.element, *self.keys))


def elements_of(document: Mapping[str, Any]) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Every element of the model but the outcome itself, with its path."""
    model = document["model"]
    for kind in KINDS:
        yield from (((kind, name), one) for name, one in model.get(kind, {}).items())
    for name, one in elements_of_chains(model, "transitions"):
        yield place_of("transitions", name), one
    for index, one in enumerate(model.get("correlations", ())):
        yield ("correlations", str(index)), one


def numbers_of(document: Mapping[str, Any]) -> Iterator[Number]:
    """Every number that is in use."""
    for (element, keys), value in _values(document):
        if _is_uncertain(value):
            yield Number(element, keys, uncertain=True)
        elif isinstance(value, (int, float)) and value not in STRUCTURAL:
            yield Number(element, keys, uncertain=False, value=float(value))


def numbers_in_formulas(document: Mapping[str, Any]) -> int:
    """How many numbers stand within formulas and conditions, where no path leads to them."""
    texts = (value for _, value in _values(document) if isinstance(value, str))
    found = (text for text in texts if not _is_uncertain(text))
    return sum(float(n) not in STRUCTURAL for text in found for n in _IN_FORMULA.findall(text))


def _values(document: Mapping[str, Any]) -> Iterator[tuple[tuple[Path, Path], Any]]:
    for path, element in elements_of(document):
        if path[0] != "correlations" and element.get("enabled", True):
            for keys, value in _within(element, (), ""):
                yield (path, keys), value
    for name, value in document.get("hold", {}).items():
        yield (("hold",), (name,)), value


def _within(data: Any, keys: Path, under: str) -> Iterator[tuple[Path, Any]]:
    if isinstance(data, Mapping) and (under in _BY_NAME or not _is_uncertain(data)):
        for key, value in data.items():
            judged = key == "after" and _is_uncertain(value)  # of a transition
            if under in _BY_NAME or key not in _NOT_NUMBERS or judged:
                yield from _within(value, (*keys, key), "" if under in _BY_NAME else key)
    elif isinstance(data, list):
        if under == "effects":
            for index, effect in enumerate(data):
                yield from _within(effect, (*keys, str(index)), "")
    elif not isinstance(data, bool) and data is not None:
        yield keys, data


def _is_uncertain(value: Any) -> bool:
    """Whether it is an interval, `2 to 15`, or a distribution: a name with a mapping of numbers."""
    if isinstance(value, Mapping):
        (inner, *more) = value.values() or (None,)
        if more or not isinstance(inner, Mapping):
            return False
        return all(key == _WHOLE or _is_plain(one) for key, one in inner.items())
    return isinstance(value, str) and " to " in value


def _is_plain(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
