"""Registries by folder: each module of a package ends with the declaration of one thing.

What a declaration says in plain literals is read from the text of its module, so that a list of
all things costs no import; a thing is imported when it is asked for. What the things are is known
to who asks.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any, Generic, TypeVar

T = TypeVar("T")

LAST = 100
"""The rank of what declares none."""


class Folder(Mapping[str, T], Generic[T]):
    """The things that the modules of a package declare, by the names of the modules.

    They are in the order of their `rank`, and those of one rank in that of the alphabet.
    """

    def __init__(self, package: str, declared: str) -> None:
        """Nothing is read yet.

        Args:
            package: Whose modules these are, within `scenario`.
            declared: The name to which each of them assigns its thing, in its last statement.
        """
        self.package, self.declared = package, declared

    @cached_property
    def said(self) -> Mapping[str, Mapping[str, Any]]:
        """The literals among the arguments of each declaration.

        Raises:
            TypeError: A module does not end with a declaration.
        """
        place = Path(__file__).parent.joinpath(*self.package.split(".")[1:])
        paths = sorted(path for path in place.glob("*.py") if path.stem != "__init__")
        said = {path.stem: self._literals(path) for path in paths}
        return dict(sorted(said.items(), key=lambda item: item[1].get("rank", LAST)))

    def _literals(self, path: Path) -> dict[str, Any]:
        text = path.read_text("utf-8")
        start = text.rfind(f"\n{self.declared} = ")
        last = ast.parse(text[start:]).body if start >= 0 else []
        if len(last) != 1 or not isinstance(last[0], ast.Assign):
            raise TypeError(f"{self.package}.{path.stem} must end with {self.declared} = ...")
        given = last[0].value.keywords if isinstance(last[0].value, ast.Call) else []
        literals = ((one.arg, one.value) for one in given if isinstance(one.value, ast.Constant))
        return {name: value.value for name, value in literals if name}

    def __getitem__(self, name: str) -> T:
        if name not in self.said:
            raise KeyError(name)
        found: T = getattr(import_module(f"{self.package}.{name}"), self.declared)
        return found

    def __contains__(self, name: object) -> bool:
        return name in self.said  # without importing it

    def __iter__(self) -> Iterator[str]:
        return iter(self.said)

    def __len__(self) -> int:
        return len(self.said)
