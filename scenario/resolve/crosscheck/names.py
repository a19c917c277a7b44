"""Names: one thing to a name, and every name that is used defined.

It does not look into expressions or effects.
"""

from __future__ import annotations

from scenario.errors import article
from scenario.resolve.crosscheck.world import KINDS, Problems, World
from scenario.resolve.marked import place


def check_names(world: World) -> Problems:
    """Parameters, drivers, actors, events and transitions share one namespace."""
    first: dict[str, str] = {}
    for kind in KINDS:
        for name in world.names[kind]:
            if name in first:
                yield from _clash(world, name, first[name], kind)
            first.setdefault(name, kind)


def _clash(world: World, name: str, one: str, other: str) -> Problems:
    kinds = f"{article(one.removesuffix('s'))} and {article(other.removesuffix('s'))}"
    elsewhere = place(world.tree, (*_where(one), name), key=True)
    hint = f"rename one of the two; the {one.removesuffix('s')} stands at {elsewhere}"
    yield world.problem(f"{name!r} names both {kinds}", *_where(other), name, hint=hint, key=True)


def _where(kind: str) -> tuple[str, ...]:
    return ("outcome", "transitions") if kind == "transitions" else (kind,)


def check_influence(world: World) -> Problems:
    """Actors listen to other actors, and respond to drivers."""
    for name, actor in world.model.actors.items():
        yield from _check_listening(world, name)
        for driver in actor.responds_to:
            if driver not in world.model.drivers:
                hint = world.way_out(driver, ["drivers"])
                path = ("actors", name, "responds_to", driver)
                yield world.problem(f"no driver is called {driver!r}", *path, hint=hint, key=True)


def _check_listening(world: World, name: str) -> Problems:
    weights = world.model.actors[name].listens_to
    for other in weights:
        path = ("actors", name, "listens_to", other)
        if other == name:
            hint = "its own view counts through susceptibility: leave this line out"
            yield world.problem(f"{name} cannot listen to itself", *path, hint=hint, key=True)
        elif other not in world.model.actors:
            hint = world.way_out(other, ["actors"])
            yield world.problem(f"no actor is called {other!r}", *path, hint=hint, key=True)
    numbers = [weight for weight in weights.values() if isinstance(weight, float)]
    if numbers and len(numbers) == len(weights) and sum(numbers) <= 0 <= min(numbers):
        hint = "give one of them a weight, or leave listens_to out"
        message = f"the weights of those {name} listens to sum to 0"
        yield world.problem(message, "actors", name, "listens_to", hint=hint)


def check_holds(world: World) -> Problems:
    """What is held is a driver or an actor."""
    for name in world.scenario.hold:
        if name not in world.model.drivers and name not in world.model.actors:
            hint = world.way_out(name, ["drivers", "actors"])
            message = f"no driver or actor is called {name!r}, so it cannot be held"
            yield world.said(message, "hold", name, hint=hint, key=True)
