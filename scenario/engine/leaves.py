"""What a compiled expression may read of a block of runs, and how each is read.

The parser's leaves name things (a driver, an event); these leaves address them (a row, a slot).
Nothing here computes: arithmetic belongs to `expr`, moves and pushes to the step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from scenario.expr.nodes import Leaf, Time

Reader = Callable[[Any], Any]
NEVER = float("-inf")


class Address(Leaf):
    """A leaf that knows where in a world (or a part of one) its number stands."""

    __slots__ = ()

    def read(self, w: Any) -> Any:
        """The number, truth or array of either."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, eq=False)
class Drawn(Address):
    """A judgement: one number per run."""

    slot: int

    def read(self, w: Any) -> Any:
        return w.draws[self.slot]


@dataclass(frozen=True, slots=True, eq=False)
class Hoisted(Address):
    """A part of an expression that does not change within a run, computed once."""

    slot: int

    def read(self, w: Any) -> Any:
        return w.fixed(self.slot)


@dataclass(frozen=True, slots=True, eq=False)
class Shared(Address):
    """A part that several formulas have in common, computed once per step."""

    slot: int

    def read(self, w: Any) -> Any:
        return w.part(self.slot)


@dataclass(frozen=True, slots=True, eq=False)
class Value(Address):
    """A driver's value or an actor's alignment at the beginning of the step."""

    row: int

    def read(self, w: Any) -> Any:
        return w.values[self.row]


@dataclass(frozen=True, slots=True, eq=False)
class Start(Address):
    """The same at the start of the run."""

    row: int

    def read(self, w: Any) -> Any:
        return w.starts[self.row]


@dataclass(frozen=True, slots=True, eq=False)
class Shock(Address):
    """The standard normal shock of a row in this step."""

    row: int

    def read(self, w: Any) -> Any:
        return w.shocks[self.row]


@dataclass(frozen=True, slots=True, eq=False)
class State(Address):
    """Whether the run is in a state."""

    index: int

    def read(self, w: Any) -> Any:
        return w.state == self.index


@dataclass(frozen=True, slots=True, eq=False)
class SinceState(Address):
    """Months since the state was last entered."""

    index: int

    def read(self, w: Any) -> Any:
        return w.months - w.entered[self.index]


@dataclass(frozen=True, slots=True, eq=False)
class Occurred(Address):
    """Whether the event has happened."""

    index: int

    def read(self, w: Any) -> Any:
        return w.last[self.index] > NEVER


@dataclass(frozen=True, slots=True, eq=False)
class SinceEvent(Address):
    """Months since the event last happened."""

    index: int

    def read(self, w: Any) -> Any:
        return w.months - w.last[self.index]


@dataclass(frozen=True, slots=True, eq=False)
class Rule(Address):
    """Whether the rule holds in this step."""

    index: int

    def read(self, w: Any) -> Any:
        return w.rules[self.index]


@dataclass(frozen=True, slots=True, eq=False)
class Window(Address):
    """Whether an event's lasting change is in force in this step."""

    index: int

    def read(self, w: Any) -> Any:
        return w.windows[self.index]


@dataclass(frozen=True, slots=True, eq=False)
class Newest(Address):
    """Whether, of several `set` changes in force on one target, this is the latest."""

    index: int
    rivals: tuple[int, ...]

    def read(self, w: Any) -> Any:
        return w.newest(self.index, self.rivals)


def _time(w: Any) -> Any:
    return w.time


def reader(leaf: Leaf) -> Reader:
    """The function that reads this leaf from a world."""
    if isinstance(leaf, Address):
        return leaf.read
    if isinstance(leaf, Time):
        return _time
    raise TypeError(f"{leaf} has no address")


FIXED = (Drawn, Hoisted, Start)
"""Leaves whose values never change within a run."""
