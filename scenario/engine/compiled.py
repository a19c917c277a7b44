"""Programs as compiled kernels, kept so that what differs in numbers alone is not compiled again.

How much of a program is to be run decides what its kernel is compiled to; who runs it is not known.
"""

from __future__ import annotations

import atexit
import threading
from collections import OrderedDict
from dataclasses import dataclass, replace

from scenario.engine.codes import Codes, Grades, grades
from scenario.engine.emit.bounds import Limits
from scenario.engine.emit.layout import WIDTH, Layout
from scenario.engine.kept_kernels import form_of
from scenario.engine.markov import Chain
from scenario.engine.program import Program
from scenario.kernel.code_cache import code_cache
from scenario.kernel.machine import Code, EngineName

MOST_NUMBERS = 2**21
"""Bytes of random numbers of a tile that are kept for all steps."""
LITTLE = 0.05
"""Share of the work from which the best code pays that is not even worth looking for it."""
KEPT = 8
"""Programs whose kernels are kept."""


@dataclass(frozen=True)
class Compiled:
    """A program, where everything of it stands in memory, and what its kernel is compiled to."""

    program: Program
    layout: Layout
    limits: Limits
    codes: Codes
    grades: Grades
    again: bool
    chain: Chain | None = None

    @property
    def code(self) -> Code:
        """The best code that is ready now; a better one may be ready later."""
        return self.codes.best(self.grades)

    @property
    def engines(self) -> tuple[EngineName, ...]:
        """Which engines may have a part in what is run."""
        return self.codes.engines(self.grades)

    def did(self, runs: int, steps: int) -> None:
        """So many runs were simulated over so many steps."""
        self.codes.did(runs * steps * self.program.things, self.grades)


_kept: OrderedDict[int, Compiled] = OrderedDict()
_lock = threading.Lock()
atexit.register(_kept.clear)  # before the modules that compiled them are gone


def kernel_of(
    program: Program, work: int | None = None, again: bool = False, chain: Chain | None = None
) -> Compiled:
    """The program's kernel: one compiled before, where nothing but numbers is different.

    Args:
        program: What to simulate.
        work: Steps times things times runs, where it is known how much there is to do: the best
            code is made ready at once if that is worth it. Else it is once much has been done.
        again: Whether the same runs are going to be simulated again and again, so that their
            random numbers should be kept where they are not too many.
        chain: The program's chain, where runs are to carry probabilities of states.
    """
    allowed = grades()
    found = replace(_kernel_of(program, again, chain), grades=allowed)
    if work is None:
        return found
    if work < found.codes.worth * (LITTLE if code_cache() else 1.0):
        return replace(found, grades=allowed[:1])
    if work >= found.codes.worth:
        found.codes.prepare(allowed)
    return found


def _kernel_of(program: Program, again: bool, chain: Chain | None) -> Compiled:
    with _lock:
        for key, known in reversed(_kept.items()):  # most likely the last one
            same_kind = known.again == again and known.chain == chain
            if same_kind and serves(known, program):
                _kept.move_to_end(key)
                return replace(known, program=program)
        whole = again and numbers_of(program, WIDTH) <= MOST_NUMBERS
        form = form_of(program, whole, chain)
        codes = Codes(form.source)
        made = Compiled(program, form.layout, form.limits, codes, (), again, chain)
        _kept[id(made)] = made
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return made


def serves(known: Compiled, program: Program) -> bool:
    """Whether a kernel is just the one that would be compiled for another program."""
    one = known.program
    if one is program:
        return True
    return alike(one, program) and (
        one.numbers == program.numbers or known.limits.hold_for(program)
    )


def alike(one: Program, other: Program) -> bool:
    """Whether two programs differ in nothing but the values of numbers, none in its sign."""
    if len(one.numbers) != len(other.numbers):
        return False
    same_signs = all(
        a.place == b.place and (a.value > 0) == (b.value > 0)
        for a, b in zip(one.numbers, other.numbers, strict=True)
    )
    return same_signs and replace(one, numbers=()) == replace(other, numbers=())


def numbers_of(program: Program, width: int) -> int:
    """How many bytes the random numbers of a tile take for all steps, about."""
    chances = len(program.event_plans) + len(program.clocks) + len(program.jumps)
    shocks = sum(1 for stream in program.shock_streams if stream)
    return program.steps * width * (2 * chances + 4 * shocks)
