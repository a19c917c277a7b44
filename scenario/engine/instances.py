"""The instances of one thread: one for each kernel it needs, so that memory stays within bounds."""

from __future__ import annotations

from collections import OrderedDict

from scenario.engine.compiled import Compiled, kernel_of
from scenario.engine.instance import Instance
from scenario.engine.program import Program

MOST = 12
"""Instances that a thread keeps."""


class Instances:
    """Instances by program; programs that differ in numbers alone share one."""

    def __init__(self, taken: int = 0) -> None:
        self._taken = taken
        self._kernels: dict[int, tuple[Program, Compiled]] = {}
        self._open: OrderedDict[int, tuple[Compiled, Instance]] = OrderedDict()

    def of(self, program: Program) -> Instance:
        """An instance that runs the program."""
        known = self._kernels.get(id(program))
        if known is None:
            known = self._kernels[id(program)] = program, kernel_of(program, again=True)
        compiled = known[1]
        key = id(compiled.codes)
        if key not in self._open:
            self._open[key] = compiled, Instance(compiled, self._taken)
            if len(self._open) > MOST:
                self._forget()
        self._open.move_to_end(key)
        instance = self._open[key][1]
        instance.become(program)
        return instance

    def _forget(self) -> None:
        """Let go of the instance that was used longest ago, and of the kernels it came from."""
        _, (compiled, _) = self._open.popitem(last=False)
        self._kernels = {
            key: known
            for key, known in self._kernels.items()
            if known[1].codes is not compiled.codes
        }
