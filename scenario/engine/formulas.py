"""Everything that a program computes: which rows move, which formulas there are, what they read.

It reads programs; it neither makes nor runs them.
"""

from __future__ import annotations

from collections.abc import Iterator

from scenario.engine import leaves
from scenario.engine.formula import Formula
from scenario.engine.program import Program
from scenario.expr import nodes as n


def moving_rows(program: Program) -> set[int]:
    """Rows that can have another value at the end of a step than at its beginning."""
    rows = {plan.row for plan in program.moves} | {plan.row for plan in program.jumps}
    rows |= {push.row for push in program.pushes}
    given = {plan.row for plan in program.paths} | {plan.row for plan in program.derived}
    return rows | (given - program.still) | {plan.row for plan in program.totals}


def chance_formulas(program: Program) -> list[Formula]:
    """Every rate and probability."""
    found = [f for plan in program.event_plans for f in (plan.rate, plan.probability) if f]
    found += [clock.rate for clock in program.clocks if clock.rate]
    return found + [jump.rate for jump in program.jumps]


def all_addresses(program: Program, formula: Formula) -> Iterator[n.Node]:
    """Every address a formula reads, now or in the past."""
    waiting, met = [formula], set[int]()
    while waiting:
        for leaf in waiting.pop().addresses:
            yield leaf
            if isinstance(leaf, leaves.Earlier) and leaf.index not in met:
                met.add(leaf.index)
                waiting.append(program.past[leaf.index].operand)


def all_trees(program: Program) -> list[n.Node]:
    """The trees of everything a program computes."""
    formulas = [plan.move for plan in (*program.starts, *program.moves, *program.derived)]
    formulas += [formula for path in program.paths for _, formula in path.points]
    formulas += [formula for plan in program.hidden for formula in (plan.start, plan.move)]
    formulas += [plan.operand for plan in program.past]
    formulas += [plan.of for plan in program.totals if plan.of]
    formulas += [plan.when for plan in program.rules] + chance_formulas(program)
    formulas += [plan.when for plan in program.event_plans if plan.when]
    formulas += [plan.wait for plan in program.transitions if plan.wait]
    formulas += [f for jump in program.jumps for f in (jump.size, jump.sd)]
    formulas += [push.operand for push in program.pushes]
    formulas += [formula for group in program.set_groups for formula in group.quantities]
    trees = [formula.tree for formula in formulas]
    return trees + [formula.doubt for formula in formulas if formula.doubt is not None]
