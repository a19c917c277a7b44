"""What each stage from a model to code takes, in a process of its own, printed as a line of JSON.

`python -m benchmarks.compiling FILE` says it in milliseconds of processor time. LLVM is left out
where llvmlite is not installed.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

import yaml

import scenario
from benchmarks import grown
from scenario.engine.compiler import compile_model
from scenario.engine.emit.layout import WIDTH
from scenario.engine.emit.tile import emitted
from scenario.kernel import llvm, wasm
from scenario.kernel.ir import Kernel
from scenario.kernel.machine import Outline
from scenario.kernel.native_machine import NativeText, Target
from scenario.kernel.wasm_machine import WasmText

T = TypeVar("T")


class Stages:
    """Takes the time of one stage after another."""

    def __init__(self) -> None:
        self.took: dict[str, float] = {}

    def __call__(self, name: str, work: Callable[[], T]) -> T:
        began = time.process_time()
        found = work()
        self.took[name] = 1e3 * (time.process_time() - began)
        return found


def stages(file: Path) -> dict[str, float]:
    """Milliseconds of every stage, and megabytes of one instance."""
    import wasmtime

    stage = Stages()
    read = stage("read", lambda: scenario.load(file))
    program = stage("program", lambda: compile_model(read.resolved))
    kernel: Kernel = stage("emit", lambda: emitted(program, WIDTH)).kernel
    text = stage("write", lambda: wasm.written(kernel))
    binary = stage("wat2wasm", lambda: wasmtime.wat2wasm(text))
    code = stage("module", lambda: WasmText(bytes(binary), 2, Outline.of(kernel)).compiled())
    machine = stage("open", code.open)
    stage("best", lambda: wasm.wasm_text(kernel, 4, hard=True).compiled())
    stage.took["instance_mb"] = machine.memory.nbytes / 1024**2
    if find_spec("llvmlite"):
        long = stage("write_llvm", lambda: llvm.written(kernel))
        outline = Outline.of(kernel)
        stage("llvm", lambda: NativeText(long, 8, outline, Target()).compiled())
    return stage.took


def main(file: str) -> None:
    # what loads on first use is loaded before the clock starts, by a model that is not measured
    small = grown.scenario()
    with tempfile.TemporaryDirectory() as folder:
        other = Path(folder) / "small.yaml"
        other.write_text(yaml.safe_dump(small), "utf-8")
        stages(other)
    print(json.dumps(stages(Path(file))))


if __name__ == "__main__":
    main(sys.argv[1])
