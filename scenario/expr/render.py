r"""Write an expression down again: in its own language, in plain words, as LaTeX.

It does not know what the names mean; titles and symbols are given to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from scenario.expr.nodes import (
    Alignment,
    Binary,
    Call,
    Change,
    Comparison,
    Conditional,
    Happened,
    InState,
    Leaf,
    Logic,
    MonthsSince,
    Name,
    Negative,
    Node,
    Not,
    Number,
    Time,
    Truth,
    children,
    gather,
)
from scenario.expr.precedence import Level, level
from scenario.expr.words import shortest, words

__all__ = ["latex", "shortest", "source", "words"]

Texts: TypeAlias = tuple[str, ...]


def source(node: Node) -> str:
    """The canonical spelling: `parse(source(node)) == node` for all that `parse` can give.

    A negative literal, which only folding makes, is read back as a minus before a literal.
    """
    if not hasattr(node, "spelling"):
        object.__setattr__(node, "spelling", gather(node, _spelled))
    return node.spelling


def latex(node: Node, symbols: Mapping[str, str] | None = None) -> str:
    r"""The expression as LaTeX for maths mode (cases need amsmath).

    Args:
        node: The expression.
        symbols: LaTeX for some leaves, by their spelling, such as `government.alignment`;
            the others are set as `\text`.
    """
    known = symbols or {}
    return gather(node, lambda present, below: _typeset(known, present, below))


def _floors(node: Node) -> tuple[int, ...]:
    """How tightly each operand must bind to stand without brackets."""
    present = level(node)
    match node:
        case Binary("**"):
            return Level.ATOM, Level.UNARY
        case Binary():
            return present, present + 1
        case Negative() | Not():
            return (present,)
        case Comparison(operands) | Logic(_, operands):
            return (present + 1,) * len(operands)
        case Conditional():
            return Level.OR, Level.OR, Level.CONDITIONAL
    return (Level.CONDITIONAL,) * len(children(node))


def _bracketed(node: Node, below: Texts, brackets: str) -> Texts:
    """The texts of a node's operands, in brackets where they bind too loosely."""
    triples = zip(children(node), below, _floors(node), strict=True)
    return tuple(
        text if level(child) >= floor else brackets.format(text) for child, text, floor in triples
    )


# The language itself


def _spelled(node: Node, below: Texts) -> str:
    if isinstance(node, Leaf):
        return _leaf(node)
    return _SPELLINGS[type(node)](node, _bracketed(node, below, "({})"))


_SPELLINGS: dict[type, Callable[[Any, Texts], str]] = {
    Number: lambda node, _: shortest(node.value),
    Truth: lambda node, _: "true" if node.value else "false",
    Negative: lambda _, texts: f"-{texts[0]}",
    Not: lambda _, texts: f"not {texts[0]}",
    Binary: lambda node, texts: f" {node.op} ".join(texts),
    Comparison: lambda node, texts: _interleaved(texts, node.ops),
    Logic: lambda node, texts: f" {node.op} ".join(texts),
    Conditional: lambda _, texts: f"{texts[0]} if {texts[1]} else {texts[2]}",
    Call: lambda node, texts: f"{node.function}({', '.join(texts)})",
}


def _interleaved(texts: Texts, ops: Texts) -> str:
    return texts[0] + "".join(f" {op} {text}" for op, text in zip(ops, texts[1:], strict=True))


def _leaf(leaf: Leaf) -> str:
    spelling = _LEAVES.get(type(leaf))
    if spelling is None:
        raise TypeError(f"{type(leaf).__name__} has no spelling")
    return spelling(leaf)


_LEAVES: dict[type, Callable[[Any], str]] = {
    Name: lambda leaf: str(leaf.name),
    Alignment: lambda leaf: f"{leaf.actor}.alignment",
    InState: lambda leaf: f"outcome.{leaf.state}",
    Happened: lambda leaf: f"happened({leaf.event})",
    MonthsSince: lambda leaf: f"months_since({'outcome.' if leaf.state else ''}{leaf.subject})",
    Change: lambda leaf: f"change({leaf.subject}{'.alignment' if leaf.actor else ''})",
    Time: lambda _: "t",
}


