"""Which engine simulates: what is asked for here and now, and what there is to choose from.

Every engine computes the same bits, so the choice is of speed alone. What an engine is, and what it
is given to do, is not known here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from importlib.util import find_spec

from scenario.errors import InputError, Problem, nearest
from scenario.kernel.machine import EngineName

ENGINES: tuple[EngineName, ...] = ("wasm", "native")
VARIABLE = "SCENARIO_ENGINE"

_asked: ContextVar[EngineName | None] = ContextVar("asked", default=None)


@contextmanager
def using_engine(name: str | None) -> Iterator[None]:
    """Simulate with one engine, whatever is simulated within.

    It holds for this thread (or task) and the workers it starts; others go on as they were.

    Args:
        name: `wasm` or `native`; None changes nothing.

    Raises:
        InputError: There is no such engine.
    """
    token = _asked.set(_known(name, "engine") if name is not None else _asked.get())
    try:
        yield
    finally:
        _asked.reset(token)


def asked_engine() -> EngineName | None:
    """The engine asked for: by `using_engine`, else by the environment, else none in particular.

    Raises:
        InputError: The environment asks for one that there is not.
    """
    inside = _asked.get()
    if inside is not None:
        return inside
    outside = os.environ.get(VARIABLE)
    return _known(outside, VARIABLE) if outside else None


@lru_cache(maxsize=1)
def native_installed() -> bool:
    """Whether there seems to be a compiler to machine code; nothing is loaded to find out."""
    return find_spec("llvmlite") is not None


def _known(name: str, where: str) -> EngineName:
    for engine in ENGINES:
        if name == engine:
            return engine
    near = nearest(name, ENGINES)
    guess = f"did you mean {near}? " if near else ""
    hint = f"{guess}the engines are {' and '.join(ENGINES)}"
    raise InputError(Problem(f"{where} is {name!r}", hint=hint))
