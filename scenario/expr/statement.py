"""Statements about one run, true or false of it: what has been reached, happened or held, and when.

A question asks how likely one is, such as `left by 2030-12 and not frozen by 2025-12`. Whether the
names exist in a model is not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from scenario.calendar import Month
from scenario.expr.nodes import Conditional, Logic, Node, Not
from scenario.expr.render import source as written

When = Literal["by", "at"]
Role = Literal["", "state", "event"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text a question was read from."""

    offset: int = 0
    width: int = 1


@dataclass(frozen=True, slots=True)
class Named:
    """A state or an event by its name; which of them, a model says."""

    name: str
    role: Role = field(default="", compare=False)
    at: Span = field(default=Span(), compare=False, repr=False)

    def source(self) -> str:
        """The name."""
        return self.name


@dataclass(frozen=True, slots=True)
class Condition:
    """What the world at the end of a step may be like, as an expression that gives a truth."""

    tree: Node
    at: Span = field(default=Span(), compare=False, repr=False)

    def source(self) -> str:
        """The expression, in brackets where it would else end too soon."""
        text = written(self.tree)
        return f"({text})" if isinstance(self.tree, (Logic, Conditional, Not)) else text


Thing: TypeAlias = Named | Condition


@dataclass(frozen=True, slots=True)
class Seen:
    """A thing that is so at the end of a month, or has been by then."""

    thing: Thing
    when: When
    month: Month
    month_at: Span = field(default=Span(), compare=False, repr=False)

    def source(self) -> str:
        """As it is written."""
        return f"{self.thing.source()} {self.when} {self.month}"


@dataclass(frozen=True, slots=True)
class Before:
    """A thing that comes for the first time in an earlier step than another, which may never."""

    first: Thing
    other: Thing

    def source(self) -> str:
        """As it is written."""
        return f"{self.first.source()} before {self.other.source()}"


@dataclass(frozen=True, slots=True)
class Denied:
    """What is not so."""

    part: Statement

    def source(self) -> str:
        """As it is written."""
        return f"not {_bracketed(self.part, Joined)}"


@dataclass(frozen=True, slots=True)
class Joined:
    """Several statements of which all are so, or any."""

    op: Literal["and", "or"]
    parts: tuple[Statement, ...]

    def source(self) -> str:
        """As it is written."""
        return f" {self.op} ".join(_bracketed(part, Joined) for part in self.parts)


Statement: TypeAlias = Seen | Before | Denied | Joined


def atoms(statement: Statement) -> Iterator[Seen | Before]:
    """The parts that say something by themselves, from left to right."""
    match statement:
        case Denied(part):
            yield from atoms(part)
        case Joined(_, parts):
            for part in parts:
                yield from atoms(part)
        case _:
            yield statement


def things(statement: Statement) -> Iterator[Thing]:
    """Every state, event and condition that it names."""
    for atom in atoms(statement):
        yield from (atom.thing,) if isinstance(atom, Seen) else (atom.first, atom.other)


def with_things(statement: Statement, change: Callable[[Thing], Thing]) -> Statement:
    """The same statement about other things.

    Args:
        statement: The statement.
        change: What each thing becomes.
    """
    match statement:
        case Seen(thing):
            return replace(statement, thing=change(thing))
        case Before(first, other):
            return Before(change(first), change(other))
        case Denied(part):
            return Denied(with_things(part, change))
        case Joined(op, parts):
            return Joined(op, tuple(with_things(part, change) for part in parts))


def _bracketed(part: Statement, kind: type) -> str:
    return f"({part.source()})" if isinstance(part, kind) else part.source()
