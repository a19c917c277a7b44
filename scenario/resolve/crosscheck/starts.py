"""Where chains of states start: what is said of each state, and since when it has been so.

It knows the start of the model; how a start is drawn is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scenario.calendar import Month
from scenario.chains import path_of
from scenario.resolve.crosscheck.world import Problems, World, listed
from scenario.schema import Outcome


def check_starts_of_chains(world: World) -> Problems:
    """`since` is of states in which the chain may start, and not after the start."""
    for chain, outcome in world.model.chains.items():
        path = (*path_of(chain), "since")
        if outcome.since is None:
            continue
        if not isinstance(outcome.since, Mapping) and len(outcome.starts) > 1:
            said = ", ".join(f"{state}: {outcome.since}" for state in outcome.starts)
            message = "it may start in several states, and `since` does not say of which it is"
            yield world.problem(message, *path, hint=f"write {{{said}}}")
        for below, month in _months(outcome):
            if below and below[0] not in outcome.starts:
                hint = f"it may start in {listed(outcome.starts, 'or')}"
                message = f"it does not start in {below[0]}"
                yield world.problem(message, *path, *below, hint=hint, key=True)
            elif month > world.model.start:
                hint = f"the model starts at the end of {world.model.start}"
                message = f"{month} lies after the start"
                yield world.problem(message, *path, *below, hint=hint)


def _months(outcome: Outcome) -> Iterator[tuple[tuple[str, ...], Month]]:
    """Every month that is said, with what leads to it."""
    if isinstance(outcome.since, Mapping):
        yield from (((state,), month) for state, month in outcome.since.items())
    elif outcome.since is not None:
        yield (), outcome.since
