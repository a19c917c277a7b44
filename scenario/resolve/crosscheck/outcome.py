"""The outcome: its start and its transitions lead from state to state.

It knows states; rates are checked as the quantities they are.
"""

from __future__ import annotations

from scenario.resolve.crosscheck.world import Problems, World


def check_states(world: World) -> Problems:
    """The start and both ends of every transition are states."""
    outcome = world.model.outcome
    yield from _state(world, outcome.start, "start")
    for name, transition in outcome.transitions.items():
        for index, state in enumerate(transition.from_):
            yield from _state(world, state, "transitions", name, "from", index)
        if not transition.from_:
            hint = "name one state, or several in brackets"
            path = ("outcome", "transitions", name, "from")
            yield world.problem("the transition starts from no state", *path, hint=hint)
        yield from _state(world, transition.to, "transitions", name, "to")


def _state(world: World, state: str, *path: str | int) -> Problems:
    if state not in world.model.outcome.states:
        hint = world.way_out(state, ["states"])
        yield world.problem(f"no state is called {state!r}", "outcome", *path, hint=hint)


def check_waits(world: World) -> Problems:
    """Two ways out of one state that end at the same moment leave open which is taken."""
    seen: dict[tuple[str, float], str] = {}
    for name, transition in world.model.outcome.transitions.items():
        if transition.rate is not None or transition.after is None or not transition.enabled:
            continue
        for state in dict.fromkeys(transition.from_):
            other = seen.setdefault((state, transition.after.months), name)
            if other != name:
                message = f"{name} and {other} both leave {state} after {transition.after}"
                hint = "give one of them a rate or another delay"
                path = ("outcome", "transitions", name, "after")
                yield world.problem(message, *path, hint=hint)
