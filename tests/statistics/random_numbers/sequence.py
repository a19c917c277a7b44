"""Classic tests of sequences, along runs and along steps: serial, gap, turning points, spectrum."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
from scipy import stats

from tests.statistics.drawing import RUNS, SOURCES, Floats, fresh
from tests.statistics.trials import Book, trial

HEADING = "Uniforms: classic tests of sequences"


def _rows(purpose: str) -> Iterator[tuple[Floats, Floats, Floats]]:
    """Three numbers that stand next to each other: in steps, in runs, in names."""
    u = fresh(purpose, "serial", 12, runs=600_000)
    for first in range(0, 12, 3):
        yield u[first], u[first + 1], u[first + 2]
    yield u[0, ::3], u[0, 1::3], u[0, 2::3]
    names = [fresh(purpose, f"serial{i}", 1, runs=600_000)[0] for i in range(3)]
    yield names[0], names[1], names[2]


@trial(HEADING)
def pairs_fill_the_square(book: Book) -> None:
    """The serial test in two dimensions: 64 by 64 cells."""
    for purpose in SOURCES:
        for one, other, _ in _rows(purpose):
            book.used(one, other)
            cells = (one * 64).astype(np.intp) * 64 + (other * 64).astype(np.intp)
            book.even(np.bincount(cells, minlength=4096), one.size / 4096)


@trial(HEADING)
def triples_fill_the_cube(book: Book) -> None:
    """The serial test in three dimensions: 16 by 16 by 16 cells."""
    for purpose in SOURCES:
        for row in _rows(purpose):
            book.used(*row)
            places = [(u * 16).astype(np.intp) for u in row]
            cells = (places[0] * 16 + places[1]) * 16 + places[2]
            book.even(np.bincount(cells, minlength=4096), row[0].size / 4096)


@trial(HEADING)
def gaps_are_geometric(book: Book) -> None:
    """How long it takes until a number below 0.1 comes again, along runs and along steps."""
    law = stats.geom(0.1)
    chances = np.array([*law.pmf(range(1, 50)), law.sf(49)])
    for purpose in SOURCES:
        along_runs = fresh(purpose, "gaps", 1, runs=2_000_000)[0]
        along_steps = fresh(purpose, "gaps", 400, runs=5_000).T.ravel()  # run after run
        for u in (along_runs, along_steps):
            book.used(u)
            gaps = np.diff(np.flatnonzero(u < 0.1))
            counts = np.bincount(np.minimum(gaps, 50), minlength=51)[1:]
            book.even(counts, gaps.size * chances)


@trial(HEADING)
def turning_points_are_as_many_as_they_should_be(book: Book) -> None:
    """Of three neighbours the middle one is the highest or lowest two times in three."""
    for purpose in SOURCES:
        u = fresh(purpose, "turns", 400, runs=5_000)
        for line in (u[:40].ravel(), u.T.ravel()):
            book.used(line)
            rises = np.diff(line) > 0
            turns, n = int(np.count_nonzero(rises[1:] != rises[:-1])), line.size
            book.score((turns - 2 * (n - 2) / 3) / np.sqrt((16 * n - 29) / 90))


@trial(HEADING)
def no_wave_stands_out_of_the_spectrum(book: Book) -> None:
    """Of a million numbers in a row, the strongest of half a million waves."""
    for purpose, (runs, steps) in itertools.product(SOURCES, ((2**20, 1), (1024, 1024))):
        u = fresh(purpose, "spectrum", steps, runs=runs).T.ravel() - 0.5
        book.used(u)
        power = np.abs(np.fft.rfft(u)[1:-1]) ** 2 * 12 / u.size  # each is exponential of mean 1
        most = float(power.max())
        p = -np.expm1(power.size * np.log1p(-np.exp(-most)))
        book.largest(most, float(p), "strongest wave, in mean powers:")
        book.even(np.histogram(np.exp(-power), 100, (0, 1))[0], power.size / 100)


@trial(HEADING)
def birthday_spacings_repeat_as_often_as_they_should(book: Book) -> None:
    """Marsaglia's test: 4,096 birthdays in a year of 2^34 days repeat one spacing on average."""
    for purpose in SOURCES:
        along_runs = fresh(purpose, "birthdays", 200, runs=4096)
        along_steps = fresh(purpose, "birthdays", 4096, runs=200).T
        for rounds in (along_runs, along_steps):
            book.used(rounds)
            repeats = 0
            for days in (rounds * 2.0**34).astype(np.int64):
                spacings = np.diff(np.sort(days))
                repeats += spacings.size - np.unique(spacings).size
            book.rare(repeats, len(rounds) * 4096**3 / (4 * 2.0**34))


@trial(HEADING)
def the_greatest_of_many_has_its_own_law(book: Book) -> None:
    """The greatest of 50 numbers, to the power of 50, is uniform again."""
    for purpose in SOURCES:
        u = fresh(purpose, "greatest", 50)
        book.used(u)
        greatest = u.max(axis=0) ** 50
        book.even(np.histogram(greatest, 200, (0, 1))[0], RUNS / 200)
