"""What a public function says: each of three or more parameters, and each error that it raises.

Style and summaries are held by the linter; this file holds what it cannot see: that these are
described at all, and that what is described is theirs. A method that overrides another is described
where it is first declared, and a command by its own help.
"""

from __future__ import annotations

import ast
import inspect
import pkgutil
import re
import textwrap
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import scenario

FEWEST = 3
"""Parameters from which on each is described."""
NAMES = sorted(
    found.name
    for found in pkgutil.walk_packages(scenario.__path__, "scenario.")
    if not found.name.endswith("__main__")
)
_ARGUMENT = re.compile(r"^    (\*{0,2}\w+): ", re.MULTILINE)


def parameters(function: Callable[..., Any]) -> list[str]:
    """The parameters, stars before them, but for the object itself and those that are not read."""
    stars = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}
    found = inspect.signature(function).parameters.values()
    read = (one for one in found if one.name not in ("self", "cls") and one.name.strip("_"))
    return [stars.get(one.kind, "") + one.name for one in read]


def described(function: Callable[..., Any]) -> list[str]:
    """The parameters that the docstring describes, in its order."""
    _, heading, rest = (inspect.getdoc(function) or "").partition("\nArgs:\n")
    return _ARGUMENT.findall(re.split(r"\n\n\w+:\n", rest)[0]) if heading else []


def methods(kind: type) -> Iterator[tuple[str, Callable[..., Any]]]:
    """The public methods that a class declares first, and does not override."""
    for name, value in list(vars(kind).items()):
        function = inspect.unwrap(getattr(value, "__func__", value))
        first = not any(hasattr(base, name) for base in kind.__bases__)
        if inspect.isfunction(function) and first and not name.startswith("_"):
            yield f"{kind.__name__}.{name}", function


def functions(module: ModuleType) -> Iterator[tuple[str, Callable[..., Any]]]:
    """The public functions of a module, and the methods of its public classes."""
    for name, value in list(vars(module).items()):
        if name.startswith("_") or getattr(value, "__module__", None) != module.__name__:
            continue
        if inspect.isclass(value):
            yield from methods(value)
        elif inspect.isfunction(function := inspect.unwrap(value) if callable(value) else value):
            yield name, function


def undescribed(module: ModuleType) -> Iterator[str]:
    """The functions that do not describe just their parameters, in their order."""
    for name, function in functions(module):
        wanted = parameters(function)
        found = described(function)
        if found != wanted if len(wanted) >= FEWEST else bool(found) and found != wanted:
            yield f"{name}({', '.join(wanted)}) describes {', '.join(found) or 'nothing'}"


def test_modules_are_found() -> None:
    assert {"scenario.api", "scenario.kernel.ir", "scenario.cli.commands.run"} <= set(NAMES)


def in_modules(find: Callable[[ModuleType], Iterator[str]]) -> dict[str, list[str]]:
    """What a search finds in each module, where it finds anything."""
    every = ((name, list(find(import_module(name)))) for name in NAMES)
    return {name: found for name, found in every if found}


def test_parameters_are_described() -> None:
    assert in_modules(undescribed) == {}


def raised(function: Callable[..., Any]) -> set[str]:
    """The errors that a function makes and raises itself, by the names of their classes."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    made = (node.exc for node in ast.walk(tree) if isinstance(node, ast.Raise))
    names = (ast.unparse(one.func) for one in made if isinstance(one, ast.Call))
    return {name for name in names if name.endswith(("Error", "Stop"))}


def unnamed(module: ModuleType) -> Iterator[str]:
    """The errors that functions raise and do not name."""
    for name, function in functions(module):
        _, _, rest = (inspect.getdoc(function) or "").partition("\nRaises:\n")
        named = set(_ARGUMENT.findall(re.split(r"\n\n\w+:\n", rest)[0]))
        yield from (f"{name} raises {error}" for error in sorted(raised(function) - named))


def test_errors_are_named() -> None:
    assert in_modules(unnamed) == {}


def made(source: str) -> ModuleType:
    """A module of a source, for what the test must see."""
    module = ModuleType("made")
    exec(compile(source, "made", "exec"), vars(module))
    return module


FULL = '"""One.\n\n    Args:\n        a: One.\n        b: Two.\n        *c: More.\n    """'

DECLARED = f"class A:\n    def f(self, a, b, *c):\n        {FULL}\n"


def test_a_described_function_passes() -> None:
    assert list(undescribed(made(f"def f(a, b, *c):\n    {FULL}"))) == []


@pytest.mark.parametrize(
    "source",
    [
        "def f(a, b, c): ...",
        'def f(a, b, c):\n    """One."""',
        f"def f(a, b, c):\n    {FULL}",
        f"def f(b, a, *c):\n    {FULL}",
        f"def f(a, b):\n    {FULL}",
        "class A:\n    def f(self, a, b, c): ...",
        "class A:\n    @classmethod\n    def f(cls, a, b, c): ...",
        "class A:\n    @staticmethod\n    def f(a, b, c): ...",
    ],
)
def test_an_undescribed_parameter_is_seen(source: str) -> None:
    assert len(list(undescribed(made(source)))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "def f(a, b): ...",
        "def _f(a, b, c): ...",
        "def f(_, __, a): ...",
        "class _A:\n    def f(self, a, b, c): ...",
        f"{DECLARED}class B(A):\n    def f(self, a, b, *c): ...",
    ],
)
def test_what_needs_no_description_is_not_seen(source: str) -> None:
    assert list(undescribed(made(source))) == []


def test_an_error_that_is_not_named_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiet = 'def f(a):\n    """One."""\n    raise ValueError(a)\n'
    names = quiet.replace("f(", "g(").replace(
        "One.", "One.\n\n    Raises:\n        ValueError: Ever.\n"
    )
    (tmp_path / "raising.py").write_text(quiet + names)
    monkeypatch.syspath_prepend(tmp_path)
    assert list(unnamed(import_module("raising"))) == ["f raises ValueError"]
