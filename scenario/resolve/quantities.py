"""Every place of a model where a number or a condition may stand, and what may stand there.

It lists places; it neither checks nor draws what it finds in them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scenario.chains import place_of
from scenario.errors import article
from scenario.expr.nodes import Kind
from scenario.schema import (
    Distribution,
    Event,
    Expression,
    Interval,
    Model,
    Process,
    Rule,
)
from scenario.schema.motion import Motion
from scenario.schema.process import Jumps

Value = float | Interval | Distribution | Expression
Range = tuple[float, float]

ANYTHING: Range = (-math.inf, math.inf)
NOT_NEGATIVE: Range = (0.0, math.inf)
SHARE: Range = (0.0, 1.0)
AXIS: Range = (-1.0, 1.0)
WAITING_TIME = "a waiting time"
"""What `after` is called."""


@dataclass(frozen=True, slots=True)
class Place:
    """One quantity or condition of a model."""

    path: tuple[str, ...]
    value: Value
    what: str
    """How a sentence calls it: `a rate`, `the start of trade`."""
    bounds: Range = ANYTHING
    """What a constant there must lie in, and what a distribution is cut to."""
    kind: Kind | None = Kind.NUMBER
    """What must stand there; None where either may."""
    fixed: str = ""
    """Where it may name parameters only: what it is (`a start value`)."""
    open_low: bool = False
    """Whether the lower bound itself is not allowed."""
    declared: bool = False
    """Whether the bounds are a range that the model declares."""


def quantities(model: Model, hold: Mapping[str, object]) -> Iterator[Place]:
    """Every place of the model, and of what a scenario holds, in the order of the file."""
    yield from _parameters(model)
    yield from _actors(model)
    yield from _drivers(model)
    for name, event in model.events.items():
        yield from _event(("events", name), event)
    for name, rule in model.rules.items():
        path = ("rules", name)
        yield Place((*path, "when"), rule.when, "a condition", kind=Kind.TRUTH)
        yield from _effects(path, rule)
    yield from _transitions(model)
    for name, total in model.totals.items():
        if total.of is not None:
            yield Place(("totals", name, "of"), total.of, "what adds up", kind=None)
    yield from _held(model, hold)


def range_of(ends: tuple[float | None, float | None] | None) -> Range:
    """A declared range, open where it has no end."""
    low, high = ends or (None, None)
    return (-math.inf if low is None else low, math.inf if high is None else high)


def _parameters(model: Model) -> Iterator[Place]:
    for name, parameter in model.parameters.items():
        bounds = range_of(parameter.range)
        path = ("parameters", name, "value")
        yield Place(
            path,
            parameter.value,
            f"parameter {name}",
            bounds,
            fixed="a parameter's value",
            declared=True,
        )


def _actors(model: Model) -> Iterator[Place]:
    for name, actor in model.actors.items():
        path = ("actors", name)
        yield Place(
            (*path, "alignment"), actor.alignment, "an alignment", AXIS, fixed="an alignment"
        )
        yield Place((*path, "susceptibility"), actor.susceptibility, "a susceptibility", SHARE)
        for other, weight in actor.listens_to.items():
            yield Place((*path, "listens_to", other), weight, "a weight", NOT_NEGATIVE)
        for driver, weight in actor.responds_to.items():
            yield Place((*path, "responds_to", driver), weight, "a response")
        yield Place((*path, "speed"), actor.speed, "a speed", NOT_NEGATIVE)
        yield Place((*path, "volatility"), actor.volatility, "a volatility", NOT_NEGATIVE)


def _drivers(model: Model) -> Iterator[Place]:
    for name, driver in model.drivers.items():
        path = ("drivers", name)
        if driver.start is not None:
            bounds = range_of(driver.range)
            what = f"the start of {name}"
            yield Place(
                (*path, "start"), driver.start, what, bounds, fixed="a start value", declared=True
            )
        yield from _process((*path, "process"), driver.process)
        yield from _jumps((*path, "process", "jumps"), driver.process.jumps)
        yield from _jumps((*path, "jumps"), driver.jumps)


Limits = tuple[str, Range, bool]
"""What a field is called, its bounds, and whether the lower one is excluded."""
JUMPS: Mapping[str, Limits] = {
    "rate": ("a rate", NOT_NEGATIVE, False),
    "size": ("a size", ANYTHING, False),
    "sd": ("an sd", NOT_NEGATIVE, False),
}


def field_limits(motion: type[Motion], field: str) -> Limits:
    """The limits of a field of a process."""
    called, least = article(field.replace("_", "-")), motion.least.get(field)
    high = motion.most.get(field, math.inf)
    if least is None:
        return called, (-math.inf, high), False
    return called, (least.value, high), not least.itself


def _process(path: tuple[str, ...], process: Process) -> Iterator[Place]:
    kind = process.kind
    if process.computed is not None:
        yield Place((*path, kind), process.computed, f"a {kind} value")
        return
    if process.by_month is not None:
        for month, value in process.by_month.items():
            yield Place((*path, kind, str(month)), value, f"a value of a {kind}")
        return
    for field, value in process.fields.items():
        what, bounds, open_low = field_limits(process.motion, field)
        yield Place((*path, kind, field), value, what, bounds, open_low=open_low)


def _jumps(path: tuple[str, ...], jumps: Jumps | None) -> Iterator[Place]:
    if jumps is not None:
        for key, (what, bounds, _) in JUMPS.items():
            yield Place((*path, key), getattr(jumps, key), what, bounds)


def _event(path: tuple[str, ...], event: Event) -> Iterator[Place]:
    if event.rate is not None:
        yield Place((*path, "rate"), event.rate, "a rate", NOT_NEGATIVE)
    if event.probability is not None:
        yield Place((*path, "probability"), event.probability, "a probability", SHARE)
    if event.when is not None:
        yield Place((*path, "when"), event.when, "a condition", kind=Kind.TRUTH)
    yield from _effects(path, event)


def _effects(path: tuple[str, ...], owner: Event | Rule) -> Iterator[Place]:
    for index, effect in enumerate(owner.effects):
        where = (*path, "effects", str(index), effect.quantity_key)
        yield Place(where, effect.quantity, "the size of an effect")


def _transitions(model: Model) -> Iterator[Place]:
    for name, transition in model.transitions.items():
        if transition.rate is not None:
            path = (*place_of("transitions", name), "rate")
            yield Place(path, transition.rate, "a rate", NOT_NEGATIVE)
        if transition.judged_after is not None:
            path = (*place_of("transitions", name), "after")
            waits = WAITING_TIME
            yield Place(path, transition.judged_after, waits, NOT_NEGATIVE, fixed=waits)


def _held(model: Model, hold: Mapping[str, object]) -> Iterator[Place]:
    for name, value in hold.items():
        if isinstance(value, (float, Interval, Distribution, Expression)):
            driver = model.drivers.get(name)
            bounds = range_of(driver.range) if driver else ANYTHING
            bounds = AXIS if name in model.actors else bounds
            what = f"the value at which {name} is held"
            declared = name not in model.actors
            yield Place(
                ("hold", name), value, what, bounds, fixed="a held value", declared=declared
            )
