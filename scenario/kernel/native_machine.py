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
from scenario.kernel.code_cache import code_cache, key_of
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

    @property
    def processor(self) -> tuple[str, str]:
        """The name of the processor, and its features."""
        binding = _binding()
        cpu = binding.get_host_cpu_name() if self.cpu is None else self.cpu
        features = self.features
        if features is None:
            features = binding.get_host_cpu_features().flatten()
        return cpu, features


KEPT = 16
"""Pieces of machine code that stay in memory."""


@dataclass(frozen=True, slots=True)
class NativeText:
    """A kernel's text, and for which processor it is to be compiled."""

    text: str
    lanes: int
    outline: Outline
    target: Target
    name: str = ""
    """Under which its code is kept between processes; its text if empty."""

    def kept(self) -> NativeCode | None:
        """The code of the text, if a process compiled it before and kept it."""
        return kept_code(self.name or self.text, self.lanes, self.outline, self.target)

    def compiled(self) -> NativeCode:
        """The code of the text, compiled unless it was kept."""
        return self.kept() or self._compiled()

    def _compiled(self) -> NativeCode:
        found = _compiled(self.text, self.target, self.name or self.text, self.lanes)
        return NativeCode(found, self.lanes, self.outline, self.target)


def kept_code(
    name: str, lanes: int, outline: Outline, target: Target | None = None
) -> NativeCode | None:
    """The code that a process kept under a name.

    Args:
        name: The name of the kernel, or its text.
        lanes: Runs side by side.
        outline: What a host must know of it.
        target: The processor it was compiled for; this one if None.
    """
    target, cache = target or Target(), code_cache()
    found = cache.load(_key(name, lanes, target)) if cache else None
    return None if found is None else NativeCode(found, lanes, outline, target)


class NativeCode:
    """Machine code in this process, with the bytes that its memory begins with."""

    engine: EngineName = "native"

    def __init__(self, machine_code: bytes, lanes: int, outline: Outline, target: Target) -> None:
        self.lanes, self.outline = lanes, outline
        self._linker = _linked(machine_code, target)
        exported = outline.exported.items()
        self.functions = {name: self._function(name, kinds) for name, kinds in exported}

    def open(self, extra: int = 0) -> NativeMachine:
        """A new instance."""
        return NativeMachine(self, self.outline.size + extra)

    def _function(self, name: str, kinds: tuple[str, ...]) -> Callable[..., None]:
        address = self._linker.get_function_address(name)
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
def _compiled(text: str, target: Target, name: str, lanes: int) -> bytes:
    module = _binding().parse_assembly(text)
    found: bytes = _target_machine(target).emit_object(module)
    cache = code_cache()
    if cache:
        cache.store(_key(name, lanes, target), found)
    return found


def _key(name: str, lanes: int, target: Target) -> str:
    """What names the code of a kernel: all that it depends on."""
    binding = _binding()
    compiler = binding.llvm_version_info, binding.get_default_triple()
    return key_of("native", compiler, *target.processor, target.effort, lanes, name)


@lru_cache(maxsize=KEPT)
def _linked(machine_code: bytes, target: Target) -> Any:
    """Machine code in memory; kernels that differ in their memory alone share it."""
    binding = _binding()
    linker = binding.create_mcjit_compiler(binding.parse_assembly(""), _target_machine(target))
    linker.add_object_file(binding.ObjectFileRef.from_data(machine_code))
    linker.finalize_object()
    return linker


def _target_machine(target: Target) -> Any:
    cpu, features = target.processor
    made = _binding().Target.from_default_triple()
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
