"""One block of runs at the beginning of a step: everything an expression may read.

It holds arrays and knows no rule by which they change.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenario.engine.leaves import NEVER
from scenario.engine.program import Program
from scenario.engine.randomness import U64, Chances
from scenario.expr.interval import Bounds, bounds_of

Floats = NDArray[np.float64]
Index = NDArray[np.intp]
Truths = NDArray[np.bool_]


class World:
    """A block of runs, `width` wide; arrays are `[thing, run]`."""

    def __init__(self, program: Program, keys: U64, draws: Sequence[Floats]) -> None:
        rows, width, windows = len(program.lows), len(keys), len(program.windows)
        states, events = len(program.states), len(program.events)
        self.keys, self.width, self.draws = keys, width, draws
        self.chances = Chances(keys)
        self.lasting: dict[int, Any] = {}  # by stream, what strikes at a rate that does not change
        self._hoisted, self._shared = program.hoisted, program.shared
        self._fixed: list[Any] = [None] * len(program.hoisted)
        self._parts: list[Any] = []
        self._lasting_bounds: dict[tuple[str, int], Bounds] = {}
        self._value_bounds: dict[int, Bounds] = {}
        self.forget()
        self.values: Floats = np.zeros((rows, width))
        self.totals: Floats = np.zeros(rows)  # of the values, over all runs
        self.starts: Floats = np.zeros((rows, width))
        self.state = np.zeros(width, np.int8)
        self.entered: Floats = np.full((states, width), NEVER)
        self.last: Floats = np.full((events, width), NEVER)
        self.rules: list[Any] = []
        self.windows: list[Any] = []
        self.began: NDArray[np.int32] = np.full((windows, width), -1, np.int32)
        self.until: NDArray[np.int32] = np.full((windows, width), -1, np.int32)
        self.shocks: Any = ()
        self.rest: Floats = np.full(width, -1.0)  # years of its step that the last move left
        self.happened: dict[int, Index] = {}  # runs in which events happened in the last step
        self.moved: list[tuple[Index, int]] = []  # runs that changed state in it, and to which
        self.step = 0
        self.time = 0.0
        self.months = 0.0

    def fixed(self, slot: int) -> Any:
        """A part of expressions that does not change within a run, computed once."""
        found = self._fixed[slot]
        if found is None:
            found = self._fixed[slot] = self._hoisted[slot](self)
        return found

    def part(self, slot: int, view: Subset | None = None) -> Any:
        """A part that expressions share, computed once per step.

        For a small view it is computed for that view alone, unless the whole is known already.
        """
        found = self._parts[slot]
        if found is None:
            if view is not None and 3 * len(view.index) <= self.width:
                return self._shared[slot](view)
            found = self._parts[slot] = self._shared[slot](self)
        return found if view is None else _gather(found, view.index)

    def forget(self) -> None:
        """Compute shared parts and bounds of values anew from now on."""
        self._parts = [None] * len(self._shared)
        self._value_bounds = {}

    def bounds_of_draw(self, slot: int) -> Bounds:
        """Between what a judgement lies in this block."""
        return self._lasting("draw", slot, lambda: self.draws[slot])

    def bounds_of_fixed(self, slot: int) -> Bounds:
        """Between what a part that is fixed within a run lies in this block."""
        return self._lasting("fixed", slot, lambda: self.fixed(slot))

    def bounds_of_start(self, row: int) -> Bounds:
        """Between what a row lies at the start."""
        return self._lasting("start", row, lambda: self.starts[row])

    def bounds_of_value(self, row: int) -> Bounds:
        """Between what a row lies at the beginning of the step."""
        found = self._value_bounds.get(row)
        if found is None:
            found = self._value_bounds[row] = bounds_of(self.values[row])
        return found

    def _lasting(self, kind: str, index: int, read: Callable[[], Any]) -> Bounds:
        found = self._lasting_bounds.get((kind, index))
        if found is None:
            found = self._lasting_bounds[kind, index] = bounds_of(read())
        return found

    def lane(self, position: int) -> int:
        """The run of the block at a position of an array read from here."""
        return position

    def newest(self, window: int, rivals: tuple[int, ...]) -> Any:
        """Where a window is in force and began after all its rivals in force."""
        best: Any = self.windows[window]
        for rival in rivals:
            older = self.began[rival] <= self.began[window]
            best = best & (~np.asarray(self.windows[rival]) | older)
        return best


class _Rows:
    """Rows of the whole block, gathered for some of its runs when first asked for."""

    __slots__ = ("_gathered", "_index", "_rows")

    def __init__(self, rows: Any, index: Index) -> None:
        self._rows, self._index = rows, index
        self._gathered: dict[int, Any] = {}

    def __getitem__(self, row: int) -> Any:
        found = self._gathered.get(row)
        if found is None:
            found = _gather(self._rows[row], self._index)
            self._gathered[row] = found
        return found


def taken(whole: Any, index: Index) -> Any:
    """Part of an array of runs; a number stays one."""
    return whole.take(index) if isinstance(whole, np.ndarray) and whole.ndim else whole


def _gather(whole: Any, index: Index) -> Any:
    """Part of a row; a number stays one, and a truth that is the same everywhere becomes one."""
    part = taken(whole, index)
    return settled(part) if getattr(part, "dtype", None) == np.bool_ else part


def settled(mask: Any) -> Any:
    """A mask that is the same for all runs becomes a plain truth, so that branches are skipped."""
    if not isinstance(mask, np.ndarray) or not mask.ndim:
        return bool(mask)
    count = np.count_nonzero(mask)
    return mask if 0 < count < mask.size else bool(count)


class Subset:
    """Some runs of a world, readable by the same expressions."""

    def __init__(self, world: World, index: Index) -> None:
        self._world, self.index = world, index
        self.time, self.months = world.time, world.months
        self._fixed: dict[int, Any] = {}
        self._parts: dict[int, Any] = {}

    def fixed(self, slot: int) -> Any:
        """As `World.fixed`, for these runs."""
        if slot not in self._fixed:
            self._fixed[slot] = _gather(self._world.fixed(slot), self.index)
        return self._fixed[slot]

    def part(self, slot: int) -> Any:
        """As `World.part`, for these runs."""
        if slot not in self._parts:
            self._parts[slot] = self._world.part(slot, self)
        return self._parts[slot]

    def __getattr__(self, name: str) -> Any:
        """Rows of the world, wrapped when first asked for."""
        if name not in _ROWS:
            raise AttributeError(name)
        rows = _Rows(getattr(self._world, name), self.index)
        setattr(self, name, rows)
        return rows

    @property
    def state(self) -> NDArray[np.int8]:
        """The present states of these runs."""
        return self._world.state.take(self.index)

    def lane(self, position: int) -> int:
        """The run of the block at a position of an array read from here."""
        return int(self.index[position])

    def newest(self, window: int, rivals: tuple[int, ...]) -> Any:
        """As `World.newest`, for these runs."""
        return _gather(self._world.newest(window, rivals), self.index)


_ROWS = frozenset(("values", "starts", "draws", "rules", "windows", "shocks", "entered", "last"))


def view(world: World, index: Index | None) -> Any:
    """The world itself, or the part of it at `index`."""
    return world if index is None else Subset(world, index)
