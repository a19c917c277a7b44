"""What no run can tell from another: which chains and states nothing that differs leads to.

It knows addresses only; what the runs carried is not looked at.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from scenario.engine import leaves
from scenario.engine.formula import Formula
from scenario.engine.program import NEVER_ACTS, Program, of_form
from scenario.engine.reach import Node, chain_nodes, reach_of
from scenario.expr import nodes as n


class Settled(NamedTuple):
    """The numbers of states whose probabilities are the same in every run that carries them."""

    present: frozenset[int]
    """Of being in them, at any step."""
    reached: frozenset[int]
    """Of having been in them, until any step."""


def certain(
    program: Program, asked: Node | None = None, still: frozenset[Node] = frozenset()
) -> bool:
    """Whether nothing by which runs may differ leads to the outcome, which is not drawn itself.

    Args:
        program: What is run.
        asked: What is asked about, where that is not any chain of the outcome.
        still: What is the same in all runs: a judgement that is fixed, what is switched off.
    """
    still |= idle(program)
    asked_about = chain_nodes(program) if asked is None else [asked]
    return not _differing(program, still).intersection(asked_about)


def settled(program: Program, still: frozenset[Node] = frozenset()) -> Settled:
    """The states to and from which no way leads that may differ between runs.

    What leads out of a state bears on it, and on all that can be reached from it; whether a state
    has ever been reached, what leads out of it does not change.

    Args:
        program: What is run.
        still: What is the same in all runs, as for `certain`.
    """
    still |= idle(program)
    differing = _differing(program, still)
    ways = {(source, plan.target) for plan in program.transitions for source in plan.sources}
    ways |= {(source, shift.target) for shift in program.shifts for source in shift.sources}
    loose: set[int] = set()
    for plan, read in zip(program.transitions, _read_by_ways(program), strict=True):
        if not differing.isdisjoint(read):
            loose.update(plan.sources)
    for shift in program.shifts:
        if ("event", shift.event) in differing:
            loose.update(shift.sources)
    every = range(len(program.states))
    return Settled(
        frozenset(every) - _led_to(loose, ways),
        frozenset(s for s in every if s not in _led_to(loose - {s}, ways)),
    )


@of_form
def _read_by_ways(program: Program) -> tuple[frozenset[Node], ...]:
    """What each transition reads."""
    reach = reach_of(program)
    plans = program.transitions
    return tuple(frozenset(reach.read(program, (plan.rate, plan.wait))) for plan in plans)


def idle(program: Program) -> frozenset[Node]:
    """The rules and events that act in no step."""
    rules = {("rule", i) for i, plan in enumerate(program.rules) if plan.between == NEVER_ACTS}
    events = {("event", p.index) for p in program.event_plans if p.between == NEVER_ACTS}
    return frozenset(rules | events)


def _led_to(sources: Iterable[int], ways: set[tuple[int, int]]) -> frozenset[int]:
    """Some states, and all that can be reached from them."""
    found = list(sources)
    for state in found:
        found += [to for source, to in ways if source == state and to not in found]
    return frozenset(found)


def by_chance(program: Program, still: frozenset[Node] = frozenset()) -> list[int]:
    """Events that lead to the outcome and may happen in a run or not."""
    still |= idle(program)
    reach, outcome = reach_of(program), chain_nodes(program)
    plans = (p for p in program.event_plans if p.rate or p.probability or p.when)
    never = n.Number(0.0)
    return sorted(
        {
            plan.index
            for plan in plans
            if reach.of([("event", plan.index)], still).intersection(outcome)
            and not (plan.rate and plan.rate.tree == never)
        }
    )


def _differing(program: Program, still: frozenset[Node]) -> frozenset[Node]:
    """Everything that may differ between runs which do not draw their outcomes."""
    rows = moved_by_chance(program)
    events = [plan.index for plan in program.event_plans if plan.rate or plan.probability]
    apart = [("draw", slot) for slot in range(len(program.draws))]
    apart += [("row", row) for row in rows] + [("event", index) for index in events]
    return reach_of(program).of(apart, still)


@of_form
def moved_by_chance(program: Program) -> tuple[int, ...]:
    """The rows of drivers and actors that draw random numbers of their own."""
    rows = [row for row, stream in enumerate(program.shock_streams) if stream]
    rows += [jump.row for jump in program.jumps]
    rows += [plan.row for plan in program.moves if _draws(plan.move)]
    return (*rows, *(p.driver for p in program.hidden if _draws(p.start) or _draws(p.move)))


def _draws(formula: Formula) -> bool:
    return any(isinstance(leaf, leaves.Fresh) for leaf in formula.addresses)
