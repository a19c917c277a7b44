"""Circles: what would have to be computed from itself, in a step or at the start.

It follows names; what the formulas come to is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scenario.expr import Node, walk
from scenario.expr.nodes import Name
from scenario.expr.past import read_now
from scenario.resolve.crosscheck.world import Problems, World
from scenario.schema import Expression

MAX_SHOWN = 12
"""How many names of a circle are told."""
Links = dict[str, dict[str, Name]]
"""By name, what its formula reads, each with a place where it is read."""


def check_circles(world: World) -> Problems:
    """Neither parameters nor derived drivers are computed from themselves."""
    parameters = {name: ("parameters", name, "value") for name in world.model.parameters}
    yield from _circles(world, "parameters", parameters, _links(world, parameters))
    derived = _derived(world)
    at_once, ever = _links(world, derived, at_once=True), _links(world, derived)
    found = list(_circles(world, "derived drivers", derived, at_once))
    yield from found or _starts(world, ever)


def _derived(world: World) -> dict[str, tuple[str, ...]]:
    return {
        name: ("drivers", name, "process", driver.process.kind)
        for name, driver in world.model.drivers.items()
        if driver.process.computed is not None
    }


def _starts(world: World, ever: Links) -> Problems:
    """A derived driver has a start of its own where it needs one: where it reads its own past."""
    drivers = world.model.drivers
    given = {name for name in ever if drivers[name].start is not None}
    for name in sorted(given):
        if not _reaches(ever, name):
            message = f"a {drivers[name].process.kind} driver has no start of its own"
            hint = "leave start out"
            said = f"{message}: it is computed from the others"
            yield world.problem(said, "drivers", name, "start", hint=hint, key=True)
    open_ = {name: links for name, links in ever.items() if name not in given}
    at_start = {
        name: {other: leaf for other, leaf in links.items() if other in open_}
        for name, links in open_.items()
    }
    for circle in circles(at_start):
        message = f"{circle[0]} reads its own past, and before the start it has none"
        hint = "give it a start, which it has until the first step ends"
        yield world.problem(message, "drivers", circle[0], hint=hint, key=True)


def _reaches(links: Links, name: str) -> bool:
    """Whether what a name reads leads back to it."""
    met: set[str] = set()
    waiting = [*links[name]]
    while waiting:
        one = waiting.pop()
        if one not in met:
            met.add(one)
            waiting += links[one]
    return name in met


def _circles(
    world: World, what: str, paths: Mapping[str, tuple[str, ...]], links: Links
) -> Problems:
    for circle in circles(links):
        shown = circle if len(circle) <= MAX_SHOWN else [*circle[: MAX_SHOWN - 1], "..."]
        way = " -> ".join([*shown, circle[0]])
        hint = "let one of them not depend on the others"
        if len(circle) == 1 and paths[circle[0]][0] == "drivers":
            hint = f"what it was may be read: ago({circle[0]}, 1 month), a step or more back"
        message = f"{what} in a circle: {way}"
        leaf = links[circle[0]][circle[1 % len(circle)]]
        span = (leaf.span[0], leaf.span[1] - leaf.span[0])
        yield world.pointed(message, span, *paths[circle[0]], hint=hint)


def _links(world: World, paths: Mapping[str, tuple[str, ...]], at_once: bool = False) -> Links:
    """Which of some formulas read which; `at_once`, but for what is read of the past alone."""
    return {name: _read(_value_at(world, path), paths, at_once) for name, path in paths.items()}


def _read(value: object, known: Mapping[str, object], at_once: bool) -> dict[str, Name]:
    if not isinstance(value, Expression):
        return {}
    tree: Node = value.tree
    present = {leaf.name for leaf in read_now(tree) if isinstance(leaf, Name)}
    names = [leaf for leaf in walk(tree) if isinstance(leaf, Name) and leaf.name in known]
    return {leaf.name: leaf for leaf in names if leaf.name in present or not at_once}


def _value_at(world: World, path: tuple[str, ...]) -> object:
    if path[0] == "parameters":
        return world.model.parameters[path[1]].value
    return world.model.drivers[path[1]].process.computed


def circles(links: Mapping[str, Mapping[str, object]]) -> Iterator[list[str]]:
    """Each circle once, beginning with its first name; found without recursion."""
    done: set[str] = set()
    for first in links:
        trail: list[str] = []
        waiting: list[tuple[str, Iterator[str]]] = []
        _enter(first, links, done, trail, waiting)
        while waiting:
            _, rest = waiting[-1]
            step = next(rest, None)
            if step is None:
                waiting.pop()
                trail.pop()
            elif step in trail:
                yield trail[trail.index(step) :]
            else:
                _enter(step, links, done, trail, waiting)


def _enter(
    name: str,
    links: Mapping[str, Mapping[str, object]],
    done: set[str],
    trail: list[str],
    waiting: list[tuple[str, Iterator[str]]],
) -> None:
    if name not in done:
        done.add(name)
        trail.append(name)
        waiting.append((name, iter(links[name])))
