"""Carries a kernel out with NumPy, one array operation for each of its own.

All runs of a tile go side by side. Slow and plain: what the fast backends are compared with.
It knows nothing of registers or processors.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenario.kernel.eager import DTYPES, carry_out
from scenario.kernel.ir import LANED, PARTS, SIZE, Block, Effect, Function, Kernel, Value
from scenario.kernel.machine import EngineName, Memory, Outline


@dataclass(frozen=True, slots=True)
class ArrayText:
    """A kernel that needs no compiler."""

    kernel: Kernel

    def kept(self) -> ArrayCode:
        """The kernel as it is."""
        return self.compiled()

    def compiled(self) -> ArrayCode:
        """The kernel as it is."""
        return ArrayCode(self.kernel)


class ArrayCode:
    """A kernel as it was recorded."""

    engine: EngineName = "arrays"
    lanes = 0

    def __init__(self, kernel: Kernel) -> None:
        self.outline = Outline.of(kernel)
        self.functions = {function.name: function for function in kernel.functions}

    def open(self, extra: int = 0) -> ArrayMachine:
        """A new instance."""
        return ArrayMachine(self, self.outline.size + extra)


class ArrayMachine:
    """An instance: its memory is an array."""

    def __init__(self, code: ArrayCode, size: int) -> None:
        self.memory: Memory = np.zeros(size, np.uint8)
        code.outline.fill(self.memory)
        self.functions, self.outline = code.functions, code.outline

    def call(self, name: str, *numbers: int) -> None:
        """Carry out a function."""
        self.outline.check(name, numbers)
        function = self.functions[name]
        with np.errstate(all="ignore"):
            _Call(self, function, numbers).block(function.body)


class _Call:
    """A function at work: what its values are."""

    def __init__(self, machine: ArrayMachine, function: Function, numbers: Any) -> None:
        self.machine, self.memory = machine, machine.memory
        given = zip(function.parameters, numbers, strict=True)
        self.known: dict[Value, Any] = {p: DTYPES[p.type](number) for p, number in given}
        self.runs = 0
        self.added: list[tuple[Any, Any]] = []

    # Structure

    def block(self, block: Block) -> None:
        """Carry out statements in order."""
        for item in block.items:
            if isinstance(item, Value):
                self.known[item] = self.value(item)
            elif isinstance(item, Effect):
                EFFECTS[item.op](self, item.static, *item.args)
            else:
                BLOCKS[item.kind](self, item)

    def lanes(self, block: Block) -> None:
        """All runs of the tile at once, the last group filled up."""
        self.runs = -(-int(self.known[block.head]) // PARTS) * PARTS
        if self.runs:
            self.block(block)
            self.add_up()
        self.runs = 0

    def add_up(self) -> None:
        """Add what the block adds to partial sums, group by group as the lanes would be."""
        for group in range(self.runs // PARTS):
            for sums, values in self.added:
                np.add(sums, values[group], out=sums)
        self.added = []

    def loop(self, block: Block) -> None:
        """Once for each index; at least once."""
        for index in range(max(1, int(self.known[block.head]))):
            self.known[block.index] = np.uint32(index)
            self.block(block)

    def when(self, block: Block) -> None:
        """Unless the number is 0."""
        if self.known[block.head]:
            self.block(block)

    # Values

    def value(self, value: Value) -> Any:
        """What one operation gives: an array of lanes, or a number."""
        read = LOADS.get(value.op)
        if read is not None:
            return read(self, value.type, value.static, *value.args)
        args = tuple(self.known[arg] for arg in value.args)
        return self.wide(value.type, carry_out(value.op, value.type, args, value.static))

    def wide(self, kind: str, found: Any) -> Any:
        """A laned value with a number for every lane."""
        return np.broadcast_to(found, self.runs) if kind in LANED and self.runs else found

    def place(self, at: int, by: Value | None) -> int:
        """The address `by` bytes after another."""
        return at if by is None else at + int(self.known[by])

    def view(self, kind: str, at: int, count: int) -> NDArray[Any]:
        """So many numbers at an address."""
        dtype = np.uint64 if kind == "mask" else DTYPES[kind]
        return self.memory[at : at + count * SIZE[kind]].view(dtype)

    def row(self, kind: str, at: int, by: Value | None = None) -> Any:
        """The lanes of a row."""
        found = self.view(kind, self.place(at, by), self.runs)
        return found != 0 if kind == "mask" else found.copy()

    def word(self, kind: str, at: int, by: Value | None = None) -> Any:
        """One number."""
        return self.view(kind, self.place(at, by), 1)[0]

    def uniform(self, kind: str, at: int, by: Value | None = None) -> Any:
        """One number for all lanes."""
        found = self.word(kind, at, by)
        return self.wide(kind, found != 0 if kind == "mask" else found)

    def gather(self, kind: str, at: int, where: Value) -> Any:
        """A number for each lane, from an address of its own."""
        bytes_of = at + self.lower(where)[:, None] + np.arange(SIZE[kind])
        return self.memory[bytes_of].view(DTYPES[kind])[:, 0]

    def lower(self, where: Value) -> NDArray[np.int64]:
        """The lower 32 bits of each lane."""
        known: NDArray[np.uint64] = self.known[where]
        return (known & np.uint64(0xFFFFFFFF)).astype(np.int64)

    # Effects

    def store_row(self, at: int, value: Value, by: Value | None = None) -> None:
        """Write lanes."""
        self.view(value.type, self.place(at, by), self.runs)[:] = self.stored(value)

    def store_word(self, at: int, value: Value, by: Value | None = None) -> None:
        """Write one number."""
        self.view(value.type, self.place(at, by), 1)[:] = self.known[value]

    def store_uniform(self, at: int, value: Value, by: Value | None = None) -> None:
        """Write the first lane twice."""
        self.view(value.type, self.place(at, by), 2)[:] = self.stored(value)[0]

    def store_bytes(self, at: int, value: Value, by: Value | None = None) -> None:
        """Write the lowest byte of each lane."""
        at = self.place(at, by)
        self.memory[at : at + self.runs] = self.known[value] & np.uint64(0xFF)

    def stored(self, value: Value) -> Any:
        """What stands in memory for lanes."""
        known = self.known[value]
        return carry_out("cast", "i64", (known,), None) if value.type == "mask" else known

    def count(self, at: int, mask: Value, by: Value | None = None) -> None:
        """Add a number of lanes."""
        self.view("int", self.place(at, by), 1)[:] += np.uint32(self.known[mask].sum())

    def uncount(self, at: int, mask: Value, by: Value | None = None) -> None:
        """Take it off."""
        self.view("int", self.place(at, by), 1)[:] -= np.uint32(self.known[mask].sum())

    def tally(self, at: int, where: Value, mask: Value) -> None:
        """Add 1 where each lane says."""
        for place in self.lower(where)[self.known[mask]]:
            self.view("int", at + int(place), 1)[:] += np.uint32(1)

    def total(self, at: int, value: Value, by: Value | None = None) -> None:
        """Remember what is added to partial sums; in which order decides about the last bits."""
        sums = self.view("f64", self.place(at, by), PARTS)
        self.added.append((sums, self.known[value].reshape(-1, PARTS)))

    def call(self, name: str, *args: Value) -> None:
        """Carry out another function."""
        function = self.machine.functions[name]
        numbers = tuple(self.known[arg] for arg in args)
        _Call(self.machine, function, numbers).block(function.body)


BLOCKS: dict[str, Callable[[_Call, Block], None]] = {
    "lanes": _Call.lanes,
    "loop": _Call.loop,
    "if": _Call.when,
}
LOADS: dict[str, Callable[..., Any]] = {
    "row": _Call.row,
    "word": _Call.word,
    "uniform": _Call.uniform,
    "gather": _Call.gather,
}
EFFECTS: dict[str, Callable[..., None]] = {
    "store row": _Call.store_row,
    "store word": _Call.store_word,
    "store uniform": _Call.store_uniform,
    "bytes": _Call.store_bytes,
    "count": _Call.count,
    "uncount": _Call.uncount,
    "tally": _Call.tally,
    "total": _Call.total,
    "call": _Call.call,
}
