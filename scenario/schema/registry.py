"""Registries by folder: each module of a package holds one kind of thing, under the module's name.

It finds the modules and the one class in each; what the kinds are is known to who asks.
"""

# Annotations are worked out here, once: as texts pydantic would read them anew for each subclass.

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import ClassVar, TypeVar

from scenario.schema.base import Frozen


class Registered(Frozen):
    """What a kind of thing says of itself to whoever lists such kinds."""

    rank: ClassVar[int] = 100
    """Where it stands in lists; those of one rank stand in the order of the alphabet."""
    summary: ClassVar[str] = ""
    """The meaning of its key, in the tables of the specification and in the JSON Schema."""

    @classmethod
    def key(cls) -> str:
        """The key under which it is written: the name of its module."""
        return cls.__module__.rpartition(".")[2]


R = TypeVar("R", bound=Registered)


def registered(folder: ModuleType, base: type[R]) -> dict[str, type[R]]:
    """The kinds that the modules of a package hold, by the name of the module.

    They are in the order of their `rank`, and those of one rank in that of the alphabet: so the
    order depends neither on the file system nor on what was imported first.
    """
    names = sorted(found.name for found in iter_modules(folder.__path__))
    kinds = [_only_kind(import_module(f"{folder.__name__}.{name}"), base) for name in names]
    return {kind.key(): kind for kind in sorted(kinds, key=lambda kind: kind.rank)}


def _only_kind(module: ModuleType, base: type[R]) -> type[R]:
    """The class in a module that is of a kind.

    Raises:
        TypeError: There is none, or there are several.
    """
    own = (
        one for one in vars(module).values() if getattr(one, "__module__", "") == module.__name__
    )
    found = [one for one in own if isinstance(one, type) and issubclass(one, base)]
    if len(found) != 1:
        raise TypeError(f"{module.__name__} must define one {base.__name__}, not {len(found)}")
    return found[0]
