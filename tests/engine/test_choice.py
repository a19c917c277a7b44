"""Which engine simulates: what is asked for, what is worth it, and that no answer depends on it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import numpy as np
import pytest

import scenario
from scenario.engine import codes, compiled
from scenario.engine.choice import asked_engine
from scenario.engine.codes import FAST, NATIVE, QUICK, Codes, Grade, Grades
from scenario.engine.compiled import Compiled, kernel_of
from scenario.engine.compiler import compile_model
from scenario.engine.instance import Instance
from scenario.errors import InputError
from scenario.kernel import native_machine
from tests.kernel.backends import needs_native
from tests.support.models import resolve_text

MODEL = """
parameters: {p: {value: 1 to 3}}
drivers: {x: {start: 1, process: {random_walk: {drift: p, volatility: 1}}}}
events: {e: {rate: p, effects: [{add: 1, to: x}]}}
outcome: {start: a, states: [a, b], transitions: {go: {from: a, to: b, rate: 0.2 * p}}}
"""


@pytest.fixture(autouse=True)
def _nothing_kept_and_nothing_asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("SCENARIO_ENGINE", raising=False)
    monkeypatch.setenv("SCENARIO_CACHE", "off")
    compiled._kept.clear()
    yield
    compiled._kept.clear()


@pytest.fixture
def engines(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The engines that compile, as they do."""
    seen: list[str] = []

    def noted(self: Codes, grade: Grade) -> Any:
        seen.append(grade.engine)
        return real(self, grade)

    real = Codes._compiled
    monkeypatch.setattr(Codes, "_compiled", noted)
    return seen


def model() -> scenario.Scenario:
    return scenario.Scenario(resolve_text(MODEL))


def engine_of(forecast: scenario.Forecast) -> str:
    return str(forecast.provenance["engine"])


# What is asked for


def test_without_a_word_there_is_no_particular_engine() -> None:
    assert asked_engine() is None


def test_the_environment_is_heard_and_whoever_asks_is_heard_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SCENARIO_ENGINE", "native")
    assert asked_engine() == "native"
    with scenario.using_engine("wasm"):
        assert asked_engine() == "wasm"
        with scenario.using_engine(None):
            assert asked_engine() == "wasm"
    assert asked_engine() == "native"


def test_an_engine_that_there_is_not_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = r"engine is 'nativ'\n.*did you mean native"
    with pytest.raises(InputError, match=expected):
        model().run(10, engine="nativ")
    monkeypatch.setenv("SCENARIO_ENGINE", "fast")
    with pytest.raises(InputError, match=r"SCENARIO_ENGINE is 'fast'\n.*wasm and native"):
        model().run(10)


@needs_native
def test_two_threads_may_want_different_engines() -> None:
    found: dict[str, scenario.Forecast] = {}
    together = Barrier(2)

    def work(engine: str) -> None:
        with scenario.using_engine(engine):
            together.wait()
            found[engine] = model().run(2_000, workers=2)

    threads = [Thread(target=work, args=(engine,)) for engine in ("wasm", "native")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {engine: engine_of(each) for engine, each in found.items()} == {
        "wasm": "wasm",
        "native": "native",
    }
    assert np.array_equal(found["wasm"].mean, found["native"].mean)


@needs_native
@pytest.mark.parametrize("engine", ["wasm", "native"])
def test_workers_of_a_study_use_its_engine(engine: str, engines: list[str]) -> None:
    with scenario.using_engine(engine):
        scenario.tornado(model(), runs=2_100, workers=2)
    assert set(engines) == {engine}


# What is worth it


@pytest.mark.parametrize(
    ("installed", "expected"), [(True, (QUICK, NATIVE)), (False, (QUICK, FAST))]
)
def test_the_fastest_that_there_is(
    installed: bool, expected: Grades, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codes, "native_installed", lambda: installed)
    program = compile_model(resolve_text(MODEL))
    assert kernel_of(program).grades == expected
    assert kernel_of(program, 1).grades == (QUICK,)
    with scenario.using_engine("wasm"):
        assert kernel_of(program).grades == (QUICK, FAST)
    with scenario.using_engine("native"):
        assert kernel_of(program).grades == (NATIVE,)


@needs_native
def test_a_long_study_begins_at_once_and_goes_on_faster(monkeypatch: pytest.MonkeyPatch) -> None:
    short = model().run(3_000)
    monkeypatch.setattr(codes, "WORTH", 1)
    compiled._kept.clear()
    long = model().run(3_000)
    assert (engine_of(short), engine_of(long)) == ("wasm", "wasm, native")
    assert np.array_equal(short.mean, long.mean)
    assert np.array_equal(short.quantiles, long.quantiles)


@needs_native
def test_an_instance_that_has_done_much_asks_for_faster_code(engines: list[str]) -> None:
    kernel = kernel_of(compile_model(resolve_text(MODEL)))
    instance = Instance(kernel)
    while "native" not in engines:
        instance.run(0, instance.most, 5)
    assert engines == ["wasm", "native"]


@needs_native
@pytest.mark.parametrize("better", [FAST, NATIVE])
def test_changing_over_between_two_tiles_changes_no_bit(better: codes.Grade) -> None:
    def counted(changing: bool) -> tuple[Any, Compiled]:
        kernel = kernel_of(compile_model(resolve_text(MODEL)))
        kernel = replace(kernel, grades=(QUICK, better))
        instance = Instance(kernel, taken=1, edges=1)
        instance.take_at([3])
        for first in range(0, 640, 128):
            if changing and first == 256:
                thread = kernel.codes.prepare(kernel.grades)
                assert thread is not None
                thread.join()
            instance.run(first, 128, 5)
        return [instance.counters().copy(), instance.values(3, 128).copy()], kernel

    alone, kernel = counted(changing=False)
    assert kernel.code.engine == "wasm"
    both, kernel = counted(changing=True)
    assert kernel.code.engine == better.engine
    assert all(np.array_equal(a, b) for a, b in zip(alone, both, strict=True))


def test_a_compiler_that_does_not_work_here_is_done_without(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(self: Codes, grade: Grade) -> Any:
        if grade.engine == "native":
            raise AttributeError("of another version")
        return real(self, grade)

    real = Codes._compiled
    monkeypatch.setattr(Codes, "_compiled", broken)
    monkeypatch.setattr(codes, "native_installed", lambda: True)
    monkeypatch.setattr(codes, "WORTH", 1)
    assert engine_of(model().run(20_000)) == "wasm"


@needs_native
def test_what_was_kept_is_done_without_where_a_library_does_not_work(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken() -> Any:
        raise AttributeError("of another version")

    monkeypatch.setenv("SCENARIO_CACHE", str(tmp_path))
    monkeypatch.setattr(codes, "native_installed", lambda: True)
    monkeypatch.setattr(compiled, "LITTLE", 0.0)
    model().run(100)  # which keeps the code of wasmtime
    compiled._kept.clear()
    monkeypatch.setattr(native_machine, "_binding", broken)
    assert model().run(100).runs == 100
    codes.finish()
    with pytest.raises(AttributeError, match="another version"):
        model().run(100, engine="native")


# What is missing


def test_without_llvmlite_one_who_asks_for_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "llvmlite.binding", None)
    native_machine._compiled.cache_clear()
    native_machine._binding.cache_clear()
    with pytest.raises(InputError, match=r'pip install "scenario-forecast\[native\]"'):
        model().run(10, engine="native")
