"""Conditions worked out on what an instance shows of its last tile, at the ends of some steps.

They are computed by the same operations as in kernels, so that what a rule asks and what a question
asks comes out the same to the last bit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenario.engine.instance import Instance
from scenario.engine.nan_guards import unsound
from scenario.engine.program import Program
from scenario.engine.reach import Node
from scenario.errors import Problem, RunError
from scenario.expr import nodes as n
from scenario.expr.operation import Lanes
from scenario.expr.render import source
from scenario.expr.table import row as row_of
from scenario.forecast.paths import in_state
from scenario.kernel import maths
from scenario.kernel.eager import Eager, Known
from scenario.kernel.ir import Value
from scenario.resolve import Resolved
from scenario.schema import Expression

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Reading:
    """What there is to read: the runs of the last tile, at the ends of some steps."""

    instance: Instance
    resolved: Resolved
    runs: int
    steps: tuple[int, ...]

    @property
    def program(self) -> Program:
        """The program that has run."""
        return self.instance.program

    @cached_property
    def month(self) -> NDArray[np.float64]:
        """Months since the start: `[step, 1]`."""
        steps = np.array(self.steps, np.float64)[:, None]
        return steps * self.program.months_per_step

    def values(self, row: int) -> NDArray[np.float64]:
        """Of a driver or an actor: `[step, run]`."""
        return np.stack([self.instance.values(step, self.runs)[row] for step in self.steps])


def holding(tree: n.Node, reading: Reading) -> Bools:
    """Whether a condition holds at the end of each step, in each run.

    Args:
        tree: The condition, as it is written.
        reading: What there is to read.

    Returns:
        `bool[step, run]`.

    Raises:
        RunError: It compares what is not a number; it names the condition and the month.
    """
    tree, written = spelt_out(tree, reading.resolved), tree
    doubt = unsound(tree)
    if doubt is not None and (wrong := _worked_out(doubt, reading)).any():
        step = reading.steps[int(np.argmax(wrong.any(axis=1)))]
        month = reading.resolved.start + step * reading.program.months_per_step
        message = f"the condition {source(written)!r} compares what is not a number, in {month}"
        raise RunError(Problem(message, hint="guard it, such as x > 0 and log(x) > 1"))
    return _worked_out(tree, reading)


def _worked_out(tree: n.Node, reading: Reading) -> Bools:
    kernel = Eager(calm=True)

    def visit(node: n.Node, below: tuple[Lanes, ...]) -> Lanes:
        if isinstance(node, n.Truth):
            return node.value
        if isinstance(node, n.Number):
            return kernel.constant("f64", node.value)
        if isinstance(node, n.Leaf):
            found = _READERS[type(node)](reading, node)
            return kernel.wrap(found, "mask" if node.kind is n.Kind.TRUTH else "f64")
        return row_of(node).lanes(_Operands(kernel, below), *below)

    with np.errstate(all="ignore"):
        found = n.gather(tree, visit)
    array = found.array if isinstance(found, Known) else found
    return np.broadcast_to(np.asarray(array, bool), (len(reading.steps), reading.runs))


class _Operands:
    """What an operation may ask about operands that are worked out already."""

    def __init__(self, kernel: Eager, below: tuple[Lanes, ...]) -> None:
        self.kernel, self._below = kernel, below

    def risky(self, place: int) -> bool:
        """Anything may be no number."""
        return isinstance(self._below[place], Value)

    def positive(self, place: int) -> bool:
        """Nothing is known to be above zero."""
        return not isinstance(self._below[place], (Value, bool))

    def logarithm(self, place: int) -> Value:
        """The operand's natural logarithm."""
        operand = self._below[place]
        if isinstance(operand, bool):
            raise TypeError("a truth has no logarithm")
        return maths.log(self.kernel, operand)


# ------------------------------------------------------------------------------------ leaves


