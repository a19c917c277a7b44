"""A kernel being written: operations on lanes, recorded in functions of structured statements.

The record is made of `values`; whatever is computed twice in a block is recorded once. What is
computed is not known here, nor how a processor does it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import copysign
from typing import Any

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


class Kernel:
    """A kernel being written: memory, functions, and the operations in them."""

    def __init__(self) -> None:
        self.size = EMPTY
        self.functions: list[Function] = []
        self.contents: list[tuple[int, bytes]] = []
        self._blocks: list[Block] = []
        self._known: list[dict[Any, Any]] = []
        self._held: list[dict[int, dict[Any, Value]]] = []  # by address
        self._stored: list[set[int]] = []

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
        """A function; parameters are written `name:int` or `name:long` and given as values."""
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
        block = Block("lanes", _used(count))
        self._add(block)
        with self._inside(block):
            yield

    @contextmanager
    def loop(self, stop: Value | int) -> Iterator[Value]:
        """For 0, 1, ... below `stop` (an `int`), which is at least 1."""
        index = Value(self, "int", "index", ())
        block = Block("loop", _used(self._value("int", stop)), index)
        self._add(block)
        with self._inside(block):
            yield index

    @contextmanager
    def when(self, condition: Value) -> Iterator[None]:
        """Where an `int` is not zero."""
        block = Block("if", _used(condition))
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
            stored.add(_ANYWHERE)

    # Numbers

    def constant(self, kind: str, number: Any) -> Value:
        """A number written into the code, the same in all lanes."""
        if kind in ("f64", "f32"):
            number = float(number)
            static = (number, copysign(1.0, number) < 0.0)  # so that -0.0 is told from 0.0
            return self._pure(kind, "constant", (), static)
        return self._pure(kind, "constant", (), int(number))

    def truth(self, value: bool) -> Value:
        """A mask that is the same in all lanes."""
        return self._pure("mask", "constant", (), -1 if value else 0)

    def op(self, name: str, kind: str, *args: Number) -> Value:
        """An operation without side effects; plain numbers take the type of the first value.

        | operation | of | gives |
        | --- | --- | --- |
        | `add sub mul` | numbers of any type but masks | the same type |
        | `div sqrt floor` | `f64` (`f32` but for floor) | the same type |
        | `min max` | `f64`: `b if b < a else a`, `b if b > a else a` | `f64` |
        | `and or xor` | whole numbers and masks | the same type |
        | `not` | masks | the same type |
        | `lt le gt ge eq ne` | `f64`: a truth; `int`, `long`: 1 or 0, unsigned | `mask`; `int` |
        | `eq` | `i32`: a truth | `mask32` |
        | `cast` | `f64` and `i64`, `f32` and `i32`, `mask` and `i64`: the same bits | the other |
        | `high low` | `i64`: its upper and lower 32 bits | `i32` |
        | `single` | `i32`, read as a signed number | `f32` |
        | `double` | `f32` | `f64` |
        | `splat` | `long` | `i64` |
        | `flag` | `int`: whether it is not 0 | `mask` |
        | `any count` | a mask: whether any lane is true; in how many it is | `int` |
        | `long` | `int` | `long` |
        | `int` | `long`: its lower 32 bits | `int` |
        """
        values = [arg for arg in args if isinstance(arg, Value)]
        if len(values) < len(args):
            values = [self._value(values[0].type, arg) for arg in args]
        return self._pure(kind, name, tuple(values))

    def compare(self, name: str, left: Value, right: Number) -> Value:
        """A comparison: a mask of lanes, or for numbers that are no lanes an `int` 1 or 0."""
        kinds = {"f64": "mask", "i32": "mask32", "int": "int", "long": "int"}
        return self.op(name, kinds[left.type], left, right)

    def shift(self, name: str, value: Value, by: Value | int) -> Value:
        """`shl` or `shr` of whole numbers by so many bits, an `int` or a number below the width."""
        if isinstance(by, Value):
            return self._pure(value.type, name, (value, by))
        return self._pure(value.type, name, (value,), by)

    def shift_signed(self, value: Value, by: int) -> Value:
        """To the right, the sign kept."""
        return self.shift("sar", value, by)

    def select(self, mask: Value, yes: Number, no: Number) -> Value:
        """`yes` in the lanes of the mask, `no` in the others."""
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
        """The lanes of a row: that of `kind` at an address, `by` bytes farther."""
        return self._load("row", kind, at, by)

    def store(self, at: int, value: Value, by: Value | None = None) -> None:
        """Write lanes to a row."""
        self._store("row", value.type, at, by, value)

    def store_byte(self, at: int, value: Value, by: Value | None = None) -> None:
        """Write the lowest bytes of `i64` lanes to a row of bytes."""
        self._write("bytes", at, (value,), by)

    def uniform(self, kind: str, at: int, by: Value | None = None) -> Value:
        """One `f64` for all lanes; it stands in memory twice, in 16 bytes."""
        return self._load("uniform", kind, at, by)

    def store_uniform(self, at: int, value: Value, by: Value | None = None) -> None:
        """Write the first lane of an `f64` that is the same in all lanes, twice."""
        self._store("uniform", value.type, at, by, value)

    def word(self, kind: str, at: int, by: Value | None = None) -> Value:
        """An `int` or a `long` in memory."""
        return self._load("word", kind, at, by)

    def store_word(self, at: int, value: Value, by: Value | None = None) -> None:
        """Write an `int` or a `long`."""
        self._store("word", value.type, at, by, value)

    def gather(self, where: Value, at: int) -> Value:
        """An `f64` for each lane from address `at` plus the lower 32 bits of its `i64` `where`."""
        return self._impure("f64", "gather", (where,), at)

    # Counting and adding up

    def count(self, at: int, mask: Value, by: Value | None = None) -> None:
        """Add the number of lanes in which a mask holds to the 32 bits at an address."""
        self._write("count", at, (mask,), by)

    def uncount(self, at: int, mask: Value, by: Value | None = None) -> None:
        """Take it off."""
        self._write("uncount", at, (mask,), by)

    def tally(self, where: Value, mask: Value, at: int) -> None:
        """For each lane of the mask add 1 to the 32 bits at `at` plus the lower half of `where`."""
        self._write("tally", at, (where, mask))

    def total(self, at: int, value: Value, by: Value | None = None) -> None:
        """Add each `f64` lane to its partial sum among the `PARTS` at an address."""
        self._write("total", at, (value,), by)

    # What whoever writes the kernel wants to remember while a block is open

    def remember(self, key: Any, what: Any) -> None:
        """Keep something until the block being written is closed."""
        self._known[-1]["remembered", key] = what

    def remembered(self, key: Any) -> Any:
        """What was kept under a key in an open block, or None."""
        for known in reversed(self._known):
            found = known.get(("remembered", key))
            if found is not None:
                return found
        return None

    # How it is recorded

    def _value(self, kind: str, number: Number) -> Value:
        return number if isinstance(number, Value) else self.constant(kind, number)

    def _offset(self, by: Value | None) -> tuple[Value, ...]:
        return () if by is None else (by,)

    def _pure(self, kind: str, op: str, args: tuple[Value, ...], static: Any = None) -> Value:
        """The value, or the same one where it is known in this block already."""
        key = (op, kind, static, args)
        for known in self._known[::-1]:
            found: Value | None = known.get(key)
            if found is not None:
                return found
        made = self._impure(kind, op, args, static)
        self._known[-1][key] = made
        return made

    def _impure(self, kind: str, op: str, args: tuple[Value, ...], static: Any) -> Value:
        made = Value(self, kind, op, args, static)
        for arg in args:
            arg.uses += 1
        self._add(made)
        return made

    def _load(self, op: str, kind: str, at: int, by: Value | None) -> Value:
        key = (id(by), kind, op)
        for held in self._held[::-1]:
            if at in held and key in held[at]:
                return held[at][key]
        made = self._impure(kind, op, self._offset(by), at)
        self._held[-1].setdefault(at, {})[key] = made
        return made

    def _store(self, op: str, kind: str, at: int, by: Value | None, value: Value) -> None:
        self._write(f"store {op}", at, (value,), by)
        self._held[-1][at] = {(id(by), kind, op): value}

    def _write(self, op: str, at: int, args: tuple[Value, ...], by: Value | None = None) -> None:
        """Something done to what stands at an address, `by` bytes farther."""
        self._effect(op, (*args, *self._offset(by)), at)
        self._forget(at)

    def _effect(self, op: str, args: tuple[Value, ...], static: Any) -> None:
        for arg in args:
            arg.uses += 1
        self._add(Effect(op, args, static))

    def _forget(self, at: int) -> None:
        """What was read at an address is no longer what stands there."""
        for held in self._held:
            held.pop(at, None)
        for stored in self._stored:
            stored.add(at)

    def _add(self, item: Value | Effect | Block) -> None:
        self._blocks[-1].items.append(item)

    @contextmanager
    def _inside(self, block: Block) -> Iterator[None]:
        """Record into a block; what is read before a loop must not stand for what it changes."""
        self._blocks.append(block)
        self._known.append({})
        before = self._held
        self._held = [{}] if block.kind in ("loop", "lanes") else [*before, {}]
        self._stored.append(set())
        yield
        self._held = before
        changed = self._stored.pop()
        self._blocks.pop()
        self._known.pop()
        for held in self._held:
            for at in list(held) if _ANYWHERE in changed else changed:
                held.pop(at, None)


_ANYWHERE = -1
"""Stands among stored addresses for all of them."""


def _used(value: Value) -> Value:
    value.uses += 1
    return value
