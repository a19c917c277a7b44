"""The operations of a kernel carried out at once, on NumPy arrays.

The table says what each operation is; `Eager` is a kernel that computes while it is written, so
that what is written once in kernel operations also serves the host. Its memory is what it is
given, and is only read.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenario.kernel.ir import Kernel, Value

DTYPES: dict[str, Any] = {
    "f64": np.float64,
    "i64": np.uint64,
    "f32": np.float32,
    "i32": np.uint32,
    "mask": np.bool_,
    "mask32": np.bool_,
    "int": np.uint32,
    "long": np.uint64,
}


def carry_out(op: str, kind: str, args: tuple[Any, ...], static: Any) -> Any:
    """The result of one operation of a kernel, worked out by NumPy.

    Args:
        op: Its name, as in `record.Record.op`.
        kind: The type that it gives.
        args: Its operands, arrays or single numbers of the types in `DTYPES`.
        static: What is fixed about it: the number of a constant, the bits of a shift.

    Returns:
        An array of the type of `kind`, in the shape to which the operands broadcast.
    """
    if op == "constant":
        return _constant(kind, static)
    if op in ("shl", "shr", "sar"):
        return _shifted(op, args, static)
    if op == "cast":
        return _cast(kind, args[0])
    found = OPERATIONS[op](*args)
    if type(found) is np.ndarray and found.dtype.type is DTYPES[kind]:
        return found
    return np.asarray(found).astype(DTYPES[kind], copy=False)[()]


def _constant(kind: str, static: Any) -> Any:
    if kind in ("f64", "f32"):
        return DTYPES[kind](static[0])
    if kind in ("mask", "mask32"):
        return np.bool_(static != 0)
    bits = 64 if kind in ("i64", "long") else 32
    return DTYPES[kind](static % (1 << bits))


def _shifted(op: str, args: tuple[Any, ...], static: Any) -> Any:
    value = np.asarray(args[0])
    by = value.dtype.type(args[1] if len(args) > 1 else static)
    if op == "shl":
        return np.left_shift(value, by)
    if op == "shr":
        return np.right_shift(value, by)
    signed = value.view(np.int64 if value.dtype == np.uint64 else np.int32)
    return np.right_shift(signed, signed.dtype.type(by)).view(value.dtype)


def _cast(kind: str, value: Any) -> Any:
    value = np.asarray(value)
    if kind == "mask":
        return value != 0
    if value.dtype == np.bool_:
        return np.where(value, np.uint64((1 << 64) - 1), np.uint64(0))
    return value.view(DTYPES[kind])


def _high(value: NDArray[np.uint64]) -> Any:
    return (value >> np.uint64(32)).astype(np.uint32)


def _low(value: NDArray[np.uint64]) -> Any:
    return (value & np.uint64(0xFFFFFFFF)).astype(np.uint32)


OPERATIONS: dict[str, Callable[..., Any]] = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "sqrt": np.sqrt,
    "floor": np.floor,
    "min": lambda a, b: np.where(b < a, b, a),
    "max": lambda a, b: np.where(b > a, b, a),
    "and": np.bitwise_and,
    "or": np.bitwise_or,
    "xor": np.bitwise_xor,
    "not": np.logical_not,
    "lt": np.less,
    "le": np.less_equal,
    "gt": np.greater,
    "ge": np.greater_equal,
    "eq": np.equal,
    "ne": np.not_equal,
    "select": np.where,
    "high": _high,
    "low": _low,
    "single": lambda value: np.asarray(value).view(np.int32).astype(np.float32),
    "double": lambda value: value,
    "splat": lambda value: value,
    "flag": lambda value: value != 0,
    "any": np.any,
    "count": np.count_nonzero,
    "long": lambda value: value,
    "int": lambda value: np.asarray(value) & np.uint64(0xFFFFFFFF),
}


class Known(Value):
    """A value that is there already."""

    __slots__ = ("array",)
    array: Any

    def __init__(self, kernel: Kernel, kind: str, array: Any) -> None:
        self.kernel, self.type, self.array = kernel, kind, array


class Eager(Kernel):
    """A kernel whose operations give arrays at once: `wrap` an array, read `.array` of a result.

    What is infinite or no number warns nobody; who has seen to that says that it is `calm`.
    """

    def __init__(self, memory: bytes = b"", calm: bool = False) -> None:
        super().__init__()
        self.calm = calm
        self._memory = np.frombuffer(memory, "<f8")

    def wrap(self, array: Any, kind: str = "f64") -> Known:
        """An array as a value."""
        return Known(self, kind, np.asarray(array, DTYPES[kind]))

    def constant(self, kind: str, number: Any) -> Value:
        """A number; those that are not 0 (which has two signs) are made once."""
        if number:
            return Known(self, kind, _made(kind, number))
        return super().constant(kind, number)

    def gather(self, where: Value, at: int) -> Value:
        """Numbers in the memory, at addresses that are multiples of 8."""
        places = (_known(where).array & np.uint64(0xFFFFFFFF)) + np.uint64(at)
        return self.wrap(self._memory[places.astype(np.intp) >> 3])

    def _pure(self, kind: str, op: str, args: tuple[Value, ...], static: Any = None) -> Value:
        return self._impure(kind, op, args, static)

    def _impure(self, kind: str, op: str, args: tuple[Value, ...], static: Any) -> Value:
        arrays = tuple([arg.array for arg in args if isinstance(arg, Known)])
        if self.calm:
            return Known(self, kind, carry_out(op, kind, arrays, static))
        with np.errstate(all="ignore"):
            return Known(self, kind, carry_out(op, kind, arrays, static))


@lru_cache(maxsize=4096)
def _made(kind: str, number: float) -> Any:
    return _constant(kind, (float(number),) if kind in ("f64", "f32") else int(number))


def _known(value: Value) -> Known:
    if not isinstance(value, Known):
        raise TypeError("a value of another kernel is not known")
    return value


def applied(
    function: Callable[..., Value], *arrays: Any, memory: bytes = b"", **given: Any
) -> NDArray[np.float64]:
    """A function of kernel values, applied to NumPy arrays.

    Long arrays go in stretches that the processor's cache can hold.

    Args:
        function: Takes a kernel, then a value for each array, and gives a value.
        *arrays: `float64` arrays of shapes that broadcast.
        memory: What the function reads by `gather`: a multiple of 8 bytes.
        **given: Handed on to the function as it is.

    Returns:
        `float64` in the shape to which the arrays broadcast.
    """
    rows = [np.asarray(array, np.float64) for array in arrays]
    shape = np.broadcast_shapes(*(row.shape for row in rows))
    size = math.prod(shape)
    if size <= _STRETCH or any(row.size not in (1, size) for row in rows):
        return _applied(function, rows, memory, given)
    flat = [row.ravel() for row in rows]
    parts = [
        [row[start : start + _STRETCH] if row.size > 1 else row for row in flat]
        for start in range(0, size, _STRETCH)
    ]
    return np.concatenate([_applied(function, part, memory, given) for part in parts]).reshape(
        shape
    )


_STRETCH = 4096


def _applied(
    function: Callable[..., Value], arrays: list[Any], memory: bytes, given: dict[str, Any]
) -> NDArray[np.float64]:
    kernel = Eager(memory, calm=True)
    with np.errstate(all="ignore"):
        found = function(kernel, *map(kernel.wrap, arrays), **given)
    return np.asarray(_known(found).array)
