"""The operations of a kernel in the words of WebAssembly: for single numbers and for vectors.

Where operands come from and where results go is not known here. A vector has 128 bits; operands
stand before the word, as in the text format without brackets.
"""

from __future__ import annotations

import struct
from typing import Any

SCALAR = {
    "f64": "f64",
    "i64": "i64",
    "f32": "f32",
    "i32": "i32",
    "mask": "i32",
    "mask32": "i32",
    "int": "i32",
    "long": "i64",
}
"""The type that holds one lane; a truth is 1 or 0."""

VECTOR = {
    "f64": "f64x2",
    "i64": "i64x2",
    "mask": "i64x2",
    "f32": "f32x4",
    "i32": "i32x4",
    "mask32": "i32x4",
}
"""The shape that holds lanes side by side; a truth is all ones or zero."""

FLOATS = ("f64", "f32")
COMPARISONS = ("lt", "le", "gt", "ge", "eq", "ne")

SHIFTS = {"shl": "shl", "shr": "shr_u", "sar": "shr_s"}

SCALAR_CASTS = {
    ("f64", "i64"): "f64.reinterpret_i64",
    ("i64", "f64"): "i64.reinterpret_f64",
    ("f32", "i32"): "f32.reinterpret_i32",
    ("i32", "f32"): "i32.reinterpret_f32",
    ("i64", "mask"): "i64.extend_i32_u i64.const -1 i64.mul",
    ("mask", "i64"): "i64.const 0 i64.ne",
}
"""From what a cast gives and takes to its words."""

_LOW = "i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27"
_HIGH = "i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31"
HALVES = {"low": _LOW, "high": _HIGH}
"""The lower or upper 32 bits of two vectors of 64-bit lanes, in one."""

UPPER = "i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15"
"""The second half of a vector in the place of the first."""

BYTES = "v128.const i8x16 0 8 0 0 0 0 0 0 0 0 0 0 0 0 0 0 i8x16.swizzle"
"""The lowest bytes of two 64-bit lanes, side by side."""


def _numbers() -> dict[tuple[str, str], str]:
    """Words for what is no lane, in every build the same."""
    words = {}
    for kind, name in (("int", "i32"), ("long", "i64")):
        for op in ("add", "sub", "mul", "and", "or", "xor", "eq", "ne"):
            words[op, kind] = f"{name}.{op} "
        for op in ("lt", "le", "gt", "ge"):
            words[op, kind] = f"{name}.{op}_u "
    words["long", "int"] = "i64.extend_i32_u "
    words["int", "long"] = "i32.wrap_i64 "
    return words


def _scalars() -> dict[tuple[str, str], str]:
    words = _numbers()
    for kind in FLOATS:
        for op in ("add", "sub", "mul", "div", "sqrt", "floor", *COMPARISONS):
            words[op, kind] = f"{kind}.{op} "
    for kind in ("i64", "i32"):
        for op in ("add", "sub", "mul", "and", "or", "xor", "eq", "ne"):
            words[op, kind] = f"{kind}.{op} "
    for kind in ("mask", "mask32"):
        words |= {(op, kind): f"i32.{op} " for op in ("and", "or", "xor")}
        words |= {("not", kind): "i32.eqz ", ("any", kind): "", ("count", kind): ""}
    words["low", "i64"] = "i32.wrap_i64 "
    words["high", "i64"] = "i64.const 32 i64.shr_u i32.wrap_i64 "
    words["single", "i32"] = "f32.convert_i32_s "
    words["double", "f32"] = "f64.promote_f32 "
    words["splat", "long"] = ""
    words["flag", "int"] = "i32.const 0 i32.ne "
    return words


def _vectors() -> dict[tuple[str, str], str]:
    words = _numbers()
    for kind in FLOATS:
        for op in ("add", "sub", "mul", "div", "sqrt", "floor", *COMPARISONS):
            words[op, kind] = f"{VECTOR[kind]}.{op} "
        words |= {(op, kind): f"{VECTOR[kind]}.p{op} " for op in ("min", "max")}
    for kind in ("i64", "i32"):
        for op in ("add", "sub", "mul", "eq", "ne"):
            words[op, kind] = f"{VECTOR[kind]}.{op} "
    for kind in ("i64", "i32", "mask", "mask32"):
        words |= {(op, kind): f"v128.{op} " for op in ("and", "or", "xor", "not")}
    words["single", "i32"] = "f32x4.convert_i32x4_s "
    return words


SCALAR_WORDS = _scalars()
"""From an operation and the type of its first operand to what follows the operands."""
VECTOR_WORDS = _vectors()
"""The same for vectors. What is missing from a table needs more than operands and a word."""


def number(kind: str, static: Any) -> str:
    """A constant of one lane."""
    if kind in FLOATS:
        bits = "q" if kind == "f64" else "i"
        unit = "i64" if kind == "f64" else "i32"
        held = struct.unpack(f"<{bits}", struct.pack("<d" if kind == "f64" else "<f", static[0]))
        return f"{unit}.const {held[0]} {kind}.reinterpret_{unit} "
    if kind in ("mask", "mask32"):
        return f"i32.const {int(static != 0)} "
    name = SCALAR[kind]
    return f"{name}.const {static % (1 << int(name[1:]))} "


def vector(kind: str, static: Any) -> str:
    """A constant that is the same in all lanes."""
    wide = kind in ("f64", "i64", "mask")
    if kind in FLOATS:
        form = "<d" if wide else "<f"
        bits = int.from_bytes(struct.pack(form, static[0]), "little")
    else:
        bits = static % (1 << (64 if wide else 32))
    return (
        f"v128.const i64x2 {bits} {bits} "
        if wide
        else f"v128.const i32x4 {bits} {bits} {bits} {bits} "
    )
