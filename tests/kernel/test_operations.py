"""Every operation gives the bits that the table says, on every backend and number of lanes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from scenario.kernel.eager import DTYPES, carry_out
from scenario.kernel.ir import SIZE, Kernel, Value
from scenario.kernel.machine import Code
from tests.kernel.backends import ALL, BACKENDS, canonical

DOUBLES = [0.0, -0.0, 1.0, -1.0, 1.5, -2.5, 5e-324, -5e-324, 2.2250738585072014e-308, 1e-310]
DOUBLES += [1.7976931348623157e308, -1e300, np.inf, -np.inf, np.nan, 4503599627370497.5]
SINGLES = [0.0, -0.0, 1.0, -1.0, 1.5, 1e-45, -1e-45, 1.1754944e-38, 1e-40, 3.4e38, -1e30]
SINGLES += [np.inf, -np.inf, np.nan, 8388609.0, 0.1]
WORDS = [0, 1, 2, 3, 7, 63, 1 << 31, (1 << 31) - 1, (1 << 32) - 1, 1 << 32, 0xDEADBEEFCAFEBABE]
WORDS += [(1 << 63) - 1, 1 << 63, (1 << 64) - 1, 0x3FF0000000000000, 12345678901234567]
HALVES = [0, 1, 2, 3, 7, 31, 255, 1 << 31, (1 << 31) - 1, (1 << 32) - 1, 0xDEADBEEF, 1 << 24]
HALVES += [(1 << 24) + 1, 0x80000001, 0x3F800000, 65535]
TRUTHS = [False, True, True, False, False, False, True, True, True, False, True, False] + [True] * 4
EDGES: dict[str, list[Any]] = {
    "f64": DOUBLES, "f32": SINGLES, "i64": WORDS, "i32": HALVES, "mask": TRUTHS,
}  # fmt: skip
RUNS = 256


@dataclass(frozen=True)
class Case:
    op: str
    gives: str
    takes: tuple[str, ...]
    static: Any = None

    def __str__(self) -> str:
        by = "" if self.static is None else f" {self.static}"
        return f"{self.op} {' '.join(self.takes)}{by} > {self.gives}"


def _cases() -> list[Case]:
    cases = [
        Case(op, k, (k, k)) for op in ("add", "sub", "mul") for k in ("f64", "i64", "f32", "i32")
    ]
    cases += [Case(op, "f64", ("f64", "f64")) for op in ("div", "min", "max")]
    cases += [Case("div", "f32", ("f32", "f32")), Case("sqrt", "f32", ("f32",))]
    cases += [Case(op, "f64", ("f64",)) for op in ("sqrt", "floor")]
    bits = ("and", "or", "xor")
    cases += [Case(op, kind, (kind, kind)) for op in bits for kind in ("i64", "i32", "mask")]
    cases += [Case("not", "mask", ("mask",))]
    orders = ("lt", "le", "gt", "ge", "eq", "ne")
    cases += [Case(op, "mask", ("f64", "f64")) for op in orders]
    cases += [Case("select", kind, ("mask", kind, kind)) for kind in ("f64", "i64", "mask")]
    casts = [("f64", "i64"), ("i64", "f64"), ("f32", "i32"), ("i32", "f32"), ("i64", "mask")]
    cases += [Case("cast", gives, (takes,)) for gives, takes in casts]
    cases += [Case(op, "i32", ("i64",)) for op in ("high", "low")]
    cases += [Case("single", "f32", ("i32",)), Case("double", "f64", ("f32",))]
    shifts = ("shl", "shr", "sar")
    cases += [Case(op, "i64", ("i64",), by) for op in shifts for by in (0, 1, 11, 32, 63)]
    cases += [Case(op, "i32", ("i32",), by) for op in shifts for by in (0, 1, 9, 31)]
    return cases


CASES = _cases()


def _inputs() -> dict[tuple[str, int], Any]:
    """Every pair of edges: operand 0 goes slowly, 1 fast, 2 backwards."""
    given = {}
    for kind, edges in EDGES.items():
        column = np.array(edges, DTYPES[kind])
        given[kind, 0] = np.repeat(column, RUNS // len(edges))
        given[kind, 1] = np.tile(column, RUNS // len(edges))
        given[kind, 2] = given[kind, 1][::-1].copy()
    return given


INPUTS = _inputs()


class Board:
    """A kernel with a row for each operand and each result."""

    def __init__(self) -> None:
        self.kernel = Kernel()
        self.results: dict[str, tuple[str, int]] = {}
        self.rows = {key: self._row(*key) for key in INPUTS}
        whole = self.kernel.function("all", "count:int", exported=True)
        with whole as (count,), self.kernel.lanes(count):
            self._write_all()

    def _write_all(self) -> None:
        for case in CASES:
            self.write(str(case), self._result(case))
        for name, make in COMPOSED.items():
            self.write(name, make(self.kernel, self.operand))

    def answers(self, code: Code) -> dict[str, Any]:
        """Every result, by name."""
        machine = code.open()
        machine.call("all", RUNS)
        found = {}
        for name, (kind, at) in self.results.items():
            raw = machine.memory[at : at + RUNS * SIZE[kind]].copy()
            found[name] = _truths(raw) if kind == "mask" else raw.view(DTYPES[kind])
        return found

    def operand(self, kind: str, place: int = 0) -> Value:
        return self.kernel.load(kind, self.rows[kind, place])

    def write(self, name: str, value: Value) -> None:
        at = self.kernel.allocate(RUNS * SIZE[value.type])
        self.results[name] = (value.type, at)
        self.kernel.store(at, value)

    def _row(self, kind: str, place: int) -> int:
        array = INPUTS[kind, place]
        stored = carry_out("cast", "i64", (array,), None) if kind == "mask" else array
        return self.kernel.place(stored.tobytes())

    def _result(self, case: Case) -> Value:
        args = tuple(self.operand(kind, place) for place, kind in enumerate(case.takes))
        return self.kernel._pure(case.gives, case.op, args, case.static)


def _truths(raw: Any) -> Any:
    """All ones or zero; anything else is no truth at all."""
    truths = raw.view(np.int64)
    assert set(truths) <= {0, -1}
    return truths == -1


Operand = Callable[..., Value]


def _mask32(kernel: Kernel, operand: Operand) -> Value:
    a, b = operand("i32", 0), operand("i32", 1)
    same = kernel.compare("eq", a, b)
    zero = kernel.compare("eq", b, 0)
    return kernel.select((same | ~zero) ^ zero & same, a, b)


def _single_select(kernel: Kernel, operand: Operand) -> Value:
    chosen = kernel.compare("eq", operand("i32", 0) & 1, 0)
    return kernel.select(chosen, operand("f32", 0), operand("f32", 1))


COMPOSED: dict[str, Callable[[Kernel, Operand], Value]] = {
    "mask32": _mask32,
    "select f32": _single_select,
    "f64 constants": lambda k, of: (of("f64", 0) * -0.0 + 0.1) * 1e-320,
    "f32 constants": lambda k, of: of("f32", 0) * 0.1,
    "i64 constants": lambda k, of: of("i64", 0) ^ 0x9E3779B97F4A7C15,
    "infinite constant": lambda k, of: of("f64", 0) * float("inf"),
    "truth": lambda k, of: k.truth(True) & of("mask", 0) | k.truth(False),
    "splat": lambda k, of: k.op("splat", "i64", k.constant("long", 1 << 63 | 5)) + of("i64"),
    "flag": lambda k, of: k.op("flag", "mask", k.constant("int", 256)) & of("mask"),
    "no flag": lambda k, of: k.op("flag", "mask", k.constant("int", 0)) | of("mask"),
    "shift by a number": lambda k, of: of("i64") >> k.constant("int", 21),
    "32-bit shift by a number": lambda k, of: of("i32") << k.constant("int", 3),
}


def _composed_expected(name: str) -> Any:
    """What NumPy gives, written without the kernel's table."""
    i64, i32, f64, f32, mask = (INPUTS[k, 0] for k in ("i64", "i32", "f64", "f32", "mask"))
    b = INPUTS["i32", 1]
    same, zero = i32 == b, b == 0
    u64 = np.uint64
    with np.errstate(all="ignore"):
        return {
            "mask32": np.where((same | ~zero) ^ (zero & same), i32, b),
            "select f32": np.where(i32 & 1 == 0, f32, INPUTS["f32", 1]),
            "f64 constants": (f64 * -0.0 + 0.1) * 1e-320,
            "f32 constants": f32 * np.float32(0.1),
            "i64 constants": i64 ^ u64(0x9E3779B97F4A7C15),
            "infinite constant": f64 * np.inf,
            "truth": mask,
            "splat": i64 + u64(1 << 63 | 5),
            "flag": mask,
            "no flag": mask,
            "shift by a number": i64 >> u64(21),
            "32-bit shift by a number": i32 << np.uint32(3),
        }[name]


def expected(case: Case) -> Any:
    args = tuple(INPUTS[kind, place] for place, kind in enumerate(case.takes))
    with np.errstate(all="ignore"):
        return carry_out(case.op, case.gives, args, case.static)


@lru_cache
def board() -> Board:
    return Board()


@lru_cache
def answers(backend: str) -> dict[str, Any]:
    return board().answers(BACKENDS[backend](board().kernel))


@pytest.mark.parametrize("case", CASES, ids=str)
@pytest.mark.parametrize("backend", ALL)
def test_an_operation_gives_what_the_table_says(backend: str, case: Case) -> None:
    found = canonical(case.gives, answers(backend)[str(case)])
    assert np.array_equal(found, canonical(case.gives, expected(case)))


@pytest.mark.parametrize("name", COMPOSED)
@pytest.mark.parametrize("backend", ALL)
def test_what_needs_several_operations(backend: str, name: str) -> None:
    kind = board().results[name][0]
    found = canonical(kind, answers(backend)[name])
    assert np.array_equal(found, canonical(kind, _composed_expected(name)))
