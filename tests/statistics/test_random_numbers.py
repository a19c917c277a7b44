"""The quality of the addressed random numbers: their shape, and that no address knows another.

Every test reduces a pattern to one chi-square or normal score and fails below a chance of one in
a million; seeds are fixed, so a test passes or fails for good.
"""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from scenario.engine import randomness
from scenario.engine.randomness import Normals, normal, run_keys, seed_key, stream_key, uniforms

pytestmark = pytest.mark.statistics

Floats = NDArray[np.float64]
Z = stats.norm.isf(5e-7)  # two-sided one in a million
RUNS = 200_000
SEEDS = (0, 1, 2, 20_221_214, 2**63 - 1)


def keys(seed: int = 0, runs: int = RUNS, first: int = 0) -> NDArray[np.uint64]:
    return run_keys(seed_key(seed), np.arange(first, first + runs))


def scored(z: float) -> None:
    """A standard normal score that is not out of this world."""
    assert abs(z) < Z, f"{z:.2f} standard errors"


def even(counts: Floats, expected: Floats | float) -> None:
    """Counts that are as uneven as counts are, neither more nor less."""
    wanted = np.broadcast_to(np.asarray(expected, float), np.shape(counts))
    statistic = float(((counts - wanted) ** 2 / wanted).sum())
    law = stats.chi2(np.size(counts) - 1)
    assert law.sf(statistic) > 5e-7, f"too uneven: {statistic:.0f} on {np.size(counts) - 1}"
    assert law.cdf(statistic) > 5e-7, f"too even: {statistic:.0f} on {np.size(counts) - 1}"


def unrelated(a: ArrayLike, b: ArrayLike) -> None:
    """No correlation of the values, of their squares, or of the one with the other."""
    a, b = (np.asarray(x, float).ravel() for x in (a, b))
    for x, y in itertools.product((a, a**2), (b, b**2)):
        scored(float(np.corrcoef(x, y)[0, 1]) * math.sqrt(a.size))


def normals(stream: int, steps: int, seed: int = 0, runs: int = RUNS) -> Floats:
    """`float64[step, run]`, steps counted from 1."""
    source = Normals(keys(seed, runs), [stream])
    return np.array([source.at(step)[0].astype(float) for step in range(1, steps + 1)])


# Uniforms


@pytest.mark.parametrize("seed", SEEDS)
def test_uniforms_fill_the_unit_interval(seed: int) -> None:
    u = uniforms(keys(seed), stream_key("event", "e"), 3)
    even(np.histogram(u, 1000, (0, 1))[0], RUNS / 1000)
    scored((u.mean() - 0.5) * math.sqrt(12 * RUNS))


def test_every_one_of_53_bits_is_a_coin() -> None:
    u = uniforms(keys(), stream_key("event", "e"), 1)
    whole = (u * 2.0**53).astype(np.uint64)
    for bit in range(1, 53):  # the last one is taken by the half that keeps u off 0
        ones = np.count_nonzero((whole >> np.uint64(bit)) & np.uint64(1))
        scored((ones - RUNS / 2) / math.sqrt(RUNS / 4))


def test_pairs_of_bits_are_independent() -> None:
    raw = randomness.bits(keys(runs=50_000), stream_key("event", "e"), 1)
    ones = np.unpackbits(raw.view(np.uint8).reshape(-1, 8), axis=1).astype(float)
    table = np.corrcoef(ones.T)[np.triu_indices(64, 1)] * math.sqrt(len(ones))
    assert np.abs(table).max() < stats.norm.isf(5e-7 / table.size)
    even(np.histogram(stats.norm.cdf(table), 20, (0, 1))[0], table.size / 20)


def test_small_uniforms_are_as_rare_as_they_are_small() -> None:
    """A rate of one in ten thousand steps, and one a thousand times smaller."""
    counts = np.zeros(3)
    for step in range(1, 101):
        u = uniforms(keys(), stream_key("event", "rare"), step)
        counts += [np.count_nonzero(u < limit) for limit in (1e-4, 1e-5, 1e-7)]
    for count, limit in zip(counts, (1e-4, 1e-5, 1e-7), strict=True):
        expected = 100 * RUNS * limit
        assert stats.poisson.cdf(count, expected) > 5e-7
        assert stats.poisson.sf(count - 1, expected) > 5e-7


def test_small_uniforms_are_spread_as_finely_as_large_ones() -> None:
    u = np.concatenate(
        [uniforms(keys(), stream_key("event", "fine"), step) for step in range(1, 41)]
    )
    small = u[u < 1e-3] * 1e3
    even(np.histogram(small, 50, (0, 1))[0], small.size / 50)
    assert np.diff(np.sort(small)).min() > 0


