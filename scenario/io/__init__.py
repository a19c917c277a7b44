"""From text on disk to marked trees, and back: nothing else in the package reads or writes YAML.

It does not know what a model is. What is needed only where something is wrong is loaded only then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scenario.io.dump import dump
from scenario.io.files import Library, SourceFile
from scenario.io.tree import Entry, List, Map, Node, Scalar, child, locate, plain, trace
from scenario.io.yaml_reader import read, read_mapping

if TYPE_CHECKING:
    from scenario.io.translate import problems_from

__all__ = [
    "Entry",
    "Library",
    "List",
    "Map",
    "Node",
    "Scalar",
    "SourceFile",
    "child",
    "dump",
    "locate",
    "plain",
    "problems_from",
    "read",
    "read_mapping",
    "trace",
]


def __getattr__(name: str) -> Any:
    if name == "problems_from":
        from scenario.io.translate import problems_from

        return problems_from
    raise AttributeError(f"module 'scenario.io' has no attribute {name!r}")
