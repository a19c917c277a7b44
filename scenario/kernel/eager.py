"""The operations of a kernel carried out at once, on NumPy arrays.

The table says what each operation is; `Eager` is a kernel that computes while it is written, so
that what is written once in kernel operations also serves the host. It has no memory.
"""

from __future__ import annotations

from collections.abc import Callable
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
    """The result of one operation of `ir.Kernel.op`, in the array type of `kind`."""
    if op == "constant":
        return _constant(kind, static)
    if op in ("shl", "shr", "sar"):
        return _shifted(op, args, static)
    if op == "cast":
        return _cast(kind, args[0])
    found = OPERATIONS[op](*args)
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


class Eager(Kernel):
    """A kernel whose operations give arrays at once: `wrap` an array, read `.array` of a result."""

    def wrap(self, array: Any, kind: str = "f64") -> Known:
        """An array as a value."""
        made = Known(self, kind, "wrapped", ())
        made.array = np.asarray(array, DTYPES[kind])
        return made

    def _pure(self, kind: str, op: str, args: tuple[Value, ...], static: Any = None) -> Value:
        return self._impure(kind, op, args, static)

    def _impure(self, kind: str, op: str, args: tuple[Value, ...], static: Any) -> Value:
        arrays = tuple(arg.array for arg in args if isinstance(arg, Known))
        made = Known(self, kind, op, args, static)
        with np.errstate(all="ignore"):
            made.array = carry_out(op, kind, arrays, static)
        return made