def test_a_uniform_is_never_nought_or_one() -> None:
    assert 0 < (0 + 0.5) * 2.0**-53
    u = uniforms(keys(), stream_key("event", "e"), 1)
    assert u.min() > 0
    assert u.max() < 1


def test_no_two_of_many_addresses_share_their_bits() -> None:
    """Birthdays: 64-bit numbers of millions of addresses do not meet."""
    found = [
        randomness.bits(keys(seed, 20_000), stream_key(purpose, name), step)
        for seed in (0, 1, 7)
        for purpose, name in (("event", "e"), ("event", "f"), ("clock", "e"), ("judgement", "e"))
        for step in range(10)
    ]
    assert np.diff(np.sort(np.concatenate(found))).min() > 0


def test_birthday_spacings_repeat_as_often_as_they_should() -> None:
    """Marsaglia's test: 4,096 birthdays in a year of 2**34 days repeat Poisson(1) spacings."""
    repeats = 0
    rounds = 400
    for step in range(1, rounds + 1):
        days = uniforms(keys(runs=4096), stream_key("event", "birthday"), step)
        spacings = np.diff(np.sort((days * 2.0**34).astype(np.int64)))
        repeats += spacings.size - np.unique(spacings).size
    expected = rounds * 4096**3 / (4 * 2.0**34)
    assert stats.poisson.cdf(repeats, expected) > 5e-7
    assert stats.poisson.sf(repeats - 1, expected) > 5e-7


# Normals


def test_normals_are_normal_from_tail_to_tail() -> None:
    z = normals(stream_key("shock", "x"), 40)
    assert z.size == 40 * RUNS
    edges = np.array([-4.5, -4, -3.5, -3, *np.linspace(-2.5, 2.5, 101), 3, 3.5, 4, 4.5])
    chances = np.diff(stats.norm.cdf([-np.inf, *edges, np.inf]))
    even(np.histogram(z, [-np.inf, *edges, np.inf])[0], z.size * chances)


def test_normals_have_the_moments_of_normals() -> None:
    z = normals(stream_key("shock", "x"), 40).ravel()
    for power, (mean, variance) in {1: (0, 1), 2: (1, 2), 3: (0, 15), 4: (3, 96)}.items():
        scored(float((z**power).mean() - mean) / math.sqrt(variance / z.size))


@pytest.mark.parametrize("step", [1, 2])
def test_either_half_of_a_pair_is_normal(step: int) -> None:
    """An odd step has the cosines of Box and Muller, an even one their sines."""
    z = normals(stream_key("shock", "halves"), 2)[step - 1]
    edges = stats.norm.ppf(np.linspace(0, 1, 201))
    even(np.histogram(z, edges)[0], z.size / 200)


def test_the_halves_of_a_pair_are_independent() -> None:
    odd, even_ = normals(stream_key("shock", "halves"), 2)
    unrelated(odd, even_)
    table, *_ = np.histogram2d(stats.norm.cdf(odd), stats.norm.cdf(even_), 30, [[0, 1], [0, 1]])
    even(table, RUNS / 900)
    radius = odd**2 + even_**2
    even(np.histogram(radius, stats.chi2(2).ppf(np.linspace(0, 1, 101)))[0], RUNS / 100)


@pytest.mark.parametrize("lag", [1, 2, 3, 12])
def test_steps_know_nothing_of_each_other(lag: int) -> None:
    z = normals(stream_key("shock", "x"), 24)
    unrelated(z[lag:], z[:-lag])


def test_long_sums_spread_as_the_square_root_of_their_length() -> None:
    """Whatever is hidden in the steps would add up over 600 of them."""
    total = normals(stream_key("shock", "x"), 600, runs=20_000).sum(axis=0) / math.sqrt(600)
    edges = stats.norm.ppf(np.linspace(0, 1, 101))
    even(np.histogram(total, edges)[0], total.size / 100)


@pytest.mark.parametrize(
    "pair",
    [("x", "y"), ("x", "x1"), ("x1", "x2"), ("aa", "ab"), ("exit_support", "exit_supports")],
    ids="-".join,
)
def test_names_know_nothing_of_each_other(pair: tuple[str, str]) -> None:
    first, second = (normals(stream_key("shock", name), 4) for name in pair)
    unrelated(first, second)
    unrelated(first[1:], second[:-1])


