"""What formulas look back on: noted at the beginning of a step, kept when the step closes.

The values of so many steps stand in a ring of rows, of which every step overwrites the oldest. What
they come to stands in one row more, so that a formula reads one number, however far it looks.
"""

from __future__ import annotations

from collections.abc import Callable

from scenario.engine import leaves
from scenario.engine.emit.emission import Emission, portions
from scenario.engine.emit.packing import words
from scenario.engine.emit.trees import RUN
from scenario.engine.formula import Formula
from scenario.engine.program import PastPlan
from scenario.expr import nodes as n
from scenario.expr.check import kind as kind_of
from scenario.kernel.ir import Value


def remember(e: Emission) -> None:
    """Note the present values of what is looked back on, before anything changes."""
    plans = list(enumerate(e.program.past))
    for number, some in enumerate(portions(plans, lambda pair: [pair[1].operand.tree])):
        with e.all_runs(f"noted_{number}"):
            for index, plan in some:
                e.kernel.store(e.layout.noted[index], _present(e, plan))


def _present(e: Emission, plan: PastPlan) -> Value:
    """The operand, a truth as a mask; runs in which it is not a number are marked."""
    if kind_of(plan.operand.tree) is n.Kind.TRUTH:
        return e.trusted_mask(plan.operand)
    value = e.trusted_number(plan.operand)
    e.refuse(value.differs(value))
    return value


def recall(e: Emission) -> None:
    """Keep what was noted, and work out what the past comes to from now on."""
    for index, plan in enumerate(e.program.past):
        with e.verb(f"recalled_{index}") as (runs, step):
            if plan.steps:
                _keep(e, index, runs, step)
            else:
                _count(e, index, runs)


def _count(e: Emission, index: int, runs: Value) -> None:
    """For how many steps it has held in a row."""
    k, before = e.kernel, e.layout.before_now[index]
    with k.lanes(runs):
        held = k.load("mask", e.layout.noted[index])
        k.store(before, k.select(held, k.load("f64", before) + 1.0, k.constant("f64", 0.0)))


def _keep(e: Emission, index: int, runs: Value, step: Value) -> None:
    k, layout, plan = e.kernel, e.layout, e.program.past[index]
    ring = layout.kept[index]
    turns = range(e.program.steps + 2)
    places = k.place(words([(turn % plan.steps) * layout.row for turn in turns]))
    newest = k.word("int", places, step << 2)
    with k.lanes(runs):
        k.store(ring, k.load("f64", layout.noted[index]), newest)
    oldest = k.word("int", places + 4, step << 2)
    _sum_up(e, index, runs, oldest)


def _sum_up(e: Emission, index: int, runs: Value, oldest: Value) -> None:
    """What the values kept come to.

    Args:
        e: The kernel being written.
        index: The number of the plan.
        runs: How many runs the tile has.
        oldest: How far from the first row of the ring the oldest value stands.
    """
    k, plan = e.kernel, e.program.past[index]
    ring, before = e.layout.kept[index], e.layout.before_now[index]
    first = oldest if plan.function == "ago" else k.constant("int", 0)
    with k.lanes(runs):
        k.store(before, k.load("f64", ring, first))
    if plan.function != "ago" and plan.steps > 1:
        with k.loop(plan.steps - 1) as row, k.lanes(runs):
            value = k.load("f64", ring + e.layout.row, row * e.layout.row)
            k.store(before, _joined(e)[plan.function](k.load("f64", before), value))


def _joined(e: Emission) -> dict[str, Callable[[Value, Value], Value]]:
    return {"mean": lambda a, b: a + b, "highest": e.kernel.greatest, "lowest": e.kernel.least}


def begin_past(e: Emission, read_by: Formula | None, begun: set[int]) -> list[str]:
    """Before the start everything was as it is then; nothing has lasted.

    Args:
        e: The kernel being written.
        read_by: The formula that looks back, or None for all that is left.
        begun: Those that have been begun; what is begun here is added.
    """
    if read_by is None:
        found = list(range(len(e.program.past)))
    else:
        found = [leaf.index for leaf in read_by.addresses if isinstance(leaf, leaves.Earlier)]
    calls = []
    for index in sorted(set(found) - begun):
        begun.add(index)
        calls += begin_past(e, e.program.past[index].operand, begun)
        calls.append(_begin(e, index))
    return calls


def _begin(e: Emission, index: int) -> str:
    k, layout, plan, name = e.kernel, e.layout, e.program.past[index], f"before_{index}"
    e.trees.at(None)
    with k.function(name, "runs:int") as (runs,):
        if not plan.steps:
            with k.lanes(runs):
                k.store(layout.before_now[index], k.constant("f64", 0.0))
            return name
        with k.lanes(runs), e.trees.worked_out(RUN):
            k.store(layout.noted[index], _present(e, plan))
        with k.loop(plan.steps) as row, k.lanes(runs):
            k.store(layout.kept[index], k.load("f64", layout.noted[index]), row * layout.row)
        _sum_up(e, index, runs, k.constant("int", 0))
    return name
