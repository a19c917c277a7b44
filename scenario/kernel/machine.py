"""What a compiled kernel offers, whoever compiled it: instances with a memory, and functions.

Nothing is known here of how a kernel is written down, nor of what its memory means.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scenario.errors import InputError, Problem
from scenario.kernel.ir import Kernel

EngineName: TypeAlias = Literal["wasm", "native", "arrays"]
Memory: TypeAlias = NDArray[np.uint8]


class Machine(Protocol):
    """One instance of a kernel, with a memory of its own, for one thread at a time."""

    @property
    def memory(self) -> Memory:
        """The whole memory, to read and to write: `ndarray[byte]`, never a copy."""

    def call(self, name: str, *numbers: int) -> None:
        """Carry out an exported function; an `int` takes 32 bits, a `long` 64, unsigned."""


class Code(Protocol):
    """A compiled kernel, to be shared by threads."""

    @property
    def engine(self) -> EngineName:
        """Which backend made it."""

    @property
    def lanes(self) -> int:
        """How many runs go side by side in double precision; 0 where it is all of a tile."""

    def open(self, extra: int = 0) -> Machine:
        """A new instance whose memory has so many more bytes behind those of the kernel."""


def fill(memory: Memory, contents: Iterable[tuple[int, bytes]]) -> None:
    """Write what a kernel's memory holds from the beginning."""
    for at, content in contents:
        memory[at : at + len(content)] = np.frombuffer(content, np.uint8)


def compiled(kernel: Kernel, engine: EngineName) -> Code:
    """The kernel, compiled by the backend of that name.

    Raises:
        InputError: There is no such backend, or it is not installed.
    """
    if engine == "wasm":
        from scenario.kernel.wasm import compile_wasm

        return compile_wasm(kernel)
    if engine == "native":
        from scenario.kernel.llvm import compile_native

        return compile_native(kernel)
    if engine == "arrays":
        from scenario.kernel.arrays import ArrayCode

        return ArrayCode(kernel)
    hint = "the engines are wasm, native and arrays"
    raise InputError(Problem(f"there is no engine {engine!r}", hint=hint))
