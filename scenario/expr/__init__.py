"""Expressions: read, check and write the formulae of a model.

Nothing here is worked out over many runs, and nothing needs NumPy: `scenario.expr.scalar` works
one run out, and kernels are written by the engine. Checking and folding are
`scenario.expr.check.check` and `scenario.expr.fold.fold`.
"""

from scenario.expr.check import Scope, problems, references
from scenario.expr.nodes import Kind, Leaf, Node, children, gather, rebuild, transform, walk
from scenario.expr.parser import RESERVED, parse
from scenario.expr.render import latex, source, words

__all__ = [
    "RESERVED",
    "Kind",
    "Leaf",
    "Node",
    "Scope",
    "children",
    "gather",
    "latex",
    "parse",
    "problems",
    "rebuild",
    "references",
    "source",
    "transform",
    "walk",
    "words",
]
