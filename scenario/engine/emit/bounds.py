"""Between what a tree lies in every run, as far as a program tells before anything runs.

It knows ranges of rows and ends of judgements; numbers are taken as the program gives them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scenario.engine import leaves
from scenario.engine.program import Program
from scenario.expr import nodes as n
from scenario.expr.interval import UNBOUNDED, UNDECIDED, Bounds, compile_bounds

FARTHEST = 7.0
"""No normal number is farther from zero."""


class Limits:
    """The least and the greatest values of the trees of one program."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.rows: list[Bounds] = list(zip(program.lows, program.highs, strict=True))
        computed = {plan.row for plan in program.derived_starts}
        for plan in (p for p in program.derived if p.row in computed):  # each after those it reads
            low, high = self.rows[plan.row]
            least, most = self.of(plan.move.tree)
            self.rows[plan.row] = max(low, least), min(high, most)
        self._decided: list[tuple[n.Node, float, bool]] = []

    def within(self, tree: n.Node, most: float) -> bool:
        """Whether a tree lies between `-most` and `most`; what is written depends on it."""
        low, high = self.of(tree)
        found = bool(low >= -most and high <= most)
        self._decided.append((tree, most, found))
        return found

    @property
    def decided(self) -> tuple[bool, ...]:
        """What was found, in order."""
        return tuple(found for _, _, found in self._decided)

    def __getstate__(self) -> dict[str, Any]:
        """What was decided; between what trees lie is asked of a program."""
        return {"_decided": self._decided}

    def hold_for(self, program: Program) -> bool:
        """Whether all that was decided would be decided so for a program with other numbers."""
        other = Limits(program)
        return all(other.within(tree, most) == found for tree, most, found in self._decided)

    def of(self, tree: n.Node) -> Bounds:
        """Infinite ends where nothing is known."""
        return compile_bounds(tree, _reader)(self)


def _reader(leaf: n.Leaf) -> Callable[[Limits], Bounds]:
    rule = _RULES.get(type(leaf))
    if rule is None:
        known = UNDECIDED if leaf.kind is n.Kind.TRUTH else UNBOUNDED
        return lambda _: known
    return lambda limits: rule(leaf, limits)


def _row(leaf: Any, limits: Limits) -> Bounds:
    found: Bounds = limits.rows[leaf.row]
    return found


def _literal(leaf: Any, limits: Limits) -> Bounds:
    value = limits.program.numbers[leaf.slot].value
    return value, value


def _drawn(leaf: Any, limits: Limits) -> Bounds:
    found: Bounds = limits.program.draws[leaf.slot].ends
    return found


_RULES: dict[type, Callable[[Any, Limits], Bounds]] = {
    leaves.Literal: _literal,
    leaves.Drawn: _drawn,
    leaves.Value: _row,
    leaves.Start: _row,
    leaves.Shock: lambda _, __: (-FARTHEST, FARTHEST),
    leaves.Fresh: lambda leaf, _: (0.0, 1.0) if leaf.law == "uniform" else (-FARTHEST, FARTHEST),
    leaves.CalendarMonth: lambda _, __: (1.0, 12.0),
    n.Time: lambda _, limits: (0.0, limits.program.steps * limits.program.dt),
}
