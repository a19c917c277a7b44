"""Numbers of a model in plain words: plain ones, intervals, distributions, expressions.

It knows how each is said, not where it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from scenario.expr import Leaf, Node, children, words
from scenario.expr.nodes import Comparison, Logic, Negative, Not, Number, Truth
from scenario.expr.render import shortest
from scenario.forecast.wording import listing
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
        return _distribution(quantity.model_dump(mode="json", exclude_none=True))
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


def _distribution(written: Mapping[str, Any]) -> str:
    ((family, fields),) = written.items()
    tell = _FAMILIES.get(family)
    if tell is None:
        return f"{family} with " + listing(f"{key} {value}" for key, value in fields.items())
    return tell(fields)


_FAMILIES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "normal": lambda f: (
        f"about {amount(f['mean'])}, give or take {amount(f['sd'])} (normal, standard deviation)"
    ),
    "lognormal": lambda f: (
        f"around {amount(f['median'])} (lognormal, its logarithm with standard deviation"
        f" {amount(f['sigma'])})"
    ),
    "beta": lambda f: (
        f"about {amount(f['mean'])}, give or take {amount(f['sd'])} (beta, standard deviation)"
    ),
    "uniform": lambda f: f"anywhere from {amount(f['low'])} to {amount(f['high'])} alike",
    "triangular": lambda f: _peaked(f, "triangular"),
    "pert": lambda f: _peaked(f, "PERT"),
    "choice": lambda f: _choice(f),  # noqa: PLW0108 - it is defined below
    "quantiles": lambda f: listing(
        f"{amount(float(value))} at the {key}th percentile" for key, value in f.items()
    ),
}


def _peaked(fields: Mapping[str, Any], name: str) -> str:
    low, mode, high = (amount(fields[key]) for key in ("low", "mode", "high"))
    return f"{low} to {high}, likeliest {mode} ({name})"


def _choice(fields: Mapping[str, Any]) -> str:
    total = sum(float(weight) for weight in fields.values())
    shares = (
        f"{amount(float(value))} with {100 * float(weight) / total:.3g} %"
        for value, weight in fields.items()
    )
    return listing(shares, "or")
