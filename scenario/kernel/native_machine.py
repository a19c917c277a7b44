"""Runs LLVM text through llvmlite: the only module that touches it.

What a kernel is, and how its text came about, is not known here.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from scenario.errors import InputError, Problem
from scenario.kernel.machine import EngineName, Memory, Outline

ALIGNMENT = 64
"""Memory begins at a multiple of so many bytes, the longest vector."""

NUMBERS = {"int": ctypes.c_uint32, "long": ctypes.c_uint64}


@dataclass(frozen=True, slots=True)
class Target:
    """The processor to compile for: this one, unless it is told by name or features."""

    cpu: str | None = None
    features: str | None = None
    effort: int = 1
    """How hard the code generator tries, from 0 to 3."""


KEPT = 16
"""Compiled texts that are kept."""


class NativeCode:
    """Machine code in this process, with the bytes that its memory begins with."""

    engine: EngineName = "native"

    def __init__(self, text: str, lanes: int, outline: Outline, target: Target) -> None:
        self.lanes, self.outline = lanes, outline
        self._compiler = _compiler(text, target)
        exported = outline.exported.items()
        self.functions = {name: self._function(name, kinds) for name, kinds in exported}

    def open(self, extra: int = 0) -> NativeMachine:
        """A new instance."""
        return NativeMachine(self, self.outline.size + extra)

    def _function(self, name: str, kinds: tuple[str, ...]) -> Callable[..., None]:
        address = self._compiler.get_function_address(name)
        numbers = [NUMBERS[kind] for kind in kinds]
        return ctypes.CFUNCTYPE(None, ctypes.c_void_p, *numbers)(address)


class NativeMachine:
    """An instance: a piece of this process's memory."""

    def __init__(self, code: NativeCode, size: int) -> None:
        raw = np.zeros(size + ALIGNMENT, np.uint8)
        begin = -raw.ctypes.data % ALIGNMENT
        self.memory: Memory = raw[begin : begin + size]
        self._code, self._address = code, self.memory.ctypes.data
        code.outline.fill(self.memory)

    def call(self, name: str, *numbers: int) -> None:
        """Carry out an exported function; other threads go on meanwhile."""
        self._code.outline.check(name, numbers)
        self._code.functions[name](self._address, *numbers)


def processor() -> str:
    """What the compiler calls the processor of this machine.

    Raises:
        InputError: llvmlite is not installed, or cannot be loaded here.
    """
    name: str = _binding().get_host_cpu_name()
    return name


@lru_cache(maxsize=KEPT)
def _compiler(text: str, target: Target) -> Any:
    """Machine code of a text; kernels that differ in their memory alone share it."""
    binding = _binding()
    module = binding.parse_assembly(text)
    compiler = binding.create_mcjit_compiler(module, _target_machine(target))
    compiler.finalize_object()
    return compiler


def _target_machine(target: Target) -> Any:
    binding = _binding()
    features = target.features
    if features is None:
        features = binding.get_host_cpu_features().flatten()
    cpu = binding.get_host_cpu_name() if target.cpu is None else target.cpu
    made = binding.Target.from_default_triple()
    return made.create_target_machine(cpu=cpu, features=features, opt=target.effort)


@lru_cache(maxsize=1)
def _binding() -> Any:
    try:
        import llvmlite.binding as binding
    except (ImportError, OSError) as error:
        hint = 'pip install "scenario-forecast[native]"'
        raise InputError(Problem(f"llvmlite cannot be loaded: {error}", hint=hint)) from error
    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    return binding
