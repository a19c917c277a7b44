"""How drivers move, in plain words: the sentence of the process, with the formulas of its numbers.

The formulas behind the words are the method's, which the report states once.
"""

from __future__ import annotations

from collections.abc import Iterator

from scenario.present.blocks import Inline, Text
from scenario.report.quantities import Titles, formulas, in_words
from scenario.schema import Driver, Quantity


def process_words(driver: Driver, titles: Titles) -> Iterator[Text]:
    """Sentences on how a driver moves, each with the formulas of its numbers."""
    process = driver.process
    say = _Said(titles)
    sentence = process.motion.sentence(process.own, say)
    if process.interpolate:
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
