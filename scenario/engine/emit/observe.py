"""What a host says of a run's past, so that it agrees with what was observed.

Each is a word by step, 0 where nothing is said, else the address of rows that the host has filled:
keys of runs from that step on; what an event does in it; how likely what was seen is in each state.
Where these come from, and what runs then weigh, is the business of the host.
"""

from __future__ import annotations

from scenario.engine.emit.chance import odd_rates
from scenario.engine.emit.chances import summed
from scenario.engine.emit.emission import Emission
from scenario.engine.formula import Formula
from scenario.engine.joints import Copy, Joint, States
from scenario.engine.program import EventPlan
from scenario.kernel.ir import Value

KEPT_FROM, HAPPENS, FREE = 0.0, 1.0, 2.0
"""What an event does in a step: it does not happen, it does, or chance decides as ever."""


def take_new_keys(e: Emission, runs: Value, step: Value) -> None:
    """From this step on, runs have the keys that the host gives, if it gives any.

    Args:
        e: The kernel being written.
        runs: How many runs of the tile count, an `int`.
        step: The number of the step, counted from 0, an `int`.
    """
    k, layout = e.kernel, e.layout
    where = k.word("int", layout.new_keys, step << 2)
    with k.when(where):
        with k.lanes(runs):
            k.store(layout.keys, k.load("i64", 0, where))
        k.call("rough_bits", runs, step >> 2)
        k.call("normals", runs, step >> 1)


def weigh_states(e: Emission) -> None:
    """Multiply what is in each state by how likely what was seen is in it, where anything was.

    What it all comes to is multiplied into a row behind those of the states; then it is one again.
    """
    for joint in e.chain.joints if e.chain is not None else ():
        with e.verb(f"weigh_{joint.number}") as (runs, step):
            where = e.kernel.word("int", e.layout.state_facts, step << 2)
            carrying = e.kernel.word("int", e.layout.carrying)
            with e.kernel.when(where), e.kernel.when(carrying), e.kernel.lanes(runs):
                _weigh(e, joint, where)


def _weigh(e: Emission, joint: Joint, where: Value) -> None:
    k, layout = e.kernel, e.layout
    sums = [_multiplied(e, joint, copy, where) for copy in joint.copies]
    total = sums[0]
    for copy, without in zip(joint.copies[1:], sums[1:], strict=True):
        k.store(layout.mass_of(copy.last), k.greatest(total - without, k.constant("f64", 0.0)))
    divisor = k.select(total > 0.0, total, 1.0)
    for copy in joint.copies:
        rows = {row for states in copy.first for row in joint.rows(copy, states).values()}
        for row in sorted(rows | ({copy.last} if copy.until is not None else set())):
            at = layout.mass_of(row)
            k.store(at, k.load("f64", at) / divisor)
    if joint.asked:
        behind = len(e.program.states) * layout.row
        k.store(behind, k.load("f64", behind, where) * total, where)


def _multiplied(e: Emission, joint: Joint, copy: Copy, where: Value) -> Value:
    """What is in all states of a chain in which nothing has arrived, multiplied; its sum."""
    k, layout, found = e.kernel, e.layout, []
    for states in copy.first:
        likely = _likely(e, states, where)
        for row in joint.rows(copy, states).values():
            much = k.load("f64", layout.mass_of(row)) * likely
            k.store(layout.mass_of(row), much)
            found.append(much)
    return summed(found)


def _likely(e: Emission, states: States, where: Value) -> Value:
    """How likely what was seen is in some states, each of its own chain."""
    first, *others = (e.kernel.load("f64", state * e.layout.row, where) for state in states)
    for other in others:
        first = first * other
    return first


def made_to_happen(e: Emission, plan: EventPlan, step: Value, where: Value, among: Value) -> Value:
    """Where an event is to happen, and can; behind that stands from now on how likely it is.

    That is its rate times the step where it comes at a rate, else a probability.

    Args:
        e: The kernel being written.
        plan: The event.
        step: The number of the step, counted from 0, an `int`.
        where: The address of what it is to do.
        among: The lanes in which it can happen.
    """
    k, told = e.kernel, e.layout.row
    flag = e.flag(e.layout.event_on, step, plan.index)
    k.store(told, k.constant("f64", 0.0), where)
    if plan.rate is not None:
        with k.when(flag & 1):
            odd_rates(e, plan.rate, e.trusted_number(plan.rate, among), among)
            k.store(told, _from_zero(e, e.trees.number(e.chance(plan.rate)), among), where)
    else:
        with k.when(flag & 2):
            k.store(told, _from_zero(e, _probability(e, plan.probability, among), among), where)
    possible = k.load("f64", told, where) > 0.0
    return among & possible & k.load("f64", 0, where).equals(HAPPENS)


def _probability(e: Emission, formula: Formula | None, among: Value) -> Value:
    if formula is None:
        return e.kernel.constant("f64", 1.0)
    return e.trusted_number(formula, among)


def _from_zero(e: Emission, value: Value, among: Value) -> Value:
    return e.kernel.select(among & (value > 0.0), value, 0.0)
