"""Which events happen in a step; what they do comes later in it."""

from __future__ import annotations

from scenario.engine.emit.chance import by_probability, by_rate
from scenario.engine.emit.emission import Emission
from scenario.engine.emit.observe import FREE, made_to_happen
from scenario.engine.leaves import NEVER
from scenario.engine.program import EventPlan
from scenario.kernel.ir import Value


def events(e: Emission) -> None:
    """Let every event happen where its rate, or its date and probability, says so."""
    observed = e.program.observed.events if e.program.observed else frozenset()
    for plan in e.program.event_plans:
        with e.verb(f"event_{plan.index}") as (runs, step):
            flag = e.flag(e.layout.event_on, step, plan.index)
            with e.kernel.lanes(runs):
                e.kernel.store(_hit(e, plan), e.kernel.truth(False))
                if plan.index in observed:
                    _observed(e, plan, step, flag)
                else:
                    _by_chance(e, plan, step, flag)


def _observed(e: Emission, plan: EventPlan, step: Value, flag: Value) -> None:
    """Let it happen where the host says so, or leaves it to chance and chance says so."""
    k = e.kernel
    where = e.flag(e.layout.event_facts, step, plan.index)
    with k.when(where.equals(0)):
        _by_chance(e, plan, step, flag)
    with k.when(where):
        _by_chance(e, plan, step, flag, k.load("f64", 0, where).equals(FREE))
        by_chance = k.load("mask", _hit(e, plan))
        made = made_to_happen(e, plan, step, where, _open(e, plan))
        _happen(e, plan, step, made)
        with k.when_any(by_chance):
            k.store(_hit(e, plan), by_chance | made)


def _by_chance(
    e: Emission, plan: EventPlan, step: Value, flag: Value, within: Value | None = None
) -> None:
    """Let it happen where its rate or its date says so: in all lanes, or within some."""
    if plan.rate is not None:
        with e.kernel.when(flag & 1):
            _by_rate(e, plan, step, _among(e, plan, within))
    if plan.rate is None or plan.index in e.program.datable:
        with e.kernel.when(flag & 2):
            _by_date(e, plan, step, _among(e, plan, within))


def _among(e: Emission, plan: EventPlan, within: Value | None) -> Value:
    return _open(e, plan) if within is None else _open(e, plan) & within


def _by_rate(e: Emission, plan: EventPlan, step: Value, among: Value) -> None:
    with e.kernel.when_any(among), by_rate(e, plan.rate, plan.stream, step, among) as struck:  # type: ignore[arg-type]
        _happen(e, plan, step, struck.lanes)


def _by_date(e: Emission, plan: EventPlan, step: Value, among: Value) -> None:
    source = e, plan.probability, plan.stream, step, among
    with e.kernel.when_any(among), by_probability(*source) as struck:
        _happen(e, plan, step, struck)


def _open(e: Emission, plan: EventPlan) -> Value:
    """Where the event may happen: it is not over, and its condition holds."""
    among = e.kernel.truth(True)
    if plan.once:
        among = e.trees.last(plan.index).equals(NEVER)
    switch = e.switched("event", plan.index)
    if switch is not None:
        among = among & switch
    if plan.when is not None:
        among = among & e.trusted_mask(plan.when, among)
    return among


def _happen(e: Emission, plan: EventPlan, step: Value, struck: Value) -> None:
    k, layout, index = e.kernel, e.layout, plan.index
    with k.when_any(struck):
        k.store(_hit(e, plan), struck)
        counted = struck & e.active
        k.count(layout.occurrences + 4 * index, counted)
        first = k.load("f64", layout.first + index * layout.row)
        new = struck & first.equals(float("inf"))
        by = (step + 1) * (4 * max(1, len(e.program.events)))
        k.count(layout.happened + 4 * index, new & counted, by)
        k.store(layout.first + index * layout.row, k.select(new, e.month(step, 1), first))


def _hit(e: Emission, plan: EventPlan) -> int:
    return e.layout.hit + plan.index * e.layout.row
