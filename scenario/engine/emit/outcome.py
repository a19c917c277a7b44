"""Where the outcome goes in a step: competing clocks, and states that last a set time."""

from __future__ import annotations

from typing import NamedTuple

from scenario.engine.emit.chance import Maybe, possible, struck
from scenario.engine.emit.emission import Emission
from scenario.engine.program import ClockPlan, StatePlan
from scenario.kernel.ir import Value


class Way(NamedTuple):
    """A transition that may be taken now."""

    clock: ClockPlan
    maybe: Maybe


class Move(NamedTuple):
    """Lanes that leave a state, where to, and how many years into the step."""

    lanes: Value
    target: Value
    years: Value


def outcome(e: Emission) -> None:
    """Take the earliest clock that rings within the step, else the state's end."""
    for plan in e.program.state_plans:
        k = e.kernel
        with e.verb(f"leave_{plan.state}") as (runs, step):
            anybody = k.word("int", e.layout.occupied + 4 * plan.state)
            with k.when(anybody), k.lanes(runs):
                here = k.load("f64", e.layout.state).equals(float(plan.state))
                here = here & ~_moved_already(e, step)
                with k.when_any(here):
                    _leave(e, plan, here, step)


def _moved_already(e: Emission, step: Value) -> Value:
    """Lanes that came into their state in this very step."""
    return e.kernel.load("f64", e.layout.entered).equals(e.month(step, 1))


def _leave(e: Emission, plan: StatePlan, here: Value, step: Value) -> None:
    k = e.kernel
    stayed = e.month(step) - k.load("f64", e.layout.entered)
    ways = [_way(e, clock, here, stayed, step) for clock in plan.clocks]
    due = [here & (stayed >= _months(e, delay.after - 1)) for delay in plan.delays]
    maybe = [way.maybe.lanes for way in ways] + due
    any_ = maybe[0]
    for mask in maybe[1:]:
        any_ = any_ | mask
    with k.when_any(any_):
        _take(e, _earliest(e, plan, ways, due, step), plan, step)


def _months(e: Emission, steps: int) -> Value:
    """So many steps, in months."""
    return e.kernel.uniform("f64", e.layout.number(float(steps * e.program.months_per_step)))


def _way(e: Emission, clock: ClockPlan, here: Value, stayed: Value, step: Value) -> Way:
    """A clock, and the lanes in which it may ring."""
    among = here & (stayed >= _months(e, clock.after)) if clock.after else here
    return Way(clock, possible(e, clock.rate, clock.stream, step, among))


def _earliest(e: Emission, plan: StatePlan, ways: list[Way], due: list[Value], step: Value) -> Move:
    """Of all ways the one that comes first; states that end by themselves come last."""
    k = e.kernel
    best, target = k.constant("f64", float("inf")), k.constant("f64", 0.0)
    moved = k.truth(False)
    for delay, mask in sorted(zip(plan.delays, due, strict=True), key=lambda d: -d[0].after):
        target, moved = k.select(mask, float(delay.target), target), moved | mask
    for clock, maybe in ways:
        lanes, hazard, rate = struck(e, clock.rate, clock.stream, step, maybe)
        when = hazard / rate
        first = lanes & (when < best)
        best, target = k.select(first, when, best), k.select(first, float(clock.target), target)
        moved = moved | first
    return Move(moved, target, best)


def _take(e: Emission, move: Move, plan: StatePlan, step: Value) -> None:
    """Let the lanes that move arrive at the end of the step."""
    k, layout = e.kernel, e.layout
    with k.when_any(move.lanes):
        end = e.month(step, 1)
        _hurry(e, move, step)
        for at, value in ((layout.state, move.target), (layout.entered, end)):
            k.store(at, k.select(move.lanes, value, k.load("f64", at)))
        counted = move.lanes & e.active
        k.uncount(layout.occupied + 4 * plan.state, counted)
        targets = {clock.target for clock in plan.clocks} | {delay.target for delay in plan.delays}
        for target in sorted(targets):
            _arrive(e, target, move.lanes & move.target.equals(float(target)), step)


def _arrive(e: Emission, target: int, arriving: Value, step: Value) -> None:
    k, layout = e.kernel, e.layout
    with k.when_any(arriving):
        end = e.month(step, 1)
        k.count(layout.occupied + 4 * target, arriving & e.active)
        at = layout.first_in + target * layout.row
        first = k.load("f64", at)
        new = arriving & first.equals(float("inf"))
        by = (step + 1) * (4 * len(e.program.states))
        k.count(layout.reached + 4 * target, new & e.active, by)
        k.store(at, k.select(new, end, first))
        if target in layout.entered_at:
            before = k.load("f64", layout.entered_at[target])
            k.store(layout.entered_at[target], k.select(arriving, end, before))


def _hurry(e: Emission, move: Move, step: Value) -> None:
    """Count moves by clocks into states that clocks lead out of, and those that came too soon.

    A move is too soon if it would have come within what the move before left of its step.
    """
    k, layout = e.kernel, e.layout
    restless = [plan.state for plan in e.program.state_plans if plan.clocks]
    just = k.load("f64", layout.entered).equals(e.month(step))
    rest = k.load("f64", layout.rest)
    k.count(layout.hurried, move.lanes & just & (move.years <= rest) & e.active)
    ahead = k.truth(False)
    for state in restless:
        ahead = ahead | move.target.equals(float(state))
    followed = move.lanes & ahead & (move.years < float("inf"))
    k.count(layout.moves, followed & e.active)
    left = k.select(followed, e.program.dt - move.years, k.constant("f64", -1.0))
    k.store(layout.rest, k.select(move.lanes, left, rest))
