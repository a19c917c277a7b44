"""Expressions: read, check and write the formulae of a model.

Nothing here is worked out over many runs, and nothing needs NumPy: `scenario.expr.scalar` works
one run out, and kernels are written by the engine. Checking and folding are
`scenario.expr.check.check` and `scenario.expr.fold.fold`. What the language has stands in
`functions`, `operators` and `comparisons`, a row for each; all else reads these. Statements are a
grammar of their own (`statement_reader`), and so are the messages about broken texts
(`syntax_errors`), which change for other reasons than the parser.
"""

from scenario.expr.check import Scope, problems, references
from scenario.expr.nodes import Kind, Leaf, Node, children, gather, rebuild, transform, walk
from scenario.expr.parser import RESERVED, parse
from scenario.expr.render import source
from scenario.expr.words import words

__all__ = [
    "RESERVED",
    "Kind",
    "Leaf",
    "Node",
    "Scope",
    "children",
    "gather",
    "parse",
    "problems",
    "rebuild",
    "references",
    "source",
    "transform",
    "walk",
    "words",
]
