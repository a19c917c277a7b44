"""Machine code kept between processes: found again, never trusted blindly, never too much of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenario.engine import codes
from scenario.engine.codes import NATIVE, QUICK, Codes, Source
from scenario.kernel import code_cache, llvm, native_machine, wasm, wasm_machine
from scenario.kernel.backends import written
from scenario.kernel.code_cache import CodeCache, key_of
from scenario.kernel.ir import Kernel
from tests.kernel.backends import needs_native

KEY = key_of("some", "text")
POSIX = pytest.mark.skipif(os.name != "posix", reason="Windows has no such permissions")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CodeCache:
    folder = tmp_path / "kept" / "code"
    monkeypatch.setenv("SCENARIO_CACHE", str(folder))
    forget()
    return CodeCache(folder)


def doubling(factor: float = 2.0) -> tuple[Kernel, int]:
    """A kernel that multiplies a row."""
    kernel = Kernel()
    row = kernel.allocate(64 * 8)
    with kernel.function("run", "count:int", exported=True) as (count,), kernel.lanes(count):
        kernel.store(row, kernel.load("f64", row) * factor)
    return kernel, row


def result(code: Any, row: int) -> list[float]:
    machine = code.open()
    values = machine.memory[row : row + 64 * 8].view(np.float64)
    values[:] = np.arange(64.0)
    machine.call("run", 64)
    found: list[float] = values.tolist()
    return found


def forget() -> None:
    """What this process remembers, as if it were another."""
    for known in (native_machine._compiled, native_machine._linked, wasm_machine._module):
        known.cache_clear()


def test_what_is_stored_is_found_under_its_key_alone(cache: CodeCache) -> None:
    assert cache.load(KEY) is None
    cache.store(KEY, b"code")
    assert cache.load(KEY) == b"code"
    assert cache.load(key_of("another", "text")) is None


def test_a_key_tells_where_one_part_ends_and_the_next_begins() -> None:
    keys = {key_of("ab", "c"), key_of("a", "bc"), key_of("abc"), key_of("ab", "c", ""), key_of(1)}
    assert len(keys) == 5


@pytest.mark.parametrize("place", [0, 30, -1])
def test_a_damaged_file_is_not_used_and_goes(cache: CodeCache, place: int) -> None:
    cache.store(KEY, b"some machine code")
    (file,) = cache.folder.iterdir()
    content = bytearray(file.read_bytes())
    content[place] ^= 1
    file.write_bytes(bytes(content))
    assert cache.load(KEY) is None
    assert not file.exists()


def test_half_a_file_is_not_used(cache: CodeCache) -> None:
    cache.store(KEY, b"some machine code")
    (file,) = cache.folder.iterdir()
    file.write_bytes(file.read_bytes()[:20])
    assert cache.load(KEY) is None


@POSIX
@pytest.mark.parametrize("what", ["folder", "file"])
def test_what_others_may_write_to_is_not_trusted(cache: CodeCache, what: str) -> None:
    cache.store(KEY, b"code")
    (file,) = cache.folder.iterdir()
    shared = cache.folder if what == "folder" else file
    shared.chmod(shared.stat().st_mode | 0o022)
    assert cache.load(KEY) is None
    if what == "folder":
        cache.store(key_of("more"), b"more")
        assert list(cache.folder.iterdir()) == [file]


@POSIX
def test_under_any_mask_what_is_kept_is_the_users_alone(cache: CodeCache) -> None:
    before = os.umask(0o002)
    try:
        cache.store(KEY, b"code")
    finally:
        os.umask(before)
    assert cache.load(KEY) == b"code"


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path) -> None:
    cache = CodeCache(tmp_path / "code", most=1_100)
    for number, name in enumerate("abc"):
        cache.store(key_of(name), bytes(300))
        os.utime(cache._place(key_of(name)), (number, number))
    assert cache.load(key_of("a")) is not None  # and so used last
    cache.store(key_of("d"), bytes(300))
    kept = [name for name in "abcd" if cache.load(key_of(name)) is not None]
    assert kept == ["a", "c", "d"]


def test_a_folder_is_looked_through_at_first_and_then_seldom(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[Path] = []
    monkeypatch.setattr(CodeCache, "_delete_oldest", lambda cache: looked.append(cache.folder))
    most = 100 * code_cache.LOOKS
    for _ in range(101):
        CodeCache(tmp_path / "code", most).store(KEY, bytes(10))
    assert len(looked) == 1 + 10


def test_what_is_stored_between_two_looks_is_little(tmp_path: Path) -> None:
    cache = CodeCache(tmp_path / "code", most=16_000)
    for number in range(100):
        cache.store(key_of(number), bytes(400))
        kept = sum(place.stat().st_size for place in cache.folder.iterdir())
        assert kept <= 16_000 + 16_000 // code_cache.LOOKS + 1_000


def test_a_folder_that_cannot_be_made_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    cache = CodeCache(tmp_path / "file" / "code")
    cache.store(KEY, b"code")
    assert cache.load(KEY) is None


@pytest.mark.parametrize("asked", ["off", ""])
def test_nothing_is_kept_where_nobody_wants_it(
    cache: CodeCache, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    monkeypatch.setenv("SCENARIO_CACHE", asked)
    assert code_cache.code_cache() is None
    forget()
    wasm.wasm_text(doubling(5.0)[0]).compiled()
    assert not cache.folder.exists()


def test_the_users_own_folder_is_used_unless_another_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SCENARIO_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    code_cache._users_own.cache_clear()
    found = code_cache.code_cache()
    code_cache._users_own.cache_clear()
    assert found is not None
    assert found.folder.name == "scenario-forecast"
    if sys.platform == "linux":
        assert found.folder.parent == tmp_path


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere homes are asked for otherwise")
@pytest.mark.parametrize("version", ["raises", "leaves it as it is"])
def test_a_user_without_a_home_keeps_nothing(monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    for name in ("SCENARIO_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)

    def homeless(*_: object, **__: object) -> Path:
        if version == "raises":
            raise RuntimeError("could not determine the home directory")
        return Path("~/.cache/scenario-forecast")

    monkeypatch.setattr("platformdirs.user_cache_path", homeless)
    code_cache._users_own.cache_clear()
    try:
        assert code_cache.code_cache() is None
    finally:
        code_cache._users_own.cache_clear()


# Kernels


@pytest.mark.parametrize("engine", ["wasm", pytest.param("native", marks=needs_native)])
def test_a_kernel_is_found_again_and_does_the_same(
    cache: CodeCache, engine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel, row = doubling(3.0)
    assert written(kernel, engine).kept() is None
    first = result(written(kernel, engine).compiled(), row)
    forget()
    monkeypatch.setattr(native_machine, "_compiled", None)  # nothing is compiled any more
    monkeypatch.setattr(wasm_machine, "_module", None)
    again = written(doubling(3.0)[0], engine).kept()
    assert again is not None
    assert again.engine == engine
    assert result(again, row) == first == [3.0 * value for value in range(64)]
    assert written(doubling(4.0)[0], engine).kept() is None


@needs_native
@pytest.mark.parametrize(
    "other",
    [native_machine.Target(effort=2), native_machine.Target("x86-64", "")],
)
def test_code_for_another_processor_is_another(
    cache: CodeCache, other: native_machine.Target
) -> None:
    kernel, _ = doubling(6.0)
    llvm.native_text(kernel).compiled()
    assert llvm.native_text(kernel).kept() is not None
    assert llvm.native_text(kernel, target=other).kept() is None


def test_what_wasmtime_cannot_use_is_compiled_anew(cache: CodeCache) -> None:
    kernel, row = doubling(7.0)
    text = wasm.wasm_text(kernel)
    cache.store(wasm_machine._key(text.text, text.effort, False), b"of another version")
    assert text.kept() is None
    assert result(text.compiled(), row)[1] == 7.0
    assert text.kept() is not None


@needs_native
def test_a_kernel_met_before_gets_its_best_code(
    cache: CodeCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codes, "_awaited", awaited := [])
    allowed = (QUICK, NATIVE)
    assert Codes(Source.of(doubling(8.0)[0])).best(allowed).engine == "wasm"
    assert not awaited  # met for the first time
    forget()
    again = Codes(Source.of(doubling(8.0)[0]))
    assert again.best(allowed).engine == "wasm"
    codes.finish()
    assert len(awaited) == 1
    assert again.best(allowed).engine == "native"
    forget()
    assert Codes(Source.of(doubling(8.0)[0])).best(allowed).engine == "native"
    assert len(awaited) == 1


@needs_native
def test_two_processes_print_the_same_whether_code_was_kept_or_not(cache: CodeCache) -> None:
    command = [sys.executable, "-m", "scenario", "run", "scenarios/base.yaml", "--quiet"]
    printed = [
        subprocess.run(command, capture_output=True, check=True, text=True).stdout
        for _ in range(3)  # compiled, met again, kept
    ]
    assert len(set(printed)) == 1
    assert len(list(cache.folder.iterdir())) == 3  # two pieces of code, and where things stand


def test_two_writers_of_one_key_leave_it_whole(cache: CodeCache) -> None:
    script = (
        "import sys; from pathlib import Path; from scenario.kernel.code_cache import CodeCache\n"
        "for _ in range(50): CodeCache(Path(sys.argv[1])).store(sys.argv[2], b'code' * 9999)"
    )
    command = [sys.executable, "-c", script, str(cache.folder), KEY]
    writers = [subprocess.Popen(command) for _ in range(2)]
    while any(writer.poll() is None for writer in writers):
        assert cache.load(KEY) in (None, b"code" * 9999)
    assert [writer.wait() for writer in writers] == [0, 0]
    assert [file.name for file in cache.folder.iterdir()] == [f"{KEY}.code"]
