"""The operations of a kernel in the words of LLVM, for vectors of any number of lanes.

Where operands come from and where results go is not known here.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from itertools import product
from typing import Any

TYPES = {
    "f64": "double",
    "i64": "i64",
    "f32": "float",
    "i32": "i32",
    "mask": "i1",
    "mask32": "i1",
    "int": "i32",
    "long": "i64",
}
"""The type of one lane."""

FLOATS = ("f64", "f32")
ORDERED = {"lt": "olt", "le": "ole", "gt": "ogt", "ge": "oge", "eq": "oeq", "ne": "une"}
UNSIGNED = {"lt": "ult", "le": "ule", "gt": "ugt", "ge": "uge", "eq": "eq", "ne": "ne"}
SHIFTS = {"shl": "shl", "shr": "lshr", "sar": "ashr"}


def declared(counts: Sequence[int]) -> str:
    """What is called in vectors of so many lanes."""
    lines = ["declare i32 @llvm.ctpop.i32(i32)"]
    for lanes, (kind, name) in product(counts, (("double", "f64"), ("float", "f32"))):
        vector = f"<{lanes} x {kind}>"
        lines += [
            f"declare {vector} @llvm.{op}.v{lanes}{name}({vector})" for op in ("sqrt", "floor")
        ]
    return "\n".join(lines) + "\n"


Steps = dict[tuple[str, str], tuple[str, ...]]
"""From an operation and the type of its first operand to instructions: the first is of the
operands, each other of what the one before it gives."""


def all_steps(lanes: int) -> Steps:
    """The instructions of every operation that is no more than a few in a row."""
    steps = _number_steps()
    for kind in ("i64", "i32"):
        vector = f"<{lanes} x {kind}>"
        for op in ("add", "sub", "mul", "and", "or", "xor"):
            steps[op, kind] = (f"{op} {vector} %s, %s",)
        steps |= {(op, kind): (f"icmp {op} {vector} %s, %s",) for op in ("eq", "ne")}
    for kind in FLOATS:
        steps |= _float_steps(kind, lanes)
    for kind in ("mask", "mask32"):
        steps |= _mask_steps(kind, lanes)
    return steps | _conversions(lanes)


def _number_steps() -> Steps:
    steps: Steps = {}
    for kind, name in (("int", "i32"), ("long", "i64")):
        for op in ("add", "sub", "mul", "and", "or", "xor"):
            steps[op, kind] = (f"{op} {name} %s, %s",)
        for op, condition in UNSIGNED.items():
            steps[op, kind] = (f"icmp {condition} {name} %s, %s", "zext i1 %s to i32")
    steps["long", "int"] = ("zext i32 %s to i64",)
    steps["int", "long"] = ("trunc i64 %s to i32",)
    return steps


def _float_steps(kind: str, lanes: int) -> Steps:
    vector = f"<{lanes} x {TYPES[kind]}>"
    steps: Steps = {(op, kind): (f"f{op} {vector} %s, %s",) for op in ("add", "sub", "mul", "div")}
    for op, condition in ORDERED.items():
        steps[op, kind] = (f"fcmp {condition} {vector} %s, %s",)
    for op in ("sqrt", "floor"):
        steps[op, kind] = (f"call {vector} @llvm.{op}.v{lanes}{kind}({vector} %s)",)
    return steps


def _mask_steps(kind: str, lanes: int) -> Steps:
    vector = f"<{lanes} x i1>"
    bits = f"bitcast {vector} %s to i{lanes}"
    steps: Steps = {(op, kind): (f"{op} {vector} %s, %s",) for op in ("and", "or", "xor")}
    steps["not", kind] = (f"xor {vector} %s, splat (i1 true)",)
    steps["any", kind] = (bits, f"icmp ne i{lanes} %s, 0", "zext i1 %s to i32")
    steps["count", kind] = (bits, f"zext i{lanes} %s to i32", "call i32 @llvm.ctpop.i32(i32 %s)")
    return steps


def _conversions(lanes: int) -> Steps:
    n = f"{lanes} x"
    return {
        ("low", "i64"): (f"trunc <{n} i64> %s to <{n} i32>",),
        ("high", "i64"): (
            f"lshr <{n} i64> %s, splat (i64 32)",
            f"trunc <{n} i64> %s to <{n} i32>",
        ),
        ("single", "i32"): (f"sitofp <{n} i32> %s to <{n} float>",),
        ("double", "f32"): (f"fpext <{n} float> %s to <{n} double>",),
        ("splat", "long"): everywhere("i64", lanes),
        ("flag", "int"): ("icmp ne i32 %s, 0", *everywhere("i1", lanes)),
    }


def everywhere(kind: str, lanes: int) -> tuple[str, str]:
    """Two instructions that put one number of an LLVM type into all lanes."""
    vector = f"<{lanes} x {kind}>"
    zeros = f"<{lanes} x i32> zeroinitializer"
    return (
        f"insertelement {vector} poison, {kind} %s, i32 0",
        f"shufflevector {vector} %s, {vector} poison, {zeros}",
    )


def literal(kind: str, static: Any) -> str:
    """A number as it stands in the text; those with a fraction are written by their bits."""
    if kind in FLOATS:
        value = static[0]
        if kind == "f32":
            (value,) = struct.unpack("<f", struct.pack("<f", value))
        return f"0x{int.from_bytes(struct.pack('>d', value), 'big'):016X}"
    if kind in ("mask", "mask32"):
        return "true" if static else "false"
    return str(static % (1 << (64 if TYPES[kind] == "i64" else 32)))
