"""Expressions and constants: names defined, kinds right, values possible.

It knows what may stand in each place; it draws and evaluates nothing but constants.
"""

from __future__ import annotations

import math
from dataclasses import replace

from scenario.errors import ExpressionError, Problem
from scenario.expr import Node, Scope, problems, references, walk
from scenario.expr.fold import fold
from scenario.expr.nodes import Binary, Number
from scenario.resolve.crosscheck.world import Problems, World
from scenario.resolve.quantities import Place
from scenario.resolve.scope import scope_of
from scenario.schema import Effect, Expression


def check_expressions(world: World) -> Problems:
    """Every expression names what exists, has the kind its place wants, and can be computed."""
    scope = scope_of(world.model)
    for spot in world.quantities:
        if isinstance(spot.value, Expression):
            yield from _check_expression(world, scope, spot, spot.value.tree)


def check_constants(world: World) -> Problems:
    """A constant lies in what its place allows."""
    for spot in world.quantities:
        value = constant(spot.value)
        if value is not None:
            yield from _check_constant(world, spot, value)
            yield from _check_divisor(world, spot, value)


def constant(value: object) -> float | None:
    """The one number a quantity always is, or None where it varies or cannot be computed."""
    if isinstance(value, float):
        return value
    if not isinstance(value, Expression):
        return None
    try:
        folded = fold(value.tree)
    except ExpressionError:
        return None
    return folded.value if isinstance(folded, Number) else None


def _check_expression(world: World, scope: Scope, spot: Place, tree: Node) -> Problems:
    found = problems(tree, replace(scope, parameters_only=spot.fixed), spot.kind)
    for error in found or _fold_problems(tree):
        yield complain(world, spot, error.message, _hint(world, tree, error), _span(error))


def _fold_problems(tree: Node) -> list[ExpressionError]:
    """The first constant part that cannot be computed, if there is one."""
    try:
        folded = fold(tree)
    except ExpressionError as error:
        return [error]
    return [_by_zero(node) for node in walk(folded) if _divides_by_zero(node)][:1]


def _divides_by_zero(node: Node) -> bool:
    if not isinstance(node, Binary) or node.op != "/":
        return False
    return isinstance(node.right, Number) and node.right.value == 0


def _by_zero(node: Node) -> ExpressionError:
    start, end = node.span
    message = "this divides by zero"
    return ExpressionError(message, start, max(1, end - start), "divide by another number")


def _span(error: ExpressionError) -> tuple[int, int]:
    return error.offset, error.width


def _hint(world: World, tree: Node, error: ExpressionError) -> str:
    """The hint, unless the name is missing because a scenario removed it."""
    for leaf in references(tree):
        names = [getattr(leaf, key) for key in ("name", "actor", "state", "event", "subject")
                 if isinstance(getattr(leaf, key, None), str)]  # fmt: skip
        for name in names:
            removal = world.removal_of(name)
            if removal and repr(name) in error.message:
                return world.way_out(name, ())
    return error.hint


def complain(
    world: World, spot: Place, message: str, hint: str, span: tuple[int, int] | None = None
) -> Problem:
    """A complaint about a place of the model, or about what a scenario holds.

    Args:
        world: The merged scenario.
        spot: The place.
        message: What is wrong.
        hint: How to mend it; nothing where none is known.
        span: The stretch of the text that is at fault, as offset and width; all of it if None.
    """
    if spot.path[0] == "hold":
        problem = world.said(message, *spot.path, hint=hint)
        mark = world.held_mark(spot.path[1], span) if span else None
        return replace(problem, mark=mark or problem.mark)
    if span is None:
        return world.problem(message, *spot.path, hint=hint)
    return world.pointed(message, span, *spot.path, hint=hint)


def _check_constant(world: World, spot: Place, value: float) -> Problems:
    low, high = spot.bounds
    below = value <= low if spot.open_low else value < low
    if not below and value <= high:
        return
    if spot.declared:
        hint = f"its range is {_interval(low, high)}"
        message = f"{spot.what} ({value:g}) lies outside its range"
        yield complain(world, spot, message, hint)
        return
    message = f"{spot.what} cannot be {value:g}"
    yield complain(world, spot, message, allowed(low, high, spot.open_low))


def allowed(low: float, high: float, open_low: bool) -> str:
    """A hint that says what a number may be.

    Args:
        low: The least number that is allowed, which may be infinite.
        high: The greatest.
        open_low: Whether `low` itself is not allowed.
    """
    if math.isinf(low):
        return f"write {high:g} or less"
    if math.isinf(high):
        return f"write a number above {low:g}" if open_low else f"write {low:g} or more"
    return f"write a number from {low:g} to {high:g}"


def _interval(low: float, high: float) -> str:
    ends = ["null" if math.isinf(end) else f"{end:g}" for end in (low, high)]
    return f"[{', '.join(ends)}]"


def _check_divisor(world: World, spot: Place, value: float) -> Problems:
    if value != 0 or spot.path[2:3] != ("effects",):
        return
    kind, name, _, index, _ = spot.path
    effect: Effect = world.names[kind][name].effects[int(index)]  # type: ignore[attr-defined]
    if effect.if_zero:
        yield complain(world, spot, f"nothing can be {effect.done.format(0)}", effect.if_zero)
