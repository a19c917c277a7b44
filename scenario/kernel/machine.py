"""What a compiled kernel offers, whoever compiled it: instances with a memory, and functions.

Nothing is known here of how a kernel is written down, nor of what its memory means.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

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


class Text(Protocol):
    """A kernel that a backend has written down, to be compiled by it."""

    def kept(self) -> Code | None:
        """The code of the text, if a process compiled it before and kept it."""

    def compiled(self) -> Code:
        """The code of the text, compiled unless it was kept."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What a host must know of a kernel besides its code."""

    size: int
    """Bytes of memory."""
    contents: tuple[tuple[int, bytes], ...]
    """What stands in memory from the beginning, and where."""
    exported: dict[str, tuple[str, ...]]
    """The types of the parameters of each function that can be called."""

    @classmethod
    def of(cls, kernel: Kernel) -> Outline:
        """The outline of a kernel as it is now."""
        shown = [function for function in kernel.functions if function.exported]
        exported = {each.name: tuple(p.type for p in each.parameters) for each in shown}
        return cls(kernel.size, tuple(kernel.contents), exported)

    def fill(self, memory: Memory) -> None:
        """Write what memory begins with."""
        for at, content in self.contents:
            memory[at : at + len(content)] = np.frombuffer(content, np.uint8)

    def check(self, name: str, numbers: tuple[int, ...]) -> None:
        """Refuse too many numbers, or too few.

        Raises:
            TypeError: The function takes another number of parameters.
        """
        if len(numbers) != len(self.exported[name]):
            raise TypeError(f"{name} takes {len(self.exported[name])} numbers, not {len(numbers)}")
