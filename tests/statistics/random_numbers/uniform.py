"""The shape of the uniforms: even as a whole, bit by bit, and at their small end."""

from __future__ import annotations

import numpy as np
from scipy import stats

from scenario.engine.randomness import stream_key
from tests.statistics.drawing import RUNS, SEEDS, SOURCES, fresh, keys
from tests.statistics.trials import Book, trial
from tests.support.numbers import bits

HEADING = "Uniforms: shape"


@trial(HEADING)
def uniforms_fill_the_unit_interval(book: Book) -> None:
    for seed in SEEDS:
        for purpose in SOURCES:
            u = fresh(purpose, "e", 4, seed=seed)
            book.used(u)
            for step in u:
                book.even(np.histogram(step, 1000, (0, 1))[0], RUNS / 1000)
                book.score((step.mean() - 0.5) * np.sqrt(12 * RUNS))


@trial(HEADING)
def every_one_of_52_bits_is_a_coin(book: Book) -> None:
    for purpose in SOURCES:
        for u in fresh(purpose, "bits", 4):
            book.used(u)
            whole = (u * 2.0**52).astype(np.uint64)
            for bit in range(52):
                ones = np.count_nonzero((whole >> np.uint64(bit)) & np.uint64(1))
                book.score((ones - RUNS / 2) / np.sqrt(RUNS / 4))


@trial(HEADING)
def pairs_of_bits_are_independent(book: Book) -> None:
    raw = bits(keys(runs=50_000), stream_key("event", "e"), 1)
    late = (fresh("event", "e", 4, runs=50_000) * 2.0**52).astype(np.uint64)
    for word, kept in ((raw, 64), *((one, 52) for one in late)):
        ones = np.unpackbits(word.astype(">u8").view(np.uint8).reshape(-1, 8), axis=1)
        coins = ones[:, 64 - kept :].astype(float)
        book.used(word)
        scores = np.corrcoef(coins.T)[np.triu_indices(kept, 1)] * np.sqrt(len(coins))
        book.score(scores)
        book.even(np.histogram(stats.norm.cdf(scores), 20, (0, 1))[0], scores.size / 20)


@trial(HEADING)
def small_uniforms_are_as_rare_as_they_are_small(book: Book) -> None:
    for purpose in SOURCES:
        u = fresh(purpose, "rare", 100)
        book.used(u)
        for limit in (1e-4, 1e-5, 1e-6, 1e-7):
            book.rare(int(np.count_nonzero(u < limit)), u.size * limit)


@trial(HEADING)
def small_uniforms_are_spread_as_finely_as_large_ones(book: Book) -> None:
    for purpose in SOURCES:
        u = fresh(purpose, "fine", 60)
        book.used(u)
        small = u[u < 1e-3] * 1e3
        book.even(np.histogram(small, 50, (0, 1))[0], small.size / 50)
        book.rare(small.size - np.unique(small).size, 1e-9)


@trial(HEADING)
def rare_hits_of_neighbouring_steps_do_not_come_together(book: Book) -> None:
    """Steps share a hash for their first bits; small uniforms must not notice."""
    u = fresh("event", "clusters", 64) < 0.01
    book.used(u)
    for lag in range(1, 9):
        expected = (64 - lag) * RUNS * 1e-4
        together = np.count_nonzero(u[lag:] & u[:-lag])
        book.score((together - expected) / np.sqrt(expected))
    book.even(np.bincount(np.minimum(u.sum(axis=0), 5)), RUNS * _capped(64, 0.01, 5))


def _capped(n: int, p: float, top: int) -> np.ndarray:
    """Chances of 0, 1, ..., and `top` or more hits."""
    law = stats.binom(n, p)
    return np.array([*law.pmf(range(top)), law.sf(top - 1)])
