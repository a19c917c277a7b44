"""Write an expression down again in its own language.

It does not know what the names mean.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from scenario.chains import split
from scenario.expr.nodes import (
    Alignment,
    CalendarMonth,
    Change,
    Happened,
    InState,
    Leaf,
    MonthsSince,
    Name,
    Node,
    Number,
    Time,
    Truth,
    children,
    gather,
)
from scenario.expr.table import level, row

Texts: TypeAlias = tuple[str, ...]


def source(node: Node) -> str:
    """The canonical spelling: `parse(source(node)) == node` for all that `parse` can give.

    A negative literal, which only folding makes, is read back as a minus before a literal.
    """
    if not hasattr(node, "spelling"):
        object.__setattr__(node, "spelling", gather(node, _spelled))
    return node.spelling


def shortest(value: float) -> str:
    """A number with the fewest digits that read back as the same, whole ones without `.0`."""
    return repr(float(value)).removesuffix(".0")


def _spelled(node: Node, below: Texts) -> str:
    match node:
        case Leaf():
            return _leaf(node)
        case Number(value):
            return shortest(value)
        case Truth(value):
            return "true" if value else "false"
    found = row(node)
    pairs = enumerate(zip(children(node), below, strict=True))
    return found.text(
        *[text if level(child) >= found.floor(i) else f"({text})" for i, (child, text) in pairs]
    )


def _leaf(leaf: Leaf) -> str:
    spelling = _LEAVES.get(type(leaf))
    if spelling is None:
        raise TypeError(f"{type(leaf).__name__} has no spelling")
    return spelling(leaf)


def state_source(state: str) -> str:
    """A state as an expression names it."""
    return ".".join(split(state))


_LEAVES: dict[type, Callable[[Any], str]] = {
    Name: lambda leaf: str(leaf.name),
    Alignment: lambda leaf: f"{leaf.actor}.alignment",
    InState: lambda leaf: state_source(leaf.state),
    Happened: lambda leaf: f"happened({leaf.event})",
    MonthsSince: lambda leaf: (
        f"months_since({state_source(leaf.subject) if leaf.state else leaf.subject})"
    ),
    Change: lambda leaf: f"change({leaf.subject}{'.alignment' if leaf.actor else ''})",
    Time: lambda _: "t",
    CalendarMonth: lambda _: "month()",
}
