"""Idle parts: what a model says that can never matter, though nothing in it is wrong.

It reads what is written; what hardly ever matters is found by running the model.
"""

from __future__ import annotations

from scenario.resolve.crosscheck.expressions import constant
from scenario.resolve.crosscheck.world import Problems, World, listed
from scenario.schema import Event


def idle_parts(world: World) -> Problems:
    """Spans that are over, dates outside them, states nobody reaches, listening without weight."""
    yield from _spans(world)
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
            elif isinstance(element, Event) and element.date:
                to_come = [month for month in element.date if month > world.model.start]
                outside = [month for month in to_come if not span[0] <= month <= span[1]]
                if outside:
                    message = f"{name} does not happen at {listed(map(str, outside))}"
                    hint = f"it is dated outside its own span, {span[0]} to {span[1]}"
                    yield world.problem(message, kind, name, "date", hint=hint)


def _states(world: World) -> Problems:
    """States to which no transition leads, and which are not the start."""
    outcome = world.model.outcome
    entered = {transition.to for transition in outcome.transitions.values() if transition.enabled}
    for state in outcome.states:
        if state not in entered and state != outcome.start:
            message = f"no transition leads to {state}, and it is not the start"
            hint = "add a transition, or leave the state out"
            yield world.problem(message, "outcome", "states", state, hint=hint, key=True)


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
