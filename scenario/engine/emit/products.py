"""Products in normal form: of several exponentials among the factors only one is worked out.

`a * exp(x) / exp(y) * (exp(z) if c else 1)` is `a * exp(x - y + (z if c else 0))`. Gates and
multipliers of rates are such factors, and an exponential costs as much as dozens of additions.
Only exponents that are known to be moderate are gathered, so that none is too large by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from scenario.engine.emit.bounds import Limits
from scenario.engine.emit.operations import EXP_FROM_ABOVE
from scenario.engine.emit.signs import positive
from scenario.expr import nodes as n
from scenario.expr.arithmetic import number, over, times, when

MODERATE = 70.0
"""A tenth of the exponent at which an exponential is infinite."""
ONE, ZERO = number(1.0), number(0.0)


@dataclass
class _Factors:
    """What a product consists of: plain factors, divisors, and terms of exponents."""

    above: list[n.Node] = field(default_factory=list)
    below: list[n.Node] = field(default_factory=list)
    plus: list[n.Node] = field(default_factory=list)
    minus: list[n.Node] = field(default_factory=list)


def gathered(tree: n.Node, limits: Limits) -> n.Node:
    """The tree with every product in it in normal form."""

    def visit(node: n.Node, below: tuple[n.Node, ...]) -> n.Node:
        made = n.rebuild(node, below) if below else node
        return _normal(made, limits) if _is_product(made) else made

    return n.gather(tree, visit)


def from_above(tree: n.Node, changes: Callable[[n.Node], bool]) -> n.Node:
    """A product with quick upper bounds for its exponentials, where they change from step to step.

    It is no less than the product if that is not negative, and negative if that is.
    """
    found = _Factors()
    _bound(tree, found, changes, above=True)
    if not found.plus:
        return tree
    plain = _product([*found.above, *found.plus])
    return over(plain, _product(found.below)) if found.below else plain


def _bound(node: n.Node, found: _Factors, changes: Callable[[n.Node], bool], above: bool) -> None:
    """Sort the factors of a product; bounds of exponentials become its `plus`."""
    match node:
        case n.Binary(op="*" | "/" as op, left=left, right=right):
            _bound(left, found, changes, above)
            _bound(right, found, changes, above if op == "*" else not above)
        case n.Call(function="exp", args=(power,)) if changes(node):
            found.plus.append(n.Call(EXP_FROM_ABOVE, (power if above else n.Negative(power),)))
        case n.Conditional(yes=yes, condition=condition, no=no) if no == ONE:
            inner = _Factors()
            _bound(yes, inner, changes, above)
            found.plus += [when(condition, _product(inner.plus), ONE)] if inner.plus else []
            found.above += [when(condition, _product(inner.above), ONE)] if inner.above else []
            found.below += [when(condition, _product(inner.below), ONE)] if inner.below else []
        case _:
            (found.above if above else found.below).append(node)


def _is_product(node: n.Node) -> bool:
    return isinstance(node, n.Binary) and node.op in "*/" and node.op != "**"


def _normal(product: n.Node, limits: Limits) -> n.Node:
    found = _Factors()
    _collect(product, found, limits, above=True, condition=None)
    if len(found.plus) + len(found.minus) < 2:
        return product
    exponent = _difference(found.plus, found.minus)
    plain = _product(found.above)
    if found.below:
        plain = over(plain, _product(found.below))
    return times(plain, n.Call("exp", (exponent,)))


def _collect(
    node: n.Node, found: _Factors, limits: Limits, above: bool, condition: n.Node | None
) -> None:
    """Sort the factors of a product; those under a condition are neutral where it fails."""
    match node:
        case n.Binary(op="*" | "/" as op, left=left, right=right):
            _collect(left, found, limits, above, condition)
            _collect(right, found, limits, above if op == "*" else not above, condition)
        case n.Call(function="exp", args=(power,)) if _moderate(power, limits):
            (found.plus if above else found.minus).append(_under(power, condition, ZERO))
        case n.Binary(op="**", left=base, right=power) if _is_gate(node, limits):
            power = n.Binary("*", power, n.Call("log", (base,)))
            (found.plus if above else found.minus).append(_under(power, condition, ZERO))
        case n.Conditional(yes=yes, condition=own, no=no) if no == ONE:
            both = own if condition is None else n.Logic("and", (condition, own))
            _collect(yes, found, limits, above, both)
        case n.Number(value=1.0):
            pass
        case _:
            (found.above if above else found.below).append(_under(node, condition, ONE))


def _is_gate(node: n.Binary, limits: Limits) -> bool:
    """Whether a power is the exponential of something moderate, and not multiplied out."""
    if isinstance(node.right, n.Number) or not positive(node.left, limits.program):
        return False
    return _moderate(n.Binary("*", node.right, n.Call("log", (node.left,))), limits)


def _moderate(exponent: n.Node, limits: Limits) -> bool:
    return limits.within(exponent, MODERATE)


def _under(node: n.Node, condition: n.Node | None, neutral: n.Node) -> n.Node:
    return node if condition is None else when(condition, node, neutral)


def _product(factors: list[n.Node]) -> n.Node:
    made: n.Node = ONE
    for factor in factors:
        made = times(made, factor)
    return made


def _difference(plus: list[n.Node], minus: list[n.Node]) -> n.Node:
    made: n.Node | None = None
    for term in plus:
        made = term if made is None else n.Binary("+", made, term)
    for term in minus:
        made = n.Negative(term) if made is None else n.Binary("-", made, term)
    return ZERO if made is None else made
