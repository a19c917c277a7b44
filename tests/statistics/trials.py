"""Tests of random numbers: each gathers scores, and comes to one probability.

It knows the laws of scores; where the numbers come from is the business of `random_numbers`.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

Floats = NDArray[np.float64]
LEAST = 1e-6
"""A test fails below this probability; good numbers do that once in a million tests."""
_UNEVEN = "χ² = {:,.0f} on {:,.0f}"


@dataclass(frozen=True)
class Result:
    """What a test came to: how many numbers it used, its most extreme score, its probability."""

    numbers: int
    scores: int
    extreme: str
    p: float


@dataclass(frozen=True)
class Trial:
    """A test, by the heading it stands under and the fact it shows."""

    heading: str
    name: str
    make: Callable[[Book], None]

    @property
    def result(self) -> Result:
        """Worked out once in a process."""
        return _result(self)

    def __str__(self) -> str:
        return self.name


TRIALS: dict[str, Trial] = {}
"""Every test by its name, in the order of the page."""


def trial(heading: str) -> Callable[[Callable[[Book], None]], Callable[[Book], None]]:
    """Put a test on the page; its name, read as words, says the fact."""

    def enter(make: Callable[[Book], None]) -> Callable[[Book], None]:
        name = make.__name__.replace("_", " ")
        TRIALS[name] = Trial(heading, name, make)
        return make

    return enter


class Book:
    """The scores of one test."""

    def __init__(self) -> None:
        self.numbers = 0
        self._scores = 0
        self._least = 2.0
        self._extreme = ""

    def used(self, *arrays: ArrayLike) -> None:
        """Count the random numbers that are looked at."""
        self.numbers += sum(int(np.size(array)) for array in arrays)

    def score(self, z: ArrayLike) -> None:
        """Standard normal scores, on either side."""
        scores = np.ravel(np.asarray(z, float))
        if not np.isfinite(scores).all():
            raise AssertionError("a score that is no number")
        most = float(scores[np.abs(scores).argmax()])
        self._note(2 * float(stats.norm.sf(abs(most))), f"z = {most:+.2f}", scores.size)

    def even(self, counts: ArrayLike, expected: ArrayLike) -> None:
        """Counts that are as uneven as counts are, neither more nor less (chi-square)."""
        seen = np.ravel(np.asarray(counts, float))
        wanted = np.broadcast_to(np.asarray(expected, float), np.shape(counts)).ravel()
        statistic, df = float(((seen - wanted) ** 2 / wanted).sum()), seen.size - 1
        law = stats.chi2(df)
        p = 2 * min(law.sf(statistic), law.cdf(statistic))
        self._note(float(p), _UNEVEN.format(statistic, df))

    def rare(self, count: int, expected: float) -> None:
        """A count of rare things (Poisson, half of the count's own chance on either side)."""
        law = stats.poisson(expected)
        half = law.pmf(count) / 2
        p = 2 * min(law.cdf(count) - half, law.sf(count) + half)
        self._note(float(min(p, 1.0)), f"{count:,} seen, {expected:,.1f} expected")

    def largest(self, value: float, p: float, said: str) -> None:
        """A greatest value whose own law gives the probability, on either side."""
        self._note(2 * min(p, 1 - p), f"{said} {value:.2f}")

    def unrelated(self, a: ArrayLike, b: ArrayLike) -> None:
        """No correlation of the values, of their squares, or of the one with the other."""
        a, b = (np.asarray(x, float).ravel() for x in (a, b))
        for x, y in itertools.product((a, a**2), (b, b**2)):
            self.score(float(np.corrcoef(x, y)[0, 1]) * math.sqrt(a.size))

    def result(self) -> Result:
        """One probability: that of the most extreme score, given how many there were (Sidak)."""
        if not self._scores or not self.numbers:
            raise AssertionError("a test that looked at nothing")
        p = -math.expm1(self._scores * math.log1p(-min(self._least, 1 - 1e-16)))
        return Result(self.numbers, self._scores, self._extreme, p)

    def _note(self, p: float, said: str, scores: int = 1) -> None:
        self._scores += scores
        if p < self._least:
            self._least, self._extreme = p, said


@cache
def _result(one: Trial) -> Result:
    book = Book()
    one.make(book)
    return book.result()
