"""What a compiled expression may read of a run: the parser's names turned into addresses.

The parser's leaves name things (a driver, an event); these leaves address them (a row, a slot).
Nothing here computes or reads: that is the business of what emits kernels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from scenario.expr.nodes import Kind, Leaf
from scenario.schema.motion import Law

NEVER = float("-inf")


class Address(Leaf):
    """A leaf that knows where its number stands."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, eq=False)
class Here(Address):
    """A value that is written already where a tree is that reads it."""


@dataclass(frozen=True, slots=True, eq=False)
class Literal(Address):
    """A number of the model file, other than zero: it stands in memory, not in the code."""

    slot: int


@dataclass(frozen=True, slots=True, eq=False)
class Drawn(Address):
    """A judgement: one number per run."""

    slot: int


@dataclass(frozen=True, slots=True, eq=False)
class Value(Address):
    """A driver's value or an actor's alignment at the beginning of the step."""

    row: int


@dataclass(frozen=True, slots=True, eq=False)
class Start(Address):
    """A driver's or an alignment's value at the start of the run."""

    row: int


@dataclass(frozen=True, slots=True, eq=False)
class Shock(Address):
    """The standard normal shock of a row in this step."""

    row: int


@dataclass(frozen=True, slots=True, eq=False)
class Hidden(Address):
    """A hidden value of a driver's process at the beginning of the step, in a row of its own."""

    row: int
    driver: int


@dataclass(frozen=True, slots=True, eq=False)
class Fresh(Address):
    """A random number that a stream gives in this step, or at the start."""

    stream: int
    law: Law


@dataclass(frozen=True, slots=True, eq=False)
class State(Address):
    """Whether the run is in a state."""

    kind: ClassVar[Kind] = Kind.TRUTH
    index: int


@dataclass(frozen=True, slots=True, eq=False)
class SinceState(Address):
    """Months since the state was last entered."""

    index: int


@dataclass(frozen=True, slots=True, eq=False)
class Occurred(Address):
    """Whether the event has happened."""

    kind: ClassVar[Kind] = Kind.TRUTH
    index: int


@dataclass(frozen=True, slots=True, eq=False)
class SinceEvent(Address):
    """Months since the event last happened."""

    index: int


@dataclass(frozen=True, slots=True, eq=False)
class CalendarMonth(Address):
    """The month of the year, 1 to 12; `first` is that of the start."""

    first: int


@dataclass(frozen=True, slots=True, eq=False)
class Earlier(Address):
    """What the past of an operand comes to, but for its present value (see `PastPlan`)."""

    index: int
    endless: bool
    """Whether it may be infinite."""


@dataclass(frozen=True, slots=True, eq=False)
class Rule(Address):
    """Whether the rule holds in this step."""

    kind: ClassVar[Kind] = Kind.TRUTH
    index: int


@dataclass(frozen=True, slots=True, eq=False)
class RuleIn(Address):
    """Whether a rule that reads states would hold in some, one of each chain that it reads."""

    kind: ClassVar[Kind] = Kind.TRUTH
    index: int
    states: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Window(Address):
    """Whether an event's lasting change is in force in this step."""

    kind: ClassVar[Kind] = Kind.TRUTH
    index: int


@dataclass(frozen=True, slots=True, eq=False)
class Newest(Address):
    """Whether, of several `set` changes in force on one target, this is the latest."""

    kind: ClassVar[Kind] = Kind.TRUTH
    index: int
    rivals: tuple[int, ...]
