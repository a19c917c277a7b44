"""What adds up along a run: read at the beginning of a step, at its end, or half at each.

Totals stand in rows behind those of drivers and actors; nothing reads them.
"""

from __future__ import annotations

from contextlib import nullcontext

from scenario.engine.emit.chances import summed
from scenario.engine.emit.emission import Emission
from scenario.engine.emit.packing import doubled
from scenario.engine.emit.propagate import read_in
from scenario.engine.formula import Formula
from scenario.engine.joints import States
from scenario.engine.leaves import State
from scenario.engine.program import TotalPlan
from scenario.engine.reach import read_by
from scenario.expr import nodes as n
from scenario.expr.check import kind as kind_of
from scenario.kernel.ir import Value

MONTHS = 12.0
"""Of a year."""


def at_beginning(e: Emission) -> None:
    """Add what is read at the beginning of a step."""
    for plan in e.program.totals:
        if plan.of is not None and plan.at_beginning:
            _add(e, f"early_{plan.row}", plan, plan.of, later=0)


def at_end(e: Emission) -> None:
    """Add what is read at the end of a step, when all is new; and what has happened in it."""
    for plan in e.program.totals:
        if plan.of is None:
            _count(e, plan)
        elif plan.at_end:
            _add(e, f"late_{plan.row}", plan, plan.of, later=1)


def _count(e: Emission, plan: TotalPlan) -> None:
    k, at = e.kernel, e.layout.value_of(plan.row)
    with e.all_runs(f"counted_{plan.row}"):
        hit = k.load("mask", e.layout.hit + plan.event * e.layout.row)
        with k.when_any(hit):
            one = k.select(hit, 1.0, k.constant("f64", 0.0))
            k.store(at, k.load("f64", at) + one)


def _add(e: Emission, name: str, plan: TotalPlan, of: Formula, later: int) -> None:
    """Add an amount per year, as it is so many steps after the beginning of each."""
    k, at = e.kernel, e.layout.value_of(plan.row)
    table = k.place(doubled(_weights(e, plan, later)))
    by_state = e.chain is not None and any(isinstance(leaf, State) for leaf in of.addresses)
    for carried in (False, True) if by_state else (False,):
        with e.verb(f"{name}_carried" if carried else name) as (runs, step):
            e.trees.at(lambda step=step: e.month(step, later))  # type: ignore[misc]
            carrying = k.word("int", e.layout.carrying)
            wanted = carrying if carried else carrying.equals(0)
            with k.when(wanted) if by_state else nullcontext(), k.lanes(runs):
                weight = k.uniform("f64", table, step << 4)
                amount = _expected(e, of) if carried else _amount(e, of)
                k.store(at, k.load("f64", at) + amount * weight)


def _weights(e: Emission, plan: TotalPlan, later: int) -> list[float]:
    """By step, what an amount per year is multiplied by: years, discounted to the start."""
    program, part = e.program, plan.at_end if later else plan.at_beginning
    years = [(step + later) * program.dt for step in range(program.steps)]
    return [part * program.dt * (1 + plan.discount) ** -t for t in years]


def _amount(e: Emission, of: Formula) -> Value:
    """What it comes to a year; of a condition, the months of a year."""
    if kind_of(of.tree) is n.Kind.TRUTH:
        return e.kernel.select(e.trusted_mask(of), MONTHS, e.kernel.constant("f64", 0.0))
    value = e.trusted_number(of)
    e.refuse((value - value).differs(0.0))
    return value


def _expected(e: Emission, of: Formula) -> Value:
    """The same, where a run carries the probability of every state: their mean."""
    k, total = e.kernel, e.kernel.constant("f64", 0.0)
    for states, present in _present(e, of).items():
        there = present > 0.0
        if of.doubt is not None:
            e.refuse(e.trees.mask(read_in(e, of.doubt, states)) & there)
        tree = read_in(e, of.tree, states)
        if kind_of(of.tree) is n.Kind.TRUTH:
            value = k.select(e.trees.mask(tree), MONTHS, k.constant("f64", 0.0))
        else:
            value = e.trees.number(tree)
            e.refuse((value - value).differs(0.0) & there)
        total = total + k.select(there, value * present, 0.0)
    return total


def _present(e: Emission, of: Formula) -> dict[States, Value]:
    """The probability of every combination of states that a formula can tell from another."""
    read = read_by(e.program, of)
    joints = e.chain.joints if e.chain else ()
    joint = min((j for j in joints if read <= {*j.members}), key=lambda j: len(j.phases))
    rows: dict[States, list[Value]] = {}
    for states in joint.phases:
        inside = tuple(s for s in states if e.program.chain_of_state[s] in read)
        rows.setdefault(inside, []).append(
            e.kernel.load("f64", e.layout.together_in(joint, states))
        )
    return {inside: summed(present) for inside, present in rows.items()}
