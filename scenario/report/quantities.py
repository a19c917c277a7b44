"""Quantities of a model in words and as formulas: numbers, intervals, distributions, expressions.

A formula is MathML, which browsers set without any script; a long one comes in parts at its
outermost signs, so that a narrow page can break it there. What the names mean is not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any, TypeAlias

from scenario.chains import split
from scenario.expr import Leaf, Node, children, gather, source, words
from scenario.expr.comparisons import LINKS
from scenario.expr.markup import fenced
from scenario.expr.markup import row as together
from scenario.expr.nodes import (
    Alignment,
    Binary,
    CalendarMonth,
    Change,
    Comparison,
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
from scenario.expr.operation import Level
from scenario.expr.render import shortest
from scenario.expr.table import level, operation, row
from scenario.forecast.titles import told_apart
from scenario.forecast.wording import in_full, plain_name
from scenario.present.blocks import Formula
from scenario.schema import Distribution, Expression, Interval, Model, Quantity

Titles = Mapping[str, str]
Texts: TypeAlias = tuple[str, ...]


def titles_of(model: Model) -> dict[str, str]:
    """What to call things in a sentence, where they have titles; in quotes, but for actors."""
    kinds = (model.parameters, model.drivers, model.events)
    found = {
        name: f"“{element.title}”"
        for kind in kinds
        for name, element in kind.items()
        if element.title
    }
    states = ((".".join(split(name)), state.title) for name, state in model.states.items())
    found |= {name: f"“{title}”" for name, title in states if title}
    bare = (model.outcomes, model.actors)
    return found | {name: one.title for kind in bare for name, one in kind.items() if one.title}


def ways_of(model: Model) -> dict[str, str]:
    """What to call transitions: by title or by their name, with their chain's where two are alike.

    They are apart from other titles, as a state may have the name of a transition.
    """
    ways = {
        name: one.title or plain_name(split(name)[1]) for name, one in model.transitions.items()
    }
    return told_apart(ways, {name: one.called(name) for name, one in model.chains.items()})


def in_words(quantity: Quantity | str, titles: Titles) -> str:
    """A number, wherever it stands, as one would read it aloud."""
    if isinstance(quantity, Expression):
        return words(quantity.tree, titles)
    if isinstance(quantity, Interval):
        return f"{amount(quantity.low)} to {amount(quantity.high)} (nine times in ten)"
    if isinstance(quantity, Distribution):
        return quantity.shape.words(amount)
    return quantity if isinstance(quantity, str) else amount(quantity)


def formulas(*quantities: Quantity | str | None) -> tuple[Formula, ...]:
    """The formulas of those that are more than a name or a number."""
    trees = [item.tree for item in quantities if isinstance(item, Expression)]
    return tuple(formula(tree) for tree in trees if not is_plain(tree))


def is_plain(tree: Node) -> bool:
    """Whether words say it as well as a formula."""
    if isinstance(tree, Negative | Not | Comparison | Logic):
        return all(map(is_plain, children(tree)))
    return isinstance(tree, Leaf | Number | Truth)


def amount(value: float) -> str:
    """A number with a true minus sign and no needless digits."""
    return in_full(shortest(value)).replace("-", "−")


def formula(node: Node) -> Formula:
    """The expression as a formula, ready for a page."""
    return Formula(tuple(f"<math>{part}</math>" for part in _parts(node)), source(node))


def _parts(node: Node) -> list[str]:
    """MathML of the operands of the outermost signs, each after the first with its sign."""
    found = operation(node)
    if isinstance(node, Binary) and found and found.sign:
        loose = level(node.right) < found.floor(1)
        after = together(fenced(_markup(node.right)) if loose else _markup(node.right))
        bracketed = level(node.left) < found.floor(0)
        before = [fenced(_markup(node.left))] if bracketed else _parts(node.left)
        return [*before, found.sign + after]
    if found and isinstance(node, Comparison | Logic):
        signs = [LINKS[op].sign for op in node.ops] if isinstance(node, Comparison) else None
        texts = [
            fenced(_markup(child)) if level(child) < found.floor(i) else _markup(child)
            for i, child in enumerate(node.operands)
        ]
        between = signs or [found.sign] * (len(texts) - 1)
        return [texts[0], *(sign + text for sign, text in zip(between, texts[1:], strict=True))]
    return [_markup(node)]


def _markup(node: Node) -> str:
    return gather(node, _typeset)


def _typeset(node: Node, below: Texts) -> str:
    match node:
        case Leaf():
            return _LEAVES[type(node)](node)
        case Number():
            return _number(node)
        case Truth(value):
            return f"<mtext>{'true' if value else 'false'}</mtext>"
    found = row(node)
    floors = [found.floor(i, is_set=True) for i in range(len(below))]
    triples = zip(children(node), below, floors, strict=True)
    return found.markup(*[_operand(*triple) for triple in triples])


def _operand(node: Node, text: str, floor: int) -> str:
    """In brackets where it binds too loosely; as it is where nothing could."""
    if floor == Level.CONDITIONAL:
        return text
    return together(text) if level(node) >= floor else fenced(text)


def _number(node: Number) -> str:
    mantissa, _, exponent = repr(float(node.value)).removesuffix(".0").partition("e")
    sign, digits = ("<mo>−</mo>", mantissa[1:]) if mantissa[0] == "-" else ("", mantissa)
    if not exponent:
        return f"{sign}<mn>{digits}</mn>"
    power = f"<msup><mn>10</mn><mn>{int(exponent)}</mn></msup>"
    return f"{sign}<mn>{digits}</mn><mo>×</mo>{power}"


def _in_state(leaf: InState) -> str:
    chain, name = split(leaf.state)
    return f"{_named(chain)}<mtext>&#160;is&#160;</mtext>{_named(name)}"


_LEAVES: dict[type, Callable[[Any], str]] = {
    Name: lambda leaf: _named(leaf.name),
    Alignment: lambda leaf: f"<msub>{_named('alignment')}{_named(leaf.actor)}</msub>",
    InState: _in_state,
    Happened: lambda leaf: f"{_named(leaf.event)}<mtext>&#160;has happened</mtext>",
    MonthsSince: lambda leaf: f"<mtext>months since&#160;</mtext>{_named(leaf.subject)}",
    Change: lambda leaf: f"<mi>Δ</mi>{_named(leaf.subject)}",
    Time: lambda _: "<mi>t</mi>",
    CalendarMonth: lambda _: "<mtext>month of the year</mtext>",
}


def _named(name: str) -> str:
    return f"<mtext>{escape(name.replace('_', ' ')).replace(' ', '&#160;')}</mtext>"
