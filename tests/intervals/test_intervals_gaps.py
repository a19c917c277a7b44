"""Judgement ranges of differences: shapes drawn at random, and the percentiles they must find."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from scenario.intervals import JUDGED, carried_range, paired_range
from scenario.studies.compare import compare
from tests.statistics.pieces import outcome
from tests.support.models import resolve

DRAWS, RUNS, REPETITIONS = 512, 40, 24
Law = Callable[[np.random.Generator, int], tuple[Any, Any]]


def _same(p: float, q: float) -> Law:
    return lambda rng, n: (np.full(n, p), np.full(n, q))


def _camps(low: float, high: float, p: float) -> Law:
    return lambda rng, n: (np.full(n, p), np.where(rng.random(n) < 0.5, low, high))


def _twice_the_rate(rng: np.random.Generator, n: int) -> tuple[Any, Any]:
    """A rate of 0.05 to 0.8 and twice that, for five years: no difference is above a quarter."""
    rate = 5 * 0.2 * np.exp(np.log(4) / 1.6448536 * rng.normal(size=n))
    return -np.expm1(-rate), -np.expm1(-2 * rate)


def _near_zero(rng: np.random.Generator, n: int) -> tuple[Any, Any]:
    p = 0.1 * rng.beta(2, 8, n)
    return p, 1.1 * p


def _against(sign: float, shift: float) -> Law:
    def law(rng: np.random.Generator, n: int) -> tuple[Any, Any]:
        x = 0.7 * rng.normal(size=n)
        return 1 / (1 + np.exp(-x)), 1 / (1 + np.exp(-sign * x - shift))

    return law


CASES: dict[str, tuple[Law, bool, float]] = {
    "bounded, skewed": (_twice_the_rate, True, 0.01),
    "a point": (_same(0.3, 0.5), True, 0.025),
    "a point, luck apart": (_same(0.3, 0.5), False, 0.03),
    "no difference, luck apart": (_same(0.3, 0.3), False, 0.03),
    "two camps": (_camps(0.35, 0.7, 0.3), True, 0.05),
    "two camps of other signs": (_camps(0.2, 0.7, 0.4), True, 0.05),
    "two camps, luck apart": (_camps(0.35, 0.7, 0.3), False, 0.065),
    "a long tail": (lambda rng, n: (np.full(n, 0.1), 0.1 + 0.9 * rng.beta(1, 9, n)), True, 0.015),
    "a long tail, luck apart": (
        lambda rng, n: (np.full(n, 0.1), 0.1 + 0.9 * rng.beta(1, 9, n)), False, 0.015,
    ),
    "near zero": (_near_zero, True, 0.003),
    "about zero": (
        lambda rng, n: (np.full(n, 0.4), np.clip(rng.normal(0.4, 0.1, n), 0, 1)), True, 0.01,
    ),
    "all that is possible": (lambda rng, n: (np.zeros(n), rng.beta(0.5, 0.5, n)), True, 0.01),
    "uniform and independent": (lambda rng, n: (rng.random(n), rng.random(n)), False, 0.02),
    "together": (_against(1, 0.7), False, 0.025),
    "against one another": (_against(-1, 0.5), True, 0.015),
    "against one another, luck apart": (_against(-1, 0.5), False, 0.015),
}  # fmt: skip
"""The law of both probabilities, whether luck is shared, and how far off an end may be on average:
where camps are two, or luck is not shared, the noise of forty runs is wider than what is sought."""


def counts(rng: np.random.Generator, law: Law, rows: int, shared: bool) -> list[Any]:
    """Hits in the first, in the second and in both, `[step, draw, 1]`."""
    p, q = (x.reshape(rows, DRAWS, 1) for x in law(rng, rows * DRAWS))
    luck = rng.random((rows, DRAWS, RUNS))
    a, b = luck < p, (luck if shared else rng.random(luck.shape)) < q
    return [x.sum(axis=2)[..., None] for x in (a, b, a & b)]


@pytest.mark.statistics
@pytest.mark.parametrize("name", CASES)
def test_ends_are_where_the_percentiles_are(name: str) -> None:
    law, shared, allowed = CASES[name]
    rng = np.random.default_rng(20221214)
    p, q = law(rng, 400_000)
    truth = np.quantile(q - p, JUDGED)
    found = paired_range(*counts(rng, law, REPETITIONS, shared), RUNS)[:, 0]
    assert np.all(np.abs(found.mean(axis=0) - truth) < allowed), (found.mean(axis=0), truth)
    assert np.all(found.std(axis=0) < 0.045)
    assert np.all((found >= -1) & (found <= 1))
    assert np.all(found[:, 0] <= found[:, 1])


def test_the_other_way_round_is_the_same_the_other_way_round() -> None:
    rng = np.random.default_rng(3)
    for law, shared, _ in CASES.values():
        a, b, both = counts(rng, law, 1, shared)
        there, back = paired_range(a, b, both, RUNS), paired_range(b, a, both, RUNS)
        assert back[..., ::-1] == pytest.approx(-there, abs=2e-3)


def test_what_can_only_gain_never_loses() -> None:
    rng = np.random.default_rng(4)
    for name in ("bounded, skewed", "near zero", "a long tail", "two camps"):
        law = CASES[name][0]
        assert (paired_range(*counts(rng, law, 5, True), RUNS) >= 0).all()


def test_rows_do_not_depend_on_their_neighbours() -> None:
    rng = np.random.default_rng(5)
    a, b, both = counts(rng, CASES["uniform and independent"][0], 120, False)
    whole = paired_range(a, b, both, RUNS)
    assert paired_range(a[7:9], b[7:9], both[7:9], RUNS) == pytest.approx(whole[7:9], abs=1e-4)


def test_a_comparison_of_many_dates_and_states_takes_a_moment() -> None:
    rng = np.random.default_rng(6)
    parts = counts(rng, CASES["against one another, luck apart"][0], 605, False)
    a, b, both = (part.reshape(121, 5, DRAWS).swapaxes(1, 2) for part in parts)
    paired_range(a[:2], b[:2], both[:2], RUNS)
    times = []
    for _ in range(3):
        began = time.process_time()
        assert paired_range(a, b, both, RUNS).shape == (121, 5, 2)
        times.append(time.process_time() - began)
    assert min(times) < 1.5  # 0.1 s where nothing else runs


def test_twice_a_rate_over_five_years() -> None:
    """On paper +1.8 to +25.0 points: `exp(-x) - exp(-2 x)` is nowhere above a quarter."""
    rates = {"parameters": {"r": {"value": "0.05 to 0.8"}}}
    a, b = (resolve({**rates, **outcome(a_b={"rate": rate})}, 60) for rate in ("r", "2 * r"))
    found = compare(a, b, runs=2_000, attribute=False, workers=1).difference("b")
    assert found.judgement is not None
    low, high = found.judgement
    assert low == pytest.approx(0.0180, abs=0.01)
    assert high == pytest.approx(0.25, abs=0.01)


# ------------------------------------------------------------------- probabilities that runs carry


def carried(truth: Any, noise: float, seed: int = 1) -> tuple[Any, Any]:
    rng = np.random.default_rng(seed)
    means = truth + noise * rng.normal(size=truth.shape)
    return means.reshape(1, -1, 1), np.full((1, truth.size, 1), noise**2)


@pytest.mark.parametrize(
    ("name", "truth"),
    [
        ("point", lambda rng, n: np.full(n, 0.2)),
        ("camps", lambda rng, n: np.where(rng.random(n) < 0.5, 0.05, 0.4)),
        ("skew", lambda rng, n: 0.9 * rng.beta(1, 9, n)),
        ("near zero", lambda rng, n: 0.001 * rng.beta(2, 8, n)),
        ("either sign", lambda rng, n: rng.normal(0, 0.1, n)),
    ],
)
def test_carried_differences_keep_their_percentiles(name: str, truth: Any) -> None:
    values = truth(np.random.default_rng(2), 512)
    noise = 0.02 if name != "near zero" else 2e-5
    ends = carried_range(*carried(values, noise))[0, 0]
    allowed = {"point": 0.015, "near zero": 2e-5}.get(name, 0.025)
    assert ends == pytest.approx(np.quantile(values, JUDGED), abs=allowed)


def test_without_noise_the_percentiles_are_those_of_the_means() -> None:
    values = np.random.default_rng(3).beta(0.5, 3, 512)
    means, noise = carried(values, 0.0)
    assert carried_range(means, noise)[0, 0] == pytest.approx(np.quantile(values, JUDGED))
    assert carried_range(means, noise.mean(axis=1))[0, 0] == pytest.approx(
        np.quantile(values, JUDGED)
    )


def test_noise_is_taken_out_of_the_width() -> None:
    values = np.random.default_rng(4).normal(0.1, 0.03, 100_000)
    means, noise = carried(values, 0.03)
    low, high = carried_range(means, noise)[0, 0]
    assert high - low == pytest.approx(2 * 1.645 * 0.03, rel=0.02)
    raw = np.quantile(means, JUDGED)
    assert raw[1] - raw[0] > 1.35 * (high - low)


def test_draws_that_are_all_alike_have_no_width() -> None:
    means = np.full((2, 50, 3), 0.25)
    assert (carried_range(means, np.zeros((2, 50, 3))) == 0.25).all()
    assert (carried_range(means, np.full((2, 50, 3), 1e-6)) == 0.25).all()
