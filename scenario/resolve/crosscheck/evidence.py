"""Evidence: observations of drivers, actors, events and states that the model has.

It knows names, not what an observation does to a forecast.
"""

from __future__ import annotations

from collections.abc import Iterator

from scenario.errors import Problem
from scenario.resolve.crosscheck.world import Problems, World
from scenario.schema import Evidence, Observation

KINDS = {"driver": "drivers", "actor": "actors", "event": "events", "outcome": "states"}


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
    for key, kind in KINDS.items():
        name = getattr(observation, key)
        if name is not None and name not in world.names[kind]:
            hint = world.way_out(name, [kind])
            noun = kind.removesuffix("s")
            yield world.said(f"no {noun} is called {name!r}", *path, key, hint=hint)
