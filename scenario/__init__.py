"""Scenario forecasting: a model in YAML in, probabilities with their reasons out.

This face only says where each public name lives; nothing is loaded before it is asked for. The
names stand in `__init__.pyi`, which type checkers read too.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

from scenario.result import present_by
from scenario.version import VERSION

__version__ = VERSION

present_by(lambda: import_module("scenario.present"))  # type: ignore[arg-type,return-value]

_PARTS = ("plots",)
"""Modules that `import scenario` alone must make reachable, as in `scenario.plots.outcome`."""


@cache
def _homes() -> dict[str, str]:
    """The module of each public name."""
    import re
    from pathlib import Path

    stub = Path(__file__).with_suffix(".pyi").read_text("utf-8")
    listed = re.findall(r"^from (\S+) import (\w+) as \2$", stub, re.MULTILINE)
    return {name: module for module, name in listed}


def __getattr__(name: str) -> Any:
    if name == "__all__":
        return sorted([*_homes(), "__version__"])
    if name in _PARTS:
        return import_module(f"scenario.{name}")
    if not name.startswith("_") and name in _homes():
        return getattr(import_module(_homes()[name]), name)
    raise AttributeError(f"module 'scenario' has no attribute {name!r}{_near(name)}")


def _near(name: str) -> str:
    """What was probably meant; nothing where the name is one that programs look for."""
    if name.startswith("_"):
        return ""
    from scenario.errors import nearest

    elsewhere = {"run": "load(...).run()", "report": "write_report", "schema": "json_schema"}
    elsewhere["explore"] = "write_page"
    meant = elsewhere.get(name) or nearest(name, [*_homes(), *_PARTS])
    return f"; did you mean scenario.{meant}?" if meant else ""


def __dir__() -> list[str]:
    """The public names, and what every module has; not what this one is made with."""
    own = (name for name in globals() if name.startswith("__") and name.endswith("__"))
    return sorted({*own, *__getattr__("__all__"), *_PARTS})
