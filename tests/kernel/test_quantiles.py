"""Quantile functions against scipy and mpmath, and to the bit in a kernel."""

from collections.abc import Callable

import mpmath
import numpy as np
import pytest
from pydantic import ValidationError
from scipy import special, stats

from scenario.engine.judgement import Draw
from scenario.kernel import beta, maths, quantiles
from scenario.kernel.eager import Eager, applied
from scenario.kernel.ir import Kernel, Value
from scenario.kernel.quantiles import Drawing
from scenario.schema.distribution import Distribution
from scenario.schema.distributions.beta import Beta
from scenario.schema.distributions.gamma import Gamma
from scenario.schema.distributions.student_t import StudentT
from scenario.schema.shape import Shape


def all_over() -> np.ndarray:
    """Shares from nought to one, many of them near the ends."""
    rng = np.random.default_rng(11)
    ends = 10 ** rng.uniform(-12, -0.3, 400)
    inside = rng.uniform(0, 1, 800)
    return np.sort(np.concatenate([ends, 1 - ends, inside, [1e-12, 1 - 1e-12, 0.5]]))


SHARES = all_over()
SIZES = [1e-5, 1e-3, 0.02, 0.1, 0.3, 0.5, 0.9, 1, 1.5, 3, 10, 100, 1e4, 1e6, 1e8, 1e12]
MANY = [(a, b) for a in SIZES for b in SIZES if max(a, b) <= 1e6 or min(a, b) <= 1 or a == b]


def quantile(a: float, b: float, u: np.ndarray) -> np.ndarray:
    told = beta.tabulated(a, b)
    numbers = (told.score, told.per_width, told.odds)

    def found(k: Kernel, u: Value, *numbers: Value) -> Value:
        return quantiles.beta(Drawing(k, u, numbers))

    return applied(found, u, *numbers, memory=told.table)


def off(a: float, b: float, u: np.ndarray) -> float:
    """The largest error of a share, beside what four last places of the value make of it."""
    x = quantile(a, b, u)
    share = special.betainc(a, b, x)
    around = [special.betainc(a, b, np.nextafter(x, end)) for end in (0.0, 1.0)]
    slack = 4 * np.max([np.abs(near - share) for near in around], axis=0)
    return float(np.maximum(np.abs(share - u) - slack, 0).max())


@pytest.mark.parametrize("a", SIZES)
def test_beta_quantiles_are_within_1e_10(a: float) -> None:
    assert max(off(*pair, SHARES) for pair in MANY if pair[0] == a) < 1e-10


@pytest.mark.parametrize("a", SIZES)
def test_beta_quantiles_do_not_fall(a: float) -> None:
    for b in SIZES:
        assert (np.diff(quantile(a, b, SHARES)) >= 0).all()


@pytest.mark.parametrize(("a", "b"), [(10, 1e8), (3, 1e8), (2.5, 7), (0.2, 0.7), (1e-3, 3)])
def test_beta_shares_against_mpmath(a: float, b: float) -> None:
    """Where scipy's own errors are larger, too."""
    with mpmath.workdps(30):
        for x in map(float, quantile(a, b, np.array([0.02, 0.4, 0.9]))):
            truth = mpmath.betainc(a, b, 0, x, regularized=True)
            assert abs(float(beta.share_below(a, b, np.array(x))) - truth) < 1e-11


def test_a_huge_beta_is_a_normal() -> None:
    x = quantile(1e12, 1e12, SHARES)
    with mpmath.workdps(30):
        sd = mpmath.sqrt(1 / mpmath.mpf(4 * (2 * 10**12 + 1)))
        scores = [float((mpmath.mpf(float(each)) - 0.5) / sd) for each in x]
    assert np.abs(special.ndtr(scores) - SHARES).max() < 1e-9


@pytest.mark.parametrize("a", SIZES)
def test_beta_shares_are_those_of_scipy(a: float) -> None:
    rng = np.random.default_rng(12)
    x = np.concatenate([[0, 1], rng.uniform(0, 1, 200), 10 ** rng.uniform(-300, 0, 100)])
    for b in SIZES:
        if max(a, b) <= 1e6:
            found = beta.share_below(a, b, x)
            np.testing.assert_allclose(found, special.betainc(a, b, x), rtol=0, atol=1e-10)


