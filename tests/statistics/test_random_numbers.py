"""The quality of the addressed random numbers: their shape, and that no address knows another.

Seeds are fixed, so a test passes or fails for good.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

import tests.statistics.random_numbers  # noqa: F401 - enters the tests
from scenario.engine.randomness import seed_key, stream_key, uniforms
from scenario.kernel import random
from scenario.kernel.eager import Eager
from scenario.reference.numbers import Numbers
from tests.statistics.drawing import RUNS, SOURCES, fresh, keys, normals
from tests.statistics.trials import LEAST, TRIALS, Book, Trial
from tests.support.numbers import bits, decisions, judgements, pairs
from tests.support.numbers import normals as normal

pytestmark = pytest.mark.statistics


@pytest.mark.parametrize("trial", TRIALS.values(), ids=lambda trial: trial.name.replace(" ", "_"))
def test_random_numbers(trial: Trial) -> None:
    assert trial.result.p >= LEAST, trial.result


def test_probabilities_of_all_tests_spread_evenly() -> None:
    """Of those that are done in a moment; too many small or large ones would be a sign."""
    quick = [one.result.p for one in TRIALS.values() if not one.heading.startswith("A hundred")]
    assert len(quick) >= 20
    assert stats.kstest(quick, "uniform").pvalue > 1e-4


# What is exact


def test_no_two_of_many_addresses_share_their_bits() -> None:
    """Birthdays: 64-bit numbers of millions of addresses do not meet."""
    found = [
        bits(keys(seed, 20_000), stream_key(purpose, name), step)
        for seed in (0, 1, 7)
        for purpose, name in (("event", "e"), ("event", "f"), ("clock", "e"), ("judgement", "e"))
        for step in range(10)
    ]
    assert np.diff(np.sort(np.concatenate(found))).min() > 0


def test_a_purpose_and_a_name_are_not_one_word() -> None:
    assert stream_key("jump", "size x") != stream_key("jump size", "x")
    names = [f"{purpose}{i}" for purpose in ("x", "y") for i in range(10_000)]
    assert len({stream_key("shock", name) for name in names}) == len(names)


def test_seeds_and_ensembles_are_all_different() -> None:
    seeds = [seed_key(seed) for seed in [*range(10_000), 2**62, 2**63 - 1]]
    seeds += [seed_key(seed, "judgement ensemble") for seed in range(10_000)]
    assert len(set(seeds)) == len(seeds)


def test_a_uniform_is_never_nought_or_one() -> None:
    k = Eager(calm=True)
    ends = k.wrap(np.array([0, 2**64 - 1], np.uint64), "i64")
    expected = [0.5 * 2.0**-52, 1 - 0.5 * 2.0**-52]
    assert random.uniform(k, ends).array.tolist() == expected
    for part in range(random.TURN):
        found = random.refined(k, random.rough_of(k, ends, part), ends).array
        assert found.tolist() == expected
        assert 0 < found.min() < found.max() < 1
    for purpose in SOURCES:
        u = fresh(purpose, "ends", 4)
        assert u.min() > 0
        assert u.max() < 1


def test_a_number_depends_on_its_address_alone() -> None:
    stream = stream_key("shock", "x")
    part = keys(runs=1000)[300:310]
    for source in (uniforms, decisions, normal):
        for step in (7, 2, 1, 8):
            many = source(keys(runs=1000), stream, step)
            assert np.array_equal(source(part, stream, step), many[300:310])
    assert np.array_equal(keys(runs=10, first=300), part)


def test_a_lone_run_has_the_numbers_it_has_among_many() -> None:
    stream = stream_key("shock", "x")
    together = normal(keys(runs=64), stream, 3)
    alone = [normal(keys(runs=1, first=run), stream, 3)[0] for run in range(64)]
    assert np.array_equal(together, alone)
    assert normal(keys(runs=0), stream, 3).shape == (0,)


def test_they_are_the_numbers_of_the_specification() -> None:
    """As the reference has them, which follows the page word by word."""
    own = keys(5, 50)
    for run in range(50):
        numbers = Numbers(5, run)
        judgement = judgements(50, stream_key("judgement", "parameters.p.value"), 5)
        assert judgement[run] == numbers.judgement("parameters.p.value")
        for step in (1, 2, 3, 4, 5, 600):
            u = decisions(own, stream_key("clock", "go"), step)
            assert u[run] == numbers.decision("clock", "go", step)
            z = normal(own, stream_key("noise", "g"), step)
            assert z[run] == pytest.approx(numbers.normal("noise", "g", step), abs=3e-6)
            size, _ = pairs(own, stream_key("jump size", "x"), step)
            assert size[run] == pytest.approx(numbers.fresh("jump size", "x", step), abs=3e-6)


# That the tests can fail


def p_of(*scores: tuple[str, tuple]) -> float:
    """The probability of a test that has only these scores."""
    book = Book()
    book.used(np.empty(1))
    for method, given in scores:
        getattr(book, method)(*given)
    return book.result().p


def test_a_bad_generator_would_be_found_out() -> None:
    """Runs that repeat, a tail that is cut, numbers too even, too many or too few rare ones."""
    z, again = normals(stream_key("shock", "bad"), 2)
    edges = stats.norm.ppf(np.linspace(0, 1, 201))
    cut = np.histogram(np.clip(z, -2.5, 2.5), edges)[0]
    too_even = np.histogram((np.arange(RUNS) + 0.5) / RUNS, 100, (0, 1))[0]
    assert p_of(("unrelated", (z, again + z / 50))) < LEAST
    assert p_of(("unrelated", (z, z**2))) < LEAST
    assert p_of(("even", (cut, RUNS / 200))) < LEAST
    assert p_of(("even", (too_even, RUNS / 100))) < LEAST
    assert p_of(("rare", (60, 20.0))) < LEAST
    assert p_of(("rare", (0, 20.0))) < LEAST
    assert p_of(("largest", (40.0, 1e-12, "wave"))) < LEAST


def test_the_probability_of_a_test_is_what_it_says() -> None:
    assert p_of(("score", (stats.norm.isf(0.01),))) == pytest.approx(0.02)
    assert p_of(("score", ([stats.norm.isf(0.01), 0, 0],))) == pytest.approx(1 - 0.98**3)
    assert p_of(("rare", (20, 20.0))) > 0.8
    rng = np.random.default_rng(3)
    found = [p_of(("score", (rng.normal(size=50),))) for _ in range(500)]
    assert stats.kstest(found, "uniform").pvalue > 1e-4
    counts = [rng.multinomial(5000, [0.01] * 100) for _ in range(500)]
    found = [p_of(("even", (one, 50.0))) for one in counts]
    assert stats.kstest(found, "uniform").pvalue > 1e-4
    with pytest.raises(AssertionError, match="nothing"):
        Book().result()
    with pytest.raises(AssertionError, match="no number"):
        Book().score(math.nan)