def test_purposes_know_nothing_of_each_other() -> None:
    purposes = ("shock", "noise", "jump size")
    for one, other in itertools.combinations(purposes, 2):
        unrelated(normals(stream_key(one, "x"), 2), normals(stream_key(other, "x"), 2))
    streams = [stream_key(purpose, "x") for purpose in ("event", "jump", "clock", "judgement")]
    for first, second in itertools.combinations(streams, 2):
        unrelated(uniforms(keys(), first, 1), uniforms(keys(), second, 1))


def test_a_purpose_and_a_name_are_not_one_word() -> None:
    assert stream_key("jump", "size x") != stream_key("jump size", "x")
    names = [f"{purpose}{i}" for purpose in ("x", "y") for i in range(10_000)]
    assert len({stream_key("shock", name) for name in names}) == len(names)


@pytest.mark.parametrize("lag", [1, 2, 3, 40, 8192])
def test_neighbouring_runs_know_nothing_of_each_other(lag: int) -> None:
    z = normals(stream_key("shock", "x"), 2)
    unrelated(z[:, lag:], z[:, :-lag])
    u = uniforms(keys(), stream_key("event", "x"), 1)
    unrelated(u[lag:], u[:-lag])


@pytest.mark.parametrize("pair", list(itertools.pairwise(SEEDS)), ids=str)
def test_seeds_know_nothing_of_each_other(pair: tuple[int, int]) -> None:
    """Nor of each other's neighbouring runs, as they would if a seed moved the runs along."""
    first, second = (normals(stream_key("shock", "x"), 2, seed) for seed in pair)
    unrelated(first, second)
    unrelated(first[:, 1:], second[:, :-1])
    unrelated(first[:, :-1], second[:, 1:])


@pytest.mark.parametrize("half", [0, 1])
def test_runs_whose_keys_differ_in_one_bit_know_nothing_of_each_other(half: int) -> None:
    """Among millions of runs some keys are close; the hash must tear them apart."""
    own, stream = keys(runs=50_000), stream_key("shock", "x")
    z, u = normal(own, stream, 1 + half), uniforms(own, stream, 1)
    for bit in range(64):
        near = own ^ np.uint64(1 << bit)
        unrelated(z, normal(near, stream, 1 + half))
        unrelated(u, uniforms(near, stream, 1))


def test_seeds_and_ensembles_are_all_different() -> None:
    seeds = [seed_key(seed) for seed in [*range(10_000), 2**62, 2**63 - 1]]
    seeds += [seed_key(seed, "judgement ensemble") for seed in range(10_000)]
    assert len(set(seeds)) == len(seeds)


def test_the_ensemble_is_not_the_runs() -> None:
    own = run_keys(seed_key(0, "judgement ensemble"), np.arange(RUNS))
    stream = stream_key("judgement", "parameters.p.value")
    unrelated(uniforms(keys(), stream, 0), uniforms(own, stream, 0))


# Addresses


def test_a_number_depends_on_its_address_alone() -> None:
    stream, other = stream_key("shock", "x"), stream_key("shock", "y")
    many = Normals(keys(runs=1000), [other, stream])
    backwards = {step: many.at(step)[1].copy() for step in (7, 2, 1, 8)}
    for step, values in backwards.items():
        assert np.array_equal(values, normal(keys(runs=1000), stream, step))
    part = keys(runs=1000)[300:310]
    u = uniforms(keys(runs=1000), stream, 5)
    assert np.array_equal(uniforms(part, stream, 5), u[300:310])
    assert np.array_equal(keys(runs=10, first=300), part)


def test_a_lone_run_has_the_numbers_it_has_among_many() -> None:
    """To the last bit of single precision, which vector code may round in another way."""
    stream = stream_key("shock", "x")
    together = normal(keys(runs=64), stream, 3)
    alone = [normal(keys(runs=1, first=run), stream, 3)[0] for run in range(64)]
    assert np.allclose(together, alone, rtol=1e-6, atol=1e-7)
    assert normal(keys(runs=0), stream, 3).shape == (0,)


def test_a_bad_generator_would_be_found_out() -> None:
    """The checks can fail: on runs that repeat, on a tail that is cut, on numbers too even."""
    z = normals(stream_key("shock", "x"), 2)
    with pytest.raises(AssertionError):
        unrelated(z[0], z[0] + 50 * z[1])
    edges = stats.norm.ppf(np.linspace(0, 1, 201))
    with pytest.raises(AssertionError, match="uneven"):
        even(np.histogram(np.clip(z[0], -2.5, 2.5), edges)[0], RUNS / 200)
    with pytest.raises(AssertionError, match="even"):
        even(np.histogram((np.arange(RUNS) + 0.5) / RUNS, 100, (0, 1))[0], RUNS / 100)
