"""Elementary functions against mpmath, at the ends and between neighbouring arguments."""

import math

import mpmath
import numpy as np
import pytest

from scenario.kernel import maths
from tests.kernel.accuracy import computed, eager, steepest_fall, worst, worst_relative

INF, NAN = math.inf, math.nan
SEED = 20240229


def signed(rng: np.random.Generator, low: float, high: float, size: int) -> np.ndarray:
    """Numbers of both signs with magnitudes from 10**low to 10**high."""
    return rng.choice([-1.0, 1.0], size) * 10 ** rng.uniform(low, high, size)


def drawing() -> np.random.Generator:
    """Numbers that do not depend on which tests drew before."""
    return np.random.default_rng(SEED)


def around() -> dict[str, np.ndarray]:
    """Arguments of each function."""
    rng = drawing()
    return {
        "exp": np.concatenate([rng.uniform(-708, 709.78, 2000), rng.uniform(-2, 2, 2000)]),
        "expm1": np.concatenate([rng.uniform(-40, 709.78, 1000), signed(rng, -20, 0.5, 3000)]),
        "log": np.concatenate(
            [10 ** rng.uniform(-307, 308, 1500), 1 + signed(rng, -16, -1.0, 1500)]
        ),
        "log1p": np.concatenate(
            [-(10 ** rng.uniform(-20, -1e-4, 2000)), 10 ** rng.uniform(-20, 20, 2000)]
        ),
        "logistic": np.concatenate([rng.uniform(-700, 40, 1500), rng.uniform(-4, 4, 1500)]),
    }


AROUND = around()
EXACT = {
    "exp": mpmath.exp,
    "expm1": mpmath.expm1,
    "log": mpmath.log,
    "log1p": mpmath.log1p,
    "logistic": lambda x: 1 / (1 + mpmath.exp(-x)),
}
ALLOWED = {"exp": 1.0, "expm1": 2.0, "log": 0.9, "log1p": 2.5, "logistic": 2.2}


@pytest.mark.parametrize("name", AROUND)
def test_functions_are_exact_to_their_last_places(name: str) -> None:
    assert worst(getattr(maths, name), EXACT[name], AROUND[name]) <= ALLOWED[name]


@pytest.mark.parametrize(
    ("table", "place", "name"),
    [
        *(("_EXP", place, name) for place in (0, 4, 7) for name in ("exp", "expm1")),
        *(("_LOG", place, name) for place in (0, 3, 5) for name in ("log", "log1p")),
    ],
)
def test_a_wrong_coefficient_is_caught(
    monkeypatch: pytest.MonkeyPatch, table: str, place: int, name: str
) -> None:
    wrong = list(getattr(maths, table))
    wrong[place] *= 1 + 10.0 ** (place - 8)
    monkeypatch.setattr(maths, table, tuple(wrong))
    assert worst(getattr(maths, name), EXACT[name], AROUND[name]) > ALLOWED[name]


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [("exp", -708, 709), ("log", 1e-3, 1e3), ("logistic", -30, 30), ("expm1", -1, 1),
     ("log1p", -0.9, 3), ("normal_share", -37, 5)],
)  # fmt: skip
def test_functions_do_not_fall_between_neighbours(name: str, low: float, high: float) -> None:
    x = drawing().uniform(low, high, 50_000)
    allowed = 0 if name in ("exp", "log", "normal_share") else 1
    assert steepest_fall(getattr(maths, name), x) <= allowed


def test_exp_at_the_ends() -> None:
    x = [maths.LARGEST, np.nextafter(maths.LARGEST, INF), 1e300, INF, -708, -1e300, -INF, 0, -0.0]
    least = math.exp(-708)
    expected = [1.797693134862273e308, INF, INF, INF, least, least, least, 1, 1]
    np.testing.assert_allclose(computed(maths.exp, x), expected, rtol=5e-14)
    assert np.isnan(computed(maths.exp, NAN))


def test_a_bound_of_exp_is_never_below_it_and_close() -> None:
    x = np.concatenate([drawing().uniform(-700, 700, 100_000), drawing().uniform(-2, 2, 100_000)])
    powers_of_two = math.log(2.0) * np.arange(-1000, 1000)  # where the bound is closest
    x = np.concatenate([x, powers_of_two, np.nextafter(powers_of_two, INF), [-700.0, 0.0, 700.0]])
    bound, exact = computed(maths.exp_from_above, x), computed(maths.exp, x)
    assert (bound >= exact * (1 + 1e-9)).all()
    assert (bound <= exact * 1.0615).all()


def test_a_bound_of_exp_at_the_ends() -> None:
    x = [np.nextafter(700.0, INF), 709.9, 1e300, INF, NAN]
    assert computed(maths.exp_from_above, x).tolist() == [INF] * len(x)
    assert (computed(maths.exp_from_above, [-701, -1e300, -INF]) >= math.exp(-700)).all()


def test_expm1_at_the_ends() -> None:
    x = [maths.LARGEST, 709.8, INF, -50, -INF, 0, 5e-324, -3e-310]
    expected = [1.797693134862273e308, INF, INF, -1, -1, 0, 5e-324, -3e-310]
    np.testing.assert_allclose(computed(maths.expm1, x), expected, rtol=5e-14, atol=0)
    assert np.isnan(computed(maths.expm1, NAN))


