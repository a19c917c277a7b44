"""Runs WebAssembly text through wasmtime: the only module that touches it.

What a kernel is, and how its text came about, is not known here.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from scenario.errors import InputError, Problem
from scenario.kernel.machine import EngineName, Memory, fill

PAGE = 65_536
"""The memory of WebAssembly grows by so many bytes."""


class WasmCode:
    """A compiled module, with the bytes that its memory begins with."""

    engine: EngineName = "wasm"

    def __init__(
        self, text: str, lanes: int, size: int, contents: Sequence[tuple[int, bytes]]
    ) -> None:
        self.lanes, self.size, self.contents = lanes, size, tuple(contents)
        self._module = _wasmtime().Module(_engine(), text)

    def open(self, extra: int = 0) -> WasmMachine:
        """A new instance."""
        return WasmMachine(self._module, self.size + extra, self.contents)


class WasmMachine:
    """An instance: a store with one memory."""

    def __init__(self, module: Any, size: int, contents: Sequence[tuple[int, bytes]]) -> None:
        wasmtime = _wasmtime()
        self._store = wasmtime.Store(_engine())
        self._exports = wasmtime.Instance(self._store, module, []).exports(self._store)
        self.memory = self._view(size)
        fill(self.memory, contents)
        self._functions: dict[str, Any] = {}

    def call(self, name: str, *numbers: int) -> None:
        """Carry out an exported function; other threads go on meanwhile."""
        function = self._functions.get(name)
        if function is None:
            function = self._functions[name] = self._exports[name]
        function(self._store, *map(_signed, numbers))

    def _view(self, size: int) -> Memory:
        memory = self._exports["memory"]
        missing = -(-size // PAGE) - memory.size(self._store)
        if missing > 0:
            memory.grow(self._store, missing)
        buffer = memory.get_buffer_ptr(self._store, size)
        buffer.owner = self._store  # a view that outlives the machine keeps the memory alive
        return np.frombuffer(buffer, np.uint8)


def _signed(number: int) -> int:
    """A number of 64 bits as the signed number of the same bits."""
    return number - (1 << 64) if number >> 63 else number


@lru_cache(maxsize=1)
def _wasmtime() -> Any:
    try:
        import wasmtime
    except (ImportError, OSError) as error:
        hint = "install it: pip install wasmtime"
        raise InputError(Problem(f"wasmtime cannot be loaded: {error}", hint=hint)) from error
    return wasmtime


@lru_cache(maxsize=1)
def _engine() -> Any:
    wasmtime = _wasmtime()
    config = wasmtime.Config()
    config.cranelift_opt_level = "none"
    config.parallel_compilation = False
    return wasmtime.Engine(config)
