"""What a compiled expression may read of a block of runs, and how each is read.

The parser's leaves name things (a driver, an event); these leaves address them (a row, a slot).
Nothing here computes: arithmetic belongs to `expr`, moves and pushes to the step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from scenario.expr.interval import UNBOUNDED, UNDECIDED, Bounds, bounds_of
from scenario.expr.nodes import Leaf, Time

if TYPE_CHECKING:
    from scenario.engine.world import World

Reader = Callable[[Any], Any]
NEVER = float("-inf")
ENDLESS: Bounds = (0.0, float("inf"))
"""Of the months since something: none at the least, infinite where it never was."""


class Address(Leaf):
    """A leaf that knows where in a world (or a part of one) its number stands."""

    __slots__ = ()

    def read(self, w: Any) -> Any:
        """The number, truth or array of either."""
        raise NotImplementedError

    def bounds(self, w: World) -> Bounds:  # noqa: ARG002 - here nothing is known of the world
        """Between what it lies in all runs of a world; anywhere, where that is not known."""
        return self.always

    @property
    def always(self) -> Bounds:
        """Between what it lies in any world."""
        return UNBOUNDED


@dataclass(frozen=True, slots=True, eq=False)
class Drawn(Address):
    """A judgement: one number per run."""

    slot: int

    def read(self, w: Any) -> Any:
        return w.draws[self.slot]

    def bounds(self, w: World) -> Bounds:
        return w.bounds_of_draw(self.slot)


@dataclass(frozen=True, slots=True, eq=False)
class Hoisted(Address):
    """A part of an expression that does not change within a run, computed once."""

    slot: int

    def read(self, w: Any) -> Any:
        return w.fixed(self.slot)

    def bounds(self, w: World) -> Bounds:
        return w.bounds_of_fixed(self.slot)


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

    def bounds(self, w: World) -> Bounds:
        return w.bounds_of_value(self.row)


@dataclass(frozen=True, slots=True, eq=False)
class Start(Address):
    """The same at the start of the run."""

    row: int

    def read(self, w: Any) -> Any:
        return w.starts[self.row]

    def bounds(self, w: World) -> Bounds:
        return w.bounds_of_start(self.row)


@dataclass(frozen=True, slots=True, eq=False)
class Shock(Address):
    """The standard normal shock of a row in this step.

    It is made in single precision but handed on in double, so that what it meets in other runs
    of the block cannot change how it is rounded.
    """

    row: int

    def read(self, w: Any) -> Any:
        return w.shocks[self.row].astype(np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class State(Address):
    """Whether the run is in a state."""

    index: int

    def read(self, w: Any) -> Any:
        return w.state == self.index

    @property
    def always(self) -> Bounds:
        return UNDECIDED


@dataclass(frozen=True, slots=True, eq=False)
class SinceState(Address):
    """Months since the state was last entered."""

    index: int

    def read(self, w: Any) -> Any:
        return w.months - w.entered[self.index]

    @property
    def always(self) -> Bounds:
        return ENDLESS


@dataclass(frozen=True, slots=True, eq=False)
class Occurred(Address):
    """Whether the event has happened."""

    index: int

    def read(self, w: Any) -> Any:
        return w.last[self.index] > NEVER

    @property
    def always(self) -> Bounds:
        return UNDECIDED


@dataclass(frozen=True, slots=True, eq=False)
class SinceEvent(Address):
    """Months since the event last happened."""

    index: int

    def read(self, w: Any) -> Any:
        return w.months - w.last[self.index]

    @property
    def always(self) -> Bounds:
        return ENDLESS


@dataclass(frozen=True, slots=True, eq=False)
class Rule(Address):
    """Whether the rule holds in this step."""

    index: int

    def read(self, w: Any) -> Any:
        return w.rules[self.index]

    def bounds(self, w: World) -> Bounds:
        return bounds_of(w.rules[self.index])


@dataclass(frozen=True, slots=True, eq=False)
class Window(Address):
    """Whether an event's lasting change is in force in this step."""

    index: int

    def read(self, w: Any) -> Any:
        return w.windows[self.index]

    def bounds(self, w: World) -> Bounds:
        return bounds_of(w.windows[self.index])


@dataclass(frozen=True, slots=True, eq=False)
class Newest(Address):
    """Whether, of several `set` changes in force on one target, this is the latest."""

    index: int
    rivals: tuple[int, ...]

    def read(self, w: Any) -> Any:
        return w.newest(self.index, self.rivals)

    @property
    def always(self) -> Bounds:
        return UNDECIDED


def _time(w: Any) -> Any:
    return w.time


def reader(leaf: Leaf) -> Reader:
    """The function that reads this leaf from a world."""
    if isinstance(leaf, Address):
        return leaf.read
    if isinstance(leaf, Time):
        return _time
    raise TypeError(f"{leaf} has no address")


def bounds_reader(leaf: Leaf) -> Callable[[Any], Bounds]:
    """The function that reads bounds of this leaf from a world."""
    if isinstance(leaf, Address):
        return leaf.bounds
    if isinstance(leaf, Time):
        return lambda w: (w.time, w.time)
    raise TypeError(f"{leaf} has no address")


FIXED = (Drawn, Hoisted, Start)
"""Leaves whose values never change within a run."""
