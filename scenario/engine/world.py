"""One block of runs at the beginning of a step: everything an expression may read.

It holds arrays and knows no rule by which they change.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenario.engine.leaves import NEVER
from scenario.engine.program import Program
from scenario.engine.randomness import U64

Floats = NDArray[np.float64]
Index = NDArray[np.intp]


class World:
    """A block of runs, `width` wide; arrays are `[thing, run]`."""

    def __init__(self, program: Program, keys: U64, draws: Sequence[Floats]) -> None:
        rows, width, windows = len(program.lows), len(keys), len(program.windows)
        states, events = len(program.states), len(program.events)
        self.keys, self.width, self.draws = keys, width, draws
        self._hoisted, self._shared = program.hoisted, program.shared
        self._fixed: list[Any] = [None] * len(program.hoisted)
        self._parts: list[Any] = []
        self.forget()
        self.values: Floats = np.zeros((rows, width))
        self.starts: Floats = np.zeros((rows, width))
        self.state = np.zeros(width, np.int8)
        self.entered: Floats = np.full((states, width), NEVER)
        self.last: Floats = np.full((events, width), NEVER)
        self.rules: list[Any] = []
        self.windows: list[Any] = []
        self.began: NDArray[np.int32] = np.full((windows, width), -1, np.int32)
        self.until: NDArray[np.int32] = np.full((windows, width), -1, np.int32)
        self.shocks: Any = ()
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
        """Compute shared parts anew from now on."""
        self._parts = [None] * len(self._shared)

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


def _gather(whole: Any, index: Index) -> Any:
    """Part of a row; a number stays one, and a truth that is the same everywhere becomes one."""
    if not isinstance(whole, np.ndarray) or not whole.ndim:
        return whole
    part = whole.take(index)
    return settled(part) if part.dtype == np.bool_ else part


def settled(mask: Any) -> Any:
    """A mask that is the same for all runs becomes a plain truth, so that branches are skipped."""
    if not isinstance(mask, np.ndarray) or not mask.ndim:
        return bool(mask)
    if mask.all():
        return True
    return mask if mask.any() else False


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
