"""One instance of a compiled program: what a host may set in its memory, and how it runs tiles.

It belongs to one thread. What is run, and what for, is the business of others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenario.engine.bins import Bins
from scenario.engine.compiled import Compiled
from scenario.engine.emit.layout import BINS, TILES
from scenario.engine.leaves import NEVER
from scenario.engine.program import Program
from scenario.engine.tile_memory import Counts, Floats, TileMemory
from scenario.kernel.machine import Code

_ALL_ONES = np.uint64((1 << 64) - 1)
_NONE: Mapping[int, int] = MappingProxyType({})


class Instance(TileMemory):
    """Runs tiles of a program.

    Args:
        compiled: The program and its kernel.
        taken: At how many steps at most all values are taken for the host.
        edges: How many places at most have bins with edges of their own.
        told: Whether the rates of every step may be told.
        room: Bytes that whoever conditions runs on facts may use.
    """

    def __init__(
        self,
        compiled: Compiled,
        taken: int = 0,
        edges: int = 0,
        told: bool = False,
        room: int = 0,
    ) -> None:
        self.program, self.layout = compiled.program, compiled.layout
        self._compiled, layout = compiled, self.layout
        self._slot = layout.taken_rows * layout.row
        rates = layout.row * layout.told * self.program.steps if told else 0
        self._extra = taken * self._slot + 8 * BINS * edges + rates + room + 192
        self._views: dict[Any, NDArray[Any]] = {}
        self._open(compiled.code)
        self._slots = (compiled.codes.source.outline.size + 63) // 64 * 64
        self._edges = self._slots + taken * self._slot
        self._rates = self._edges + 8 * BINS * edges
        self.room = (self._rates + rates + 63) // 64 * 64
        """Where that room is."""
        self.steps = self.program.steps
        self._taken: dict[int, int] = {}
        self._tile: object = None
        self.carries = False
        """Whether runs carry probabilities of states."""
        self.asked: object = None
        """What an instance was last made ready for, by whoever did so."""
        self._pinned: Mapping[int, float] = {}
        self._rules_off: frozenset[int] = frozenset()
        self._events_off: frozenset[int] = frozenset()
        self._rules_on: frozenset[int] = frozenset()
        self._dates: Mapping[int, int] = _NONE
        self.set_numbers([number.value for number in self.program.numbers])

    def _open(self, code: Code) -> None:
        self._code, self._machine = code, code.open(self._extra)
        self._memory = self._machine.memory

    def become(self, program: Program) -> None:
        """Run this program from now on: one that shares the kernel, with numbers of its own."""
        if program is not self.program:
            self.program = program
            self.set_numbers([number.value for number in program.numbers])

    # What a host may set

    def set_numbers(self, values: Sequence[float]) -> None:
        """The values of the program's numbers, in order."""
        if values:
            self.array(self.layout.numbers, (len(values), 2))[:] = np.array(values)[:, None]
        self._set(self.layout.ready, 0)

    def pin(self, values: Mapping[int, float]) -> None:
        """Judgements that have one value in all runs; all others are drawn."""
        if values is self._pinned:
            return
        count = len(self.program.draws)
        pinned = self.array(self.layout.pinned, count, "u4")
        pinned[:] = 0
        for slot, value in values.items():
            pinned[slot] = 1
            self.array(self.layout.pinned_at, (count, 2))[slot] = value
        self._pinned = values

    def run_until(self, step: int) -> None:
        """Run no farther than to the end of this step."""
        self.steps = step
        self._set(self.layout.until, step)

    def count_values(self, wanted: bool) -> None:
        """Whether sums of values are kept."""
        self._set(self.layout.counting, int(wanted))

    def count_rules(self, wanted: bool) -> None:
        """Whether it is counted in how many steps each rule holds."""
        self._set(self.layout.holding, int(wanted))

    def draw_outcome(self, wanted: bool) -> None:
        """Whether runs move from state to state, as drawn."""
        self._set(self.layout.drawing, int(wanted))

    def carry_outcome(self, wanted: bool) -> None:
        """Whether runs carry probabilities of states."""
        self._set(self.layout.carrying, int(wanted))
        self.carries = wanted

    def square_sums(self, wanted: bool) -> None:
        """Whether squares are of sums over replicates, or else of each run's probabilities."""
        self._set(self.layout.replicated, int(wanted))

    def take_at(self, steps: Iterable[int]) -> None:
        """At the end of which steps (0: the start) all values are taken for the host."""
        flags = self.array(self.layout.take, self.program.steps + 1, "u4")
        flags[:] = 0
        self._taken = {step: self._slots + i * self._slot for i, step in enumerate(steps)}
        for step, at in self._taken.items():
            flags[step] = at

    def tell_rates(self) -> None:
        """From now on the rates of every step are told."""
        size = self.layout.told * self.layout.row
        words = self.array(self.layout.tell, self.program.steps, "u4")
        words[:] = self._rates + size * np.arange(self.program.steps)

    @property
    def taken(self) -> tuple[int, ...]:
        """The steps at which values are taken."""
        return tuple(self._taken)

    def bin_values(self, bins: Bins | None) -> None:
        """In which bins values are counted from now on, if in any."""
        self._set(self.layout.binning, int(bins is not None))
        if bins is None:
            return
        base = 2.0**52 + BINS * np.arange(len(bins.low))
        scales = np.stack([bins.low, bins.scale, base], axis=1)
        self.array(self.layout.scales, (*scales.shape, 2))[:] = scales[:, :, None]
        words = self.array(self.layout.edges, len(bins.low), "u4")
        for number, (place, edges) in enumerate(bins.edges.items()):
            at = self._edges + number * edges.nbytes
            self.array(at, len(edges))[:] = edges
            words[place] = at

    def histogram(self) -> Counts:
        """How many values were counted in each bin: `[place, bin]`."""
        places = (self.program.steps + 1) * len(self.program.lows)
        return self.word_counts(self.layout.bins, (places, BINS))

    def switch_rules(self, off: frozenset[int], on: frozenset[int] = frozenset()) -> None:
        """Which rules never hold, and which may at any time; all others do as the program says.

        Args:
            off: Those that never hold.
            on: Those that may hold though they are switched off in the program.
        """
        if (off, on) != (self._rules_off, self._rules_on):
            table = self._switch(self.layout.rule_on, self._rule_flags, off)
            for index in on:
                table[self._steps_of(index)] = 1
            self._rules_off, self._rules_on = off, on

    def switch_events(self, off: frozenset[int], dates: Mapping[int, int] = _NONE) -> None:
        """Which events never happen, and which do at another time.

        Args:
            off: Those that never happen.
            dates: By event that comes at a rate, and is `datable`, the step in which it happens.
        """
        if (off, dates) == (self._events_off, self._dates):
            return
        table = self._switch(self.layout.event_on, self._event_flags, off)
        for index, step in dates.items():
            table[self._steps_of(index)] = 0
            table[index * self.program.steps + step - 1] = 2
        before = self.program.happened_before
        known = [before.get(i, NEVER) for i in range(len(self.program.events))]
        for index, month in enumerate(known):
            at = self.layout.before + 16 * index
            self.array(at, 2)[:] = NEVER if index in off else month
        self._events_off, self._dates = off, dates

    def _steps_of(self, index: int) -> slice:
        """Where the flags of a rule or an event stand among those of all."""
        return slice(index * self.program.steps, (index + 1) * self.program.steps)

    @cached_property
    def _rule_flags(self) -> NDArray[np.uint32]:
        return np.array(self.layout.rule_flags(), np.uint32)

    @cached_property
    def _event_flags(self) -> NDArray[np.uint32]:
        return np.array(self.layout.event_flags(), np.uint32)

    def _switch(self, at: int, flags: NDArray[np.uint32], off: Iterable[int]) -> NDArray[np.uint32]:
        table: NDArray[np.uint32] = self.array(at, len(flags), "u4")
        table[:] = flags
        for index in off:
            table[self._steps_of(index)] = 0
        return table

    def _set(self, at: int, value: int) -> None:
        self.array(at, 1, "u4")[0] = value

    # Running

    def run(self, first: int, runs: int, seed: int, draw: int | None = None) -> None:
        """Simulate a tile of successive runs.

        Args:
            first: The number of the first run.
            runs: How many, at most the width of a tile.
            seed: The key of the seed.
            draw: The run whose judgements all of them have; each has its own if None.
        """
        source, each = (first, 1) if draw is None else (draw, 0)
        self._draw((first, runs, seed, self.steps))
        self._call(runs, "run", first, runs, seed, source, each)

    def _draw(self, tile: object) -> None:
        """Random numbers are drawn anew, unless they are those of the tile before."""
        self._set(self.layout.drawn, int(self.layout.whole and tile == self._tile))
        self._tile = tile

    @property
    def most(self) -> int:
        """How many runs one call may simulate."""
        return TILES * self.layout.width

    def play(self, numbers: Counts, seed: int, judged_by: Counts | None = None) -> None:
        """Simulate one tile of any runs under the key of a seed.

        Args:
            numbers: Of the runs.
            seed: The key of the seed.
            judged_by: Runs whose judgements they have; their own where None.
        """
        judged_by = numbers if judged_by is None else judged_by
        for at, given in ((self.layout.run_number, numbers), (self.layout.judged_by, judged_by)):
            self.array(at, self.layout.width, "i8")[: len(given)] = given
        self._draw((numbers.tobytes(), judged_by.tobytes(), seed, self.steps))
        self._call(len(numbers), "play", len(numbers), seed)

    def begin(self, numbers: Counts, seed: int) -> None:
        """Simulate a part of one tile: `go_on` does the rest, after what is changed meanwhile.

        Args:
            numbers: Of the runs.
            seed: The key of the seed.
        """
        self.array(self.layout.run_number, self.layout.width, "i8")[: len(numbers)] = numbers
        self.array(self.layout.judged_by, self.layout.width, "i8")[: len(numbers)] = numbers
        self._call(len(numbers), "begin", len(numbers), seed)

    def go_on(self, runs: int, begun: int) -> None:
        """Simulate the tile from where it was left.

        Args:
            runs: How many runs it has.
            begun: The last step that was simulated.
        """
        self._call(runs, "go_on", runs, begun)

    def _call(self, runs: int, name: str, *numbers: int) -> None:
        """Simulate on the best code that is ready, in memory as the one before it left it."""
        best = self._compiled.code
        if best is not self._code:
            before = self._memory
            self._open(best)
            self._memory[:] = before
            self._views.clear()
        self._machine.call(name, *numbers)
        self._compiled.did(runs, self.steps)

    def draw_judgements(self) -> None:
        """Judgements are drawn, not given, from now on."""
        self._set(self.layout.given, 0)

    def give(self, uniforms: Floats) -> None:
        """The uniforms behind the judgements of the next tile: `[judgement, run]`."""
        self._set(self.layout.given, 1)
        rows = self.rows(self.layout.uniform, len(uniforms), uniforms.shape[1])
        rows[:] = uniforms

    def switch_on(self, on: NDArray[np.bool_]) -> None:
        """Which switches are on in the runs of the next tile: `[switch, run]`."""
        table = self.array(self.layout.switch, (self.layout.switch_count, self.layout.width), "u8")
        table[:, : on.shape[1]] = np.where(on, _ALL_ONES, np.uint64(0))