@pytest.mark.parametrize("mean", [1e-15, 1e-9, 1e-4, 0.5, 1 - 1e-9, 1 - 1e-15])
@pytest.mark.parametrize("part", [2e-6, 1e-3, 0.1, 0.5, 0.99, 1 - 1e-15])
def test_every_beta_that_may_be_written_rises(mean: float, part: float) -> None:
    """From its narrowest to its widest, held where shares are beyond the table."""
    shape = Beta(mean=mean, sd=float(np.sqrt(mean * (1 - mean))) * part)
    ends = [0.0, 1e-300, 1e-100, 1e-85, 1e-12]
    values = shape.ppf(np.array([*ends, 0.01, 0.3, 0.5, 0.7, 0.99, 1 - 1e-12, 1.0]))
    assert (np.diff(values) >= 0).all()
    assert len(set(values[:3])) == 1
    assert ((values >= 0) & (values <= 1)).all()
    shares = shape.cdf(np.array([-1.0, 0.0, 1e-300, mean, 1.0, 2.0]))
    assert (np.diff(shares) >= 0).all()


def test_a_wrong_table_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beta.Beta, "_improved", lambda self, scores, d: d + 1e-8)
    beta.tabulated.cache_clear()
    assert off(2, 3, SHARES) > 1e-9
    beta.tabulated.cache_clear()


def student_t(freedom: float) -> Shape:
    return StudentT(median=0, scale=1, degrees_of_freedom=freedom)


@pytest.mark.parametrize("freedom", [0.1, 0.3, 1, 1.5, 2, 3, 10, 30, 1e3, 1e6, 1e9, 1e12])
def test_t_quantiles_and_shares_are_those_of_scipy(freedom: float) -> None:
    shape = student_t(freedom)
    values = shape.ppf(SHARES)
    assert (np.diff(values) > 0).all()
    for shares in (stats.t.cdf(values, freedom), shape.cdf(values)):
        np.testing.assert_allclose(shares, SHARES, rtol=0, atol=1e-11)
    assert np.isfinite(shape.ppf(np.array([0.0, 1e-300, 1.0]))).all()
    np.testing.assert_allclose(shape.ppf(1 - SHARES), -shape.ppf(SHARES), rtol=1e-3, atol=1e-12)


@pytest.mark.parametrize("freedom", [0.1, 0.7, 2, 5.5, 40])
def test_t_shares_against_mpmath(freedom: float) -> None:
    with mpmath.workdps(30):
        n = mpmath.mpf(freedom)
        for x in (-1e6, -3.0, -0.01, 0.0, 0.2, 1.0, 40.0):
            inside = mpmath.betainc(0.5, n / 2, 0, x * x / (x * x + n), regularized=True)
            truth = 0.5 * (1 + mpmath.sign(x) * inside)
            assert abs(float(student_t(freedom).cdf(np.array(x))) - truth) < 1e-12


