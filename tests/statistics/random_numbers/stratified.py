"""The replicates of judgements: every eighth once, in orders that know nothing of each other."""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray

from scenario import intervals
from scenario.engine.randomness import stream_key
from tests.statistics.drawing import RUNS, SEEDS
from tests.statistics.trials import Book, trial
from tests.support.numbers import judgements

HEADING = "Judgements: replicates"
NAMES = ("parameters.p.value", "parameters.q.value", "parameters.p1.value", "events.e.rate")
MANY = RUNS // 8 * 8


def drawn(name: str, seed: int = 0) -> NDArray[np.float64]:
    """Uniforms of a judgement by replicate and turn: `float64[replicate, turn]`."""
    u = judgements(MANY, stream_key("judgement", name), seed)
    return u.reshape(-1, 8)


@trial(HEADING)
def judgements_fill_the_unit_interval(book: Book) -> None:
    for seed in SEEDS:
        u = drawn("parameters.p.value", seed).ravel()
        book.used(u)
        book.even(np.histogram(u % 0.125, 1000, (0, 0.125))[0], MANY / 1000)
        book.even(np.histogram((8 * u) % 1, 1000, (0, 1))[0], MANY / 1000)


@trial(HEADING)
def every_order_of_a_tree_is_as_likely_as_any_other(book: Book) -> None:
    """There are 128: a swap or none at each of seven forks."""
    for name in NAMES:
        u = drawn(name)
        book.used(u)
        orders = (8 * u).astype(int)
        assert (np.sort(orders, axis=1) == np.arange(8)).all()
        _, counts = np.unique(orders, axis=0, return_counts=True)
        assert len(counts) == 128
        book.even(counts, len(u) / 128)


@trial(HEADING)
def orders_of_names_know_nothing_of_each_other(book: Book) -> None:
    """Neither in one run nor in a replicate as a whole."""
    eighths = {name: (8 * drawn(name)).astype(int) for name in NAMES}
    for one, other in itertools.combinations(NAMES, 2):
        book.used(eighths[one], eighths[other])
        cells = np.bincount((8 * eighths[one][:, 0] + eighths[other][:, 0]), minlength=64)
        book.even(cells, len(eighths[one]) / 64)
        products = ((eighths[one] - 3.5) * (eighths[other] - 3.5)).sum(axis=1)
        book.score(products.sum() / np.sqrt((products**2).sum()))


@trial(HEADING)
def replicates_know_nothing_of_each_other(book: Book) -> None:
    for name in NAMES:
        u = drawn(name)
        within = 8 * u - np.floor(8 * u)
        book.used(u)
        for turn in range(8):
            book.unrelated(u[1:, turn], u[:-1, turn])
            book.unrelated(u[8:, turn], u[:-8, turn])
        for one, other in itertools.combinations(range(8), 2):
            book.unrelated(within[:, one], within[:, other])


@trial(HEADING)
def errors_of_means_are_those_of_replicates(book: Book) -> None:
    """The mean of 640 runs of a product of judgements, against its spread over many such means."""
    product = drawn("parameters.p.value") * np.exp(drawn("parameters.q.value"))
    means = product[: len(product) // 80 * 80].reshape(-1, 80, 8).mean(axis=(1, 2))
    book.used(product)
    groups = product.mean(axis=1)
    expected = float(intervals.variance_of_mean(groups.mean(), (groups**2).mean(), 80 + 1))
    book.score((means.var(ddof=1) / expected - 1) * np.sqrt((len(means) - 1) / 2))
