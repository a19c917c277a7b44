"""Say an expression in plain English, as an analyst would read it aloud.

It does not know what the names mean; titles are given to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from scenario.chains import ONLY, split
from scenario.expr.nodes import (
    Alignment,
    Binary,
    CalendarMonth,
    Call,
    Change,
    Comparison,
    Conditional,
    Happened,
    InState,
    Leaf,
    Logic,
    MonthsSince,
    Name,
    Negative,
    Node,
    Not,
    Number,
    Past,
    Time,
    Truth,
    children,
    gather,
)
from scenario.expr.render import shortest
from scenario.expr.table import row

Texts: TypeAlias = tuple[str, ...]
Titles: TypeAlias = Mapping[str, str]

_SUMS, _PRODUCTS = ("+", "-"), ("*",)


def words(node: Node, titles: Titles | None = None) -> str:
    """The expression in plain English, with brackets wherever a listener could be misled.

    Args:
        node: The expression.
        titles: What to call things, by their name in the model; a state by `outcome.STATE` or
            `CHAIN.STATE`. What has no title is called by its name with spaces.
    """
    known = titles or {}
    return gather(node, lambda present, below: _said(known, present, below))


def _said(titles: Titles, node: Node, below: Texts) -> str:
    match node:
        case Leaf():
            return _leaf(titles, node)
        case Not(InState() | Happened() as leaf):
            return _leaf(titles, leaf, negated=True)
        case Number(value):
            return shortest(value).replace("-", "minus ", value < 0)
        case Truth(value):
            return "true" if value else "false"
    return row(node).words(*_bracketed(node, below))


# Brackets


def _bracketed(node: Node, below: Texts) -> Texts:
    clear = _clear_operand(node)
    pairs = enumerate(zip(children(node), below, strict=True))
    return tuple(text if clear(i, child) else f"({text})" for i, (child, text) in pairs)


def _clear_operand(node: Node) -> Callable[[int, Node], bool]:
    """Whether the operand with a number can stand in a node's sentence without brackets."""
    match node:
        case Binary(op):
            return lambda i, child: (
                _is_plain(child)
                or (i == 0 and _goes_on(child, op))
                or (_is_signed(child) and not (i == 0 and op == "**"))
            )
        case Comparison():
            return lambda _, child: _is_value(child)
        case Logic():
            return lambda _, child: _is_statement(child)
        case Past("lasted"):
            return lambda _, child: _is_statement(child) and not isinstance(child, Past)
        case Conditional():
            return lambda i, child: (
                _is_value(child) or _is_statement(child) or (i == 1 and isinstance(child, Logic))
            )
    return lambda _, child: _is_plain(child)


def _is_plain(node: Node) -> bool:
    """One thing, or a phrase that its own brackets close."""
    if isinstance(node, Call) and len(node.args) == 1:
        return not _is_plain(node.args[0])
    if isinstance(node, Past):
        return node.function != "lasted"
    return isinstance(node, Truth | Leaf) or (isinstance(node, Number) and not _is_signed(node))


def _is_signed(node: Node) -> bool:
    """A number with a minus before it."""
    match node:
        case Negative(Number()):
            return True
        case Number(value):
            return value < 0
    return False


def _goes_on(node: Node, op: str) -> bool:
    """Whether `node` followed by `op` reads from left to right, as in `a plus b minus c`."""
    if not isinstance(node, Binary):
        return False
    return (node.op in _SUMS and op in _SUMS) or (node.op in _PRODUCTS and op in ("*", "/"))


def _is_value(node: Node) -> bool:
    """A number that takes no `if` to say."""
    return _is_plain(node) or isinstance(node, Binary | Negative | Call)


def _is_statement(node: Node) -> bool:
    """A truth without `and`, `or` or a second comparison."""
    if isinstance(node, Comparison):
        return len(node.ops) == 1
    return isinstance(node, Truth | Leaf | Not | Past)


# Leaves


def _leaf(titles: Titles, leaf: Leaf, negated: bool = False) -> str:
    match leaf:
        case InState(state):
            return f"{_chain(titles, state)} is {'not ' if negated else ''}{_state(titles, state)}"
        case Happened(event):
            return f"{_title(titles, event)} has {'not ' if negated else ''}happened"
        case MonthsSince(subject, is_state):
            became = f"{_chain(titles, subject)} became {_state(titles, subject)}"
            return f"months since {became if is_state else _title(titles, subject)}"
        case Change(subject, is_actor):
            called = _alignment if is_actor else _title
            return f"the change in {called(titles, subject)} since the start"
    return _now(titles, leaf)


def _now(titles: Titles, leaf: Leaf) -> str:
    match leaf:
        case Time():
            return "years since the start"
        case CalendarMonth():
            return "the month of the year"
        case Name(name):
            return _title(titles, name)
        case Alignment(actor):
            return _alignment(titles, actor)
    raise TypeError(f"{type(leaf).__name__} has no words")


def _title(titles: Titles, name: str) -> str:
    return titles.get(name) or name.replace("_", " ")


def _chain(titles: Titles, state: str) -> str:
    chain, _ = split(state)
    return "the outcome" if chain == ONLY else _title(titles, chain)


def _state(titles: Titles, state: str) -> str:
    chain, name = split(state)
    return titles.get(f"{chain}.{name}") or name.replace("_", " ")


def _alignment(titles: Titles, actor: str) -> str:
    title = titles.get(actor)
    if title is None:
        return f"the {_title(titles, actor)}'s alignment"
    return f"the alignment of {title}" if title[-1] in "s)" else f"{title}'s alignment"
