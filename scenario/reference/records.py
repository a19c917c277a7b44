"""What a run records: what moved each value, what could happen, and what came of it.

These are plain records; how anything is worked out is not known here.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from scenario.errors import RunError
from scenario.schema import Effect


class Acting(NamedTuple):
    """One effect on one target in one step."""

    kind: type[Effect]
    target: str
    value: float
    by: str
    """The rule or event it comes from, such as `events.drought`."""
    place: str
    """Where its quantity is written."""
    began: int = 0
    """The step in which it began."""
    length: int = 1
    """A push is spread over so many steps,"""
    left: int = 1
    """of which so many are left, this one included."""

    @property
    def action(self) -> str:
        """The name of its kind."""
        return self.kind.key()

    @property
    def operand(self) -> float:
        """What its stage joins."""
        return self.kind.plain_operand(self.value)


class Changed(NamedTuple):
    """A field, a target or a rate: what the model says, and what effects make of it."""

    own: float
    value: float
    acting: tuple[Acting, ...] = ()


class Piece(NamedTuple):
    """One part of how a value moved in a step."""

    kind: str
    """`own`, `listening`, `response`, `pull`, `shock`, `jump`, `rule`, `event` or `range`."""
    by: str
    """The rule or event, the actor listened to or the driver responded to; else empty."""
    amount: float
    place: str = ""
    """Where the quantity behind it is written."""


@dataclass
class Account:
    """A value on its way through a step, with every piece of its move."""

    now: float
    pieces: list[Piece] = field(default_factory=list)

    def to(self, value: float, kind: str, by: str = "", place: str = "") -> None:
        """Move to a new value, and keep the difference as a piece of the move.

        Args:
            value: The new value.
            kind: What moves it, of the kinds of `Piece`.
            by: The rule, event, actor or driver that it is owed to.
            place: Where the quantity behind it is written.
        """
        if value != self.now:
            self.pieces.append(Piece(kind, by, value - self.now, place))
            self.now = value


class Move(NamedTuple):
    """How a driver or an actor moved in a step; the pieces add up to the whole."""

    before: float
    after: float
    pieces: tuple[Piece, ...] = ()
    fields: Mapping[str, Changed] = {}
    """What its process worked with, by the name of the field."""
    hidden: Mapping[str, float] = {}
    """What its process carries on from the end of the step, by name."""


class Chance(NamedTuple):
    """Something that could come about in a step."""

    purpose: str
    """`event`, `jump` or `clock`."""
    name: str
    """The event, the driver that jumps or the transition."""
    rate: Changed
    """Its rate a year; of a dated event its probability."""
    chance: float
    """How likely it was within the step."""
    drawn: float | None
    """The number drawn, which had to be below the chance; None where nothing was left to chance."""
    came: bool
    years: float = math.inf
    """When a clock rings, from the beginning of the step."""


class Step(NamedTuple):
    """What one step did; the values and the state are those at its end."""

    number: int
    values: Mapping[str, float]
    states: Mapping[str, str]
    """The state of each chain."""
    rules: tuple[str, ...] = ()
    """Those that held."""
    changes: tuple[Acting, ...] = ()
    """Lasting changes that events had brought about."""
    chances: tuple[Chance, ...] = ()
    happened: tuple[str, ...] = ()
    taken: Mapping[str, str] = {}
    """By chain that moved, the transition that was taken or the event that moved it."""
    moves: Mapping[str, Move] = {}
    totals: Mapping[str, float] = {}


@dataclass(frozen=True)
class Path:
    """One run from start to end."""

    run: int
    steps: tuple[Step, ...]
    """The start first."""
    happened: Mapping[str, float]
    """Months from the start to the first time of each event, infinite if never."""
    draws: Mapping[str, float]
    """The judgements that were read, by place."""
    negative: Counter[str]
    """How often a rate or probability came out negative, by place; it counts as zero."""
    above_one: Counter[str]
    """How often a probability came out above 1, by place; it counts as 1."""
    margin: float
    """How close the closest decision or comparison was: what rounding must stay below."""
    stopped: RunError | None = None
    """Why the run could not go on, if it could not."""

    @property
    def values(self) -> list[Mapping[str, float]]:
        """Every driver and actor after every step, the start included."""
        return [step.values for step in self.steps]

    @property
    def states(self) -> list[str]:
        """The state after every step, the start included, of a model with one chain."""
        return [next(iter(step.states.values())) for step in self.steps]
