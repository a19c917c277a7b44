"""From text on disk to marked trees, and back: nothing else in the package reads or writes YAML.

It does not know what a model is. Three chains of modules, each used by the next alone: `source`,
`comma_repair`, `builder`, `yaml_reader` read, into the nodes of `tree`, which `text_offsets` finds
places in; `shape`, `wording`, `translate` and `syntax` say what is wrong, and are loaded only then;
`quoting` and `dump` write YAML, `locks` and `writing` files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scenario.io.dump import dump
from scenario.io.files import Library, SourceFile
from scenario.io.tree import Entry, List, Map, Node, Scalar, child, locate, plain, trace
from scenario.io.yaml_reader import read, read_mapping

if TYPE_CHECKING:
    from pydantic import ValidationError

    from scenario.errors import Problem

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


def problems_from(error: ValidationError, node: Node, model_type: Any = None) -> list[Problem]:
    """What pydantic found wrong with a tree, as problems with a place.

    Args:
        error: What pydantic raised for `plain(node)`.
        node: The tree that was validated.
        model_type: The model class or TypeAdapter that validated it; without it unknown keys get
            no suggestions, and places are found by the tree alone.
    """
    from scenario.io import translate

    return translate.problems_from(error, node, model_type)
