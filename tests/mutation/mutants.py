"""The mutants of a module: one operator, number or statement changed in a function or a constant.

It knows Python's syntax; what the module is for, and which tests it has, it does not know.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitOr,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
}
RENAMED = {
    "min": "max",
    "max": "min",
    "minimum": "maximum",
    "maximum": "minimum",
    "any": "all",
    "all": "any",
    "floor": "ceil",
    "ceil": "floor",
    "sorted": "list",
    "abs": "float",
}
GREATER = 1.05
"""What a decimal number is multiplied by: enough for a wrong answer, too little for a crash."""


Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Mutant:
    """One change of one module."""

    path: str
    line: int
    before: str
    after: str
    names: tuple[str, ...]
    """The function, as `Class.method` where it is one, or the constants that it is in."""
    statement: str
    """The whole changed statement of the module: a function, a class or an assignment."""

    @property
    def change(self) -> str:
        return f"{self.before} -> {self.after}"

    def __str__(self) -> str:
        return f"{self.path}:{self.line}  {self.change}"


def mutants(path: str, source: str) -> list[Mutant]:
    """Every mutant of a module, from its first line to its last."""
    text = _Text(source)
    found = []
    for names, outer, inner in _defined(ast.parse(source)):
        for node in _computed(inner):
            for after in _changes(node):
                statement = text.replaced(outer, node, after)
                if _compiles(statement):
                    line = node.lineno  # type: ignore[attr-defined]
                    before = _flat(text.of(node))
                    found.append(Mutant(path, line, before, after, names, statement))
    return sorted(found, key=lambda mutant: mutant.line)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _defined(tree: ast.Module) -> Iterator[tuple[tuple[str, ...], ast.stmt, ast.stmt]]:
    """Names, the statement of the module, and in it the function or assignment that has them."""
    for outer in tree.body:
        match outer:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield (name,), outer, outer
            case ast.ClassDef(name=name, body=body):
                for inner in body:
                    if isinstance(inner, Function):
                        yield (f"{name}.{inner.name}",), outer, inner
            case ast.Assign(targets=targets):
                yield tuple(_assigned(targets)), outer, outer
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
                yield (name,), outer, outer


def _assigned(targets: Iterable[ast.expr]) -> Iterator[str]:
    """The names that an assignment gives values to, those in tuples too."""
    for target in targets:
        match target:
            case ast.Name(id=name):
                yield name
            case ast.Tuple(elts=parts):
                yield from _assigned(parts)


def _computed(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that are carried out: no annotation, no decorator, no text with values in it."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not isinstance(child, ast.JoinedStr):
                yield child
                yield from _computed(child)


def _changes(node: ast.AST) -> Iterator[str]:
    """What may stand in place of a node."""
    yield from _other_operators(node)
    yield from _other_values(node)
    yield from _other_statements(node)


def _other_operators(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.BinOp(left, op, right) if type(op) in SWAPPED:
            yield _shown(ast.BinOp(left, SWAPPED[type(op)](), right))
        case ast.BoolOp(op, values):
            yield _shown(ast.BoolOp(SWAPPED[type(op)](), values))
        case ast.Compare(left, ops, comparators):
            for place, op in enumerate(ops):
                changed = [*ops[:place], SWAPPED[type(op)](), *ops[place + 1 :]]
                yield _shown(ast.Compare(left, changed, comparators))
        case ast.UnaryOp(ast.Not() | ast.USub(), operand):
            yield _shown(operand)
        case ast.IfExp(test, body, orelse):
            yield _shown(ast.IfExp(test, orelse, body))


def _other_values(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Constant(bool(value)):
            yield str(not value)
        case ast.Constant(int(value)):
            yield str(value + 1)
        case ast.Constant(float(value)):
            yield repr(value * GREATER or 1.0)
        case ast.Name(id=name, ctx=ast.Load()) if name in RENAMED:
            yield RENAMED[name]
        case ast.Attribute(value=ast.Name(id="np"), attr=name) if name in RENAMED:
            yield f"np.{RENAMED[name]}"


def _other_statements(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.AugAssign(target, op, value) if type(op) in SWAPPED:
            yield ast.unparse(ast.AugAssign(target, SWAPPED[type(op)](), value))
        case ast.Expr(ast.Call() | ast.Yield() | ast.YieldFrom() | ast.Await()) | ast.Raise():
            yield "pass"
        case ast.Continue():
            yield "break"
        case ast.Break():
            yield "continue"


def _shown(node: ast.AST) -> str:
    """An expression as it may stand anywhere."""
    return f"({ast.unparse(ast.fix_missing_locations(node))})"


class _Text:
    """The text of a module by its nodes, whose columns are counted in bytes."""

    def __init__(self, source: str) -> None:
        self.text = source.encode()
        lengths = map(len, self.text.splitlines(keepends=True))
        self.starts = [0, *accumulate(lengths)]

    def span(self, node: Any) -> tuple[int, int]:
        start = self.starts[node.lineno - 1] + node.col_offset
        return start, self.starts[node.end_lineno - 1] + node.end_col_offset

    def of(self, node: ast.AST) -> str:
        start, end = self.span(node)
        return self.text[start:end].decode()

    def replaced(self, outer: ast.stmt, node: ast.AST, after: str) -> str:
        """A statement of the module, on its own lines, with other text where `node` stands."""
        decorators = getattr(outer, "decorator_list", [])
        first = min(part.lineno for part in (outer, *decorators))
        (start, end), last = self.span(node), self.span(outer)[1]
        changed = self.text[self.starts[first - 1] : start] + after.encode() + self.text[end:last]
        return "\n" * (first - 1) + changed.decode()


def _compiles(text: str) -> bool:
    try:
        compile(text, "mutant", "exec")
    except SyntaxError:
        return False
    return True
