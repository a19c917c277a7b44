"""The likelihood of measurements against dense normal distributions, and intervals from it."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from scenario.analysis.kalman import Followed, followed
from scenario.analysis.profile import interval, searched
from scenario.schema.motion import LinearStep
from scenario.schema.process import MOTIONS

Floats = NDArray[np.float64]

YEARS = np.array([2000.0, 2000.25, 2001.0, 2001.1, 2004.0, 2004.5])
VALUES = np.array([0.4, 0.7, 0.1, 0.2, 0.9, 1.3])
ERRORS = np.array([0.1, 0.0, 0.2, 0.05, 0.0, 0.3])


def filtered(process: str, settled: bool, **fields: float) -> Followed:
    def step(years: float) -> LinearStep:
        return MOTIONS[process].linear_step(years, **{k: np.array([v]) for k, v in fields.items()})

    return followed(YEARS, VALUES, ERRORS, step, settled=settled)


def test_of_what_returns_to_a_level_it_is_that_of_one_normal_distribution() -> None:
    half_life, spread = 0.8, 0.5
    gaps = np.abs(YEARS[:, None] - YEARS)
    covariance = spread**2 * 0.5 ** (gaps / half_life) + np.diag(ERRORS**2)
    found = filtered("mean_reverting", True, half_life=half_life, spread=spread)
    one, inverse = np.ones(len(VALUES)), np.linalg.inv(covariance)
    level = one @ inverse @ VALUES / (one @ inverse @ one)
    assert found.steady[0] == pytest.approx(level, rel=1e-12)
    assert found.information[0] == pytest.approx(one @ inverse @ one, rel=1e-12)
    exact = stats.multivariate_normal(level * one, covariance).logpdf(VALUES)
    assert found.log_likelihood[0] == pytest.approx(exact, rel=1e-12)


def test_of_a_random_walk_it_is_that_of_all_behind_the_first() -> None:
    volatility, drift = 0.6, 0.2
    after = YEARS - YEARS[0]
    together = volatility**2 * np.minimum(after[1:, None], after[1:]) + ERRORS[0] ** 2
    covariance = together + np.diag(ERRORS[1:] ** 2)
    found = filtered("random_walk", False, volatility=volatility)
    mean = VALUES[0] + drift * after[1:]
    exact = stats.multivariate_normal(mean, covariance).logpdf(VALUES[1:])
    off = (drift - found.steady[0]) ** 2 * found.information[0] / 2
    assert found.log_likelihood[0] - off == pytest.approx(exact, rel=1e-12)


def test_where_the_last_value_leaves_it_is_what_the_normal_distribution_says() -> None:
    half_life, spread, level = 0.8, 0.5, 0.6
    gaps = np.abs(YEARS[:, None] - YEARS)
    prior = spread**2 * 0.5 ** (gaps / half_life)
    gain = prior[-1] @ np.linalg.inv(prior + np.diag(ERRORS**2))
    found = filtered("mean_reverting", True, half_life=half_life, spread=spread)
    mean = level + gain @ (VALUES - level)
    assert found.value[0] + level * found.per_steady[0] == pytest.approx(mean, rel=1e-12)
    assert found.variance[0] == pytest.approx(prior[-1, -1] - gain @ prior[-1], rel=1e-10)


def test_in_even_steps_without_error_it_is_the_regression_on_the_value_before() -> None:
    """Conditional least squares, the first value given: an AR(1) as econometrics has it."""
    random = np.random.default_rng(4)
    x = np.zeros(60)
    for i in range(1, 60):
        x[i] = 0.3 + 0.7 * (x[i - 1] - 0.3) + 0.1 * random.normal()
    design = np.column_stack([np.ones(59), x[:-1]])
    (intercept, kept), *_ = np.linalg.lstsq(design, x[1:], rcond=None)
    spread = np.sqrt(np.mean((x[1:] - design @ [intercept, kept]) ** 2) / (1 - kept**2))
    years = np.arange(60) / 4

    def height(logs: Floats) -> Floats:
        def step(time: float) -> LinearStep:
            half_life, size = np.exp(logs)
            return MOTIONS["mean_reverting"].linear_step(time, half_life=half_life, spread=size)

        return followed(years, x, np.zeros(60), step, settled=False).log_likelihood

    _, near = searched(height, [(-3.0, 3.0), (-5.0, 1.0)], 1.35)
    best = near.points[:, near.heights.argmax()]
    exact = np.log([np.log(0.5) / 4 / np.log(kept), spread])
    np.testing.assert_allclose(best, exact, atol=0.02)


# --- intervals


def test_an_interval_ends_where_the_profile_has_fallen() -> None:
    axis = np.linspace(-4, 6, 2001)
    found = interval(axis, -((axis - 1) ** 2) / 2, 1.3528)
    assert found == pytest.approx((1.0, 1 - 1.6449, 1 + 1.6449), abs=1e-3)


@pytest.mark.parametrize("side", [1, -1])
def test_where_it_never_falls_so_far_there_is_no_end(side: int) -> None:
    axis = np.linspace(-5, 5, 1001)
    flat = -np.exp(-side * axis)  # which rises towards nought
    found = interval(axis, flat, 1.35)
    if side > 0:
        assert found.high == np.inf
        assert found.low == pytest.approx(-np.log(1.35), abs=0.02)
        assert found.estimate == np.inf
    else:
        assert found.low == -np.inf
        assert found.estimate == -np.inf


def test_the_search_finds_a_narrow_ridge() -> None:
    def height(x: Floats) -> Floats:
        return -(((x[0] - 0.3) / 0.01) ** 2) / 2 - ((x[1] - 2 * x[0]) / 0.5) ** 2 / 2

    _, near = searched(height, [(-5.0, 5.0), (-5.0, 5.0)], 1.35)
    best = near.points[:, near.heights.argmax()]
    np.testing.assert_allclose(best, [0.3, 0.6], atol=0.02)
