"""Limits: what an effect, a level or an interval states lies in what its place allows.

It knows written numbers only; what an expression comes to is seen in a run.
"""

from __future__ import annotations

from collections.abc import Iterator

from scenario.errors import Problem, article
from scenario.resolve.crosscheck.expressions import allowed, complain, constant
from scenario.resolve.crosscheck.world import Problems, World
from scenario.resolve.quantities import (
    ANYTHING,
    AXIS,
    JUMPS,
    NOT_NEGATIVE,
    Limits,
    Place,
    Range,
    field_limits,
    range_of,
)
from scenario.resolve.targets import Target, read_target
from scenario.schema import Effect, Interval, Process, Shape
from scenario.schema.action import Size

Sized = tuple[tuple[str | int, ...], Effect, str, Target, float]


def check_sizes(world: World) -> Problems:
    """No effect sets what cannot be, or makes negative what cannot be negative."""
    for path, effect, text, target, size in _sized(world):
        if target.kind not in ("event", "transition", "field") or target.field == "level":
            continue
        what, (low, high), open_low = _limits(world, target)
        message = f"{what} ({text}) cannot be {effect.done.format(f'{size:g}')}"
        if effect.size is Size.VALUE and not _inside(size, low, high, open_low):
            yield world.problem(message, *path, hint=allowed(low, high, open_low))
        if effect.size is Size.FACTOR and size < 0 and low == 0:
            hint = "write a number above 0"
            yield world.problem(f"{message}: it would be negative", *path, hint=hint)


def _sized(world: World) -> Iterator[Sized]:
    """Where each effect whose size is one number says so, with each of its targets."""
    for kind in ("events", "rules"):
        for name, element in world.names[kind].items():
            effects: tuple[Effect, ...] = getattr(element, "effects", ())
            for index, effect in enumerate(effects):
                size, path = constant(effect.quantity), (kind, name, "effects", index)
                for text in effect.targets:
                    target = read_target(text, world.model)
                    if size is not None and target is not None:
                        yield (*path, effect.quantity_key), effect, text, target, size


def _limits(world: World, target: Target) -> Limits:
    """What a rate or field is called, what it must lie in, and whether the lower end is out."""
    if not target.field:
        return "a rate", NOT_NEGATIVE, False
    jumps = target.field.partition("jumps.")[2]
    motion = world.model.drivers[target.name].process.motion
    return JUMPS[jumps] if jumps else field_limits(motion, target.field)


def _inside(value: float, low: float, high: float, open_low: bool) -> bool:
    return (low < value if open_low else low <= value) and value <= high


def check_starts(world: World) -> Problems:
    """A driver starts where the step of its process is defined."""
    for name, driver in world.model.drivers.items():
        start, lowest = constant(driver.start), driver.process.motion.lowest_start
        if lowest is not None and start is not None and start < lowest:
            message = f"{article(driver.process.kind)} driver cannot start at {start:g}"
            hint = f"write {lowest:g} or more"
            yield world.problem(message, "drivers", name, "start", hint=hint)


def check_ends(world: World) -> Problems:
    """An interval, or a shape with two ends, states nothing that its place cannot have.

    A declared range and the axis are no such limit: they cut what is stated, and say so.
    """
    for spot in world.quantities:
        if not spot.declared and spot.bounds not in (ANYTHING, AXIS):
            yield from _check_ends(world, spot)


def _check_ends(world: World, spot: Place) -> Problems:
    low, high = spot.bounds
    for end in _ends(spot.value):
        if not _inside(end, low, high, False):
            message = f"{spot.what} cannot be {end:g}, an end of this judgement"
            yield complain(world, spot, message, allowed(low, high, spot.open_low))
            return


def _ends(value: object) -> tuple[float, ...]:
    if isinstance(value, Interval):
        return value.low, value.high
    shape: Shape | None = getattr(value, "shape", None)
    return shape.ends() if shape else ()


def unreachable_values(world: World) -> Problems:
    """Levels, points of a path and sets outside a declared range, to which they are cut."""
    yield from _outer_levels(world)
    for path, effect, text, target, size in _sized(world):
        if target.kind == "driver" and effect.size is Size.VALUE:
            bounds = range_of(world.model.drivers[target.name].range)
            if not _inside(size, *bounds, False):
                done = effect.done.format(f"{size:g}")
                message = f"{text} is {done}, which lies outside its range and cannot be reached"
                yield world.problem(message, *path, hint=_widen(bounds))


def _outer_levels(world: World) -> Problems:
    for name, driver in world.model.drivers.items():
        bounds = range_of(driver.range)
        for path, value, what in _given(name, driver.process):
            number = constant(value)
            if number is not None and not _inside(number, *bounds, False):
                yield _beyond(world, path, f"{what} of {name}", number, bounds)


def _given(name: str, process: Process) -> Iterator[tuple[tuple[str, ...], object, str]]:
    where = ("drivers", name, "process")
    for field in process.motion.cut:
        path = (*where, process.kind, field)
        yield path, process.fields[field], f"the {field.replace('_', ' ')}"
    for month, value in (process.by_month or {}).items():
        yield (*where, process.kind, str(month)), value, f"the value in {month}"


def _beyond(
    world: World, path: tuple[str | int, ...], what: str, number: float, bounds: Range
) -> Problem:
    message = f"{what} ({number:g}) lies outside its range and cannot be reached"
    return world.problem(message, *path, hint=_widen(bounds))


def _widen(bounds: Range) -> str:
    return f"{allowed(*bounds, False)}, or widen the range"
