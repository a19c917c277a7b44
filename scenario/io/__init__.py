"""From text on disk to marked trees, and back: nothing else in the package reads or writes YAML.

It does not know what a model is.
"""

from scenario.io.dump import dump
from scenario.io.files import Library, SourceFile
from scenario.io.translate import problems_from
from scenario.io.tree import Entry, List, Map, Node, Scalar, child, locate, plain, trace
from scenario.io.yaml_reader import read, read_mapping

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