# LaTeX

_LATEX_SIGNS = {
    "+": " + ",
    "-": " - ",
    "*": r" \cdot ",
    "and": r" \land ",
    "or": r" \lor ",
    "<": "<",
    "<=": r"\le",
    ">": ">",
    ">=": r"\ge",
    "==": "=",
    "!=": r"\ne",
}
_LATEX_FUNCTIONS = {
    "abs": (r"\left|", r"\right|"),
    "sqrt": (r"\sqrt{", "}"),
    "exp": (r"\exp\left(", r"\right)"),
    "log": (r"\log\left(", r"\right)"),
    "min": (r"\min\left(", r"\right)"),
    "max": (r"\max\left(", r"\right)"),
    "logistic": (r"\operatorname{logistic}\left(", r"\right)"),
    "clip": (r"\operatorname{clip}\left(", r"\right)"),
}
_LATEX_SPECIAL = re.compile(r"([_#$%&{}])")


def _typeset(symbols: Mapping[str, str], node: Node, below: Texts) -> str:
    if isinstance(node, Leaf):
        return _symbol(symbols, node)
    if isinstance(node, Binary) and node.op in ("/", "**"):
        return _fraction_or_power(node, below)
    clear = isinstance(node, Conditional)  # the brace and the lines keep its parts apart
    return _LATEX[type(node)](node, below if clear else _latex_operands(node, below))


_LATEX: dict[type, Callable[[Any, Texts], str]] = {
    Number: lambda node, _: _latex_number(node.value),
    Truth: lambda node, _: r"\text{true}" if node.value else r"\text{false}",
    Negative: lambda _, texts: "-" + texts[0],
    Not: lambda _, texts: r"\lnot " + texts[0],
    Binary: lambda node, texts: _LATEX_SIGNS[node.op].join(texts),
    Comparison: lambda node, texts: _interleaved(texts, tuple(_LATEX_SIGNS[o] for o in node.ops)),
    Logic: lambda node, texts: _LATEX_SIGNS[node.op].join(texts),
    Conditional: lambda _, texts: (
        rf"\begin{{cases}} {texts[0]} & \text{{if }} {texts[1]} \\"
        rf" {texts[2]} & \text{{otherwise}} \end{{cases}}"
    ),
    Call: lambda node, texts: ", ".join(texts).join(_LATEX_FUNCTIONS[node.function]),
}


def _fraction_or_power(node: Binary, below: Texts) -> str:
    if node.op == "/":
        return rf"\frac{{{below[0]}}}{{{below[1]}}}"
    return rf"{_latex_base(node.left, below[0])}^{{{below[1]}}}"


def _latex_operands(node: Node, below: Texts) -> Texts:
    """Brackets as in the language, and around a second sign: `a - (-b)`."""
    texts = list(_bracketed(node, below, r"\left({}\right)"))
    for i, child in enumerate(children(node)):
        signed = (isinstance(node, Binary) and i > 0) or isinstance(node, Negative)
        if signed and level(child) is Level.UNARY:
            texts[i] = rf"\left({texts[i]}\right)"
        if isinstance(node, Not) and not isinstance(child, Leaf | Truth | Not):
            texts[i] = rf"\left({below[i]}\right)"
    return tuple(texts)


def _latex_base(base: Node, text: str) -> str:
    plain = isinstance(base, Leaf | Number) and level(base) is Level.ATOM and "^" not in text
    return text if plain else rf"\left({text}\right)"


def _latex_number(value: float) -> str:
    mantissa, _, exponent = shortest(value).partition("e")
    return rf"{mantissa} \times 10^{{{int(exponent)}}}" if exponent else mantissa


def _symbol(symbols: Mapping[str, str], leaf: Leaf) -> str:
    spelling = _leaf(leaf)
    if spelling in symbols:
        return symbols[spelling]
    if isinstance(leaf, Time):
        return "t"
    escaped = _LATEX_SPECIAL.sub(r"\\\1", spelling)
    return rf"\text{{{escaped}}}"
