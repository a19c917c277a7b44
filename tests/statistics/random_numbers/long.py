"""A hundred million numbers: means that must not drift, and tails that must be there."""

from __future__ import annotations

import math

import numpy as np
from scipy import stats

from scenario.engine.randomness import stream_key, uniforms
from tests.statistics.drawing import keys
from tests.statistics.trials import Book, trial
from tests.support.numbers import decisions, normals

HEADING = "A hundred million numbers"
RUNS, STEPS = 250_000, 400
GREATEST = math.sqrt(64 * math.log(2))
"""No normal is greater: the radius of Box and Muller comes from 31 bits, 2^-32 at the least."""


@trial(HEADING)
def the_mean_of_uniforms_does_not_drift(book: Book) -> None:
    own, stream, mean, square = keys(7, RUNS), stream_key("judgement", "long"), 0.0, 0.0
    for step in range(STEPS):
        u = uniforms(own, stream, step)
        u -= 0.5
        mean += float(u.sum())
        square += float(u @ u) - RUNS / 12
        book.used(u)
    book.score(mean / math.sqrt(book.numbers / 12))
    book.score(square / math.sqrt(book.numbers / 180))


@trial(HEADING)
def the_mean_of_decisions_does_not_drift(book: Book) -> None:
    own, stream, mean, square = keys(8, RUNS), stream_key("event", "long"), 0.0, 0.0
    small = 0
    for step in range(1, STEPS + 1):
        u = decisions(own, stream, step)
        small += int(np.count_nonzero(u < 1e-6))
        u -= 0.5
        mean += float(u.sum())
        square += float(u @ u) - RUNS / 12
        book.used(u)
    book.score(mean / math.sqrt(book.numbers / 12))
    book.score(square / math.sqrt(book.numbers / 180))
    book.rare(small, book.numbers * 1e-6)


@trial(HEADING)
def normals_neither_drift_nor_lose_their_tails(book: Book) -> None:
    """Means of z, z², z³ and z⁴; and how many lie beyond 4, 4.5, 5 and 5.5."""
    own, stream = keys(9, RUNS), stream_key("shock", "long")
    sums, tails, limits = np.zeros(4), np.zeros((4, 2), int), (4.0, 4.5, 5.0, 5.5)
    greatest = 0.0
    for step in range(1, STEPS + 1):
        z = normals(own, stream, step).astype(float)
        square = z * z
        sums += z.sum(), square.sum(), z @ square, square @ square
        far = z[square > limits[0] ** 2]
        tails += [(np.count_nonzero(far > one), np.count_nonzero(far < -one)) for one in limits]
        greatest = max(greatest, float(np.abs(far).max(initial=0.0)))
        book.used(z)
    mean, variance = np.array([0, 1, 0, 3]), np.array([1, 2, 15, 96])
    book.score((sums / book.numbers - mean) / np.sqrt(variance / book.numbers))
    for limit, both in zip(limits, tails, strict=True):
        for count in both:
            book.rare(int(count), book.numbers * float(stats.norm.sf(limit)))
    assert greatest <= GREATEST
