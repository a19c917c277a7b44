"""Independence: no step, name, purpose, run or seed knows another's numbers."""

from __future__ import annotations

import itertools

import numpy as np
from scipy import stats

from scenario.engine.randomness import run_keys, seed_key, stream_key, uniforms
from tests.statistics.drawing import RUNS, SEEDS, fresh, keys, normals
from tests.statistics.trials import Book, trial
from tests.support.numbers import decisions
from tests.support.numbers import normals as normal_of

HEADING = "Independence of addresses"
SIMILAR = (("x", "y"), ("x", "x1"), ("x1", "x2"), ("aa", "ab"), ("exit_support", "exit_supports"))


@trial(HEADING)
def steps_know_nothing_of_each_other(book: Book) -> None:
    z, u = normals(stream_key("shock", "x"), 24), fresh("event", "x", 24)
    book.used(z, u)
    for lag in (1, 2, 3, 4, 12):
        book.unrelated(z[lag:], z[:-lag])
        book.unrelated(u[lag:], u[:-lag])


@trial(HEADING)
def similar_names_know_nothing_of_each_other(book: Book) -> None:
    for pair in SIMILAR:
        first, second = (normals(stream_key("shock", name), 4) for name in pair)
        book.unrelated(first, second)
        book.unrelated(first[1:], second[:-1])
        one, other = (fresh("event", name, 4) for name in pair)
        book.unrelated(one, other)
        book.used(first, second, one, other)


@trial(HEADING)
def purposes_know_nothing_of_each_other(book: Book) -> None:
    z = [normals(stream_key(purpose, "x"), 2) for purpose in ("shock", "noise", "jump size")]
    streams = [stream_key(purpose, "x") for purpose in ("event", "jump", "clock", "judgement")]
    u = [uniforms(keys(), stream, 0) for stream in streams]
    v = [decisions(keys(), stream, 1) for stream in streams]
    book.used(*z, *u, *v)
    for group in (z, [*u, *v]):
        for one, other in itertools.combinations(group, 2):
            book.unrelated(one, other)


@trial(HEADING)
def names_and_steps_and_runs_know_nothing_of_each_other(book: Book) -> None:
    """40 names by 10 steps: every correlation there is, with the next run's numbers too."""
    tables = {
        "normals": [normals(stream_key("shock", f"n{i}"), 10, runs=50_000) for i in range(40)],
        "events": [fresh("event", f"n{i}", 10, runs=50_000) for i in range(40)],
    }
    for table in tables.values():
        rows = np.concatenate(table)
        book.used(rows)
        rows -= rows.mean(axis=1, keepdims=True)
        rows /= np.sqrt((rows**2).sum(axis=1, keepdims=True))
        size = np.sqrt(rows.shape[1])
        same = (rows @ rows.T)[np.triu_indices(len(rows), 1)] * size
        following = (rows[:, 1:] @ rows[:, :-1].T).ravel() * size
        for scores in (same, following):
            book.score(scores)
            edges = stats.norm.ppf(np.linspace(0, 1, 101))
            book.even(np.histogram(scores, edges)[0], scores.size / 100)


@trial(HEADING)
def neighbouring_runs_know_nothing_of_each_other(book: Book) -> None:
    z = normals(stream_key("shock", "runs"), 2)
    u = [uniforms(keys(), stream_key("judgement", "runs"), 0), fresh("event", "runs", 1)[0]]
    book.used(z, *u)
    for lag in (1, 2, 3, 40, 8192):
        book.unrelated(z[:, lag:], z[:, :-lag])
        for each in u:
            book.unrelated(each[lag:], each[:-lag])


@trial(HEADING)
def seeds_know_nothing_of_each_other(book: Book) -> None:
    """Nor of each other's neighbouring runs, as they would if a seed moved the runs along."""
    z = [normals(stream_key("shock", "seeds"), 2, seed) for seed in SEEDS]
    u = [fresh("event", "seeds", 2, seed=seed) for seed in SEEDS]
    book.used(*z, *u)
    for group in (z, u):
        for first, second in itertools.combinations(group, 2):
            book.unrelated(first, second)
            book.unrelated(first[:, 1:], second[:, :-1])
            book.unrelated(first[:, :-1], second[:, 1:])


@trial(HEADING)
def keys_that_differ_in_one_bit_know_nothing_of_each_other(book: Book) -> None:
    """Among millions of runs some keys are close; the hash must tear them apart."""
    own, stream = keys(runs=50_000), stream_key("shock", "x")
    for half in (1, 2):
        for source in (normal_of, uniforms, decisions):
            drawn = source(own, stream, half)
            book.used(drawn)
            for bit in range(64):
                near = source(own ^ np.uint64(1 << bit), stream, half)
                book.unrelated(drawn, near)
                book.used(near)


@trial(HEADING)
def the_judgement_ensemble_is_not_the_runs(book: Book) -> None:
    own = run_keys(seed_key(0, "judgement ensemble"), np.arange(RUNS))
    stream = stream_key("judgement", "parameters.p.value")
    u, other = uniforms(keys(), stream, 0), uniforms(own, stream, 0)
    book.used(u, other)
    book.unrelated(u, other)
