"""Random numbers in kernel operations against the same laws in whole numbers."""

import numpy as np
import pytest

from scenario.kernel import random
from scenario.reference.numbers import mix
from tests.kernel.accuracy import eager

MASK = (1 << 64) - 1
RAW = np.random.default_rng(7).integers(0, 1 << 64, 200_000, dtype=np.uint64, endpoint=False)


def lanes(numbers: object) -> object:
    return eager.wrap(np.asarray(numbers, np.uint64), "i64")


def word(number: int) -> object:
    return eager.wrap(np.uint64(number & MASK), "long")


def step_of(number: int) -> object:
    return eager.wrap(np.uint32(number), "int")


def decision(seed: int, run: int, stream: int, step: int) -> float:
    """The law of a decision's uniform, in Python's whole numbers."""
    golden, (turn, part) = 0x9E3779B97F4A7C15, divmod(step - 1, 4)
    key = mix(((run + 1) * golden + seed) & MASK)
    rough = mix(key ^ mix((stream + turn * golden) & MASK)) >> (16 * part) & 0xFFFF
    fine = mix(key ^ mix(((stream ^ 0xD1B54A32D192ED03) + step * golden) & MASK)) >> 28
    return (rough * 2**36 + fine + 0.5) * 2.0**-52


def test_mix_is_the_published_finaliser() -> None:
    assert mix(0x9E3779B97F4A7C15) == 0xE220A8397B1DCDAF  # splitmix64 from state 0
    assert random.mix(lanes(RAW[:100])).array.tolist() == [mix(int(x)) for x in RAW[:100]]
    assert int(random.mix(word(12345)).array) == mix(12345)


@pytest.mark.parametrize("step", [1, 2, 3, 4, 5, 8, 121])
@pytest.mark.parametrize("known", [True, False])
def test_a_decision_is_a_function_of_seed_run_stream_and_step(step: int, known: bool) -> None:
    seed, stream, runs = 0xFEDCBA9876543210, 0x0123456789ABCDEF, [0, 1, 2, 4_000_000_000]
    turn, part = divmod(step - 1, random.TURN)
    keys = random.run_key(eager, lanes(runs), word(seed))
    raw = random.bits(eager, keys, random.address(eager, word(stream), step_of(turn)))
    rough = random.rough_of(eager, raw, part if known else step_of(part))
    finer = random.address(eager, word(stream ^ random.FINER), step_of(step))
    found = random.refined(eager, rough, random.bits(eager, keys, finer)).array
    assert found.tolist() == [decision(seed, run, stream, step) for run in runs]
    assert (found >= rough.array - 1).all()
    assert (found < rough.array - 1 + 2.0**-16).all()


def eighth(turn: int, order: int) -> int:
    """In which eighth of a distribution one of the eight runs of a replicate is."""
    found = 0
    for level in range(3):
        bit = turn >> (2 - level) & 1
        found |= (bit ^ order & 1) << level
        order >>= 4 >> level if bit else 1
    return found


def test_the_upper_bits_of_a_judgement_are_those_of_the_order_of_its_replicate() -> None:
    runs, orders, raw = np.arange(64), RAW[:8].repeat(8), RAW[100:164]
    turns = random.turns_of(eager, lanes(runs))
    found = random.stratified(eager, lanes(raw), lanes(orders), turns).array.tolist()
    drawn = list(zip(map(int, raw), runs % 8, map(int, orders), strict=True))
    assert found == [(x >> 3) + (eighth(int(turn), order) << 61) for x, turn, order in drawn]
    for first in range(0, 64, 8):
        assert sorted(x >> 61 for x in found[first : first + 8]) == list(range(8))


def test_uniforms_are_the_middles_of_cells() -> None:
    raw = [0, MASK, 1 << 63, 4095, 4096, *map(int, RAW[:100])]
    expected = [((x >> 12) + 0.5) * 2.0**-52 for x in raw]
    found = random.uniform(eager, lanes(raw)).array
    assert found.tolist() == expected
    assert found.min() > 0
    assert found.max() < 1


def exact_normals(raw: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    high, low = raw >> np.uint64(32), raw & np.uint64(0xFFFFFFFF)
    radius = np.sqrt(-2 * np.log(((high >> np.uint64(1)) + 0.5) * 2.0**-31))
    angle = low * (2 * np.pi / 2**32)
    return radius, radius * np.cos(angle), radius * np.sin(angle)


def error(raw: np.ndarray) -> tuple[float, float]:
    """The largest error of a normal, and that where the radius is above 0.01."""
    radius, *exact = exact_normals(raw)
    found = [value.array.astype(np.float64) for value in random.normals(eager, lanes(raw))]
    off = np.abs(np.array(found) - np.array(exact))
    return off.max(), off[:, radius > 0.01].max()


def corners() -> np.ndarray:
    """Every radius near its ends with every angle near a quarter or an eighth of a turn."""
    near = np.arange(-40, 41)
    low = (np.arange(0, 9)[:, None] * (1 << 29) + near).ravel() % (1 << 32)
    high = np.concatenate([np.arange(80), (1 << 32) - 1 - np.arange(2000)])
    return ((high[:, None] << 32) + low).astype(np.uint64).ravel()


def test_normals_are_within_3e_6() -> None:
    assert error(RAW)[1] < 3e-6
    most, most_of_wide = error(corners())
    assert most < 3e-4
    assert most_of_wide < 3e-6


def test_normals_are_finite_and_reach_6() -> None:
    first, second = (value.array for value in random.normals(eager, lanes(corners())))
    assert first.dtype == second.dtype == np.float32
    assert np.isfinite(first).all()
    assert np.isfinite(second).all()
    assert 6.6 < np.abs(first).max() < 6.7


@pytest.mark.parametrize("table", ["_LOG", "_SINE", "_COSINE"])
def test_a_wrong_coefficient_of_the_normals_is_caught(
    monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    first, *rest = getattr(random, table)
    monkeypatch.setattr(random, table, (first * 1.0005, *rest))
    assert error(RAW)[1] > 3e-6


def test_normals_have_the_moments_of_a_normal() -> None:
    first, second = (value.array.astype(float) for value in random.normals(eager, lanes(RAW)))
    both = np.concatenate([first, second])
    size = np.sqrt(len(both))
    assert abs(both.mean()) < 4 / size
    assert abs((both**2).mean() - 1) < 4 * np.sqrt(2) / size
    assert abs((both**4).mean() - 3) < 4 * np.sqrt(96) / size
    assert abs((first * second).mean()) < 4 / np.sqrt(len(first))
