"""The memory of an instance as a host reads it: what the last tile shows, and what was counted.

Where anything stands is for the layout to say; what is run, and what for, is not known here.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenario.engine.emit.layout import TILES, Layout
from scenario.engine.program import Program
from scenario.kernel.ir import PARTS

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


class TileMemory:
    """Views of the memory of a kernel."""

    program: Program
    layout: Layout
    carries: bool
    """Whether runs carry probabilities of states."""
    steps: int
    """How many steps are run."""
    _memory: NDArray[np.uint8]
    _views: dict[Any, NDArray[Any]]
    _taken: dict[int, int]  # addresses of the values that are taken, by step
    _slots: int
    _rates: int

    def array(self, at: int, shape: Any, dtype: str = "f8") -> NDArray[Any]:
        """A view of memory, to read and to write.

        Args:
            at: The address, in bytes.
            shape: The shape of the array.
            dtype: The type of its numbers.
        """
        found = self._views.get((at, shape, dtype))
        if found is None:
            size = math.prod(shape) if isinstance(shape, tuple) else shape
            size *= np.dtype(dtype).itemsize
            found = self._memory[at : at + size].view(dtype).reshape(shape)
            self._views[at, shape, dtype] = found
        return found

    def rows(self, at: int, count: int, runs: int) -> Floats:
        """Neighbouring rows of memory.

        Args:
            at: The address of the first.
            count: How many.
            runs: How many runs of the tile count.

        Returns:
            `float64[row, run]`.
        """
        return self.array(at, (count, self.layout.width))[:, :runs]

    # What the last tile shows

    def states(self, runs: int) -> NDArray[np.uint8]:
        """The state of every chain at the end of every step: `[chain, step, run]`."""
        shape = (len(self.program.chains), self.program.steps + 1, self.layout.width)
        return self.array(self.layout.trace, shape, "u1")[:, : self.steps + 1, :runs]

    def values(self, step: int, runs: int) -> Floats:
        """Values taken at the end of a step: `[row, run]`."""
        rows = len(self.program.lows)
        return self.array(self._taken[step], (rows, self.layout.width))[:, :runs]

    def chances(self, step: int, runs: int, state: int, *, ever: bool) -> Floats:
        """The probability, taken at the end of a step, of a state or of having reached it.

        Args:
            step: The step, one of those whose values are taken.
            runs: How many runs of the tile count.
            state: The number of the state.
            ever: Whether that of having reached it is wanted.

        Returns:
            `float64[run]`, from 0 to 1.
        """
        at = self._taken[step] + self.layout.taken_chance(int(ever), state)
        return self.array(at, self.layout.width)[:runs]

    def all_chances(self, runs: int) -> Floats:
        """All that were taken: `[step taken, in it or ever, state, run]`."""
        states, rows = len(self.program.states), self.layout.taken_rows
        taken = self.array(self._slots, (len(self._taken), rows, self.layout.width))
        chances = taken[:, rows - 2 * states :, :runs]
        return chances.reshape(len(taken), 2, states, runs)

    def expected_rule_steps(self, runs: int) -> Floats:
        """In how many steps each rule is expected to hold, given all but the outcome."""
        found = self.rule_steps(runs).copy()
        for rule, at in self.layout.held_within.items() if self.carries else ():
            found[rule] = self.rows(at, 1, runs)[0]
        return found

    def rates(self, runs: int) -> Floats:
        """The rates told, where runs carry probabilities: `[step, slot, run]`."""
        return self._told(runs)[:, : len(self.layout.rate_in)]

    def shifted(self, runs: int) -> Floats:
        """Where events move what is in a state, to a state or -1: `[step, state, run]`."""
        shape = (self.program.steps, len(self.program.states), runs)
        found = np.full(shape, -1.0)
        found[:, list(self.layout.shifted_in)] = self._told(runs)[:, len(self.layout.rate_in) :]
        return found

    def _told(self, runs: int) -> Floats:
        shape = (self.program.steps, self.layout.told, self.layout.width)
        return self.array(self._rates, shape)[:, :, :runs]

    def first_in(self, runs: int) -> Floats:
        """The month in which each state was first entered, infinite if never: `[state, run]`."""
        return self.rows(self.layout.first_in, len(self.program.states), runs)

    def first_happened(self, runs: int) -> Floats:
        """The month in which each event first happened, infinite if never: `[event, run]`."""
        return self.rows(self.layout.first, len(self.program.events), runs)

    def rule_steps(self, runs: int) -> Floats:
        """In how many steps each rule held: `[rule, run]`."""
        return self.rows(self.layout.held, len(self.program.rules), runs)

    def added_up(self, runs: int) -> Floats:
        """The totals at the end: `[total, run]`."""
        totals = self.program.totals
        first = totals[0].row if totals else 0
        return self.rows(self.layout.value_of(first), len(totals), runs)

    def draws(self, runs: int) -> Floats:
        """The judgements: `[judgement, run]`."""
        return self.rows(self.layout.draw, len(self.program.draws), runs)

    # Runs in which something is wrong

    def wrong(self, runs: int) -> list[int]:
        """Which of the runs of the last call the reference interpreter must look at."""
        word = self.array(self.layout.flagged, 1, "u4")
        if not word[0]:
            return []
        word[0] = 0
        width = self.layout.width
        tiles = self.array(self.layout.bad_runs, (TILES, width), "u8")
        return [int(run) for run in np.flatnonzero(tiles.reshape(-1)[:runs])]

    # Counts

    def image(self) -> bytes:
        """All of its memory, copied: with a kernel's code, what it takes to go on elsewhere."""
        return self._memory.tobytes()

    def counters(self) -> NDArray[np.uint8]:
        """The whole block of counts and sums, which begins anew where it is set to zero."""
        return self._memory[self.layout.counts : self.layout.counts_end]

    def word_counts(self, at: int, shape: Any) -> Counts:
        """Counts of 32 bits, copied."""
        return self.array(at, shape, "u4").astype(np.int64)

    def totals(self, at: int, shape: tuple[int, ...]) -> Floats:
        """Sums over runs, their parts added up in a fixed order."""
        parts = self.array(at, (*shape, PARTS))
        a, b, c, d = (parts[..., i] + parts[..., i + 1] for i in (0, 2, 4, 6))
        found: Floats = (a + b) + (c + d)
        return found
