"""What is told of engines: their names, what is missing, and what their code looks like."""

from __future__ import annotations

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Thread
from typing import Any

import numpy as np
import pytest

from scenario.errors import InputError
from scenario.kernel import llvm, native_machine, wasm, wasm_machine
from scenario.kernel.backends import compiled
from scenario.kernel.ir import Kernel
from tests.kernel.backends import needs_native


def small(singles: bool = False) -> tuple[Kernel, int]:
    """A kernel that adds a row of single precision to one of double precision."""
    kernel = Kernel()
    at, row = kernel.allocate(64 * 4), kernel.allocate(64 * 8)
    with kernel.function("run", "count:int", exported=True) as (count,), kernel.lanes(count):
        value = kernel.load("f32", at)
        value = value + 1.0 if singles else value
        kernel.store(row, kernel.load("f64", row) + kernel.op("double", "f64", value))
    return kernel, row


@pytest.mark.parametrize(
    ("engine", "lanes"),
    [("wasm", 2), ("arrays", 0), pytest.param("native", 8, marks=needs_native)],
)
def test_an_engine_is_chosen_by_name(engine: str, lanes: int) -> None:
    code = compiled(small()[0], engine)  # type: ignore[arg-type]
    assert (code.engine, code.lanes) == (engine, lanes)


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(InputError, match=r"there is no engine 'fast'\n.*wasm, native and arrays"):
        compiled(small()[0], "fast")  # type: ignore[arg-type]


def test_without_wasmtime_one_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "wasmtime", None)
    wasm_machine._module.cache_clear()
    wasm_machine._wasmtime.cache_clear()
    with pytest.raises(InputError, match=r"wasmtime cannot be loaded: .*\n.*pip install wasmtime"):
        compiled(small()[0], "wasm")


def test_threads_share_one_engine_though_all_ask_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is compiled for one could not be run by another."""
    wasmtime, made = pytest.importorskip("wasmtime"), wasm_machine._made_engine
    engine = wasmtime.Engine

    def slowly(config: Any) -> Any:
        time.sleep(0.05)
        return engine(config)

    made.cache_clear()
    monkeypatch.setattr(wasmtime, "Engine", slowly)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: wasm_machine._engine("none", True), range(4)))
    assert len({id(one) for one in found}) == 1
    made.cache_clear()
    wasm_machine._module.cache_clear()


def test_without_llvmlite_one_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "llvmlite.binding", None)
    native_machine._compiled.cache_clear()
    native_machine._binding.cache_clear()
    with pytest.raises(InputError, match=r'pip install "scenario-forecast\[native\]"'):
        compiled(small()[0], "native")


@pytest.mark.parametrize("lanes", [0, 3, 16])
def test_a_number_of_lanes_that_no_register_holds_is_refused(lanes: int) -> None:
    with pytest.raises(ValueError, match=f"{lanes} lanes"):
        wasm.written(small()[0], lanes)
    with pytest.raises(ValueError, match=f"{lanes} lanes"):
        llvm.written(small()[0], lanes)


def test_rows_that_are_only_doubled_leave_two_lanes() -> None:
    text = wasm.written(small()[0], 2)
    assert "v128.load64_zero" in text
    assert "i32.const 2 i32.add local.set" in text


def test_lanes_of_32_bits_go_four_by_four() -> None:
    text = wasm.written(small(singles=True)[0], 2)
    assert "f32x4.add" in text
    assert "i32.const 4 i32.add local.set" in text


def test_what_is_used_once_needs_no_variable() -> None:
    kernel = Kernel()
    at = kernel.allocate(64 * 8)
    with kernel.function("run", "count:int", exported=True) as (count,), kernel.lanes(count):
        kernel.store(at, (kernel.load("f64", at) * 2.0 + 1.0) * 3.0)
    assert "v128" not in wasm.written(kernel, 2).split("(local ")[1].split(")")[0]


@pytest.mark.parametrize("word", ["fast", "contract", "reassoc", "nnan", "ninf", "nsz", "fmuladd"])
def test_nothing_may_be_rounded_otherwise(word: str) -> None:
    kernel, row = small(singles=True)
    with kernel.function("more", "count:int") as (count,), kernel.lanes(count):
        value = kernel.load("f64", row)
        kernel.store(row, kernel.least(value * value + value, value / 3.0))
    assert word not in llvm.written(kernel).split()


@pytest.mark.parametrize("engine", ["wasm", "arrays", pytest.param("native", marks=needs_native)])
def test_threads_have_machines_of_their_own(engine: str) -> None:
    kernel, row = small(singles=True)
    code = compiled(kernel, engine)  # type: ignore[arg-type]
    machines = [code.open() for _ in range(4)]

    def work(turns: int) -> None:
        for _ in range(turns):
            machines[turns].call("run", 64)

    threads = [Thread(target=work, args=(turns,)) for turns in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for turns, machine in enumerate(machines):
        assert set(machine.memory[row : row + 512].view(np.float64)) == {float(turns)}


@pytest.mark.parametrize("engine", ["wasm", "arrays", pytest.param("native", marks=needs_native)])
@pytest.mark.parametrize("numbers", [(), (1, 2)])
def test_too_many_numbers_and_too_few_are_refused(engine: str, numbers: tuple[int, ...]) -> None:
    machine = compiled(small()[0], engine).open()  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=f"run takes 1 numbers, not {len(numbers)}"):
        machine.call("run", *numbers)


@pytest.mark.parametrize("engine", ["wasm", "arrays", pytest.param("native", marks=needs_native)])
def test_numbers_take_all_their_bits_and_leave_no_trace(engine: str) -> None:
    kernel = Kernel()
    at = kernel.allocate(64 * 8)
    parameters = [f"{kind}{n}:{kind}" for n in range(4) for kind in ("int", "long")]
    with kernel.function("run", *parameters, exported=True) as given:
        for place, number in enumerate(given):
            kernel.store_word(at + 8 * place, number)
    machine = compiled(kernel, engine).open()  # type: ignore[arg-type]
    numbers = [number for n in range(4) for number in ((1 << 32) - 1 - n, (1 << 64) - 1 - n)]
    machine.call("run", *numbers)
    assert list(machine.memory[at:].view(np.uint64)[:8]) == numbers
    assert not machine.memory[:64].any()


def test_a_function_takes_no_more_numbers_than_fit() -> None:
    kernel = Kernel()
    with kernel.function("run", *(f"n{n}:int" for n in range(9)), exported=True):
        pass
    with pytest.raises(ValueError, match="run takes 9 numbers"):
        wasm.written(kernel)
