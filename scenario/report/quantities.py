"""Numbers of a model in plain words: plain ones, intervals, distributions, expressions.

It knows how each is said, not where it stands.
"""

from __future__ import annotations

from collections.abc import Mapping

from scenario.expr import Leaf, Node, children, words
from scenario.expr.nodes import Comparison, Logic, Negative, Not, Number, Truth
from scenario.expr.render import shortest
from scenario.present.blocks import Formula
from scenario.report.mathml import formula
from scenario.schema import Distribution, Expression, Interval, Model, Quantity

Titles = Mapping[str, str]


def titles_of(model: Model) -> dict[str, str]:
    """What to call things in a sentence, where they have titles; in quotes, but for actors."""
    kinds = (model.parameters, model.drivers, model.events)
    found = {
        name: f"“{element.title}”"
        for kind in kinds
        for name, element in kind.items()
        if element.title
    }
    return found | {name: actor.title for name, actor in model.actors.items() if actor.title}


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
    return shortest(value).replace("-", "−")
