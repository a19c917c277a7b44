"""All ways to carry a kernel out, and how their answers are compared."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest

from scenario.kernel.arrays import ArrayCode
from scenario.kernel.ir import Kernel
from scenario.kernel.llvm import native_text
from scenario.kernel.machine import Code
from scenario.kernel.native_machine import Target
from scenario.kernel.wasm import wasm_text

WITH_NATIVE = find_spec("llvmlite") is not None
needs_native = pytest.mark.skipif(not WITH_NATIVE, reason="llvmlite is not installed")

SSE2 = Target(cpu="x86-64", features="")
AVX2 = Target(cpu="haswell", features="")


def wasm(lanes: int) -> Callable[[Kernel], Code]:
    return lambda kernel: wasm_text(kernel, lanes).compiled()


def native(lanes: int, target: Target | None = None) -> Callable[[Kernel], Code]:
    return lambda kernel: native_text(kernel, lanes, target).compiled()


WASM = {f"wasm {lanes}": wasm(lanes) for lanes in (1, 2, 4, 8)}
NATIVE = {f"native {lanes}": native(lanes) for lanes in (2, 4, 8)} | {
    "native 8, no effort": native(8, Target(effort=0)),
    "native 8, much effort": native(8, Target(effort=3)),
}


def _everyday() -> bool:
    import platform

    return platform.machine().lower() in ("x86_64", "amd64")


if _everyday():
    NATIVE |= {
        "native 8, SSE2": native(8, SSE2),
        "native 4, AVX2": native(4, AVX2),
        "native 8, AVX2": native(8, AVX2),
    }

BACKENDS: dict[str, Callable[[Kernel], Code]] = {"arrays": ArrayCode, **WASM, **NATIVE}
FAST = [name if name in WASM else pytest.param(name, marks=needs_native) for name in WASM | NATIVE]
"""For `parametrize`: all but the arrays."""
ALL = ["arrays", *FAST]


def canonical(kind: str, array: Any) -> Any:
    """The same numbers as bits, with one pattern for everything that is not a number."""
    array = np.array(array)
    if kind in ("f64", "f32"):
        array[np.isnan(array)] = np.nan
    return array.view(f"u{array.dtype.itemsize}")
