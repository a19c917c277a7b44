"""Runs WebAssembly text through wasmtime: the only module that touches it.

What a kernel is, and how its text came about, is not known here.
"""

from __future__ import annotations

import atexit
import threading
from dataclasses import dataclass
from functools import lru_cache
from platform import machine
from typing import Any, Literal, TypeAlias

import numpy as np

from scenario.errors import InputError, Problem
from scenario.kernel.code_cache import code_cache, key_of
from scenario.kernel.ir import EMPTY
from scenario.kernel.machine import EngineName, Memory, Outline

_MAKING = threading.Lock()
PAGE = 65_536
"""The memory of WebAssembly grows by so many bytes."""

KEPT = 16
"""Compiled texts that are kept."""
Effort: TypeAlias = Literal["none", "speed"]
"""How hard a compiler tries to make code that runs fast."""
FROM_MEMORY = " from memory"
"""Ends the name of a function that reads its parameters from the beginning of memory."""


@dataclass(frozen=True, slots=True)
class WasmText:
    """A kernel's text, and how hard it is to be compiled."""

    text: str | bytes
    lanes: int
    outline: Outline
    effort: Effort = "none"

    def kept(self) -> WasmCode | None:
        """The code of the text, if a process compiled it before and kept it."""
        module = _kept(self.text, self.effort)
        return None if module is None else WasmCode(self, module)

    def compiled(self) -> WasmCode:
        """The code of the text, compiled unless it was kept."""
        return WasmCode(self, _module(self.text, self.effort))


class WasmCode:
    """A compiled module, with the bytes that its memory begins with."""

    engine: EngineName = "wasm"

    def __init__(self, text: WasmText, module: Any) -> None:
        self.lanes, self.outline = text.lanes, text.outline
        self._text, self._made = text, (module, False)

    def open(self, extra: int = 0) -> WasmMachine:
        """A new instance; in a process with little address space, of a module made for that.

        Raises:
            InputError: There is not enough memory.
        """
        size = self.outline.size + extra
        try:
            return self._opened(size)
        except _wasmtime().WasmtimeError:
            module = _module(self._text.text, self._text.effort, confined=True)
            self._made = module, True  # at once, for other threads read both
        try:
            return self._opened(size)
        except _wasmtime().WasmtimeError as error:
            message = f"there is not enough memory: {size:,} bytes cannot be had"
            raise InputError(Problem(message, hint="use fewer --workers")) from error

    def _opened(self, size: int) -> WasmMachine:
        module, confined = self._made
        store = _wasmtime().Store(_engine(self._text.effort, confined))
        return WasmMachine(module, store, self.outline, size)


class WasmMachine:
    """An instance: a store with one memory."""

    def __init__(self, module: Any, store: Any, outline: Outline, size: int) -> None:
        self._outline, self._store = outline, store
        self._exports = _wasmtime().Instance(store, module, []).exports(store)
        self.memory = self._view(size)
        outline.fill(self.memory)
        self._parameters = self.memory[:EMPTY].view(np.uint64)
        self._functions: dict[str, Any] = {}

    def call(self, name: str, *numbers: int) -> None:
        """Carry out an exported function; other threads go on meanwhile."""
        self._outline.check(name, numbers)
        function = self._functions.get(name)
        if function is None:
            function = self._functions[name] = self._exports[f"{name}{FROM_MEMORY}"]
        for place, number in enumerate(numbers):
            self._parameters[place] = number
        function(self._store)

    def _view(self, size: int) -> Memory:
        memory = self._exports["memory"]
        missing = -(-size // PAGE) - memory.size(self._store)
        if missing > 0:
            memory.grow(self._store, missing)
        buffer = memory.get_buffer_ptr(self._store, size)
        buffer.owner = self._store  # a view that outlives the machine keeps the memory alive
        return np.frombuffer(buffer, np.uint8)


@lru_cache(maxsize=1)
def _wasmtime() -> Any:
    try:
        import wasmtime
    except (ImportError, OSError, RuntimeError) as error:  # the last where there is none for here
        hint = "pip install wasmtime"
        raise InputError(Problem(f"wasmtime cannot be loaded: {error}", hint=hint)) from error
    return wasmtime


def _engine(effort: Effort, confined: bool) -> Any:
    """The engine of all threads; a confined one checks every address, and reserves no 4 GB.

    Were there two of a kind, a module of the one could not be run by the other.
    """
    with _MAKING:
        return _made_engine(effort, confined)


@lru_cache(maxsize=4)
def _made_engine(effort: Effort, confined: bool) -> Any:
    wasmtime = _wasmtime()
    config = wasmtime.Config()
    config.cranelift_opt_level = effort
    config.parallel_compilation = False
    if confined:
        config.memory_reservation = 0
        config.memory_reservation_for_growth = 0
        config.memory_guard_size = 0
    return wasmtime.Engine(config)


@lru_cache(maxsize=KEPT)
def _module(text: str | bytes, effort: Effort, confined: bool = False) -> Any:
    """A text compiled; kernels that differ in their memory alone share a module."""
    found = _kept(text, effort, confined)
    if found is None:
        found = _wasmtime().Module(_engine(effort, confined), text)
        cache = code_cache()
        if cache:
            cache.store(_key(text, effort, confined), bytes(found.serialize()))
    return found


def _kept(text: str | bytes, effort: Effort, confined: bool = False) -> Any:
    """The module of a text that a process kept, where wasmtime can use it on this processor."""
    cache = code_cache()
    found = cache.load(_key(text, effort, confined)) if cache else None
    if found is None:
        return None
    wasmtime = _wasmtime()
    try:
        return wasmtime.Module.deserialize(_engine(effort, confined), found)
    except wasmtime.WasmtimeError:
        return None


def _key(text: str | bytes, effort: Effort, confined: bool) -> str:
    """What names the code of a text; that it fits its version and processor, wasmtime sees."""
    return key_of("wasm", machine(), effort, confined, text)


for kept in (_module, _made_engine):
    atexit.register(kept.cache_clear)  # while wasmtime is still there to let go of it
