"""What a forecast rests on: how many elements of its model cite facts.

It counts citations; whether a fact bears out what cites it is for readers to judge.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

KINDS = ("parameters", "actors", "drivers", "events", "rules")


@dataclass(frozen=True, slots=True)
class Grounds:
    """How many elements cite a fact, how many are assumed, and how many say neither."""

    cited: int
    assumed: int
    silent: int

    @property
    def total(self) -> int:
        """All elements."""
        return self.cited + self.assumed + self.silent

    def __str__(self) -> str:
        if not self.total:
            return "no elements but the outcome"
        silent = f", {self.silent} say neither" if self.silent else ""
        assumed = f"{self.assumed} {'is' if self.assumed == 1 else 'are'} assumed"
        return f"{self.cited} of {self.total} elements cite a fact, {assumed}{silent}"


def grounds_of(document: Mapping[str, Any]) -> Grounds:
    """The grounds of a resolved scenario, as plain data."""
    elements = list(_elements(document["model"]))
    cited = sum(bool(element.get("cites")) for element in elements)
    assumed = sum(bool(e.get("assumed")) and not e.get("cites") for e in elements)
    return Grounds(cited, assumed, len(elements) - cited - assumed)


def _elements(model: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for kind in KINDS:
        yield from model.get(kind, {}).values()
    yield from model["outcome"]["transitions"].values()
    yield from model.get("correlations", ())
