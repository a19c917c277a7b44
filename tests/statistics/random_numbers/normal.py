"""The normals: their shape from tail to tail, their moments, and the pairs they are made in."""

from __future__ import annotations

import math

import numpy as np
from scipy import stats

from scenario.engine.randomness import stream_key
from tests.statistics.drawing import RUNS, normals
from tests.statistics.trials import Book, trial

HEADING = "Normals"


@trial(HEADING)
def normals_are_normal_from_tail_to_tail(book: Book) -> None:
    z = normals(stream_key("shock", "x"), 40)
    book.used(z)
    edges = np.array([-4.5, -4, -3.5, -3, *np.linspace(-2.5, 2.5, 101), 3, 3.5, 4, 4.5])
    chances = np.diff(stats.norm.cdf([-np.inf, *edges, np.inf]))
    book.even(np.histogram(z, [-np.inf, *edges, np.inf])[0], z.size * chances)


@trial(HEADING)
def normals_have_the_moments_of_normals(book: Book) -> None:
    z = normals(stream_key("shock", "y"), 40).ravel()
    book.used(z)
    for power, (mean, variance) in {1: (0, 1), 2: (1, 2), 3: (0, 15), 4: (3, 96)}.items():
        book.score(float((z**power).mean() - mean) / math.sqrt(variance / z.size))


@trial(HEADING)
def either_half_of_a_pair_is_normal(book: Book) -> None:
    """An odd step has the cosines of Box and Muller, an even one their sines."""
    for z in normals(stream_key("shock", "halves"), 2):
        book.used(z)
        edges = stats.norm.ppf(np.linspace(0, 1, 201))
        book.even(np.histogram(z, edges)[0], z.size / 200)


@trial(HEADING)
def the_halves_of_a_pair_are_independent(book: Book) -> None:
    odd, even = normals(stream_key("shock", "pairs"), 2)
    book.used(odd, even)
    book.unrelated(odd, even)
    table, *_ = np.histogram2d(stats.norm.cdf(odd), stats.norm.cdf(even), 30, [[0, 1], [0, 1]])
    book.even(table, RUNS / 900)
    radius = odd**2 + even**2
    book.even(np.histogram(radius, stats.chi2(2).ppf(np.linspace(0, 1, 101)))[0], RUNS / 100)


@trial(HEADING)
def long_sums_spread_as_the_square_root_of_their_length(book: Book) -> None:
    """Whatever is hidden in the steps would add up over 600 of them."""
    z = normals(stream_key("shock", "sums"), 600, runs=20_000)
    book.used(z)
    total = z.sum(axis=0) / math.sqrt(600)
    edges = stats.norm.ppf(np.linspace(0, 1, 101))
    book.even(np.histogram(total, edges)[0], total.size / 100)
    squares = ((z**2).sum(axis=0) - 600) / math.sqrt(1200)
    book.score(squares.mean() * math.sqrt(squares.size))


@trial(HEADING)
def the_greatest_of_many_normals_has_its_own_law(book: Book) -> None:
    z = normals(stream_key("shock", "greatest"), 50)
    book.used(z)
    greatest = stats.norm.cdf(z.max(axis=0)) ** 50
    book.even(np.histogram(greatest, 200, (0, 1))[0], RUNS / 200)
