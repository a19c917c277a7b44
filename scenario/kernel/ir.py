"""A kernel being written: the operations on lanes that its functions are made of.

They are recorded by `record` as the values, effects and blocks of `values`. What is computed is
not known here, nor how a processor does it.

Where a method takes an address `at` and a value `by`, what is read or written stands at `at` bytes
from the beginning of memory, plus the `int` value `by` where one is given.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from scenario.kernel.record import ANYWHERE, Record, used
from scenario.kernel.values import (
    EMPTY,
    LANED,
    PARTS,
    SIZE,
    Block,
    Effect,
    Function,
    Number,
    Value,
    always,
)

__all__ = [
    "EMPTY",
    "LANED",
    "PARTS",
    "SIZE",
    "Block",
    "Effect",
    "Function",
    "Kernel",
    "Number",
    "Value",
    "always",
]


class Kernel(Record):
    """A kernel being written: memory, functions, and the operations in them."""

    # Memory

    def allocate(self, size: int, align: int = 64) -> int:
        """The address of `size` new bytes, zero at first."""
        at = -(-self.size // align) * align
        self.size = at + size
        return at

    def place(self, content: bytes) -> int:
        """The address of bytes that are there from the beginning."""
        at = self.allocate(len(content))
        self.contents.append((at, content))
        return at

    # Structure

    @contextmanager
    def function(self, name: str, *parameters: str, exported: bool = False) -> Iterator[Any]:
        """A function without a result, recorded while the context is open.

        Args:
            name: What it is called by, here and from outside.
            *parameters: Written `name:int` or `name:long`; the context gives them as values.
            exported: Whether the host can call it.
        """
        given = []
        for parameter in parameters:
            called, kind = parameter.split(":")
            given.append(Value(self, kind, "parameter", (), called))
        made = Function(name, given, exported)
        self.functions.append(made)
        with self._inside(made.body):
            yield given

    @contextmanager
    def lanes(self, count: Value) -> Iterator[None]:
        """For all groups of lanes of the first `count` runs of the tile, the last filled up.

        Rows are read and written, and lanes computed, in such a block only.
        """
        block = Block("lanes", used(count))
        self._add(block)
        with self._inside(block):
            yield

    @contextmanager
    def loop(self, stop: Value | int) -> Iterator[Value]:
        """For 0, 1, ... below `stop` (an `int`), which is at least 1."""
        index = Value(self, "int", "index", ())
        block = Block("loop", used(self._value("int", stop)), index)
        self._add(block)
        with self._inside(block):
            yield index

    @contextmanager
    def when(self, condition: Value) -> Iterator[None]:
        """Where an `int` is not zero."""
        block = Block("if", used(condition))
        self._add(block)
        with self._inside(block):
            yield

    @contextmanager
    def when_any(self, mask: Value) -> Iterator[None]:
        """Where a mask holds in any lane of the group; what is stored must be masked still."""
        with self.when(self.op("any", "int", mask)):
            yield

    def call(self, name: str, *args: Value) -> None:
        """Another function, written before this one."""
        self._effect("call", args, name)
        for held in self._held:
            held.clear()
        for stored in self._stored:
            stored.add(ANYWHERE)

    # Numbers

    def truth(self, value: bool) -> Value:
        """A mask that is the same in all lanes."""
        return self._pure("mask", "constant", (), -1 if value else 0)

    def shift_signed(self, value: Value, by: int) -> Value:
        """To the right, the sign kept."""
        return self.shift("sar", value, by)

    def select(self, mask: Value, yes: Number, no: Number) -> Value:
        """`yes` in the lanes where the mask is true, `no` in the others.

        Args:
            mask: A `mask` for 64-bit lanes, a `mask32` for those of 32 bits.
            yes: A value, or a plain number where `no` is a value.
            no: A value of the same type, or a plain number.
        """
        kind = next(v.type for v in (yes, no) if isinstance(v, Value))
        return self._pure(kind, "select", (mask, self._value(kind, yes), self._value(kind, no)))

    def least(self, a: Value, b: Number) -> Value:
        """`b if b < a else a`: what is not a number stays as `a`, and is lost as `b`."""
        return self.op("min", "f64", a, b)

    def greatest(self, a: Value, b: Number) -> Value:
        """`b if b > a else a`."""
        return self.op("max", "f64", a, b)

    def cast(self, kind: str, value: Value) -> Value:
        """The same bits, taken for another type."""
        return self._pure(kind, "cast", (value,))

    # Rows

    def load(self, kind: str, at: int, by: Value | None = None) -> Value:
        """The lanes of a row.

        Args:
            kind: The type of the lanes, of those that can stand in memory (see `values.SIZE`).
            at: The address of the row.
            by: Bytes to add to it.
        """
        return self._load("row", kind, at, by)

    def store(self, at: int, value: Value, by: Value | None = None) -> None:
        """Write lanes to a row.

        Args:
            at: The address of the row.
            value: The lanes.
            by: Bytes to add to the address.
        """
        self._store("row", value.type, at, by, value)

    def store_byte(self, at: int, value: Value, by: Value | None = None) -> None:
        """Write the lowest byte of each lane to a row of bytes.

        Args:
            at: The address of the row.
            value: `i64` lanes.
            by: Bytes to add to the address.
        """
        self._write("bytes", at, (value,), by)

    def uniform(self, kind: str, at: int, by: Value | None = None) -> Value:
        """One number for all lanes, which stands in memory twice, in 16 bytes.

        Args:
            kind: `f64` or `mask`.
            at: The address of the first copy.
            by: Bytes to add to it.
        """
        return self._load("uniform", kind, at, by)

    def store_uniform(self, at: int, value: Value, by: Value | None = None) -> None:
        """Write the first lane twice, to be read with `uniform`.

        Args:
            at: The address of the first copy.
            value: An `f64` or a `mask` that is the same in all lanes.
            by: Bytes to add to the address.
        """
        self._store("uniform", value.type, at, by, value)

    def word(self, kind: str, at: int, by: Value | None = None) -> Value:
        """One number in memory that is no lane.

        Args:
            kind: `int` or `long`.
            at: The address of the number.
            by: Bytes to add to it.
        """
        return self._load("word", kind, at, by)

    def store_word(self, at: int, value: Value, by: Value | None = None) -> None:
        """Write one number that is no lane.

        Args:
            at: The address of the number.
            value: An `int` or a `long`.
            by: Bytes to add to the address.
        """
        self._store("word", value.type, at, by, value)

    def gather(self, where: Value, at: int) -> Value:
        """An `f64` for each lane from address `at` plus the lower 32 bits of its `i64` `where`."""
        return self._impure("f64", "gather", (where,), at)

    # Counting and adding up

    def count(self, at: int, mask: Value, by: Value | None = None) -> None:
        """Add the number of lanes in which a mask is true to 32 bits in memory.

        Args:
            at: The address of the count.
            mask: A `mask` or a `mask32`.
            by: Bytes to add to the address.
        """
        self._write("count", at, (mask,), by)

    def uncount(self, at: int, mask: Value, by: Value | None = None) -> None:
        """Subtract the number of lanes in which a mask is true from 32 bits in memory.

        Args:
            at: The address of the count.
            mask: A `mask` or a `mask32`.
            by: Bytes to add to the address.
        """
        self._write("uncount", at, (mask,), by)

    def tally(self, where: Value, mask: Value, at: int) -> None:
        """Add 1 to 32 bits in memory for each lane in which a mask is true, as a histogram does.

        Args:
            where: `i64` lanes whose lower 32 bits tell how far behind `at` a lane's count stands.
            mask: Which lanes are counted.
            at: The address of the first count.
        """
        self._write("tally", at, (where, mask))

    def total(self, at: int, value: Value, by: Value | None = None) -> None:
        """Add each lane to a partial sum: that of run `k` of the tile to sum `k % PARTS`.

        Args:
            at: The address of the partial sums, `f64`.
            value: `f64` lanes.
            by: Bytes to add to the address.
        """
        self._write("total", at, (value,), by)
