"""What fuzzing starts from: the files of the conformance suite and the shipped ones.

It reads them; it changes nothing.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from scenario.io import plain, read_mapping
from tests.spec.faults import faults

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (
    "tests/spec/valid",
    "models",
    "scenarios",
    "seeds",
    "tests/hostile/found",
)


@cache
def texts() -> tuple[bytes, ...]:
    """Every file as bytes, without the resolved forms."""
    paths = [path for folder in FOLDERS for path in sorted((ROOT / folder).glob("*.yaml"))]
    files = [path.read_bytes() for path in paths if ".resolved" not in path.name]
    return (*files, *(fault.text.encode() for fault in faults()))


@cache
def trees() -> tuple[dict[str, Any], ...]:
    """Models and scenarios of the valid suite, each whole in one file, as plain data."""
    paths = sorted((ROOT / "tests/spec/valid").glob("*.resolved.yaml"))
    found = [plain(read_mapping(path.name, path.read_bytes())) for path in paths]
    return tuple(data for data in found if "model" in data)


@cache
def expressions() -> tuple[str, ...]:
    """Conditions and formulas of all trees."""
    found: set[str] = set()
    for tree in trees():
        found |= {text for text in strings(tree) if any(sign in text for sign in "+-*/<>=(")}
    return tuple(sorted(found))


def strings(data: Any) -> list[str]:
    """Every text in plain data."""
    if isinstance(data, dict):
        return [text for item in data.values() for text in strings(item)]
    if isinstance(data, list):
        return [text for item in data for text in strings(item)]
    return [data] if isinstance(data, str) else []


@cache
def keys() -> tuple[str, ...]:
    """Every key of all trees."""
    found: set[str] = set()
    waiting: list[Any] = list(trees())
    while waiting:
        data = waiting.pop()
        if isinstance(data, dict):
            found |= data.keys()
            waiting += data.values()
        elif isinstance(data, list):
            waiting += data
    return tuple(sorted(found))