def test_a_t_distribution_of_one_degree_is_cauchy_and_of_many_normal() -> None:
    inside = SHARES[(SHARES > 1e-5) & (SHARES < 1 - 1e-5)]
    cauchy = -1 / np.tan(np.pi * inside)
    np.testing.assert_allclose(student_t(1).ppf(inside), cauchy, rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(student_t(1e12).ppf(inside), special.ndtri(inside), atol=1e-10)


def gamma(a: float) -> Shape:
    return Gamma(mean=1, sd=a**-0.5)


def gamma_share(a: float, x: float) -> mpmath.mpf:
    """Of a value relative to the mean; where a is large by DLMF 8.12, to about a ** -2.5."""
    a, x = mpmath.mpf(a), mpmath.mpf(x)
    if a < 1e5:
        return mpmath.gammainc(a, 0, a * x, regularized=True)
    mu = x - 1
    eta = mpmath.sign(mu) * mpmath.sqrt(2 * (mu - mpmath.log1p(mu)))
    first = 1 / mu - 1 / eta
    second = 1 / eta**3 - 1 / mu**3 - 1 / mu**2 - 1 / (12 * mu)
    rest = mpmath.exp(-a * eta**2 / 2) / mpmath.sqrt(2 * mpmath.pi * a) * (first + second / a)
    return mpmath.erfc(-eta * mpmath.sqrt(a / 2)) / 2 - rest


@pytest.mark.parametrize("a", [0.011, 0.1, 0.5, 1, 2.5, 10, 300, 1e4, 1e6, 1e8, 2e8, 1e10, 0.99e12])
def test_gamma_quantiles_and_shares_against_mpmath(a: float) -> None:
    shape = gamma(a)
    exact = (shape.mean / shape.sd) ** 2
    with mpmath.workdps(40):
        for u in (1e-9, 0.02, 0.3, 0.5, 0.7, 0.95, 1 - 1e-6):
            x = float(shape.ppf(np.array(u)))
            if x < 1e-300:  # the least that is drawn
                continue
            truth = gamma_share(exact, x)
            slack = abs(gamma_share(exact, np.nextafter(x, np.inf)) - truth)
            assert abs(truth - u) < 1e-11 + 4 * slack
            assert abs(float(shape.cdf(np.array(x))) - truth) < 1e-11 + 4 * slack


@pytest.mark.parametrize("a", [0.0101, 0.05, 0.3, 1, 3, 20, 1e3, 1e5])
def test_gamma_quantiles_and_shares_are_those_of_scipy(a: float) -> None:
    shape, values = gamma(a), gamma(a).ppf(SHARES)
    assert (np.diff(values) >= 0).all()
    drawn = values > 1e-300
    shares = special.gammainc(a, a * values)
    np.testing.assert_allclose(shares[drawn], SHARES[drawn], rtol=0, atol=1e-10)
    np.testing.assert_allclose(shape.cdf(values), shares, rtol=0, atol=1e-10)
    assert (shape.ppf(np.array([0.0, 1e-300])) > 0).all()


@pytest.mark.parametrize(("mean", "part"), [(2, 1e-6), (1e-200, 1e-6), (1e200, 10), (3, 10)])
def test_every_gamma_that_may_be_written_rises(mean: float, part: float) -> None:
    shape = Gamma(mean=mean, sd=mean * part)
    values = shape.ppf(np.array([0.0, 1e-300, 1e-85, 1e-12, 0.01, 0.3, 0.5, 0.99, 1.0]))
    assert (np.diff(values) >= 0).all()
    assert np.isfinite(values).all()


METALOGS = [
    ({"5": 1, "50": 2, "95": 4}, lambda y: y, lambda x: x),
    ({"1": -7, "50": 0, "99": 2}, lambda y: y, lambda x: x),
    (
        {"10": 1, "50": 2, "90": 9, "low": 0.5},
        lambda y: 0.5 + mpmath.exp(y),
        lambda x: mpmath.log(x - 0.5),
    ),
    (
        {"10": 1, "50": 4, "90": 4.5, "high": 5},
        lambda y: 5 - mpmath.exp(-y),
        lambda x: -mpmath.log(5 - x),
    ),
    (
        {"5": 0.1, "50": 0.3, "95": 0.8, "low": 0, "high": 1},
        lambda y: 1 / (1 + mpmath.exp(-y)),
        lambda x: mpmath.log(x / (1 - x)),
    ),
]


@pytest.mark.parametrize(("written", "back", "there"), METALOGS)
def test_metalogs_against_mpmath(written: dict, back: Callable, there: Callable) -> None:
    """The triplet of Keelin (2016), whose density is above 0, in thirty digits."""
    shape = Distribution.model_validate({"metalog": written}).shape
    stated = [(float(key) / 100, x) for key, x in written.items() if key.isdecimal()]
    with mpmath.workdps(30):
        share = mpmath.mpf(stated[0][0])
        low, middle, high = (there(mpmath.mpf(float(x))) for _, x in stated)
        logit = mpmath.log((1 - share) / share)
        a2 = (high - low) / (2 * logit)
        a3 = (1 - 2 * (middle - low) / (high - low)) * (high - low) / ((1 - 2 * share) * logit)
        for u in (1e-12, 1e-4, 0.05, 0.3, 0.5, 0.77, 0.99, 1 - 1e-9):
            exact = mpmath.mpf(u)
            y = middle + (a2 + a3 * (exact - 0.5)) * mpmath.log(exact / (1 - exact))
            truth = back(y)
            found = float(shape.ppf(np.array(u)))
            assert abs(found - truth) < 2e-14 * (1 + abs(y)) * max(1, abs(truth))
            assert abs(float(shape.cdf(np.array(float(truth)))) - u) < 1e-13


@pytest.mark.parametrize("percent", ["1", "5", "25", "49"])
def test_a_metalog_may_bend_just_so_much(percent: str) -> None:
    """Keelin's 1.66711: on this side the quantile function rises, on the other it would fall."""
    share = float(percent) / 100
    limit = 0.5 * (1 - 1.66711 * (0.5 - share))
    shares = np.linspace(0.001, 0.999, 999)
    for side in (limit, 1 - limit):
        inside = 0.5 + (side - 0.5) * 0.9999
        written = {percent: 0, "50": inside, str(100 - int(percent)): 1}
        shape = Distribution.model_validate({"metalog": written}).shape
        assert (np.diff(shape.ppf(shares)) > 0).all()
        written["50"] = 0.5 + (side - 0.5) * 1.0001
        with pytest.raises(ValidationError, match="would fall"):
            Distribution.model_validate({"metalog": written})


WRITTEN = [
    {"normal": {"mean": 3, "sd": 0.5}},
    {"lognormal": {"median": 3, "sigma": 0.5}},
    {"beta": {"mean": 0.4, "sd": 0.1}},
    {"beta": {"mean": 0.9, "sd": 0.299}},
    {"beta": {"mean": 0.5, "sd": 0.49999999999}},
    {"beta": {"mean": 0.3, "sd": 1e-6}},
    {"uniform": {"low": -2, "high": 5}},
    {"triangular": {"low": 1, "mode": 2, "high": 6}},
    {"triangular": {"low": 1, "mode": 1, "high": 6}},
    {"pert": {"low": 1, "mode": 5, "high": 6}},
    {"pert": {"low": 1, "mode": 1, "high": 6}},
    {"choice": {"0": 1, "2": 3, "7": 0, "9": 1}},
    {"choice": {"4": 1}},
    {"quantiles": {"5": 1, "50": 2, "95": 6}},
    {"quantiles": {"1": 1, "5": 2, "50": 3, "95": 6, "99": 20}},
    {"student_t": {"median": 3, "scale": 0.5, "degrees_of_freedom": 4}},
    {"student_t": {"median": -1, "scale": 2, "degrees_of_freedom": 1}},
    {"gamma": {"mean": 3, "sd": 1.5}},
    {"gamma": {"mean": 0.2, "sd": 0.5}},
    {"gamma": {"mean": 20, "sd": 0.2}},
    {"metalog": {"5": 1, "50": 2, "95": 4}},
    {"metalog": {"10": 1, "50": 3.2, "90": 4}},
    {"metalog": {"10": 1, "50": 2, "90": 4, "low": -1}},
    {"metalog": {"5": 1, "50": 2, "95": 4, "high": 5}},
    {"metalog": {"1": 0.1, "50": 0.3, "99": 0.8, "low": 0, "high": 1}},
]


@pytest.mark.parametrize("written", WRITTEN, ids=str)
def test_shares_and_values_go_back_and_forth(written: dict) -> None:
    shape = Distribution.model_validate(written).shape
    values = shape.ppf(SHARES)
    assert values.shape == SHARES.shape
    assert (np.diff(values) >= 0).all()
    found = shape.cdf(values)
    if "choice" in written:
        assert (found >= SHARES).all()
    elif "beta" not in written:
        np.testing.assert_allclose(found, SHARES, rtol=0, atol=2e-10)
    assert shape.cdf(np.array([-np.inf, np.inf])).tolist() == [0, 1]
    assert shape.ppf(np.array(0.3)).shape == ()


@pytest.mark.parametrize("written", WRITTEN, ids=str)
def test_one_by_one_they_are_the_same_bits(written: dict) -> None:
    """As in a kernel: numbers and table in memory, few lanes at a time."""
    shape = Distribution.model_validate(written).shape
    kernel = Eager(b"\0" * 64 + shape.table())
    numbers = [kernel.wrap(number) for number in shape.numbers()]
    expected = shape.ppf(SHARES)
    for start in range(0, len(SHARES), 411):
        u = kernel.wrap(SHARES[start : start + 2])
        found = shape.drawn(quantiles.Drawing(kernel, u, numbers, 64))
        lanes = np.broadcast_to(found.array, u.array.shape)
        assert lanes.tobytes() == expected[start : start + 2].tobytes()


@pytest.mark.parametrize("written", WRITTEN[:3], ids=str)
def test_cut_and_held_are_those_of_a_draw(written: dict) -> None:
    shape = Distribution.model_validate(written).shape
    low, high = shape.ppf(np.array([0.2, 0.7]))
    draw = Draw("here", shape, float(low), float(high))
    below, above = shape.cdf(np.array([np.nextafter(low, -np.inf), high]))
    u = applied(lambda k, *numbers: quantiles.cut(*numbers), SHARES, below, above)
    held = applied(maths.held, shape.ppf(u), low, high)
    assert held.tobytes() == draw.values(SHARES).tobytes()
