"""How each driver and each actor moves in one step, as formulas over addresses.

The formulas are trees of the expression language, so what is fixed within a run leaves the time
loop by itself. A driver's is its process's own; effects are woven in by `changes`, and pushes come
after the move and are not here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

from scenario.engine import leaves
from scenario.engine.formula import FormulaBuilder
from scenario.engine.randomness import stream_key
from scenario.expr import nodes as n
from scenario.expr.arithmetic import (
    Tree,
    balanced,
    call,
    folded,
    minus,
    number,
    over,
    plus,
    times,
)
from scenario.schema import Actor, Driver
from scenario.schema.motion import Step, with_noise

Field = Callable[[str, Tree], Tree]
"""Given a field's name and its own tree, the tree with the effects on it."""


class DriverMove(NamedTuple):
    """One step of a driver, and the hidden state that it begins with."""

    step: Step
    begin: Mapping[str, Tree]
    read: tuple[Tree, ...]
    """Fields that the step may pass over, depending on hidden state."""


def driver_move(
    name: str,
    driver: Driver,
    row: int,
    hidden: Mapping[str, int],
    dt: float,
    builder: FormulaBuilder,
    changed: Field,
) -> DriverMove | None:
    """The move of a driver by its own process; None for one that rests or is given.

    Args:
        name: The driver's.
        driver: As the model has it.
        row: Of its value.
        hidden: Rows of what its process carries, by name.
        dt: The length of a step in years.
        builder: Makes trees of quantities.
        changed: What effects make of a field.

    Raises:
        TypeError: The step of its process does not tell what becomes of its hidden state.
    """
    kind, motion = driver.process.kind, driver.process.motion
    own = {
        field: builder.tree(quantity, f"drivers.{name}.process.{kind}.{field}")
        for field, quantity in driver.process.fields.items()
    }
    carried = {key: leaves.Hidden(at, row) for key, at in hidden.items()}
    drawn = {
        key: leaves.Fresh(stream_key(f"{kind}.{key}", name), law)
        for key, law in motion.numbers.items()
    }
    fields = {field: changed(field, tree) for field, tree in own.items()}
    shock = leaves.Shock(row)
    step = motion.step(leaves.Value(row), shock, dt, **fields, **carried, **drawn)
    if step is None:
        return None
    if step.then.keys() != motion.hidden.keys():
        told, known = (", ".join(names) or "none" for names in (step.then, motion.hidden))
        raise TypeError(f"the step of {kind} tells in then of {told}; its hidden state is {known}")
    read = tuple(own.values()) if hidden else ()
    return DriverMove(step, motion.begin(**own, **drawn), read)


def actor_move(
    name: str,
    actor: Actor,
    row: int,
    rows: dict[str, int],
    dt: float,
    builder: FormulaBuilder,
    changed: Field,
) -> Step:
    """The step of an actor towards its target (Friedkin and Johnsen 1990, plus responses).

    Args:
        name: The actor's name.
        actor: What the model says of it.
        row: The row of its alignment.
        rows: The rows of all drivers and alignments, by name.
        dt: The length of a step in years.
        builder: Makes trees of quantities.
        changed: Adds to a field what effects make of it.
    """
    place = f"actors.{name}"
    target = changed("target", _target(place, actor, row, rows, builder))
    speed = builder.tree(actor.speed, f"{place}.speed")
    gain = minus(number(1), call("exp", n.Negative(times(speed, number(dt)))))
    here = leaves.Value(row)
    mean = plus(here, times(gain, minus(target, here)))
    volatility = builder.tree(actor.volatility, f"{place}.volatility")
    return with_noise(mean, times(volatility, number(math.sqrt(dt))), leaves.Shock(row))


def _target(
    place: str, actor: Actor, row: int, rows: dict[str, int], builder: FormulaBuilder
) -> Tree:
    """(1 - s) * own start + s * weighted mean of others + sum of r * (driver - its start)."""
    open_to = builder.tree(actor.susceptibility, f"{place}.susceptibility")
    fixed: Tree = leaves.Start(row)
    moving: list[Tree] = []
    begun: list[Tree] = []
    if actor.listens_to and open_to != number(0):
        weights = {
            other: builder.tree(weight, f"{place}.listens_to.{other}")
            for other, weight in sorted(actor.listens_to.items())
        }
        total = folded(balanced(plus, list(weights.values())))
        fixed = times(minus(number(1), open_to), fixed)
        for other, weight in weights.items():
            share = times(open_to, over(weight, total))
            moving.append(times(share, leaves.Value(rows[f"{other}.alignment"])))
    for driver, response in sorted(actor.responds_to.items()):
        strength = builder.tree(response, f"{place}.responds_to.{driver}")
        moving.append(times(strength, leaves.Value(rows[driver])))
        begun.append(times(strength, leaves.Start(rows[driver])))
    if begun:
        fixed = minus(fixed, balanced(plus, begun))
    return plus(fixed, balanced(plus, moving)) if moving else fixed
