"""Names: one thing to a name, and every name that is used defined.

Those of elements, of what is held, of the outcome's states and of evidence are looked at; what
expressions and effects name is checked with them.
"""

from __future__ import annotations

from collections.abc import Iterator

from scenario.chains import ONLY, SEVERAL, path_of, place_of, split
from scenario.errors import Problem, article, did_you_mean
from scenario.resolve.crosscheck.world import KINDS, Problems, World
from scenario.resolve.targets import read_state
from scenario.resolve.tree_edit import place
from scenario.schema import Evidence, Observation

OBSERVED = {"driver": "drivers", "actor": "actors", "event": "events", "outcome": "states"}
"""What an observation is of, and the kind of name that this is."""


def check_names(world: World) -> Problems:
    """Parameters, drivers, actors, events, transitions, totals and chains share one namespace."""
    first: dict[str, str] = {}
    kinds = {kind: world.names[kind] for kind in KINDS} | {SEVERAL: world.model.outcomes}
    for kind, names in kinds.items():
        for name in names:
            if name in first:
                yield from _clash(world, name, first[name], kind)
            first.setdefault(name, kind)


def _clash(world: World, name: str, one: str, other: str) -> Problems:
    kinds = f"{article(one.removesuffix('s'))} and {article(other.removesuffix('s'))}"
    elsewhere = place(world.tree, place_of(one, name), key=True)
    hint = f"rename one of the two; the {one.removesuffix('s')} stands at {elsewhere}"
    yield world.problem(f"{name!r} names both {kinds}", *place_of(other, name), hint=hint, key=True)


def check_influence(world: World) -> Problems:
    """Actors listen to other actors, and respond to drivers."""
    for name, actor in world.model.actors.items():
        yield from _check_listening(world, name)
        for driver in actor.responds_to:
            if driver not in world.model.drivers:
                hint = world.way_out(driver, ["drivers"])
                path = ("actors", name, "responds_to", driver)
                yield world.problem(f"no driver is called {driver!r}", *path, hint=hint, key=True)


def check_counted(world: World) -> Problems:
    """What a total counts is an event."""
    for name, total in world.model.totals.items():
        if total.count is not None and total.count not in world.model.events:
            hint = world.way_out(total.count, ["events"])
            yield world.problem(
                f"no event is called {total.count!r}", "totals", name, "count", hint=hint
            )


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


def check_states(world: World) -> Problems:
    """The start, both ends of every transition and what events move to are states."""
    for chain, outcome in world.model.chains.items():
        if chain != ONLY and "alignment" in outcome.states:
            message = f"{chain}.alignment would read like the alignment of an actor"
            path = (*path_of(chain), "states", "alignment")
            yield world.problem(message, *path, hint="give the state another name", key=True)
        for state in outcome.start if isinstance(outcome.start, dict) else ():
            yield from _state(world, chain, state, "start", state, key=True)
        if not isinstance(outcome.start, dict):
            yield from _state(world, chain, outcome.start, "start")
        for name, transition in outcome.transitions.items():
            for index, state in enumerate(transition.from_):
                yield from _state(world, chain, state, "transitions", name, "from", index)
            if not transition.from_:
                hint = "name one state, or several in brackets"
                path = (*path_of(chain), "transitions", name, "from")
                yield world.problem("the transition starts from no state", *path, hint=hint)
            yield from _state(world, chain, transition.to, "transitions", name, "to")
    for name, event in world.model.events.items():
        if event.moves is not None:
            yield from _moved(world, event.moves, "events", name, "moves")


def _state(world: World, chain: str, state: str, *path: str | int, key: bool = False) -> Problems:
    states = world.model.chains[chain].states
    if state in states:
        return
    hint = world.way_out(state, ["states"])
    if chain != ONLY:
        hint = did_you_mean(state, states, f"states of {chain}")
    message = f"no state is called {state!r}"
    yield world.problem(message, *path_of(chain), *path, hint=hint, key=key)


def _moved(world: World, state: str, *path: str) -> Problems:
    """An event moves the outcome along transitions alone."""
    if not read_state(state, world.model):
        hint = world.way_out(state, ["states"])
        yield world.problem(f"no state is called {state!r}", *path, hint=hint)
        return
    chain, inside = split(state)
    if not any(way.to == inside for way in world.model.chains[chain].transitions.values()):
        way = f"{{from: ..., to: {inside}, rate: 0}}"
        hint = f"add one; a way that only events go has rate 0: {way}"
        message = f"no transition leads to {state}, so nothing can move there"
        yield world.problem(message, *path, hint=hint)


def check_given(world: World) -> Problems:
    """What a scenario is conditioned on exists."""
    for number, evidence in enumerate(world.scenario.given):
        if isinstance(evidence, Evidence):
            for index, observation in enumerate(evidence.evidence):
                path = ("given", number, "evidence", index)
                yield from _check_observation(world, observation, path)


def _check_observation(
    world: World, observation: Observation, path: tuple[str | int, ...]
) -> Iterator[Problem]:
    for key, kind in OBSERVED.items():
        name = getattr(observation, key)
        if name is not None and name not in world.names[kind]:
            hint = world.way_out(name, [kind])
            noun = kind.removesuffix("s")
            yield world.said(f"no {noun} is called {name!r}", *path, key, hint=hint)
