"""Logarithm and normal share as a module of WebAssembly, for scripts: the bits of every kernel.

A browser's own functions may have other last digits. What they are needed for is not known here.
"""

from __future__ import annotations

from functools import cache

from scenario.kernel import maths, wasm
from scenario.kernel.ir import Kernel


@cache
def arithmetic() -> tuple[bytes, int]:
    """The module, and the address of its one number, which a call replaces by its result.

    It exports `log` and `share`, the share of a standard normal below a number.
    """
    import wasmtime

    k = Kernel()
    at = k.allocate(64)
    for name, function in (("log", maths.log), ("share", maths.normal_share)):
        with k.function(name, exported=True), k.lanes(k.constant("int", 1)):
            k.store(at, function(k, k.load("f64", at)))
    return bytes(wasmtime.wat2wasm(wasm.written(k, 1))), at
