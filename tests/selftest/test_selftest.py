"""`selftest`: what is recorded is current, and whatever differs, fails or is missing is told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import scenario.selftest
from scenario.cli import main
from scenario.engine.compiler import compile_model
from scenario.engine.emit.layout import WIDTH
from scenario.engine.emit.tile import emitted
from scenario.errors import InputError
from scenario.expr.functions import FUNCTIONS
from scenario.expr.past import PAST
from scenario.kernel import native_machine
from scenario.kernel.ir import Block, Kernel, Value
from scenario.resolve import load
from scenario.schema import Distribution
from scenario.schema.distribution import SHAPES
from scenario.schema.process import PROCESSES
from scenario.selftest import SUBJECTS, WAYS, Trial, Way, examine, recorded, trial
from tests.docs.console import without_time
from tests.engine.features import FEATURES
from tests.support.models import resolve_text

QUICK, OTHER = Way("wasm", 2), Way("wasm", 4)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """One small model in two ways."""
    monkeypatch.setattr("scenario.selftest.examination.SUBJECTS", ("starter",))
    monkeypatch.setattr("scenario.selftest.examination.WAYS", (QUICK, OTHER))
    monkeypatch.setenv("COLUMNS", "80")


@pytest.mark.parametrize("name", SUBJECTS)
def test_what_is_recorded_is_current(name: str) -> None:
    each = trial(name)
    told = "is the change wanted? then: python -m tests.selftest.renew"
    assert each.digest(QUICK.compile(each.kernel)) == recorded()[name], told


def test_all_is_recorded() -> None:
    assert list(recorded()) == list(SUBJECTS)


def operations(kernel: Kernel) -> set[object]:
    """What a kernel does, by operation and types."""
    found: set[object] = set()

    def see(block: Block) -> None:
        for item in block.items:
            if isinstance(item, Block):
                found.add(item.kind)
                see(item)
            else:
                kinds = tuple(arg.type for arg in item.args)
                found.add((item.op, item.type if isinstance(item, Value) else "", kinds))

    for function in kernel.functions:
        see(function.body)
    return found


def test_one_model_has_everything_that_any_model_has() -> None:
    everything = operations(trial("every").kernel)
    for feature in FEATURES.values():
        program = compile_model(resolve_text(feature.text, feature.months, **feature.said))
        assert operations(emitted(program, WIDTH).kernel) <= everything


def test_one_model_has_every_distribution_process_and_function() -> None:
    path = Path(scenario.selftest.__file__).parent / "models" / "every.yaml"
    model, text = load(str(path)).model, path.read_text("utf-8")
    drawn = [p.value.shape for p in model.parameters.values() if isinstance(p.value, Distribution)]
    assert {type(shape) for shape in drawn} == {*SHAPES.values()}
    assert {driver.process.kind for driver in model.drivers.values()} == {*PROCESSES}
    assert {name for name in (*FUNCTIONS, *PAST) if f"{name}(" not in text} == set()


def test_the_command_needs_no_file(tmp_path: Path) -> None:
    """In an empty folder, in another process, from the shell."""
    told = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "COLUMNS": "80"}
    command = [sys.executable, "-m", "scenario", "selftest"]
    done = subprocess.run(
        command, cwd=tmp_path, env=told, capture_output=True, text=True, check=False
    )
    assert (done.returncode, without_time(done.stderr)) == (0, "")
    *table, answer = done.stdout.splitlines()
    assert answer.startswith("Every bit is the recorded one, with wasm")
    assert max(map(len, table)) <= 80
    assert sum(line.startswith("wasm") and "same" in line for line in table) == 5
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("few")
def test_quiet_and_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["selftest", "--quiet"]) == 0
    assert capsys.readouterr().out == (
        "Every bit is the recorded one, with wasm and any number of lanes.\n"
    )
    assert main(["selftest", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["ok"]
    assert [way["lanes"] for way in said["ways"]] == [2, 4]
    assert said["ways"][0]["digests"] == {"starter": recorded()["starter"]}
    assert {"wasmtime", "numpy", "machine"} <= set(said["machine"])


@pytest.mark.usefixtures("few")
def test_one_bit_that_differs_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    digest = Trial.digest
    monkeypatch.setattr(
        Trial, "digest", lambda each, code: "0" if code.lanes == 4 else digest(each, code)
    )
    assert main(["selftest"]) == 1
    *_, row, _, answer = capsys.readouterr().out.splitlines()
    assert row.split() == ["wasm", "4", "differs"]
    assert answer == "Not the recorded bits: wasm (4)."


@pytest.mark.usefixtures("few")
def test_engines_that_agree_on_other_bits_are_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Trial, "digest", lambda each, code: "0")
    assert main(["selftest", "-q"]) == 1
    assert "though wasm agree on them" in capsys.readouterr().out.replace("\n", " ")


@pytest.mark.usefixtures("few")
def test_an_engine_that_fails_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(each: Trial, code: object) -> str:
        raise RuntimeError("no such instruction\nand more")

    monkeypatch.setattr(Trial, "digest", broken)
    assert main(["selftest"]) == 1
    assert (
        "wasm with 2 lanes failed: RuntimeError: no such instruction\n" in capsys.readouterr().out
    )


@pytest.mark.usefixtures("few")
def test_an_extra_that_is_missing_is_no_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("scenario.selftest.examination.WAYS", (QUICK, Way("native", 8)))
    monkeypatch.setitem(sys.modules, "llvmlite.binding", None)
    native_machine._compiled.cache_clear()
    native_machine._binding.cache_clear()
    assert main(["selftest"]) == 0
    assert "Not tried: llvmlite cannot be loaded: " in capsys.readouterr().out


def test_without_wasmtime_there_is_nothing_to_examine(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(way: Way, kernel: Kernel) -> None:
        raise InputError("wasmtime cannot be loaded")

    monkeypatch.setattr(Way, "compile", missing)
    with pytest.raises(InputError, match="wasmtime cannot be loaded"):
        examine()


def test_all_lanes_of_all_engines_are_tried() -> None:
    assert {(way.engine, way.lanes) for way in WAYS} == {
        *(("wasm", lanes) for lanes in (1, 2, 4, 8)),
        *(("native", lanes) for lanes in (2, 4, 8)),
    }
