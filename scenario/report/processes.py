"""How drivers move, in plain words, process by process.

The formulas behind the words are the method's, which the report states once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from scenario.forecast.wording import listing, short_month
from scenario.present.blocks import Inline, Text
from scenario.report.quantities import Titles, formulas, in_words
from scenario.schema import Driver, Quantity


def process_words(driver: Driver, titles: Titles) -> Iterator[Text]:
    """Sentences on how a driver moves, each with the formulas of its numbers."""
    process = driver.process
    chosen = getattr(process, process.kind)
    say = _Said(titles)
    sentence = _WORDS[process.kind](chosen, say)
    if process.kind == "path" and process.interpolate:
        sentence += " Straight lines between the months."
    yield (sentence, *say.shown())
    jumps = driver.all_jumps
    if jumps is not None:
        say = _Said(titles)
        size, rate, sd = say(jumps.size), say(jumps.rate), say(jumps.sd)
        yield (f"Jumps by {size} (spread {sd}), {rate} times a year.", *say.shown())


class _Said:
    """Puts quantities into words and remembers those that deserve a formula."""

    def __init__(self, titles: Titles) -> None:
        self.titles = titles
        self.seen: list[Quantity] = []

    def __call__(self, quantity: Quantity) -> str:
        self.seen.append(quantity)
        return in_words(quantity, self.titles)

    def shown(self) -> Text:
        parts: list[Inline] = []
        for formula in formulas(*self.seen):
            parts += [" ", formula]
        return tuple(parts)


def _constant(_: Any, __: _Said) -> str:
    return "Stays where it is until something pushes it."


def _random_walk(walk: Any, say: _Said) -> str:
    drift = "without drift" if walk.drift == 0 else f"with a drift of {say(walk.drift)} per year"
    return f"Wanders {drift} and a volatility of {say(walk.volatility)} per root of a year."


def _mean_reverting(field: Any, say: _Said) -> str:
    text = f"Returns to a level of {say(field.level)}"
    if field.half_life is not None:
        text += f", half of the way in {_years(say(field.half_life))}"
    else:
        text += f", at a speed of {say(field.speed)} per year"
    if field.spread is not None:
        return f"{text}; its long-run spread is {say(field.spread)}."
    if field.volatility is not None:
        return f"{text}; its volatility is {say(field.volatility)} per root of a year."
    return f"{text}; without shocks."


def _growth(field: Any, say: _Said) -> str:
    rate, spread = say(field.rate), say(field.volatility)
    return f"Grows in proportion to itself, at a rate of {rate} per year; volatility {spread}."


def _logistic(field: Any, say: _Said) -> str:
    return (
        f"Grows at a rate of {say(field.rate)} per year until it nears a capacity of"
        f" {say(field.capacity)}; volatility {say(field.volatility)}."
    )


def _path(points: Any, say: _Said) -> str:
    values = (f"{say(points[month])} from {short_month(month)}" for month in sorted(points))
    return f"Follows a given path: {listing(values)}."


def _derived(expression: Any, say: _Said) -> str:
    return f"Computed in every step as {say(expression)}."


def _years(text: str) -> str:
    if text == "1":
        return "1 year"
    head, mark, tail = text.partition(" (")
    return f"{head} years{mark}{tail}"


_WORDS: dict[str, Callable[[Any, _Said], str]] = {
    "constant": _constant,
    "random_walk": _random_walk,
    "mean_reverting": _mean_reverting,
    "growth": _growth,
    "logistic": _logistic,
    "path": _path,
    "derived": _derived,
}
