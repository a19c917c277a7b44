"""How each process and each actor moves in one step, as formulas.

The formulas are trees of the expression language, so what is fixed within a run leaves the time
loop by itself. Effects are woven in by `changes`; pushes come after the move and are not here.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from scenario.engine import leaves
from scenario.engine.arithmetic import (
    Tree,
    balanced,
    call,
    folded,
    minus,
    number,
    over,
    plus,
    times,
    when,
)
from scenario.engine.formula import Workshop
from scenario.expr import nodes as n
from scenario.schema import Actor, Driver

LN2 = 0.6931471805599453
Field = Callable[[str, Tree], Tree]
"""Given a field's name and its own tree, the tree with the effects on it."""


@dataclass(frozen=True)
class Move:
    """The next value as a tree, and whether it takes a shock."""

    tree: Tree
    shocked: bool


def driver_move(
    name: str, driver: Driver, row: int, dt: float, workshop: Workshop, changed: Field
) -> Move | None:
    """The move of a driver by its own process; None for constant, path and derived."""
    kind = driver.process.kind
    if kind not in _MOVES:
        return None
    written = getattr(driver.process, kind)
    place = f"drivers.{name}.process.{kind}"
    fields = {
        field: changed(field, workshop.tree(quantity, f"{place}.{field}"))
        for field in type(written).model_fields
        if (quantity := getattr(written, field)) is not None
    }
    return _MOVES[kind](leaves.Value(row), leaves.Shock(row), dt, **fields)


def _random_walk(x: Tree, shock: Tree, dt: float, drift: Tree, volatility: Tree) -> Move:
    mean = plus(x, times(drift, number(dt)))
    return _with_noise(mean, times(volatility, number(math.sqrt(dt))), shock)


def _mean_reverting(
    x: Tree,
    shock: Tree,
    dt: float,
    level: Tree,
    **rest: Tree,
) -> Move:
    """Exact Ornstein-Uhlenbeck step (Uhlenbeck and Ornstein 1930)."""
    pace = rest["speed"] if "speed" in rest else over(number(LN2), rest["half_life"])
    kept = call("exp", n.Negative(times(pace, number(dt))))
    lost = minus(number(1), times(kept, kept))
    mean = plus(level, times(minus(x, level), kept))
    if "spread" in rest:
        return _with_noise(mean, times(rest["spread"], call("sqrt", lost)), shock)
    if "volatility" not in rest:
        return Move(mean, shocked=False)
    if pace == number(0):
        per_step: Tree = number(dt)
    else:
        still = n.Comparison((pace, number(0)), ("==",))
        per_step = when(still, number(dt), over(lost, times(number(2), pace)))
    return _with_noise(mean, times(rest["volatility"], call("sqrt", per_step)), shock)


def _growth(x: Tree, shock: Tree, dt: float, rate: Tree, volatility: Tree) -> Move:
    """Exact geometric Brownian step, the mean growing as exp(rate * t)."""
    drift = times(minus(rate, times(number(0.5), times(volatility, volatility))), number(dt))
    log_step = _with_noise(drift, times(volatility, number(math.sqrt(dt))), shock)
    return Move(times(x, call("exp", log_step.tree)), log_step.shocked)


def _logistic(
    x: Tree, shock: Tree, dt: float, capacity: Tree, rate: Tree, volatility: Tree
) -> Move:
    """Exact step of x' = rate * x * (1 - x / capacity), times lognormal noise of mean 1."""
    fading = call("exp", n.Negative(times(rate, number(dt))))
    mean = over(times(capacity, x), plus(x, times(minus(capacity, x), fading)))
    drift = times(times(volatility, volatility), number(-0.5 * dt))
    noise = _with_noise(drift, times(volatility, number(math.sqrt(dt))), shock)
    return Move(times(mean, call("exp", noise.tree)), True) if noise.shocked else Move(mean, False)


_MOVES: dict[str, Callable[..., Move]] = {
    "random_walk": _random_walk,
    "mean_reverting": _mean_reverting,
    "growth": _growth,
    "logistic": _logistic,
}


def _with_noise(mean: Tree, spread: Tree, shock: Tree) -> Move:
    """Mean + spread * shock, or the mean alone where the spread is a literal zero."""
    if folded(spread) == number(0):
        return Move(mean, shocked=False)
    return Move(plus(mean, times(spread, shock)), shocked=True)


def actor_move(
    name: str,
    actor: Actor,
    row: int,
    rows: dict[str, int],
    dt: float,
    workshop: Workshop,
    changed: Field,
) -> Move:
    """The move of an actor towards its target (Friedkin and Johnsen 1990, plus responses)."""
    place = f"actors.{name}"
    target = changed("target", _target(place, actor, row, rows, workshop))
    speed = workshop.tree(actor.speed, f"{place}.speed")
    gain = minus(number(1), call("exp", n.Negative(times(speed, number(dt)))))
    here = leaves.Value(row)
    mean = plus(here, times(gain, minus(target, here)))
    volatility = workshop.tree(actor.volatility, f"{place}.volatility")
    return _with_noise(mean, times(volatility, number(math.sqrt(dt))), leaves.Shock(row))


def _target(place: str, actor: Actor, row: int, rows: dict[str, int], workshop: Workshop) -> Tree:
    """(1 - s) * own start + s * weighted mean of others + sum of r * (driver - its start)."""
    open_to = workshop.tree(actor.susceptibility, f"{place}.susceptibility")
    fixed: Tree = leaves.Start(row)
    moving: list[Tree] = []
    begun: list[Tree] = []
    if actor.listens_to and open_to != number(0):
        weights = {
            other: workshop.tree(weight, f"{place}.listens_to.{other}")
            for other, weight in sorted(actor.listens_to.items())
        }
        total = folded(balanced(plus, list(weights.values())))
        fixed = times(minus(number(1), open_to), fixed)
        for other, weight in weights.items():
            share = times(open_to, over(weight, total))
            moving.append(times(share, leaves.Value(rows[f"{other}.alignment"])))
    for driver, response in sorted(actor.responds_to.items()):
        strength = workshop.tree(response, f"{place}.responds_to.{driver}")
        moving.append(times(strength, leaves.Value(rows[driver])))
        begun.append(times(strength, leaves.Start(rows[driver])))
    if begun:
        fixed = minus(fixed, balanced(plus, begun))
    return plus(fixed, balanced(plus, moving)) if moving else fixed
