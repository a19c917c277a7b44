"""What forecasts are scored by: the order of states, and how often states are reached elsewhere.

No run reads either; they have to fit the states of their chain all the same.
"""

from __future__ import annotations

from scenario.chains import ONLY, path_of
from scenario.errors import did_you_mean
from scenario.resolve.crosscheck.world import Problems, World, listed


def check_orders(world: World) -> Problems:
    """An order of states names each of them once."""
    for chain, outcome in world.model.chains.items():
        path = (*path_of(chain), "order")
        seen: set[str] = set()
        for index, state in enumerate(outcome.order):
            yield from _known(world, chain, state, *path, index)
            if state in seen:
                message = f"{state} stands twice in the order"
                yield world.problem(message, *path, index, hint="name each state once")
            seen.add(state)
        missing = [state for state in outcome.states if state not in seen]
        if outcome.order and missing and seen <= set(outcome.states):
            hint = "name every state, or leave the order out: forecasts are then scored without it"
            yield world.problem(f"the order leaves out {listed(missing)}", *path, hint=hint)


def check_base_rates(world: World) -> Problems:
    """Base rates are of states of their chain."""
    for chain, outcome in world.model.chains.items():
        for state in outcome.base_rates:
            yield from _known(world, chain, state, *path_of(chain), "base_rates", state, key=True)


def _known(world: World, chain: str, state: str, *path: str | int, key: bool = False) -> Problems:
    states = world.model.chains[chain].states
    if state not in states:
        kind = "states" if chain == ONLY else f"states of {chain}"
        message = f"no state is called {state!r}"
        yield world.problem(message, *path, hint=did_you_mean(state, states, kind), key=key)
