"""The record of a kernel: its functions, and the values, effects and blocks in them, in order.

Whatever is computed or read twice in a block is recorded once, until what was read is written over.
What is computed is not known here, nor how a processor does it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import copysign
from typing import Any

from scenario.kernel.values import EMPTY, Block, Effect, Function, Number, Value

ANYWHERE = -1
"""Stands among stored addresses for all of them."""


class Record:
    """A kernel as it is recorded: values know it, and record by it what is done with them."""

    def __init__(self) -> None:
        self.size = EMPTY
        self.functions: list[Function] = []
        self.contents: list[tuple[int, bytes]] = []
        self._blocks: list[Block] = []
        self._known: list[dict[Any, Any]] = []
        self._held: list[dict[int, dict[Any, Value]]] = []  # by address
        self._stored: list[set[int]] = []

    def constant(self, kind: str, number: Any) -> Value:
        """A number written into the code, the same in all lanes."""
        if kind in ("f64", "f32"):
            number = float(number)
            static = (number, copysign(1.0, number) < 0.0)  # so that -0.0 is told from 0.0
            return self._pure(kind, "constant", (), static)
        return self._pure(kind, "constant", (), int(number))

    def op(self, name: str, kind: str, *args: Number) -> Value:
        """An operation without side effects, recorded once in a block.

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

        Args:
            name: The operation, of the first column.
            kind: The type that it gives.
            *args: Its operands; plain numbers take the type of the first value among them.
        """
        values = [arg for arg in args if isinstance(arg, Value)]
        if len(values) < len(args):
            values = [self._value(values[0].type, arg) for arg in args]
        return self._pure(kind, name, tuple(values))

    def compare(self, name: str, left: Value, right: Number) -> Value:
        """A comparison: a mask of lanes, or for numbers that are no lanes an `int` 1 or 0.

        Args:
            name: `lt`, `le`, `gt`, `ge`, `eq` or `ne`.
            left: A value of a type that `op` compares.
            right: A value of the same type, or a plain number.
        """
        kinds = {"f64": "mask", "i32": "mask32", "int": "int", "long": "int"}
        return self.op(name, kinds[left.type], left, right)

    def shift(self, name: str, value: Value, by: Value | int) -> Value:
        """A shift of whole numbers; zeros come in, or copies of the sign bit with `sar`.

        Args:
            name: `shl` to the left, `shr` or `sar` to the right.
            value: What is shifted: `i64`, `i32`, `int` or `long`.
            by: How many bits, below the width of the type: a number, or an `int` value.
        """
        if isinstance(by, Value):
            return self._pure(value.type, name, (value, by))
        return self._pure(value.type, name, (value,), by)

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
            for at in list(held) if ANYWHERE in changed else changed:
                held.pop(at, None)


def used(value: Value) -> Value:
    """The value, with one more use counted."""
    value.uses += 1
    return value
