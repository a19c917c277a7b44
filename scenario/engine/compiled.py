"""Programs as compiled kernels, kept so that what differs in numbers alone is not compiled again.

Which engine compiles is chosen here; what is run on it is not known.
"""

from __future__ import annotations

import atexit
import os
import threading
from collections import OrderedDict
from dataclasses import dataclass, replace

from scenario.engine.emit.layout import Layout
from scenario.engine.emit.tile import emitted
from scenario.engine.program import Program
from scenario.errors import InputError, Problem
from scenario.kernel.machine import Code, EngineName, compiled

MOST_NUMBERS = 2**21
"""Bytes of random numbers of a tile that are kept for all steps."""
KEPT = 8
"""Programs whose kernels are kept."""
ENGINES: tuple[EngineName, ...] = ("wasm", "native")


@dataclass(frozen=True)
class Compiled:
    """A program, where everything of it stands in memory, and its compiled kernel."""

    program: Program
    layout: Layout
    code: Code
    again: bool


_kept: OrderedDict[tuple[str, int], Compiled] = OrderedDict()
_lock = threading.Lock()
atexit.register(_kept.clear)  # before the modules that compiled them are gone


def chosen_engine() -> EngineName:
    """The engine that the environment asks for in `SCENARIO_ENGINE`, else WebAssembly.

    Raises:
        InputError: It asks for one that there is not.
    """
    asked = os.environ.get("SCENARIO_ENGINE", "wasm")
    for engine in ENGINES:
        if asked == engine:
            return engine
    message = f"SCENARIO_ENGINE is {asked!r}"
    raise InputError(Problem(message, hint=f"the engines are {' and '.join(ENGINES)}"))


def kernel_of(program: Program, engine: EngineName | None = None, again: bool = False) -> Compiled:
    """The program's kernel: one compiled before, where nothing but numbers is different.

    Args:
        program: What to compile.
        engine: By which backend; the chosen one when None.
        again: Whether the same runs are going to be simulated again and again, so that their
            random numbers should be kept where they are not too many.
    """
    engine = engine or chosen_engine()
    with _lock:
        for key, known in _kept.items():
            same = key[0] == engine and known.again == again
            if same and alike(known.program, program):
                _kept.move_to_end(key)
                return replace(known, program=program)
        width = width_of(program)
        e = emitted(program, width, again and numbers_of(program, width) <= MOST_NUMBERS)
        made = Compiled(program, e.layout, compiled(e.kernel, engine), again)
        _kept[engine, id(made)] = made
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return made


def alike(one: Program, other: Program) -> bool:
    """Whether two programs differ in nothing but the values of numbers, none in its sign."""
    if one is other:
        return True
    if len(one.numbers) != len(other.numbers):
        return False
    same_signs = all(
        a.place == b.place and (a.value > 0) == (b.value > 0)
        for a, b in zip(one.numbers, other.numbers, strict=True)
    )
    return same_signs and replace(one, numbers=()) == replace(other, numbers=())


def numbers_of(program: Program, width: int) -> int:
    """How many bytes the random numbers of a tile take for all steps, about."""
    clocks = sum(len(plan.clocks) for plan in program.state_plans)
    chances = len(program.event_plans) + clocks + len(program.jumps)
    shocks = sum(1 for stream in program.shock_streams if stream)
    return program.steps * width * (2 * chances + 4 * shocks)


def width_of(program: Program) -> int:
    """Runs of a tile: a function of the program alone, for sums depend on it.

    As many as the processor's nearest caches hold with all their rows, within bounds.
    """
    return 64 if program.things > 40 else 128
