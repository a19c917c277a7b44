"""Which parts of a program read which, so that what a change cannot touch is known.

It knows addresses only; what is changed, and why, is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from itertools import permutations

from scenario.engine import leaves
from scenario.engine.formula import Formula
from scenario.engine.formulas import all_addresses
from scenario.engine.program import Program, of_form
from scenario.expr import nodes as n

Node = tuple[str, int]
"""Something a program computes: `("row", 3)`, `("event", 0)`, `("rule", 2)`, `("draw", 5)`."""


def chain_nodes(program: Program) -> list[Node]:
    """The chains of the outcome."""
    return [("chain", number) for number in range(len(program.chains))]


class Reach:
    """Which parts of a program read which, so that what a change cannot touch is known."""

    def __init__(self, program: Program) -> None:
        self._readers: dict[Node, set[Node]] = {}
        self._chains = program.chain_of_state
        self._windows = {plan.index: plan.event for plan in program.windows}
        for reader, formulas in _formulas(program):
            for formula in formulas:
                for node in self._read_by(program, formula):
                    self._readers.setdefault(node, set()).add(reader)
        for one, other in (pair for slots in program.shares for pair in permutations(slots, 2)):
            self._readers.setdefault(("draw", one), set()).add(("draw", other))
        for push in program.pushes:
            self._readers.setdefault(("event", push.event), set()).add(("row", push.row))
        for shift in program.shifts:
            self._readers.setdefault(("event", shift.event), set()).add(("chain", shift.chain))
        for total in program.totals:
            if total.event >= 0:
                self._readers.setdefault(("event", total.event), set()).add(("row", total.row))

    @property
    def readers(self) -> Mapping[Node, Set[Node]]:
        """By node, what reads it."""
        return self._readers

    def of(self, changed: Iterable[Node], still: frozenset[Node] = frozenset()) -> frozenset[Node]:
        """Everything that can differ when these do, themselves included, but for what is still."""
        found: set[Node] = set()
        waiting = list(changed)
        while waiting:
            node = waiting.pop()
            if node not in found and node not in still:
                found.add(node)
                waiting += self._readers.get(node, ())
        return frozenset(found)

    def read(self, program: Program, formulas: Iterable[Formula | None]) -> set[Node]:
        """What some formulas read."""
        return {node for each in formulas if each for node in self._read_by(program, each)}

    def _read_by(self, program: Program, formula: Formula) -> Iterator[Node]:
        for leaf in all_addresses(program, formula):
            yield from self._address(leaf)

    def _address(self, leaf: n.Node) -> Iterator[Node]:
        match leaf:
            case leaves.Drawn(slot=slot):
                yield "draw", slot
            case leaves.Value(row=row) | leaves.Start(row=row) | leaves.Hidden(driver=row):
                yield "row", row
            case leaves.State(index=state) | leaves.SinceState(index=state):
                yield "chain", self._chains[state]
            case leaves.Occurred(index=event) | leaves.SinceEvent(index=event):
                yield "event", event
            case leaves.Rule(index=rule):
                yield "rule", rule
            case leaves.Window(index=window):
                yield "event", self._windows[window]
            case leaves.Newest(index=window, rivals=rivals):
                yield from (("event", self._windows[each]) for each in (window, *rivals))


@of_form
def reach_of(program: Program) -> Reach:
    """Which parts of a program read which, worked out once for all that differ in numbers alone."""
    return Reach(program)


def _formulas(program: Program) -> Iterator[tuple[Node, tuple[Formula, ...]]]:
    """Everything a program computes, with the formulas it is computed by."""
    for found in _all_formulas(program):
        yield found[0], tuple(formula for formula in found[1] if formula is not None)


def _all_formulas(program: Program) -> Iterator[tuple[Node, tuple[Formula | None, ...]]]:
    for move in (*program.starts, *program.moves, *program.derived):
        yield ("row", move.row), (move.move,)
    for hidden in program.hidden:
        yield ("row", hidden.driver), (hidden.start, hidden.move)
    for total in program.totals:
        yield ("row", total.row), (total.of,)
    for path in program.paths:
        yield ("row", path.row), tuple(formula for _, formula in path.points)
    for jump in program.jumps:
        yield ("row", jump.row), (jump.rate, jump.size, jump.sd)
    for push in program.pushes:
        yield ("row", push.row), (push.operand,)
    for event in program.event_plans:
        yield ("event", event.index), (event.rate, event.probability, event.when)
    for index, rule in enumerate(program.rules):
        yield ("rule", index), (rule.when,)
    for plan in program.transitions:
        yield ("chain", plan.chain), (plan.rate, plan.wait)


def asks_before(program: Program, formula: Formula) -> bool:
    """Whether a formula asks since when a state lasts, or what it was before."""
    before = [program.past[leaf.index].operand for leaf in formula.addresses
              if isinstance(leaf, leaves.Earlier)]  # fmt: skip
    read = [leaf for operand in before for leaf in all_addresses(program, operand)]
    return any(isinstance(leaf, leaves.SinceState) for leaf in formula.addresses) or any(
        isinstance(leaf, (leaves.State, leaves.SinceState)) for leaf in read
    )


def read_by(program: Program, formula: Formula) -> set[int]:
    """The chains whose states a formula reads."""
    read = (leaf for leaf in formula.addresses if isinstance(leaf, leaves.State))
    return {program.chain_of_state[leaf.index] for leaf in read}
