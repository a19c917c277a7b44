"""From a quantity in the model to a formula over addresses.

Names become addresses, judgements become draws, numbers become literals that stand in memory.
What formulas are for, and how they are computed, is not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from scenario.engine import leaves
from scenario.engine.judgement import Draw
from scenario.engine.nan_guards import either, undefined, unsound
from scenario.expr import nodes as n
from scenario.expr.arithmetic import Tree, folded, minus, number
from scenario.expr.operators import POWERS
from scenario.schema import Distribution, Expression, Interval, Parameter, Quantity
from scenario.schema.shares import share_of

STRUCTURAL = (0.0,)
"""Numbers that are part of the code: what was written as zero leaves no trace in it."""
EXPONENTS = tuple(POWERS)
"""Literal exponents that are multiplied out, and so are part of the code too."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A quantity: where it stands, its tree over addresses, and where it cannot be trusted."""

    place: str
    tree: Tree
    doubt: Tree | None
    """True where a comparison that matters has no number to compare."""

    @property
    def addresses(self) -> Iterator[Tree]:
        """Every address it reads."""
        return (leaf for leaf in n.distinct(self.tree) if isinstance(leaf, n.Leaf))


@dataclass(frozen=True)
class Rows:
    """Addresses of everything that has a value, a state or a happening, in order of names."""

    values: Mapping[str, int]  # drivers by name, actors as `name.alignment`
    states: Mapping[str, int]
    events: Mapping[str, int]
    first_month: int  # of the year, 1 to 12, at the start


@dataclass(frozen=True, slots=True)
class Written:
    """A number of the model: its place, or none where it stands within an expression."""

    place: str
    value: float


class FormulaBuilder:
    """Turns the quantities of one model into formulas; collects draws and numbers."""

    def __init__(
        self,
        rows: Rows,
        parameters: Mapping[str, Parameter],
        recall: Callable[[n.Past, Formula], Tree],
    ) -> None:
        self._rows, self._parameters, self._recall = rows, parameters, recall
        self.draws: list[Draw] = []
        self.numbers: list[Written] = []
        self._slot_of_place: dict[str, int] = {}
        self._parameter_trees: dict[str, Tree] = {}
        self._met: dict[tuple[object, ...], Tree] = {}

    def tree(
        self,
        quantity: Quantity,
        place: str,
        within: tuple[float | None, float | None] | None = None,
    ) -> Tree:
        """The quantity as a tree over addresses; a judgement becomes a draw for its place.

        Args:
            quantity: A number, a judgement or an expression.
            place: Where it is written.
            within: The range that a judgement is cut to; either end may be None.
        """
        if isinstance(quantity, (Interval, Distribution)):
            return self._draw(quantity, place, within)
        if isinstance(quantity, Expression):
            return n.transform(quantity.tree, partial(self._address, place))
        return self.literal(float(quantity), place)

    def literal(self, value: float, place: str = "") -> Tree:
        """A number with a slot of its own, unless it is zero."""
        if value in STRUCTURAL:
            return number(value)
        self.numbers.append(Written(place, value))
        return leaves.Literal(len(self.numbers) - 1)

    def formula(self, tree: Tree, place: str, read: Iterable[Tree] = ()) -> Formula:
        """Fold a tree and make what is alike in it and others the very same.

        Args:
            tree: Over addresses.
            place: Where its quantity is written.
            read: What must be numbers too, even where a branch of the tree passes it over.
        """
        whole = folded(tree)
        doubt = either([part for part in (unsound(whole), undefined(read)) if part])
        misled = n.gather(folded(doubt), self._once) if doubt else None
        return Formula(place, n.gather(whole, self._once), misled)

    def _once(self, part: Tree, below: Sequence[Tree]) -> Tree:
        """The part as it was first met, so that what is alike is the very same."""
        made = n.rebuild(part, below)
        key = type(made), n.label(made), tuple(map(id, below))
        return self._met.setdefault(key, made)

    def quantity(self, quantity: Quantity, place: str) -> Formula:
        """Straight from a quantity to its formula."""
        return self.formula(self.tree(quantity, place), place)

    def _draw(
        self,
        quantity: Interval | Distribution,
        place: str,
        within: tuple[float | None, float | None] | None,
    ) -> Tree:
        if place not in self._slot_of_place:
            low, high = within or (None, None)
            self._slot_of_place[place] = len(self.draws)
            share = share_of(quantity)
            ends = -np.inf if low is None else low, np.inf if high is None else high
            shape = quantity.shape if share is None else share.weighed()
            self.draws.append(Draw(place, shape, *ends, told=share))
        return leaves.Drawn(self._slot_of_place[place])

    def slot(self, place: str) -> int:
        """The index of the draw for a place."""
        return self._slot_of_place[place]

    def parameter(self, name: str) -> Tree:
        """The tree of a parameter, its draw shared by every use of the name."""
        if name not in self._parameter_trees:
            parameter = self._parameters[name]
            place = f"parameters.{name}.value"
            self._parameter_trees[name] = self.tree(parameter.value, place, parameter.range)
        return self._parameter_trees[name]

    def _address(self, place: str, node: Tree) -> Tree:
        """One node of a parsed tree with names replaced by addresses."""
        match node:
            case n.Past():
                return self._recall(node, self.formula(node.operand, place))
            case n.Number(value=value):
                return self.literal(value)
            case n.Binary(op="**", right=leaves.Literal(slot=slot)):
                exponent = self.numbers[slot].value
                known = exponent in EXPONENTS
                return n.Binary("**", node.left, number(exponent)) if known else node
            case n.Leaf():
                return self._read(node)
        return node

    def _read(self, leaf: Tree) -> Tree:
        """What is read of a run, by its address."""
        rows = self._rows.values
        match leaf:
            case n.Name(name=name):
                return leaves.Value(rows[name]) if name in rows else self.parameter(name)
            case n.Alignment(actor=actor):
                return leaves.Value(rows[f"{actor}.alignment"])
            case n.Change(subject=subject, actor=actor):
                row = rows[f"{subject}.alignment" if actor else subject]
                return minus(leaves.Value(row), leaves.Start(row))
        return self._asked(leaf)

    def _asked(self, leaf: Tree) -> Tree:
        """Questions about states and events; the time is its own address."""
        states, events = self._rows.states, self._rows.events
        match leaf:
            case n.InState(state=state):
                return leaves.State(states[state])
            case n.Happened(event=event):
                return leaves.Occurred(events[event])
            case n.MonthsSince(subject=subject, state=True):
                return leaves.SinceState(states[subject])
            case n.MonthsSince(subject=subject):
                return leaves.SinceEvent(events[subject])
            case n.CalendarMonth():
                return leaves.CalendarMonth(self._rows.first_month)
        return leaf
