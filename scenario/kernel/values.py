"""What a kernel consists of: values, effects, blocks and functions.

A lane is one run of a tile. A backend decides how many lanes go side by side; since no operation
mixes lanes and each is rounded once, the bits do not depend on it. What is computed is not known
here, nor how a processor does it.

Types of values, with what stands in memory for each lane:

| type | is | bytes |
| --- | --- | --- |
| `f64` | double precision | 8 |
| `i64` | 64 bits, arithmetic modulo 2**64 | 8 |
| `f32`, `i32` | single precision; 32 bits | 4 |
| `mask` | a truth beside 64-bit lanes; stored as an `i64` of all ones or zero | 8 |
| `mask32` | a truth beside 32-bit lanes; never stored | |
| `int`, `long` | one number for all lanes: 32 and 64 bits, unsigned | 4, 8 |

Memory is one row of bytes, little-endian, addressed from 0. A *row* is one number for each run of
a tile, one after the other. Everything a program remembers is in memory: values are single
assignments and live within their block.
"""

from __future__ import annotations

from typing import Any, Protocol, TypeAlias

LANED = ("f64", "i64", "f32", "i32", "mask", "mask32")
SIZE = {"f64": 8, "i64": 8, "mask": 8, "f32": 4, "i32": 4, "int": 4, "long": 8}
EMPTY = 64
"""So many bytes at address 0 hold nothing of a program: whoever calls it may write there."""
PARTS = 8
"""Into so many partial sums a sum over runs is split: run `k` of a tile goes to part `k % 8`."""

Number: TypeAlias = "Value | float | int"


class Recorder(Protocol):
    """Whatever records what is done with values: a kernel being written."""

    def op(self, name: str, kind: str, *args: Number) -> Value:
        """Record an operation.

        Args:
            name: Which one; see `record.Record.op`.
            kind: The type that it gives.
            *args: Its operands.
        """

    def constant(self, kind: str, number: Any) -> Value:
        """Record a number."""

    def compare(self, name: str, left: Value, right: Number) -> Value:
        """Record a comparison.

        Args:
            name: `lt`, `le`, `gt`, `ge`, `eq` or `ne`.
            left: The value on the left.
            right: What it is compared with.
        """

    def shift(self, name: str, value: Value, by: Value | int) -> Value:
        """Record a shift of bits.

        Args:
            name: `shl`, `shr` or `sar`.
            value: What is shifted.
            by: By how many bits.
        """


class Value:
    """One result: `op` applied to `args`, with what is fixed about it in `static`."""

    __slots__ = ("args", "kernel", "op", "static", "type", "uses")

    def __init__(
        self, kernel: Recorder, kind: str, op: str, args: tuple[Value, ...], static: Any = None
    ) -> None:
        self.kernel, self.type, self.op, self.args, self.static = kernel, kind, op, args, static
        self.uses = 0

    def __add__(self, other: Number) -> Value:
        return self.kernel.op("add", self.type, self, other)

    def __radd__(self, other: Number) -> Value:
        return self.kernel.constant(self.type, other) + self

    def __sub__(self, other: Number) -> Value:
        return self.kernel.op("sub", self.type, self, other)

    def __rsub__(self, other: Number) -> Value:
        return self.kernel.constant(self.type, other) - self

    def __mul__(self, other: Number) -> Value:
        return self.kernel.op("mul", self.type, self, other)

    def __rmul__(self, other: Number) -> Value:
        return self.kernel.constant(self.type, other) * self

    def __truediv__(self, other: Number) -> Value:
        return self.kernel.op("div", self.type, self, other)

    def __rtruediv__(self, other: Number) -> Value:
        return self.kernel.constant(self.type, other) / self

    def __neg__(self) -> Value:
        return self * -1.0

    def __and__(self, other: Number) -> Value:
        return self.kernel.op("and", self.type, self, other)

    def __or__(self, other: Number) -> Value:
        return self.kernel.op("or", self.type, self, other)

    def __xor__(self, other: Number) -> Value:
        return self.kernel.op("xor", self.type, self, other)

    def __invert__(self) -> Value:
        return self.kernel.op("not", self.type, self)

    def __lshift__(self, by: Value | int) -> Value:
        return self.kernel.shift("shl", self, by)

    def __rshift__(self, by: Value | int) -> Value:
        """A logical shift: zeros come in from the left."""
        return self.kernel.shift("shr", self, by)

    def __lt__(self, other: Number) -> Value:
        return self.kernel.compare("lt", self, other)

    def __le__(self, other: Number) -> Value:
        return self.kernel.compare("le", self, other)

    def __gt__(self, other: Number) -> Value:
        return self.kernel.compare("gt", self, other)

    def __ge__(self, other: Number) -> Value:
        return self.kernel.compare("ge", self, other)

    def equals(self, other: Number) -> Value:
        """A truth for each lane: whether the two are equal; `==` is left to Python."""
        return self.kernel.compare("eq", self, other)

    def differs(self, other: Number) -> Value:
        """A truth for each lane: whether the two differ; what is not a number differs from all."""
        return self.kernel.compare("ne", self, other)


class Effect:
    """Something done to memory, or a call of another function."""

    __slots__ = ("args", "op", "static")

    def __init__(self, op: str, args: tuple[Value, ...], static: Any = None) -> None:
        self.op, self.args, self.static = op, args, static


class Block:
    """Statements in order: values where they are computed, effects, and blocks within.

    `kind` says when it is carried out: `body` once; `lanes` for all groups of lanes of the first
    `count` (an `int` in `head`) runs; `loop` for `index` from 0 while below `head`; `if` where the
    `int` in `head` is not 0.
    """

    __slots__ = ("_head", "_index", "items", "kind")

    def __init__(self, kind: str, head: Value | None = None, index: Value | None = None) -> None:
        self.kind, self._head, self._index = kind, head, index
        self.items: list[Value | Effect | Block] = []

    @property
    def head(self) -> Value:
        """The number that says how often it is carried out.

        Raises:
            ValueError: It has none, as a `body`.
        """
        if self._head is None:
            raise ValueError(f"a block `{self.kind}` without a number")
        return self._head

    @property
    def index(self) -> Value:
        """The number of the turn of a `loop`.

        Raises:
            ValueError: It is no loop.
        """
        if self._index is None:
            raise ValueError(f"a block `{self.kind}` without an index")
        return self._index


class Function:
    """A function of whole numbers that gives nothing back."""

    def __init__(self, name: str, parameters: list[Value], exported: bool) -> None:
        self.name, self.parameters, self.exported = name, parameters, exported
        self.body = Block("body")


def always(mask: Value) -> bool:
    """Whether a mask is written as true in all lanes."""
    return mask.op == "constant" and mask.static != 0