def spelt_out(tree: n.Node, resolved: Resolved) -> n.Node:
    """A condition with what parameters stand for in the place of those that are formulas."""
    parameters = resolved.model.parameters

    def read(node: n.Node) -> n.Node:
        if isinstance(node, n.Name) and node.name in parameters:
            value = parameters[node.name].value
            return spelt_out(value.tree, resolved) if isinstance(value, Expression) else node
        return node

    return n.transform(tree, read)


def nodes_read(tree: n.Node, program: Program, resolved: Resolved) -> Iterator[Node]:
    """What a program computes that a condition reads.

    Args:
        tree: The condition, as it is written.
        program: The program.
        resolved: The scenario, which has the parameters.
    """
    for leaf in n.walk(spelt_out(tree, resolved)):
        match leaf:
            case n.Name(name):
                yield _named(name, program)
            case n.Change(name, actor):
                yield "row", _row(program, name, actor)
            case n.Alignment(name):
                yield "row", _row(program, name, actor=True)
            case n.InState(name) | n.MonthsSince(name, True):
                yield "chain", program.chain_of_state[program.states.index(name)]
            case n.Happened(name) | n.MonthsSince(name):
                yield "event", program.events.index(name)


def _named(name: str, program: Program) -> Node:
    """A driver, or the draw of a parameter; -1 of one that is a plain number."""
    if name in program.drivers:
        return "row", program.drivers.index(name)
    places = [draw.place for draw in program.draws]
    place = f"parameters.{name}.value"
    return "draw", places.index(place) if place in places else -1


def _row(program: Program, name: str, actor: bool) -> int:
    """Where a driver or an actor has its values."""
    if actor:
        return len(program.drivers) + program.actors.index(name)
    return program.drivers.index(name)


def _name(reading: Reading, leaf: n.Name) -> Any:
    kind, index = _named(leaf.name, reading.program)
    if kind == "row":
        return reading.values(index)
    if index >= 0:
        return reading.instance.draws(reading.runs)[index].copy()
    return reading.resolved.model.parameters[leaf.name].value


def _change(reading: Reading, leaf: n.Change) -> Any:
    row = _row(reading.program, leaf.subject, leaf.actor)
    start = reading.instance.rows(reading.instance.layout.start, row + 1, reading.runs)[row]
    return reading.values(row) - start


def _in_state(reading: Reading, leaf: n.InState) -> Any:
    state = reading.program.states.index(leaf.state)
    here = reading.instance.states(reading.runs)[:, list(reading.steps)] == state
    return here.any(axis=0)


def _happened(reading: Reading, leaf: n.Happened) -> Any:
    return _first(reading, leaf.event) <= reading.month


def _months_since(reading: Reading, leaf: n.MonthsSince) -> Any:
    if not leaf.state:
        first = _first(reading, leaf.subject)
        return np.where(first <= reading.month, reading.month - first, np.inf)
    state = reading.program.states.index(leaf.subject)
    here = in_state(reading.instance.states(reading.runs), state)
    entered = here & ~np.vstack([np.zeros_like(here[:1]), here[:-1]])
    steps = np.arange(len(here), dtype=np.float64)[:, None]
    last = np.maximum.accumulate(np.where(entered, steps, -np.inf), axis=0)[list(reading.steps)]
    return reading.month - last * reading.program.months_per_step


def _first(reading: Reading, event: str) -> Any:
    """Months from the start to when an event that comes once has come: `[run]`."""
    return reading.instance.first_happened(reading.runs)[reading.program.events.index(event)]


_READERS: dict[type, Callable[[Reading, Any], Any]] = {
    n.Name: _name,
    n.Alignment: lambda reading, leaf: reading.values(_row(reading.program, leaf.actor, True)),
    n.Change: _change,
    n.InState: _in_state,
    n.Happened: _happened,
    n.MonthsSince: _months_since,
    n.Time: lambda reading, _: reading.month / 12.0,
    n.CalendarMonth: lambda reading, _: (reading.resolved.start.index + reading.month) % 12 + 1,
}
