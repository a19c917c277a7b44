"""What may happen in a step to what has lasted in a state for some steps, with what probability.

It knows one chain and one state at a time; where the probability goes is for `propagate`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from scenario.engine.emit.emission import Emission
from scenario.engine.emit.waits import over, rivals, sooner
from scenario.engine.program import TransitionPlan
from scenario.kernel import maths
from scenario.kernel.ir import Value


@dataclass(frozen=True)
class Ways:
    """What happens in a step to what has lasted in a state for some steps."""

    stay: Value
    into: dict[int, Value]
    """By target, the probability of going there."""


class KeptWays(NamedTuple):
    """Where it stands what may happen."""

    stay: int
    into: Mapping[int, int]


def kept(e: Emission, phases: list[Ways]) -> list[KeptWays]:
    """Keep in memory what may happen, by phase; what is the same in several stands there once."""
    k, found = e.kernel, dict[int, KeptWays]()
    for ways in phases:
        if id(ways) not in found:
            into = {target: e.layout.rows(1) for target in ways.into}
            found[id(ways)] = KeptWays(e.layout.rows(1), into)
            k.store(found[id(ways)].stay, ways.stay)
            for target, at in into.items():
                k.store(at, ways.into[target])
    return [found[id(ways)] for ways in phases]


def loaded(e: Emission, at: KeptWays) -> Ways:
    """What was kept of what may happen."""
    k = e.kernel
    into = {target: k.load("f64", where) for target, where in at.into.items()}
    return Ways(k.load("f64", at.stay), into)


def by_phase(
    e: Emission,
    ways: list[TransitionPlan],
    rates: dict[str, Value],
    phases: int,
    shifts: dict[int, Value],
) -> list[Ways]:
    """What may happen in each phase; the same where the same clocks run.

    Args:
        e: The kernel being written.
        ways: The transitions out of the state.
        rates: Those that come at a rate, by name, `f64` lanes.
        phases: How many phases the state has.
        shifts: By target, the runs in which an event of this step moves what is in the state.
    """
    found: list[Ways] = []
    known: dict[tuple[str, ...], Ways] = {}
    if any(plan.wait for plan in ways):
        judged = (_judged(e, ways, rates, phase) for phase in range(phases))
        return [_shifted(e, found, shifts) for found in judged]
    for phase in range(phases):
        running = [plan for plan in ways if plan.rate and plan.after <= phase]
        names = tuple(plan.name for plan in running)
        if names not in known:
            known[names] = _shifted(e, _competing(e, running, rates), shifts)
        found.append(known[names])
    return found


def _judged(e: Emission, ways: list[TransitionPlan], rates: dict[str, Value], phase: int) -> Ways:
    """What may happen in a phase where each run waits for a time of its own."""
    k = e.kernel
    lasted = k.constant("f64", float(phase * e.program.months_per_step))
    running = [plan for plan in ways if plan.rate and plan.after <= phase]
    counts = {plan.name: k.select(over(e, plan, lasted), rates[plan.name], 0.0) for plan in running}
    found = _competing(e, running, counts)
    stay, into = found.stay, dict(found.into)
    for plan in (plan for plan in ways if plan.rate is None):
        due = over(e, plan, lasted, ahead=1)
        for other in rivals(e, plan):
            due = due & ~sooner(e, other, plan) if other in ways else due
        going = k.select(due, found.stay, 0.0)
        into[plan.target] = into[plan.target] + going if plan.target in into else going
        stay = k.select(due, 0.0, stay)
    return Ways(stay, into)


def _competing(e: Emission, running: list[TransitionPlan], rates: dict[str, Value]) -> Ways:
    """With rates of sum R, something comes with 1 - exp(-R dt); which, goes by the rates."""
    k = e.kernel
    if not running:
        return Ways(k.constant("f64", 1.0), {})
    total = rates[running[0].name]
    for plan in running[1:]:
        total = total + rates[plan.name]
    leave = maths.expm1(k, total * -e.program.dt) * -1.0
    into: dict[int, Value] = {}
    share = None if len(running) == 1 else k.select(total > 0.0, leave / total, 0.0)
    for plan in running:
        here = leave if share is None else rates[plan.name] * share
        into[plan.target] = into[plan.target] + here if plan.target in into else here
    return Ways(1.0 - leave, into)


def shifts_of(e: Emission, state: int) -> dict[int, Value]:
    """By target, the runs in which an event of this step moves what is in a state."""
    k, found = e.kernel, dict[int, Value]()
    free, to = k.truth(True), k.constant("f64", -1.0)
    for shift in e.program.shifts:
        if state in shift.sources:
            hit = k.load("mask", e.layout.hit + shift.event * e.layout.row)
            lanes = hit & free
            found[shift.target] = found[shift.target] | lanes if shift.target in found else lanes
            free = free & ~hit
            to = k.select(lanes, float(shift.target), to)
    if found:
        k.store(e.layout.shifted_in[state], to)
    return found


def _shifted(e: Emission, ways: Ways, shifts: dict[int, Value]) -> Ways:
    """All goes where an event moves it, in the runs in which one does."""
    k, stay, into = e.kernel, ways.stay, dict(ways.into)
    for target, lanes in shifts.items():
        stay = k.select(lanes, 0.0, stay)
        into = {other: k.select(lanes, 0.0, share) for other, share in into.items()}
        all_of_it = k.constant("f64", 1.0)
        into[target] = k.select(lanes, all_of_it, into.get(target, 0.0))
    return Ways(stay, into)
