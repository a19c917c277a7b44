"""One operation of the language: all that any reader of expressions has to know of it, in a row.

It knows no trees and no names. A row of a function is a file in `functions`; those of operators
stand in `operators`.
"""

from __future__ import annotations

import enum
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from scenario.expr import markup
from scenario.expr.nodes import Kind
from scenario.kernel.ir import Kernel, Value

Scalar: TypeAlias = float | bool
Bounds: TypeAlias = tuple[float, float]
"""Least and greatest value; of a truth, whether it always holds and whether it ever may."""
Lanes: TypeAlias = Value | bool
"""A number or a mask of each lane; a truth known while the kernel is written stays one."""

UNBOUNDED: Bounds = (-math.inf, math.inf)
"""Of a value that may be anything, or not a number."""
_SLACK = 1e-12
"""Widens what functions give: lanes and plain floats may round them in different ways."""


class Level(enum.IntEnum):
    """How tightly an operation binds, from the loosest to the tightest: Python's order."""

    CONDITIONAL = 1
    OR = 2
    AND = 3
    NOT = 4
    COMPARISON = 5
    SUM = 6
    PRODUCT = 7
    UNARY = 8
    POWER = 9
    ATOM = 10
    SYMBOL = 11


class Operands(Protocol):
    """What an operation may ask about its operands, by their number, while it is written."""

    kernel: Kernel

    def risky(self, place: int) -> bool:
        """Whether the operand may be no number."""

    def positive(self, place: int) -> bool:
        """Whether the operand is above zero in every run, or not a number."""

    def logarithm(self, place: int) -> Value:
        """The operand's natural logarithm, which is written once for all that ask."""


def _never(_: Sequence[bool]) -> bool:
    return False


def _unsaid(*_: float) -> str:
    return ""


@dataclass(frozen=True, kw_only=True)
class Operation:
    """A row. All forms take the operands in the order in which they are written."""

    scalar: Callable[..., Scalar]
    """Its value in one run, in plain floats, by the rules of IEEE 754."""
    lazy: bool = False
    """Whether `scalar` takes functions that give the operands, to call those that it needs."""
    lanes: Callable[..., Lanes]
    """Its value in the operations of a kernel: of `Operands`, and the value of each."""
    bounds: Callable[..., Bounds]
    """Bounds of its value, from bounds of its operands; never too narrow."""

    risky: bool = False
    """Whether it may give no number, or an infinite one, of operands that are finite."""
    risky_if_endless: bool = False
    """Whether it may give no finite number of operands that are infinite, as time may be."""
    positive: Callable[[Sequence[bool]], bool] = _never
    """Whether it is above zero, or not a number, by which operands are."""
    reason: Callable[..., str] = _unsaid
    """Why it gives no finite number of these, where that is not for being too large."""

    text: Callable[..., str] = field(default=_unsaid)
    """Its spelling in the language."""
    words: Callable[..., str]
    """What it says in plain English."""
    markup: Callable[..., str] = field(default=_unsaid)
    """How it is set in MathML."""
    sign: str = ""
    """Of an operator between two operands: the MathML of its sign."""
    level: Level = Level.ATOM
    floors: tuple[int, ...] = (Level.CONDITIONAL,)
    """How tightly operands must bind to stand without brackets; the last is that of all others."""
    set_floors: tuple[int, ...] = ()
    """As `floors`, in MathML, where it differs."""

    takes: Kind | None = Kind.NUMBER
    """The kind of its operands, if it is one for all."""
    gives: Kind | None = Kind.NUMBER
    """The kind of its value, if it is always the same."""
    asks: str = ""
    """What is said where an operand is of the other kind."""

    def floor(self, place: int, is_set: bool = False) -> int:
        """How tightly the operand with this number must bind to stand without brackets."""
        floors = self.set_floors if is_set and self.set_floors else self.floors
        return floors[min(place, len(floors) - 1)]


@dataclass(frozen=True, kw_only=True)
class Function(Operation):
    """The row of a function, written `name(arguments)`."""

    usage: str
    """How to write it, such as `clip(x, low, high)`; with dots, it takes any number more."""
    meaning: str
    """What it gives, in a line of the specification."""
    notation: Callable[..., str] | None = None
    """Its MathML, if mathematics does not write it by its name."""
    instead: Mapping[str, str] = field(default_factory=dict)
    """What to write for names that others have for it."""

    def __post_init__(self) -> None:
        named = self.name

        def called(*texts: str) -> str:
            return markup.called(named, texts)

        for name, value in {
            "text": lambda *texts: f"{named}({', '.join(texts)})",
            "markup": self.notation or called,
            "asks": f"{named} works on numbers",
        }.items():
            object.__setattr__(self, name, value)

    @property
    def name(self) -> str:
        """The word before the brackets."""
        return self.usage.partition("(")[0]

    @property
    def fewest(self) -> int:
        """How many arguments it needs."""
        return self.usage.count(",") + 1 - self.usage.count("...")

    @property
    def most(self) -> int | None:
        """How many it takes; None for any number."""
        return None if "..." in self.usage else self.fewest


def around(*corners: float) -> Bounds:
    """What holds all corners; anything where one of them is no number."""
    if math.isnan(sum(corners)):  # also of corners infinite both ways
        return UNBOUNDED
    return min(corners), max(corners)


def widened(low: float, high: float) -> Bounds:
    """A little more room on both sides; infinite ends stay where they are."""
    return (
        low - _SLACK * abs(low) if math.isfinite(low) else low,
        high + _SLACK * abs(high) if math.isfinite(high) else high,
    )


def rising(function: Callable[[float], float]) -> Callable[[Bounds], Bounds]:
    """The bounds of a function that never falls: its values at both ends."""
    return lambda x: widened(*around(function(x[0]), function(x[1])))
