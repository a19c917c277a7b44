"""The Python face of the package as a table of names, signatures and first sentences.

It reads signatures and docstrings; what has neither has no place in the public face.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any

import scenario
from tests.docs.tables import table


def python_names() -> str:
    """Every public name of the package and what it is."""
    rows = []
    for name in scenario.__all__:
        found = getattr(scenario, name)
        if not name.startswith("_"):
            rows.append((f"`scenario.{name}{_call(found)}`", _first_sentence(found)))
    return table(("name", "is"), rows)


def python_members(kind: type) -> str:
    """The public methods and properties of a class."""
    rows = [(f"`.{name}{_call(found)}`", _first_sentence(found)) for name, found in _members(kind)]
    return table(("name", "gives"), rows)


def _members(kind: type) -> Iterator[tuple[str, Any]]:
    for name, found in vars(kind).items():
        described = callable(found) or isinstance(found, property)
        if described and not name.startswith("_") and inspect.getdoc(found):
            yield name, found


def _call(found: Any) -> str:
    """The arguments of a function, without types; nothing for what is not called."""
    if not inspect.isfunction(found):
        return ""
    parts = []
    starred = False
    for parameter in inspect.signature(found).parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and not starred:
            parts.append("*")
            starred = True
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            starred = True
            parts.append(str(parameter).partition(":")[0])
        elif parameter.name != "self":
            given = parameter.default is not parameter.empty
            parts.append(f"{parameter.name}={parameter.default!r}" if given else parameter.name)
    return f"({', '.join(parts)})"


def _first_sentence(found: Any) -> str:
    text = " ".join((inspect.getdoc(found) or "").split("\n\n")[0].split())
    return re.sub(r"\s+$", "", text)


PYTHON: dict[str, Callable[[], str]] = {
    "python": python_names,
    "python Scenario": lambda: python_members(scenario.Scenario),
    "python Forecast": lambda: python_members(scenario.Forecast),
}
"""Generated parts about Python, by name."""
