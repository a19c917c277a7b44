"""From a quantity in the model to a formula the engine can read for many runs at once.

Names become addresses, judgements become draws, constants are folded, and whatever does not
change within a run is hoisted out of the time loop. What formulas are for is not known here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from scenario.engine import leaves
from scenario.engine.arithmetic import Tree, folded, minus, number
from scenario.engine.judgement import Draw
from scenario.engine.soundness import unsound
from scenario.engine.stop import Stop
from scenario.expr import nodes as n
from scenario.expr.evaluate import compile_array
from scenario.expr.interval import UNBOUNDED, Bounds, compile_bounds
from scenario.schema import Distribution, Expression, Interval, Parameter, Quantity


class Formula:
    """A compiled quantity: where it stands, its tree, and the function that reads it."""

    def __init__(self, place: str, tree: Tree, doubt: Tree | None, workshop: Workshop) -> None:
        self.place, self.tree, self._workshop = place, tree, workshop
        self._doubt = doubt  # true where a comparison that matters has no number to compare

    @property
    def constant(self) -> float | bool | None:
        """The value, where it is the same for every run and step."""
        return self.tree.value if isinstance(self.tree, (n.Number, n.Truth)) else None

    @property
    def lasting(self) -> bool:
        """Whether the value does not change within a run."""
        return isinstance(self.tree, _FIXED)

    @property
    def addresses(self) -> Iterator[Tree]:
        """Every address it reads, those in its hoisted parts included."""
        return self._workshop.addresses(self.tree)

    @cached_property
    def read(self) -> Callable[[Any], Any]:
        """Reads the quantity from a world; made when first used, when all formulas are known.

        Raises `Stop` where a condition in it compares what is not a number.
        """
        inner = self._workshop.reader(self.tree)
        if self._doubt is None:
            return inner
        misled = self._workshop.reader(self._doubt)

        def checked(world: Any) -> Any:
            bad = misled(world)
            if np.any(bad):
                lane = int(np.flatnonzero(np.atleast_1d(bad))[0])
                raise Stop("compares what is not a number", world.lane(lane), self.place)
            return inner(world)

        return checked

    def write(self, world: Any, row: Any) -> None:
        """Put what is read from a world into a row of numbers."""
        self._writer(world, row)

    @cached_property
    def _writer(self) -> Callable[[Any, Any], Any]:
        tree = self.tree
        if isinstance(tree, n.Binary) and tree.op in _LAST and self._doubt is None:
            last, left, right = _LAST[tree.op], *map(self._workshop.reader, n.children(tree))
            return lambda world, row: last(left(world), right(world), out=row)
        read = self.read
        return lambda world, row: np.copyto(row, read(world))

    def bounds(self, world: Any) -> Bounds:
        """Between what the quantity lies in all runs of a world, as far as that is known."""
        return self._bounded(world)

    @cached_property
    def _bounded(self) -> Callable[[Any], Bounds]:
        if self._doubt is not None:
            return lambda _: UNBOUNDED  # so that it is read, and what is wrong is found
        return compile_bounds(self.tree, leaves.bounds_reader)


@dataclass(frozen=True)
class Rows:
    """Addresses of everything that has a value, a state or a happening, in order of names."""

    values: Mapping[str, int]  # drivers by name, actors as `name.alignment`
    states: Mapping[str, int]
    events: Mapping[str, int]


class Workshop:
    """Turns the quantities of one model into formulas; collects draws and hoisted parts."""

    def __init__(self, rows: Rows, parameters: Mapping[str, Parameter]) -> None:
        self._rows, self._parameters = rows, parameters
        self.draws: list[Draw] = []
        self._slot_of_place: dict[str, int] = {}
        self._hoisted: dict[Tree, int] = {}
        self._parameter_trees: dict[str, Tree] = {}
        self._met: dict[tuple[object, ...], Tree] = {}
        self._uses: Counter[Tree] = Counter()
        self._shared: dict[Tree, int] = {}
        self.shared: list[Callable[[Any], Any]] = []
        self._formulas: list[Formula] = []

    def tree(
        self,
        quantity: Quantity,
        place: str,
        within: tuple[float | None, float | None] | None = None,
    ) -> Tree:
        """The quantity as a tree over addresses; a judgement becomes a draw for its place."""
        if isinstance(quantity, (Interval, Distribution)):
            return self._draw(quantity, place, within)
        if isinstance(quantity, Expression):
            return n.transform(quantity.tree, self._address)
        return number(quantity)

    def formula(self, tree: Tree, place: str) -> Formula:
        """Fold and hoist a tree, and note which parts it has in common with others."""
        whole = folded(tree)
        doubt = unsound(whole)
        misled = self._ready(folded(doubt)) if doubt else None
        made = Formula(place, self._ready(whole), misled, self)
        self._uses.update({part for part in n.walk(made.tree) if n.children(part)})
        self._formulas.append(made)
        return made

    def _ready(self, tree: Tree) -> Tree:
        """What is fixed within a run taken out, and what is alike made the very same."""
        return n.gather(self._hoist(tree), self._once)

    def _once(self, part: Tree, below: Sequence[Tree]) -> Tree:
        """The part as it was first met, so that what is alike is the very same."""
        made = n.rebuild(part, below)
        key = type(made), n.label(made), tuple(map(id, below))
        return self._met.setdefault(key, made)

    def finish(self) -> None:
        """Compile every formula, now that what they have in common is known."""
        for formula in self._formulas:
            formula.read  # noqa: B018 - reading the cached property compiles it

    def reader(self, tree: Tree) -> Callable[[Any], Any]:
        """The function that reads a tree, its shared parts read from their slots."""
        return compile_array(self._share(tree), leaves.reader)

    def _share(self, tree: Tree) -> Tree:
        """Replace each largest part that other formulas have too by a slot."""
        return n.gather(tree, self._shared_above)

    def _shared_above(self, part: Tree, below: Sequence[Tree]) -> Tree:
        """The same for a part whose own parts have been seen to."""
        if not below:
            return part
        inner = n.rebuild(part, below)
        if self._uses[part] < 2:
            return inner
        if part not in self._shared:
            self._shared[part] = len(self.shared)
            self.shared.append(compile_array(inner, leaves.reader))
        return leaves.Shared(self._shared[part])

    def quantity(self, quantity: Quantity, place: str) -> Formula:
        """Straight from a quantity to its formula."""
        return self.formula(self.tree(quantity, place), place)

    def hoisted(self) -> list[Callable[[Any], Any]]:
        """The parts computed once per block, in slot order."""
        return [compile_array(tree, leaves.reader) for tree in self._hoisted]

    def addresses(self, tree: Tree) -> Iterator[Tree]:
        """Every address a tree reads, hoisted parts opened."""
        parts = {slot: part for part, slot in self._hoisted.items()}
        for leaf in n.walk(tree):
            if isinstance(leaf, leaves.Hoisted):
                yield from n.walk(parts[leaf.slot])
            elif isinstance(leaf, n.Leaf):
                yield leaf

    def _draw(
        self,
        quantity: Interval | Distribution,
        place: str,
        within: tuple[float | None, float | None] | None,
    ) -> Tree:
        if place not in self._slot_of_place:
            low, high = within or (None, None)
            self._slot_of_place[place] = len(self.draws)
            self.draws.append(
                Draw(
                    place,
                    quantity.shape,
                    -np.inf if low is None else low,
                    np.inf if high is None else high,
                )
            )
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

    def _address(self, node: Tree) -> Tree:
        """One node of a parsed tree with names replaced by addresses."""
        rows, found = self._rows, node
        match node:
            case n.Name(name=name):
                row = rows.values.get(name)
                found = self.parameter(name) if row is None else leaves.Value(row)
            case n.Alignment(actor=actor):
                found = leaves.Value(rows.values[f"{actor}.alignment"])
            case n.InState(state=state):
                found = leaves.State(rows.states[state])
            case n.Happened(event=event):
                found = leaves.Occurred(rows.events[event])
            case n.MonthsSince(subject=subject, state=True):
                found = leaves.SinceState(rows.states[subject])
            case n.MonthsSince(subject=subject):
                found = leaves.SinceEvent(rows.events[subject])
            case n.Change(subject=subject, actor=actor):
                row = rows.values[f"{subject}.alignment" if actor else subject]
                found = minus(leaves.Value(row), leaves.Start(row))
        return found

    def _hoist(self, tree: Tree) -> Tree:
        """Replace each largest part that is fixed within a run by a slot."""
        return self._slotted(*n.gather(tree, self._hoisted_above))

    def _hoisted_above(self, part: Tree, below: Sequence[tuple[Tree, bool]]) -> tuple[Tree, bool]:
        """A part whose own parts have been seen to, and whether it is fixed as a whole."""
        if not below:
            return part, isinstance(part, _FIXED)
        if all(fixed for _, fixed in below):
            return part, True
        return n.rebuild(part, [self._slotted(*one) for one in below]), False

    def _slotted(self, tree: Tree, fixed: bool) -> Tree:
        if not fixed or isinstance(tree, _FIXED):
            return tree
        return leaves.Hoisted(self._hoisted.setdefault(tree, len(self._hoisted)))


_LAST = {"+": np.add, "-": np.subtract, "*": np.multiply}
"""Operations that can put their result where it belongs."""
_FIXED = (n.Number, n.Truth, *leaves.FIXED)
"""What has the same value at every step of a run, and needs no slot for it."""