def test_log_at_the_ends() -> None:
    x = [0, -0.0, INF, 1, 2.2250738585072014e-308]
    assert computed(maths.log, x).tolist() == [
        -INF,
        -INF,
        INF,
        0,
        math.log(2.2250738585072014e-308),
    ]
    assert np.isnan(computed(maths.log, [-1, -1e-320, -INF, NAN])).all()
    subnormal = computed(maths.log, [5e-324, 1e-310, 2.2e-308])
    assert ((subnormal >= -709.1) & (subnormal <= -708.39)).all()
    assert computed(maths.log1p, [-1, 0, 5e-324, INF]).tolist() == [-INF, 0, 5e-324, INF]
    assert np.isnan(computed(maths.log1p, [-1.5, NAN])).all()


def test_logistic_at_the_ends() -> None:
    assert computed(maths.logistic, [0, 800, INF, -709.8, -INF]).tolist() == [0.5, 1, 1, 0, 0]


BASES = [0.0, -0.0, 0.5, 1.0, 2.0, 7.3, 1e200, INF, -INF, -1.0, -2.0, -0.5, NAN]


@pytest.mark.parametrize("a", BASES)
def test_power_is_that_of_python(a: float) -> None:
    b = np.array([0, 1, 2, 3, -1, -2, -3, 0.5, -0.5, 2.7, 1e3, -1e3, 301, INF, -INF, NAN])
    if a == -1.0:
        b = b[np.isfinite(b)]
    found = computed(maths.power, np.full(len(b), a), b)
    with np.errstate(all="ignore"):
        wanted = np.power(a, b)
    np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=3.4e-308)
    told = ~np.isnan(wanted)
    np.testing.assert_array_equal(np.signbit(found)[told], np.signbit(wanted)[told])


def test_power_between() -> None:
    rng = drawing()
    a, b = 10 ** rng.uniform(-5, 5, 5000), rng.uniform(-30, 30, 5000)
    found = computed(maths.power, a, b)
    exact = np.array([math.pow(x, y) for x, y in zip(a, b, strict=True)])
    allowed = (np.abs(b * np.log(a)) + 1) * 2.3e-16
    assert (np.abs(found / exact - 1) <= allowed).all()


def test_absolute_and_signs_are_exact() -> None:
    x = [-0.0, 0.0, -3.5, 2.5, -INF, -5e-324]
    assert computed(maths.absolute, x).tolist() == [0, 0, 3.5, 2.5, INF, 5e-324]
    assert not np.signbit(computed(maths.absolute, x)).any()
    back = computed(maths.with_sign_of, np.abs(x), x)
    assert back.tobytes() == np.array(x).tobytes()


def normal_score(u: mpmath.mpf) -> mpmath.mpf:
    return -mpmath.sqrt(2) * mpmath.erfinv(1 - 2 * u)


def test_normal_quantile_is_exact_to_2e_15() -> None:
    rng = drawing()
    shares = np.concatenate(
        [rng.uniform(0, 1, 150), 10 ** rng.uniform(-15, -1, 50), 1 - 10 ** rng.uniform(-15, -1, 50),
         [0.075, np.nextafter(0.075, 0), np.nextafter(0.075, 1), 0.925, math.exp(-25)]]
    )  # fmt: skip
    assert worst_relative(maths.normal_quantile, normal_score, shares) < 2e-15


def test_normal_quantile_at_the_ends() -> None:
    found = computed(maths.normal_quantile, [0.5, 0.0, 1.0, -1.0, 1e-300])
    np.testing.assert_allclose(found, [0, -38.489479, 38.489479, -38.489479, -37.0471], rtol=1e-6)
    assert np.isnan(computed(maths.normal_quantile, NAN))


def test_normal_quantile_hardly_falls_between_neighbours() -> None:
    """As published, it may fall by the last places where ranges meet or its factors round."""
    edges = np.concatenate([edge + np.arange(-500, 500) * 2e-17 for edge in (0.075, 1.3887943e-11)])
    shares = np.concatenate([edges, drawing().uniform(0, 1, 50_000)])
    assert steepest_fall(maths.normal_quantile, shares) <= 5


def test_normal_share_is_exact_to_1e_14_far_below() -> None:
    rng = drawing()
    z = np.concatenate([rng.uniform(-37.4, 8, 1500), rng.uniform(-3, 3, 1000)])
    exact = lambda x: mpmath.erfc(-x / mpmath.sqrt(2)) / 2  # noqa: E731
    assert worst_relative(maths.normal_share, exact, z) < 2e-15


def test_normal_share_at_the_ends() -> None:
    z = [0, -0.0, -38, -INF, 40, INF]
    assert computed(maths.normal_share, z).tolist() == [0.5, 0.5, 0, 0, 1, 1]
    assert np.isnan(computed(maths.normal_share, NAN))


@pytest.mark.parametrize("table", ["_CENTRE", "_TAIL", "_FAR", "_MILLS"])
def test_a_wrong_coefficient_of_the_normal_is_caught(
    monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    z = drawing().uniform(-15, 8, 300)
    shares = computed(maths.normal_share, z)
    before = computed(maths.normal_quantile, shares)
    monkeypatch.setattr(maths, table, _spoiled(getattr(maths, table)))
    after = computed(maths.normal_quantile, computed(maths.normal_share, z))
    assert np.abs(after / before - 1).max() > 1e-12


def _spoiled(terms: tuple) -> tuple:
    if isinstance(terms[1], tuple):
        return (_spoiled(terms[0]), terms[1])
    return (terms[0], terms[1] * (1 + 1e-8), *terms[2:])


def test_polynomial_of_any_length() -> None:
    x = eager.wrap(np.array([0.5, -2.0]))
    for count in range(1, 12):
        terms = [float(n + 1) for n in range(count)]
        expected = np.polyval(terms[::-1], [0.5, -2.0])
        found = np.broadcast_to(maths.polynomial(x, terms).array, 2)
        assert found.tolist() == expected.tolist()
