"""The map of the package: which of its parts import which, from the roof to the ground.

It reads the modules, and the floors in `pyproject.toml`, which import-linter holds.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tests.docs.console import ROOT

PACKAGE = ROOT / "scenario"


def imports_map() -> str:
    """A table with a row for each part: its floor, and the parts that it imports."""
    rows = ["| floor | part | imports |", "|--:|---|---|"]
    parts = [(floor, part) for floor, some in enumerate(_floors()) for part in some]
    order = [part for _, part in parts]
    for floor, part in parts:
        found = set(_imported(part)) - {part}
        listed = ", ".join(f"`{one}`" for one in order if one in found) or "nothing"
        rows.append(f"| {len(_floors()) - floor} | `{part}` | {listed} |")
    return "\n".join(rows)


def _floors() -> list[list[str]]:
    """The parts of each floor, the highest first."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    (floors,) = (
        one for one in settings["tool"]["importlinter"]["contracts"] if one["id"] == "floors"
    )
    return [re.findall(r"\w+", layer) for layer in floors["layers"]]


def _imported(part: str) -> Iterator[str]:
    """What the modules of a part import of the package, within functions too."""
    place = PACKAGE / part
    modules: list[Path] = [*place.rglob("*.py")] if place.is_dir() else [place.with_suffix(".py")]
    for module in modules:
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                yield from _parts(node)
            elif isinstance(node, ast.Import):
                yield from (name for alias in node.names if (name := _part(alias.name)))


def _parts(node: ast.ImportFrom) -> Iterator[str]:
    """`from scenario import plots` names a part behind the sign, other imports before it."""
    if node.module == "scenario":
        yield from (alias.name for alias in node.names)
    elif name := _part(node.module or ""):
        yield name


def _part(module: str) -> str:
    head, _, rest = module.partition(".")
    return rest.partition(".")[0] if head == "scenario" else ""
