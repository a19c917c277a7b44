"""Where chains go in a step: events, competing clocks, states that last a set time."""

from __future__ import annotations

from typing import TypeAlias

from scenario.engine.emit.chance import by_rate
from scenario.engine.emit.emission import Emission
from scenario.engine.emit.layout import ChainRows
from scenario.engine.emit.waits import over, rivals, sooner
from scenario.engine.formula import Formula
from scenario.engine.program import ShiftPlan, TransitionPlan
from scenario.kernel.ir import Value

Way: TypeAlias = TransitionPlan | ShiftPlan
NOWHERE = -1.0
"""Where runs are going that stay."""


def outcome(e: Emission) -> None:
    """Go where an event leads, else by the earliest clock that rings, else as time is up."""
    for plan in e.program.transitions:
        if plan.rate is None:
            _due(e, plan)
    for plan in e.program.clocks:
        _clock(e, plan, plan.rate)  # type: ignore[arg-type]
    for shift in reversed(e.program.shifts):  # what is written last counts
        _shift(e, shift)
    for chain in range(len(e.program.chains)):
        if transitions := [plan for plan in e.program.transitions if plan.chain == chain]:
            _arrive(e, chain, transitions)


def _due(e: Emission, plan: TransitionPlan) -> None:
    """Runs whose state has lasted its time go; of two ways that are over, the shorter one."""
    k = e.kernel
    with e.verb(f"due_{plan.name}") as (runs, step), k.when(_anybody(e, plan)), k.lanes(runs):
        due = _here(e, plan) & over(e, plan, _stayed(e, plan, step), ahead=1)
        for other in rivals(e, plan):
            both = tuple(state for state in plan.sources if state in other.sources)
            due = due & ~(_in(e, plan, both) & sooner(e, other, plan))
        with k.when_any(due):
            _go(e, plan, due)


def _clock(e: Emission, plan: TransitionPlan, rate: Formula) -> None:
    """Runs in which this clock rings, and rings before any other so far, go its way."""
    k, at = e.kernel, _rows(e, plan).years
    with e.verb(f"clock_{plan.name}") as (runs, step), k.when(_anybody(e, plan)), k.lanes(runs):
        here = _here(e, plan)
        if plan.after or plan.wait:
            here = here & over(e, plan, _stayed(e, plan, step))
        with k.when_any(here), by_rate(e, rate, plan.stream, step, here) as rings:
            before = k.load("f64", at)
            years = rings.hazard / rings.rate
            first = rings.lanes & (years < before)
            k.store(at, k.select(first, years, before))
            _go(e, plan, first)


def _shift(e: Emission, shift: ShiftPlan) -> None:
    """Runs in which the event happens go where it leads, whatever else they would have done."""
    k, at = e.kernel, _rows(e, shift).years
    with e.verb(f"shift_{shift.event}") as (runs, _), k.when(_anybody(e, shift)), k.lanes(runs):
        lanes = _here(e, shift) & k.load("mask", e.layout.hit + shift.event * e.layout.row)
        with k.when_any(lanes):
            k.store(at, k.select(lanes, k.constant("f64", float("inf")), k.load("f64", at)))
            _go(e, shift, lanes)


def _anybody(e: Emission, plan: Way) -> Value:
    """Not 0 if any run is in a state that the way leads out of."""
    first, *others = (e.kernel.word("int", e.layout.occupied + 4 * s) for s in plan.sources)
    for other in others:
        first = first + other
    return first


def _here(e: Emission, plan: Way) -> Value:
    """The runs in such a state."""
    return _in(e, plan, plan.sources)


def _in(e: Emission, plan: Way, states: tuple[int, ...]) -> Value:
    """The runs in some states of the chain of a way."""
    state = e.kernel.load("f64", _rows(e, plan).state)
    first, *others = (state.equals(float(source)) for source in states)
    for other in others:
        first = first | other
    return first


def _rows(e: Emission, plan: Way) -> ChainRows:
    """Where the chain of a way stands."""
    return e.layout.places[plan.chain]


def _stayed(e: Emission, plan: TransitionPlan, step: Value) -> Value:
    """For how many months runs have been in their state of a transition's chain."""
    return e.month(step) - e.kernel.load("f64", _rows(e, plan).entered)


def _go(e: Emission, plan: Way, lanes: Value) -> None:
    k, at = e.kernel, _rows(e, plan).leaving
    k.store(at, k.select(lanes, float(plan.target), k.load("f64", at)))
    k.count(e.layout.moved[plan.chain], lanes)


def _arrive(e: Emission, chain: int, transitions: list[TransitionPlan]) -> None:
    """Let the runs that move arrive at the end of the step, in one chain."""
    k, rows, moved = e.kernel, e.layout.places[chain], e.layout.moved[chain]
    sources = sorted({source for plan in transitions for source in plan.sources})
    targets = sorted({plan.target for plan in transitions})
    with e.verb(f"arrive_{chain}") as (runs, step), k.when(k.word("int", moved)):
        k.store_word(moved, k.constant("int", 0))
        with k.lanes(runs):
            target = k.load("f64", rows.leaving)
            moves = target >= 0.0
            with k.when_any(moves):
                _defer(e, rows, transitions, moves, step)
                for source in sources:
                    leaving = moves & k.load("f64", rows.state).equals(float(source))
                    k.uncount(e.layout.occupied + 4 * source, leaving & e.active)
                for at, value in ((rows.state, target), (rows.entered, e.month(step, 1))):
                    k.store(at, k.select(moves, value, k.load("f64", at)))
                for state in targets:
                    _enter(e, state, target.equals(float(state)), step)
                stay(e, rows)


def stay(e: Emission, rows: ChainRows) -> None:
    """No run goes anywhere in a chain, unless something sends it."""
    e.kernel.store(rows.leaving, e.kernel.constant("f64", NOWHERE))
    e.kernel.store(rows.years, e.kernel.constant("f64", float("inf")))


def _enter(e: Emission, target: int, arriving: Value, step: Value) -> None:
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


def _defer(
    e: Emission, rows: ChainRows, transitions: list[TransitionPlan], moves: Value, step: Value
) -> None:
    """Count moves by clocks into states that clocks lead out of, and those that came too soon.

    A move is too soon if it would have come within what the move before left of its step.
    """
    k, layout = e.kernel, e.layout
    clocks = [plan for plan in transitions if plan.rate is not None]
    years, target = k.load("f64", rows.years), k.load("f64", rows.leaving)
    just = k.load("f64", rows.entered).equals(e.month(step))
    rest = k.load("f64", rows.rest)
    waited = moves & just & (years <= rest) & e.active
    with k.when_any(waited):
        by = (step + 1) * (4 * len(e.program.states))
        for state in sorted({clock.target for clock in clocks}):
            k.count(layout.deferred + 4 * state, waited & target.equals(float(state)), by)
    ahead = k.truth(False)
    for state in sorted({source for clock in clocks for source in clock.sources}):
        ahead = ahead | target.equals(float(state))
    followed = moves & ahead & (years < float("inf"))
    k.count(layout.moves, followed & e.active)
    left = k.select(followed, e.program.dt - years, k.constant("f64", -1.0))
    k.store(rows.rest, k.select(moves, left, rest))
