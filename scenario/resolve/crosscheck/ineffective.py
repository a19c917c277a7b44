"""Ineffective parts: what a model says that can never matter, though nothing in it is wrong.

It reads what is written; what hardly ever matters is found by running the model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from scenario.calendar import Month
from scenario.chains import path_of, qualified, split
from scenario.expr import Node, walk
from scenario.expr.interval import Bounds, compile_bounds, known_bounds
from scenario.expr.nodes import Alignment, InState, Leaf, Name, Past, Truth
from scenario.resolve.crosscheck.expressions import constant
from scenario.resolve.crosscheck.world import Problems, World, listed
from scenario.resolve.quantities import range_of
from scenario.resolve.targets import read_state, ways_into
from scenario.schema import Event


def ineffective_parts(world: World) -> Problems:
    """What never acts, holds always or never, is never reached, or listens without weight."""
    yield from _spans(world)
    yield from _conditions(world)
    yield from _moves(world)
    yield from _states(world)
    yield from _listening(world)


def _spans(world: World) -> Problems:
    for kind in ("events", "rules"):
        for name, element in world.names[kind].items():
            span = getattr(element, "between", None)
            if span is None:
                continue
            if span[1] <= world.model.start:
                message = f"{name} never acts: its span ends at {span[1]}, not after the start"
                hint = f"the model starts at the end of {world.model.start}"
                yield world.problem(message, kind, name, "between", hint=hint)
            elif isinstance(element, Event):
                yield from _outside(world, name, element, span)


def _outside(world: World, name: str, event: Event, span: tuple[Month, Month]) -> Problems:
    """Dates at which an event does not happen; of what recurs a span is to take some out."""
    hint = f"it is dated outside its own span, {span[0]} to {span[1]}"
    to_come = [month for month in event.date or () if month > world.model.start]
    outside = [month for month in to_come if not span[0] <= month <= span[1]]
    if outside:
        message = f"{name} does not happen at {listed(map(str, outside))}"
        yield world.problem(message, "events", name, "date", hint=hint)
    first = max(span[0], world.model.start + 1)
    if event.every and not any(month >= first for month in event.every.until(span[1])):
        message = f"{name} never happens: none of its dates lies in its span"
        yield world.problem(message, "events", name, "every", hint=hint)


def _conditions(world: World) -> Problems:
    """Conditions that the declared ranges of drivers leave no choice."""
    model = world.model
    for kind, elements in (("rules", model.rules), ("events", model.events)):
        for name, element in elements.items():
            if element.when is None or isinstance(element.when.tree, Truth) or not element.enabled:
                continue
            always, ever = compile_bounds(element.when.tree, partial(_bounds, world))(None)
            if ever and not always:
                continue
            message = f"the condition of {name} {'always' if ever else 'never'} holds"
            said = list(_ranges(world, element.when.tree))
            hint = f"{listed(said)}" if said else "look at its numbers once more"
            yield world.problem(message, kind, name, "when", hint=hint)


def _bounds(world: World, leaf: Leaf) -> Callable[[object], Bounds]:
    """What the model says of a value before anything is run."""
    found = known_bounds(leaf)
    if isinstance(leaf, Name) and leaf.name in world.model.drivers:
        found = range_of(world.model.drivers[leaf.name].range)
    return lambda _: found


def _ranges(world: World, tree: Node) -> Iterator[str]:
    """The ranges of what a condition looks at."""
    for name in sorted({leaf.name for leaf in walk(tree) if isinstance(leaf, Name)}):
        driver = world.model.drivers.get(name)
        if driver and driver.range:
            low, high = range_of(driver.range)
            yield f"{name} lies between {low:g} and {high:g}"
    if any(isinstance(leaf, Alignment) for leaf in walk(tree)):
        yield "an alignment lies between -1 and 1"


def _moves(world: World) -> Problems:
    """Events that would move the outcome, but can happen only where no way leads there."""
    model = world.model
    for name, event in model.events.items():
        target = read_state(event.moves or "", model)
        if not target or not event.enabled:
            continue
        when = event.when.tree if event.when is not None else Truth(True)
        sources = sorted(ways_into(target, model) & _entered(world, split(target)[0]))
        if not any(_may_hold(world, when, source) for source in sources):
            message = f"{name} never moves the outcome to {target}: no way leads there from"
            message += " where the outcome can be when it happens"
            hint = "write a transition there, or another condition"
            if sources:
                hint = f"ways lead there from {listed(sources)}; {hint}"
            yield world.problem(message, "events", name, "moves", hint=hint)


def _entered(world: World, chain: str) -> set[str]:
    """The states of a chain to which a way leads from its start, by their full names."""
    outcome = world.model.chains[chain]
    found = list(outcome.starts)
    for state in found:
        leads = [way for way in outcome.transitions.values() if way.enabled and state in way.from_]
        found += [way.to for way in leads if way.to not in found]
    return {qualified(chain, state) for state in found}


def _may_hold(world: World, when: Node, state: str) -> bool:
    """Whether a condition may hold in a state; what it was before is not looked at."""
    if any(isinstance(part, Past) for part in walk(when)):
        return True
    _, ever = compile_bounds(when, partial(_bounds_in, world, state))(None)
    return bool(ever)


def _bounds_in(world: World, state: str, leaf: Leaf) -> Callable[[object], Bounds]:
    """What the model says of a value where the outcome is in a state."""
    if isinstance(leaf, InState) and split(leaf.state)[0] == split(state)[0]:
        here = leaf.state == state
        return lambda _: (here, here)
    return _bounds(world, leaf)


def _states(world: World) -> Problems:
    """States to which no transition leads, and which are not the start."""
    for chain, outcome in world.model.chains.items():
        entered = {way.to for way in outcome.transitions.values() if way.enabled}
        for state in outcome.states:
            if state not in entered and state not in outcome.starts:
                message = f"no transition leads to {state}, and it is not the start"
                hint = "add a transition, or leave the state out"
                path = (*path_of(chain), "states", state)
                yield world.problem(message, *path, hint=hint, key=True)


def _listening(world: World) -> Problems:
    for name, actor in world.model.actors.items():
        weight = constant(actor.susceptibility)
        if actor.listens_to and weight == 0:
            message = f"{name} listens to others, but its susceptibility is 0"
            hint = "give it a susceptibility above 0, or leave listens_to out"
            yield world.problem(message, "actors", name, "listens_to", hint=hint, key=True)
        if weight != 0 and not actor.listens_to:
            message = f"{name} has a susceptibility, but listens to nobody"
            hint = "say under listens_to whom it listens to, or leave susceptibility out"
            yield world.problem(message, "actors", name, "susceptibility", hint=hint, key=True)
