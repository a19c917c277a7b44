"""The instances of one thread: one for each kernel it needs, so that memory stays within bounds."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from scenario.engine.compiled import Compiled, kernel_of
from scenario.engine.instance import Instance
from scenario.engine.learned import Past
from scenario.engine.markov import chain_for
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
        carried: Whether runs carry probabilities of states, as all programs allow.
        asked: The names of the chains whose probabilities are asked for; all where none is.
        pasts: Of programs whose runs are to agree with evidence, what they were until then.
    """

    def __init__(
        self,
        taken: int = 0,
        again: bool = True,
        carried: bool = False,
        asked: frozenset[str] = frozenset(),
        pasts: Sequence[Past] = (),
    ) -> None:
        self._taken, self._again, self._carried, self._asked = taken, again, carried, asked
        self._pasts = {id(past.program): past for past in pasts}
        self._kernels: dict[int, tuple[Program, Compiled]] = {}
        self._open: OrderedDict[int, tuple[Compiled, Instance]] = OrderedDict()

    def of(self, program: Program) -> Instance:
        """An instance that runs the program."""
        known = self._kernels.get(id(program))
        if known is None:
            if len(self._kernels) >= KERNELS:
                del self._kernels[next(iter(self._kernels))]
            chain = chain_for(program, self._asked) if self._carried else None
            compiled = kernel_of(program, again=self._again, chain=chain)
            known = self._kernels[id(program)] = program, compiled
        compiled = known[1]
        key = id(compiled.codes)
        if id(program) in self._pasts:
            key = id(program)  # its past is its own
        if key not in self._open:
            self._open[key] = compiled, self._opened(compiled, self._pasts.get(id(program)))
            if len(self._open) > MOST:
                self._open.popitem(last=False)  # its kernel, dear to make, is kept
        self._open.move_to_end(key)
        instance = self._open[key][1]
        instance.become(program)
        return instance

    def _opened(self, compiled: Compiled, past: Past | None) -> Instance:
        own = past.instance(compiled, self._taken) if past is not None else None
        instance = own or Instance(compiled, self._taken)
        instance.carry_outcome(self._carried)
        instance.draw_outcome(not self._carried)
        return instance
