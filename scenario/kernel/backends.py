"""Which backend writes a kernel down and compiles it.

A backend is loaded when it is first asked for: most runs need one of the three.
"""

from __future__ import annotations

from scenario.errors import InputError, Problem
from scenario.kernel.ir import Kernel
from scenario.kernel.machine import Code, EngineName, Outline, Text

NATIVE_LANES = 8
"""Runs side by side in machine code, which are quickest; narrower processors split them."""


def written(
    kernel: Kernel,
    engine: EngineName,
    *,
    hard: bool = False,
    lanes: int | None = None,
    name: str = "",
) -> Text:
    """The kernel, written down for the backend of that name and not yet compiled.

    Args:
        kernel: What to compile.
        engine: By which backend.
        hard: Whether to optimise the code, where a backend can choose; it is then ready later.
        lanes: Runs side by side, where a backend can choose; what is quickest if None.
        name: Under which machine code is kept between processes (see `kept`); its text if empty.

    Raises:
        InputError: There is no such backend.
    """
    if engine == "wasm":
        from scenario.kernel.wasm import wasm_text

        return wasm_text(kernel, lanes or (4 if hard else 2), hard=hard)
    if engine == "native":
        from scenario.kernel.llvm import native_text

        return native_text(kernel, lanes or NATIVE_LANES, name=name)
    if engine == "arrays":
        from scenario.kernel.arrays import ArrayText

        return ArrayText(kernel)
    hint = "the engines are wasm, native and arrays"
    raise InputError(Problem(f"there is no engine {engine!r}", hint=hint))


def kept(name: str, outline: Outline, engine: EngineName) -> Code | None:
    """The machine code that a process kept under a name; the kernel itself is not needed for it.

    Args:
        name: What the kernel was called then; another kernel has another name.
        outline: What a host must know of the kernel.
        engine: By which backend; another than `native` keeps nothing by name.
    """
    if engine != "native":
        return None
    from scenario.kernel.native_machine import kept_code

    return kept_code(name, NATIVE_LANES, outline)


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
