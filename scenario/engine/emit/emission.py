"""What all verbs of a step share while they are written: kernel, layout, trees, and what is wrong.

It knows no verb.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from scenario.engine.emit.bounds import Limits
from scenario.engine.emit.layout import Layout
from scenario.engine.emit.products import from_above, gathered
from scenario.engine.emit.trees import EVERY_STEP, Trees
from scenario.engine.formula import Formula
from scenario.engine.joints import States
from scenario.engine.markov import Chain
from scenario.engine.program import Program
from scenario.expr import nodes as n
from scenario.expr.arithmetic import number, times
from scenario.kernel.ir import Kernel, Value

LARGE = 600
"""Nodes from which the formulas of a verb are split over several functions."""
STEP = ("runs:int", "step:int")
T = TypeVar("T")


class Emission:
    """A program being written as a kernel (see `Layout`)."""

    def __init__(
        self, program: Program, width: int, whole: bool = False, chain: Chain | None = None
    ) -> None:
        self.program: Program = program
        self.chain = chain
        self.kernel = Kernel()
        self.layout = Layout(self.kernel, program, width, whole, chain)
        self.trees = Trees(self.layout)
        self.limits = Limits(program)
        self.calls: list[str] = []
        self._plain: dict[int, tuple[n.Node, n.Node]] = {}
        self._chances: dict[int, tuple[n.Node, n.Node, n.Node]] = {}
        self._bound: dict[tuple[int, States], tuple[n.Node, n.Node]] = {}

    # Where a verb is written

    @contextmanager
    def verb(self, name: str) -> Iterator[tuple[Value, Value]]:
        """A function that is called in every step; steps are counted from 0."""
        with self.kernel.function(name, *STEP) as (runs, step):
            self.trees.at(lambda: self.month(step), self._half(step), step + 1)
            yield runs, step
        self.calls.append(name)

    @contextmanager
    def all_runs(self, name: str) -> Iterator[Value]:
        """A function that is called in every step and acts on all runs; gives the step."""
        with self.verb(name) as (runs, step), self.kernel.lanes(runs):
            yield step

    def month(self, step: Value, later: int = 0) -> Value:
        """The months since the start at the beginning of a step, or so many steps later."""
        return self.kernel.uniform("f64", self.layout.month + 16 * later, step << 4)

    def _half(self, step: Value) -> Value:
        """Where among the normals of two steps those of a step begin."""
        return (step if self.layout.whole else step & 1) * self.layout.normal_size

    # Rows and flags

    def flag(self, at: int, step: Value, index: int) -> Value:
        """An `int` of a table that has a row of steps for each of several things.

        Args:
            at: The address of the table.
            step: The number of the step, counted from 0, an `int`.
            index: The number of the thing.
        """
        return self.kernel.word("int", at + 4 * index * self.program.steps, step << 2)

    @property
    def active(self) -> Value:
        """The lanes that are runs of the tile and no filling."""
        return self.kernel.load("mask", self.layout.active)

    def switched(self, kind: str, index: int) -> Value | None:
        """The lanes in which a part of the model is on; None where it has no switch."""
        for switch in self.program.switches:
            if (switch.kind, switch.index) == (kind, index):
                return self.kernel.load("mask", self.layout.switch + switch.slot * self.layout.row)
        return None

    def refuse(self, wrong: Value) -> None:
        """Mark runs that the reference interpreter must look at."""
        with self.kernel.when_any(wrong):
            before = self.kernel.load("mask", self.layout.bad)
            self.kernel.store(self.layout.bad, before | wrong)

    def plain(self, tree: n.Node) -> n.Node:
        """A tree in the form that is quickest to work out; the very same for the same tree."""
        known = self._plain.get(id(tree))
        if known is None:
            known = self._plain[id(tree)] = tree, gathered(tree, self.limits)
        return known[1]

    def bound(self, tree: n.Node, states: States, make: Callable[[n.Node], n.Node]) -> n.Node:
        """A tree as it is made for some states; the very same for the same tree.

        Args:
            tree: The tree.
            states: The numbers of the states.
            make: Makes it.
        """
        found = self._bound.get((id(tree), states))
        if found is None:
            found = self._bound[id(tree), states] = tree, make(tree)
        return found[1]

    def chance(self, formula: Formula) -> n.Node:
        """What a rate comes to in a step."""
        return self._chance(formula.tree)[1]

    def most(self, formula: Formula) -> n.Node:
        """An upper bound of `chance`, which costs less; negative or no number where the rate is."""
        return self._chance(formula.tree)[2]

    def _chance(self, tree: n.Node) -> tuple[n.Node, n.Node, n.Node]:
        """A rate, and what it comes to in a step, exactly and at most."""
        found = self._chances.get(id(tree))
        if found is None:
            plain = self.plain(tree)
            above = from_above(plain, lambda part: self.trees.level(part) == EVERY_STEP)
            exact, most = (times(part, number(self.program.dt)) for part in (plain, above))
            found = self._chances[id(tree)] = tree, exact, most
        return found

    def trusted(self, formula: Formula, among: Value | None = None) -> Value | bool:
        """A formula; runs in which it compares what is not a number are marked."""
        if formula.doubt is not None:
            doubt = self.trees.mask(formula.doubt)
            self.refuse(doubt if among is None else doubt & among)
        return self.trees(self.plain(formula.tree))

    def trusted_number(self, formula: Formula, among: Value | None = None) -> Value:
        """The value of a formula that gives a number; runs in which it is none are marked.

        Raises:
            TypeError: The formula gives a truth.
        """
        found = self.trusted(formula, among)
        if isinstance(found, bool):
            raise TypeError(f"{formula.place} is a truth")
        return found

    def trusted_mask(self, formula: Formula, among: Value | None = None) -> Value:
        """The mask of a formula that gives a truth; runs where it compares no number are marked."""
        found = self.trusted(formula, among)
        return self.kernel.truth(found) if isinstance(found, bool) else found


def portions(things: Sequence[T], trees: Callable[[T], Sequence[n.Node]]) -> Iterator[list[T]]:
    """Things in order, so many together that their trees make a function of a good size."""
    together: list[T] = []
    met: set[int] = set()  # what is in several trees is written once
    for thing in things:
        own = {id(node) for tree in trees(thing) for node in n.distinct(tree)}
        if together and len(met | own) > LARGE:
            yield together
            together, met = [], set()
        together.append(thing)
        met |= own
    if together:
        yield together
