"""A backend that does one thing wrong is found out by these tests."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pytest

from scenario.kernel import llvm, wasm
from scenario.kernel.machine import Outline
from scenario.kernel.native_machine import NativeCode, NativeText, Target
from scenario.kernel.wasm_machine import WasmCode, WasmText
from tests.kernel.backends import canonical, needs_native
from tests.kernel.test_growing import differences, grown
from tests.kernel.test_operations import CASES, answers, board

SEEDS = range(12)

WASM = {
    "lanes of a gather swapped": ("i32x4.extract_lane 2 local", "i32x4.extract_lane 0 local"),
    "a lane gathered twice": ("extract_lane 0 v128.load64_zero", "extract_lane 2 v128.load64_zero"),
    "the other minimum": ("f64x2.pmin", "f64x2.min"),
    "the other maximum": ("f64x2.pmax", "f64x2.max"),
    "a mask dropped": ("v128.and ", "v128.or "),
    "a choice turned round": ("v128.bitselect", "v128.xor v128.xor"),
    "sums in the wrong place": ("i32.const 63 i32.and", "i32.const 31 i32.and"),
    "lanes counted by another width": ("i64x2.bitmask", "i32x4.bitmask"),
    "signs lost": ("i64x2.shr_s", "i64x2.shr_u"),
    "unsigned numbers": ("f32x4.convert_i32x4_s", "f32x4.convert_i32x4_u"),
    "one turn too many": ("i32.lt_u br_if", "i32.le_u br_if"),
    "any for all": ("v128.any_true", "i64x2.all_true"),
    "bytes swapped": ("i8x16 0 8 ", "i8x16 8 0 "),
}
NATIVE = {
    "what is no number is below": ("fcmp olt", "fcmp ult"),
    "what is no number differs not": ("fcmp une", "fcmp one"),
    "sums in the wrong place": (", 63", ", 31"),
    "signs lost": ("ashr", "lshr"),
    "a truth that is minus one": ("zext i1 %", "sext i1 %"),
    "a wrong lane": ("i32 3\n", "i32 2\n"),
}


@lru_cache
def texts(engine: str) -> list[str]:
    write = wasm.written if engine == "wasm" else llvm.written
    return [write(kernel) for kernel in kernels()]


@lru_cache
def kernels() -> list[Any]:
    return [board().kernel, *(grown(seed)[0].kernel for seed in SEEDS)]


def found_out(make: Any, texts: list[str], old: str, new: str) -> bool:
    """Whether any kernel gives itself away."""
    changed = [(place, text) for place, text in enumerate(texts) if old in text]
    assert changed, f"{old} is nowhere"
    return any(_differs(place, make(place, text.replace(old, new))) for place, text in changed)


def _differs(place: int, code: Any) -> bool:
    if place == 0:
        return _board_differs(code)
    kernel, wanted = grown(SEEDS[place - 1])
    return bool(differences(kernel.answers(code), wanted))


def _board_differs(code: Any) -> bool:
    wanted, found = answers("arrays"), board().answers(code)
    return any(not _same(found[str(case)], wanted[str(case)], case.gives) for case in CASES)


def _same(found: Any, wanted: Any, kind: str) -> bool:
    return bool((canonical(kind, found) == canonical(kind, wanted)).all())


def _wasm(place: int, text: str) -> WasmCode:
    return WasmText(text, 2, Outline.of(kernels()[place])).compiled()


def _native(place: int, text: str) -> NativeCode:
    return NativeText(text, 8, Outline.of(kernels()[place]), Target(effort=0)).compiled()


@pytest.mark.parametrize("name", WASM)
def test_webassembly_with_a_fault_is_found_out(name: str) -> None:
    assert found_out(_wasm, texts("wasm"), *WASM[name])


@needs_native
@pytest.mark.parametrize("name", NATIVE)
def test_machine_code_with_a_fault_is_found_out(name: str) -> None:
    assert found_out(_native, texts("native"), *NATIVE[name])


@pytest.mark.parametrize("engine", ["wasm", pytest.param("native", marks=needs_native)])
def test_the_comparison_lets_faultless_code_pass(engine: str) -> None:
    make = _wasm if engine == "wasm" else _native
    assert not found_out(make, texts(engine), "add", "add")
