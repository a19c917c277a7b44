"""The outcome as a Markov chain that each run carries: whether a program has one, and its rows.

What the chances of moves are, and who follows the chain, is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scenario.engine import leaves
from scenario.engine.formula import Formula
from scenario.engine.program import Program, all_addresses, of_form
from scenario.engine.reach import OUTCOME, Node, reach_of
from scenario.expr import nodes as n

MOST = 320
"""Rows of probabilities beyond which it is quicker to draw the outcome."""
SIZE = "size"
"""What stands in the way where it is the number of rows."""


@dataclass(frozen=True)
class Copy:
    """The chain, or one in which what arrives in a state stays there."""

    until: int | None
    """The state in which everything stays; None for the chain itself."""
    first: Mapping[int, int]
    """By state that can be reached, the row of its first phase."""


@dataclass(frozen=True)
class Chain:
    """All rows of probabilities of a program.

    A phase is how many steps a state has lasted, the last one that many or more.
    """

    phases: Mapping[int, int]
    """By state that can be reached, how many it has."""
    copies: tuple[Copy, ...]
    """The chain itself first."""
    rows: int
    dependent: frozenset[int]
    """Rules that read the state."""

    def ever(self, state: int) -> Copy | None:
        """The copy that tells whether a state has been reached, if there is one."""
        return next((copy for copy in self.copies[1:] if copy.until == state), None)


@of_form
def chain_of(program: Program) -> Chain | None:
    """The chain of a program; None where `obstacles` says why there is none."""
    return None if obstacles(program) else _chain(program)


def certain(program: Program, asked: Node = OUTCOME, still: frozenset[Node] = frozenset()) -> bool:
    """Whether nothing by which runs may differ leads to the outcome, which is not drawn itself.

    Args:
        program: What is run.
        asked: What is asked about, where that is not the outcome.
        still: What is the same in all runs: a judgement that is fixed, what is switched off.
    """
    rows = [row for row, stream in enumerate(program.shock_streams) if stream]
    rows += [jump.row for jump in program.jumps]
    rows += [plan.row for plan in program.moves if _draws(plan.move)]
    rows += [p.driver for p in program.hidden if _draws(p.start) or _draws(p.move)]
    events = [plan.index for plan in program.event_plans if plan.rate or plan.probability]
    apart = [("draw", slot) for slot in range(len(program.draws))]
    apart += [("row", row) for row in rows] + [("event", index) for index in events]
    return asked not in reach_of(program).of(apart, still)


def _draws(formula: Formula) -> bool:
    return any(isinstance(leaf, leaves.Fresh) for leaf in formula.addresses)


def by_chance(program: Program, still: frozenset[Node] = frozenset()) -> list[int]:
    """Events that lead to the outcome and may happen in a run or not."""
    reach = reach_of(program)
    plans = (p for p in program.event_plans if p.rate or p.probability or p.when)
    never = n.Number(0.0)
    return sorted(
        {
            plan.index
            for plan in plans
            if OUTCOME in reach.of([("event", plan.index)], still)
            and not (plan.rate and plan.rate.tree == never)
        }
    )


def obstacles(program: Program) -> list[str]:
    """What keeps the outcome from being carried as probabilities, by path; or `SIZE`."""
    reached = reach_of(program).of([OUTCOME])
    found = [path for node, path in _paths(program) if node in reached]
    found += [path for path, formula in _readers(program) if _asks_when(program, formula)]
    if found:
        return sorted(set(found))
    if _chain(program).rows <= MOST:
        return []
    waits = [f"outcome.transitions.{plan.name}" for plan in program.transitions if plan.wait]
    return sorted(waits) or [SIZE]


def _paths(program: Program) -> Iterator[tuple[tuple[str, int], str]]:
    """What may not depend on the outcome, as the model file calls it."""
    for row, name in enumerate(program.drivers):
        yield ("row", row), f"drivers.{name}"
    for row, name in enumerate(program.actors, start=len(program.drivers)):
        yield ("row", row), f"actors.{name}"
    for index, name in enumerate(program.events):
        yield ("event", index), f"events.{name}"


def _readers(program: Program) -> Iterator[tuple[str, Formula]]:
    """What may read the state, but neither since when nor what it was before."""
    for rule in program.rules:
        yield f"rules.{rule.name}", rule.when
    for clock in program.clocks:
        if clock.rate is not None:
            yield f"outcome.transitions.{clock.name}", clock.rate


def _asks_when(program: Program, formula: Formula) -> bool:
    before = [program.past[leaf.index].operand for leaf in formula.addresses
              if isinstance(leaf, leaves.Earlier)]  # fmt: skip
    read = [leaf for operand in before for leaf in all_addresses(program, operand)]
    return any(isinstance(leaf, leaves.SinceState) for leaf in formula.addresses) or any(
        isinstance(leaf, (leaves.State, leaves.SinceState)) for leaf in read
    )


def _chain(program: Program) -> Chain:
    phases = {state: _phases(program, state) for state in _reachable(program, None)}
    copies, rows = [], 0
    left = {source for plan in program.transitions for source in plan.sources}
    followed = [s for s in phases if s != program.start_state and s in left]
    for until in (None, *followed):
        first = {}
        for state in _reachable(program, until):
            first[state] = rows
            rows += 1 if state == until else phases[state]
        copies.append(Copy(until, first))
    dependent = frozenset(
        index
        for index, rule in enumerate(program.rules)
        if any(isinstance(leaf, leaves.State) for leaf in rule.when.addresses)
    )
    return Chain(phases, tuple(copies), rows, dependent)


def _reachable(program: Program, until: int | None) -> list[int]:
    """The states that a run may be in, if none goes on from `until`."""
    found = [program.start_state]
    for state in found:
        ways = [plan.target for plan in program.transitions if state in plan.sources]
        found += [] if state == until else [way for way in dict.fromkeys(ways) if way not in found]
    return sorted(found)


def _phases(program: Program, state: int) -> int:
    """As many as there are lengths of stay that make a difference."""
    ways = [plan for plan in program.transitions if state in plan.sources]
    if any(plan.wait for plan in ways):
        return max(1, program.steps)  # each run has its own
    timed = [plan.after for plan in ways if plan.rate is None]
    if timed:
        return max(1, min(timed))
    return 1 + max((plan.after for plan in ways), default=0)
