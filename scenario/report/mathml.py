"""An expression as MathML, which browsers set without any script.

It does not know what the names mean. A long expression comes in parts at its outermost signs, so
that a narrow page can break it there.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any, TypeAlias

from scenario.expr import Leaf, Node, children, gather, source
from scenario.expr.nodes import (
    Alignment,
    Binary,
    Call,
    Change,
    Comparison,
    Conditional,
    Happened,
    InState,
    Logic,
    MonthsSince,
    Name,
    Negative,
    Not,
    Number,
    Time,
    Truth,
)
from scenario.expr.precedence import Level, level
from scenario.present.blocks import Formula

Texts: TypeAlias = tuple[str, ...]

_SIGNS = {
    "+": "+", "-": "−", "*": "·", "<": "<", "<=": "≤", ">": ">", ">=": "≥", "==": "=", "!=": "≠",
    "and": "and", "or": "or",
}  # fmt: skip


def formula(node: Node) -> Formula:
    """The expression as a formula, ready for a page."""
    return Formula(tuple(f"<math>{part}</math>" for part in _parts(node)), source(node))


def _parts(node: Node) -> list[str]:
    """MathML of the operands of the outermost signs, each after the first with its sign."""
    if isinstance(node, Binary) and node.op in ("+", "-", "*"):
        loose = level(node.right) <= level(node)
        after = _row(_fenced(_markup(node.right)) if loose else _markup(node.right))
        bracketed = level(node.left) < level(node)
        before = [_fenced(_markup(node.left))] if bracketed else _parts(node.left)
        return [*before, _sign(node.op) + after]
    if isinstance(node, Comparison | Logic):
        ops = node.ops if isinstance(node, Comparison) else (node.op,) * (len(node.operands) - 1)
        texts = [
            _fenced(_markup(child)) if level(child) <= level(node) else _markup(child)
            for child in node.operands
        ]
        return [texts[0], *(_sign(op) + text for op, text in zip(ops, texts[1:], strict=True))]
    return [_markup(node)]


def _markup(node: Node) -> str:
    return gather(node, _typeset)


def _typeset(node: Node, below: Texts) -> str:
    if isinstance(node, Leaf):
        return _LEAVES[type(node)](node)
    if isinstance(node, Binary) and node.op in ("/", "**"):
        return _fraction_or_power(node, below)
    if isinstance(node, Conditional | Call):
        return _COMPOSED[type(node)](node, below)
    return _COMPOSED[type(node)](node, _bracketed(node, below))


def _bracketed(node: Node, below: Texts) -> Texts:
    """Operands in brackets where they bind too loosely, or as loosely on the right."""
    own = level(node)
    ordered = isinstance(node, Binary)
    found = []
    for index, (child, text) in enumerate(zip(children(node), below, strict=True)):
        strict = (index > 0 if ordered else isinstance(node, Comparison | Logic)) or (
            isinstance(node, Negative) and level(child) is Level.UNARY
        )
        loose = level(child) <= own if strict else level(child) < own
        found.append(_fenced(text) if loose else _row(text))
    return tuple(found)


_COMPOSED: dict[type, Callable[[Any, Texts], str]] = {
    Number: lambda node, _: _number(node),
    Truth: lambda node, _: f"<mtext>{'true' if node.value else 'false'}</mtext>",
    Negative: lambda _, texts: f"<mo>−</mo>{texts[0]}",
    Not: lambda _, texts: f"<mtext>not&#160;</mtext>{texts[0]}",
    Binary: lambda node, texts: _sign(node.op).join(texts),
    Comparison: lambda node, texts: _interleaved(texts, node.ops),
    Logic: lambda node, texts: _sign(node.op).join(texts),
    Conditional: lambda _, texts: (
        f"<mo>{{</mo><mtable><mtr><mtd><mrow>{texts[0]}</mrow></mtd><mtd><mrow><mtext>if&#160;"
        f"</mtext>{texts[1]}</mrow></mtd></mtr><mtr><mtd><mrow>{texts[2]}</mrow></mtd><mtd>"
        "<mtext>otherwise</mtext></mtd></mtr></mtable>"
    ),
    Call: lambda node, texts: _called(node.function, texts),
}


def _called(function: str, texts: Texts) -> str:
    if function == "sqrt":
        return f"<msqrt><mrow>{texts[0]}</mrow></msqrt>"
    if function == "abs":
        return f"<mrow><mo>|</mo>{texts[0]}<mo>|</mo></mrow>"
    return f"<mi>{function}</mi>{_fenced('<mo>,</mo>'.join(map(_row, texts)))}"


def _fraction_or_power(node: Binary, below: Texts) -> str:
    left, right = below
    if node.op == "/":
        return f"<mfrac>{_row(left)}{_row(right)}</mfrac>"
    plain = isinstance(node.left, Leaf | Number) and level(node.left) is Level.ATOM
    return f"<msup>{_row(left) if plain else _fenced(left)}{_row(right)}</msup>"


def _number(node: Number) -> str:
    mantissa, _, exponent = repr(float(node.value)).removesuffix(".0").partition("e")
    sign, digits = ("<mo>−</mo>", mantissa[1:]) if mantissa[0] == "-" else ("", mantissa)
    if not exponent:
        return f"{sign}<mn>{digits}</mn>"
    power = f"<msup><mn>10</mn><mn>{int(exponent)}</mn></msup>"
    return f"{sign}<mn>{digits}</mn><mo>×</mo>{power}"


_LEAVES: dict[type, Callable[[Any], str]] = {
    Name: lambda leaf: _named(leaf.name),
    Alignment: lambda leaf: f"<msub>{_named('alignment')}{_named(leaf.actor)}</msub>",
    InState: lambda leaf: f"<mtext>outcome is&#160;</mtext>{_named(leaf.state)}",
    Happened: lambda leaf: f"{_named(leaf.event)}<mtext>&#160;has happened</mtext>",
    MonthsSince: lambda leaf: f"<mtext>months since&#160;</mtext>{_named(leaf.subject)}",
    Change: lambda leaf: f"<mi>Δ</mi>{_named(leaf.subject)}",
    Time: lambda _: "<mi>t</mi>",
}


def _named(name: str) -> str:
    return f"<mtext>{escape(name.replace('_', ' ')).replace(' ', '&#160;')}</mtext>"


def _row(text: str) -> str:
    return f"<mrow>{text}</mrow>"


def _fenced(text: str) -> str:
    return f"<mrow><mo>(</mo>{text}<mo>)</mo></mrow>"


def _sign(op: str) -> str:
    if op in ("and", "or"):
        return f"<mtext>&#160;{op}&#160;</mtext>"
    return f"<mo>{escape(_SIGNS[op])}</mo>"


def _interleaved(texts: Texts, ops: Texts) -> str:
    return texts[0] + "".join(_sign(op) + text for op, text in zip(ops, texts[1:], strict=True))
