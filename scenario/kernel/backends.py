"""Which backend writes a kernel down and compiles it.

A backend is loaded when it is first asked for: most runs need one of the three.
"""

from __future__ import annotations

from scenario.errors import InputError, Problem
from scenario.kernel.ir import Kernel
from scenario.kernel.machine import Code, EngineName, Text


def written(
    kernel: Kernel, engine: EngineName, *, hard: bool = False, lanes: int | None = None
) -> Text:
    """The kernel, written down for the backend of that name and not yet compiled.

    Args:
        kernel: What to compile.
        engine: By which backend.
        hard: Whether to optimise the code, where a backend can choose; it is then ready later.
        lanes: Runs side by side, where a backend can choose; what is quickest if None.

    Raises:
        InputError: There is no such backend.
    """
    if engine == "wasm":
        from scenario.kernel.wasm import wasm_text

        return wasm_text(kernel, lanes or (4 if hard else 2), hard=hard)
    if engine == "native":
        from scenario.kernel.llvm import native_text

        return native_text(kernel, lanes or 8)
    if engine == "arrays":
        from scenario.kernel.arrays import ArrayText

        return ArrayText(kernel)
    hint = "the engines are wasm, native and arrays"
    raise InputError(Problem(f"there is no engine {engine!r}", hint=hint))


def compiled(
    kernel: Kernel, engine: EngineName, *, hard: bool = False, lanes: int | None = None
) -> Code:
    """The kernel, compiled by the backend of that name.

    Args:
        kernel: What to compile.
        engine: By which backend.
        hard: Whether to optimise the code, where a backend can choose.
        lanes: Runs side by side, where a backend can choose; what is quickest if None.

    Raises:
        InputError: There is no such backend, or it is not installed.
    """
    return written(kernel, engine, hard=hard, lanes=lanes).compiled()
