"""Puts a mutant in place of code that is loaded already, wherever that was imported."""

from __future__ import annotations
import __future__

import importlib
import inspect
import sys
from pathlib import PurePosixPath
from types import FunctionType
from typing import Any

from tests.mutation.mutants import Mutant

PACKAGES = ("scenario", "tests")
FLAGS = __future__.annotations.compiler_flag


def put_in(mutant: Mutant) -> None:
    """Change the function or the constant of a mutant, for the rest of this process."""
    module = importlib.import_module(module_name(mutant.path))
    changed = dict(vars(module))
    exec(compile(mutant.statement, module.__file__ or "", "exec", FLAGS), changed)
    for name in mutant.names:
        old, new = _found(vars(module), name), _found(changed, name)
        functions = list(zip(_functions(old), _functions(new), strict=True))
        for one, other in functions:
            one.__code__, one.__defaults__ = other.__code__, other.__defaults__
            one.__kwdefaults__ = other.__kwdefaults__
        if not functions:
            _rebind(name, old, new)


def module_name(path: str) -> str:
    """The name of a module, of its path in the project."""
    parts = PurePosixPath(path).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _found(namespace: dict[str, Any], name: str) -> Any:
    outer, _, inner = name.partition(".")
    found = namespace[outer]
    return inspect.getattr_static(found, inner) if inner else found


def _functions(of: Any) -> list[FunctionType]:
    """The functions behind a name: what a decorator has wrapped, what a property calls."""
    if isinstance(of, property):
        return [part for part in (of.fget, of.fset) if isinstance(part, FunctionType)]
    if isinstance(of, staticmethod | classmethod):
        return _functions(of.__func__)
    for wrapped in ("__wrapped__", "func", "fget"):
        if not isinstance(of, FunctionType) and hasattr(of, wrapped):
            return _functions(getattr(of, wrapped))
    if isinstance(of, FunctionType):
        inner = getattr(of, "__wrapped__", None)
        return _functions(inner) if inner else [of]
    return []


def _rebind(name: str, old: Any, new: Any) -> None:
    """Another value for a constant, wherever it was imported under its name."""
    for module in list(sys.modules.values()):
        if module.__name__.partition(".")[0] in PACKAGES and vars(module).get(name) is old:
            setattr(module, name, new)
