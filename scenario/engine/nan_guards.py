"""Conditions that would compare a value that is not a number, found before they mislead.

A comparison with such a value is silently false in array arithmetic; in this language it stops
the run. Given an expression, this builds the expression that is true where it does so, heeding
guards such as `x > 0 and log(x) > 1`. It evaluates nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from scenario.engine import leaves
from scenario.expr import nodes as n
from scenario.expr.table import operation

Tree = n.Node


def unsound(tree: Tree) -> Tree | None:
    """True where a comparison that matters has an operand that is not a number; None if never."""
    return n.gather(tree, _unsound)


def undefined(trees: Iterable[Tree]) -> Tree | None:
    """True where one of some numbers is none; None if never."""
    return either([n.Comparison((tree, tree), ("!=",)) for tree in trees if risky(tree)])


def _unsound(tree: Tree, below: tuple[Tree | None, ...]) -> Tree | None:
    """As `unsound`, of a node, from what it gave for each of the operands."""
    found: Tree | None
    match tree:
        case n.Comparison(operands=operands):
            doubtful: list[Tree] = [n.Comparison((o, o), ("!=",)) for o in operands if risky(o)]
            found = either(doubtful + [part for part in below if part])
        case n.Logic(op=op, operands=operands):
            found = _guarded(op, operands, below)
        case n.Conditional(condition=condition):
            of_yes, own, of_no = below
            branches = [(condition, of_yes), (n.Not(condition), of_no)]
            reached: list[Tree] = [n.Logic("and", (c, part)) for c, part in branches if part]
            found = either([own, *reached] if own else reached)
        case _:
            found = either([part for part in below if part])
    return found


def _guarded(op: str, operands: tuple[Tree, ...], below: tuple[Tree | None, ...]) -> Tree | None:
    """Operands count only while those before them leave the answer open."""
    found: list[Tree] = []
    open_: list[Tree] = []
    for operand, part in zip(operands, below, strict=True):
        if part:
            found.append(n.Logic("and", (*open_, part)) if open_ else part)
        open_.append(operand if op == "and" else n.Not(operand))
    return either(found)


def either(trees: list[Tree]) -> Tree | None:
    """True where one of some conditions is; None without any."""
    if len(trees) < 2:
        return trees[0] if trees else None
    return n.Logic("or", tuple(trees))


def risky(tree: Tree) -> bool:
    """Whether a number can be undefined though what it reads is finite (or endless time)."""
    parts = list(n.distinct(tree))
    timeless = any(map(_endless, parts))
    return any(_undefined(part, timeless) for part in parts)


def endless(tree: Tree) -> bool:
    """Whether a number can be infinite, or reads time that may be endless."""
    return risky(tree) or any(map(_endless, n.distinct(tree)))


def _endless(part: Tree) -> bool:
    if isinstance(part, leaves.Earlier):
        return part.endless
    return isinstance(part, (leaves.SinceEvent, leaves.SinceState))


def _undefined(node: Tree, timeless: bool) -> bool:
    found = operation(node)
    return found is not None and (found.risky or (timeless and found.risky_if_endless))
