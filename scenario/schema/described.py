"""The text under each field, read from the source when somebody wants the schema or its pages.

Reading it costs a tenth of a second, so running a scenario does without.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from scenario.schema.base import Frozen


@cache
def describe() -> None:
    """Give every field of every file kind its description."""
    kinds = list(_below(Frozen))
    for kind in kinds:
        for ancestor in reversed(kind.__mro__):
            for name, text in _texts(ancestor.__module__).get(ancestor.__qualname__, {}).items():
                if name in kind.model_fields:
                    kind.model_fields[name].description = text
    for kind in kinds:  # or those that hold others would go on with what these were before
        if "__pydantic_core_schema__" in vars(kind):
            del kind.__pydantic_core_schema__
    for kind in kinds:
        kind.model_rebuild(force=True)


def _below(kind: type[Frozen]) -> Iterator[type[Frozen]]:
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)


@cache
def _texts(module: str) -> dict[str, dict[str, str]]:
    """The strings that stand under annotated names, by class and name."""
    if not module.startswith("scenario."):
        return {}
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    classes = (found for found in tree.body if isinstance(found, ast.ClassDef))
    return {found.name: dict(_strings(found.body)) for found in classes}


def _strings(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    for statement, following in pairwise(body):
        match statement, following:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                yield name, inspect.cleandoc(text)
