"""All ways in which a kernel can be carried out here: engines, with so many runs side by side.

What a kernel computes is not known here.
"""

from __future__ import annotations

from dataclasses import dataclass

from scenario.kernel.backends import compiled
from scenario.kernel.ir import Kernel
from scenario.kernel.machine import Code, EngineName


@dataclass(frozen=True, slots=True)
class Way:
    """An engine with so many lanes; `hard` where it compiles for speed."""

    engine: EngineName
    lanes: int
    hard: bool = False

    def compile(self, kernel: Kernel) -> Code:
        """The kernel, compiled this way.

        Raises:
            InputError: The engine is not installed, or cannot be loaded here.
        """
        return compiled(kernel, self.engine, hard=self.hard, lanes=self.lanes)

    def __str__(self) -> str:
        return f"{self.engine}, optimised" if self.hard else self.engine


WAYS = (
    *(Way("wasm", lanes) for lanes in (1, 2, 4, 8)),
    Way("wasm", 4, hard=True),
    *(Way("native", lanes) for lanes in (2, 4, 8)),
)
"""The lanes that studies use, and the others, whose bits must be the same."""
