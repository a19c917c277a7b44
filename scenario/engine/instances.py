"""The instances of one thread: one for each kernel it needs, so that memory stays within bounds."""

from __future__ import annotations

from collections import OrderedDict

from scenario.engine.compiled import Compiled, kernel_of
from scenario.engine.instance import Instance
from scenario.engine.program import Program

MOST = 12
"""Instances that a thread keeps."""
KERNELS = 64
"""Programs whose kernels it keeps: more than are ever run side by side."""


class Instances:
    """Instances by program; programs that differ in numbers alone share one.

    Args:
        taken: Steps whose values may be taken.
        again: Whether the same runs are simulated for one program after the other.
    """

    def __init__(self, taken: int = 0, again: bool = True) -> None:
        self._taken, self._again = taken, again
        self._kernels: dict[int, tuple[Program, Compiled]] = {}
        self._open: OrderedDict[int, tuple[Compiled, Instance]] = OrderedDict()

    def of(self, program: Program) -> Instance:
        """An instance that runs the program."""
        known = self._kernels.get(id(program))
        if known is None:
            if len(self._kernels) >= KERNELS:
                del self._kernels[next(iter(self._kernels))]
            known = self._kernels[id(program)] = program, kernel_of(program, again=self._again)
        compiled = known[1]
        key = id(compiled.codes)
        if key not in self._open:
            self._open[key] = compiled, Instance(compiled, self._taken)
            if len(self._open) > MOST:
                self._open.popitem(last=False)  # its kernel, dear to make, is kept
        self._open.move_to_end(key)
        instance = self._open[key][1]
        instance.become(program)
        return instance
