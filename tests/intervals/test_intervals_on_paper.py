"""Errors and intervals against the formulas they are named after, worked out another way."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import optimize, stats

from scenario import intervals
from scenario.intervals import Grouped, Weights
from scenario.intervals.gaps import range_of_gaps
from scenario.intervals.normal import critical, positive_of_many

Z = float(stats.norm.ppf(0.975))

# --- of means and sums


def test_an_error_of_a_gap_is_that_of_the_difference_of_both() -> None:
    values = np.random.default_rng(1).normal(size=(3, 50)) + np.arange(50) / 20
    covariance = np.cov(values)
    expected = (values[0] - values[2]).std(ddof=1)
    assert intervals.error_of_gap(covariance, 0, 2) == pytest.approx(expected)
    assert intervals.error_of_gap(np.ones((2, 2)), 0, 1) == 0.0


def test_an_error_of_a_sum_is_that_of_the_weighted_sum() -> None:
    values = np.random.default_rng(2).normal(size=(3, 50)) + np.arange(50) / 20
    weights = np.array([0.5, -2.0, 3.0])
    covariance = np.cov(values)
    assert intervals.error_of_sum(covariance) == pytest.approx(values.sum(axis=0).std(ddof=1))
    expected = (weights @ values).std(ddof=1)
    assert intervals.error_of_sum(covariance, weights) == pytest.approx(expected)
    assert intervals.error_of_sum(np.zeros((2, 2))) == 0.0
    assert intervals.error_of_mean(3.0, 36) == pytest.approx(0.5)


def test_an_error_between_groups_is_that_of_welch_and_takes_two_runs_of_each() -> None:
    a, b = np.array([1.0, 2.0, 4.0, 8.0]), np.array([0.0, 3.0])
    expected = np.sqrt(a.var(ddof=1) / 4 + b.var(ddof=1) / 2)
    assert intervals.error_between(a, b) == pytest.approx(float(expected))
    assert intervals.error_between(a, b[:1]) is None
    assert intervals.error_between(a[:1], b) is None


def test_an_error_of_pairs_is_no_less_than_if_two_differed_either_way() -> None:
    differences = np.array([1.0, 0.0, -1.0, 1.0, 0.0, 1.0])
    found = intervals.error_of_pairs(differences, 600, of_truths=True)
    assert found == pytest.approx(float(np.sqrt(differences.var() / 600)))
    alike = np.zeros(96)
    least = np.array([*alike, 1, 1, -1, -1]).var()
    found = intervals.error_of_pairs(alike, 1000, of_truths=True)
    assert found == pytest.approx(float(np.sqrt(least / 1000)))
    assert intervals.error_of_pairs(alike, 1000, of_truths=False) == 0.0


def test_counts_apart_shrink_as_a_sample_without_replacement_is_used_up() -> None:
    """`z sqrt(m (1 - (m - 1) / N))` of m hits or misses, whichever are fewer, in N runs."""
    for a, b in ((3, 7), (97, 93)):
        expected = 2.0 * np.sqrt(10 * (1 - 9 / 200))
        assert float(intervals.counts_apart(a, b, 100, 2.0)) == pytest.approx(float(expected))
    assert float(intervals.counts_apart(0, 0, 100, 2.0)) == 0.0
    assert float(intervals.counts_apart(1, 0, 100, 2.0)) == 2.0


def test_means_apart_are_known_from_more_runs_than_the_square_of_the_reach() -> None:
    found = intervals.means_apart(3.0, 4.0, 104, 2.0)
    assert float(found) == pytest.approx(2 * 5 / 10)
    assert intervals.means_apart(3.0, 4.0, 4, 2.0) == np.inf
    assert np.isfinite(intervals.means_apart(3.0, 4.0, 5, 2.0))


def test_the_reach_of_few_is_that_of_student() -> None:
    for runs in (2, 3, 4, 5):
        assert intervals.reach_of_few(runs) == pytest.approx(stats.t.ppf(0.975, runs - 1))
    for runs in (6, 7, 10, 30, 199):
        assert intervals.reach_of_few(runs) == pytest.approx(
            stats.t.ppf(0.975, runs - 1), abs=0.003
        )
        assert intervals.reach_of_few(runs) > Z
    for runs in (1, 200, 5000):
        assert intervals.reach_of_few(runs) == Z


def test_many_looks_share_the_doubt() -> None:
    assert critical(0.05, 10) == pytest.approx(-stats.norm.ppf(0.005))
    low, high = positive_of_many(4.0, 0.4, 0.05, 5)
    half = -stats.norm.ppf(0.005) * 0.4 / (2 * 2)  # the root changes by 1 / (2 root)
    assert (low, high) == pytest.approx(((2 - half) ** 2, (2 + half) ** 2))
    assert positive_of_many(0.01, 0.4, 0.05, 5)[0] == 0.0


# --- of shares


@pytest.mark.parametrize(("hits", "runs"), [(4, 51), (17, 40), (300, 1000), (47, 51)])
def test_shares_have_the_interval_of_wilson(hits: int, runs: int) -> None:
    p, se, low, high = intervals.shares(np.array([hits]), runs)
    expected = stats.binomtest(hits, runs).proportion_ci(method="wilson")
    assert (float(low[0]), float(high[0])) == pytest.approx((expected.low, expected.high))
    near = (hits + 2) / (runs + 4)
    assert float(p[0]) == hits / runs
    assert float(se[0]) == pytest.approx(np.sqrt(near * (1 - near) / (runs + 4)))


@pytest.mark.parametrize("runs", [50, 51])
def test_few_hits_or_misses_have_the_end_of_a_poisson_count(runs: int) -> None:
    """To three in more than 50 runs, to two in fewer."""
    hits = np.arange(1, 4)
    wilson = np.array([stats.binomtest(k, runs).proportion_ci(method="wilson").low for k in hits])
    poisson = stats.chi2.ppf(0.05, 2 * hits) / 2 / runs
    least = np.minimum(wilson, poisson)
    least[2] = least[2] if runs > 50 else wilson[2]
    _, _, low, high = intervals.shares(hits, runs)
    assert low == pytest.approx(least)
    assert poisson[0] < wilson[0]
    _, _, other, top = intervals.shares(runs - hits, runs)
    assert top == pytest.approx(1 - least)
    assert other == pytest.approx(1 - high)


def test_none_and_all_have_an_end_at_nothing_and_at_one() -> None:
    _, se, low, high = intervals.shares(np.array([0, 30]), 30)
    assert (low[0], high[1]) == (0.0, 1.0)
    assert high[0] == pytest.approx(Z**2 / (30 + Z**2))
    assert low[1] == pytest.approx(30 / (30 + Z**2))
    assert (se > 0).all()


def test_what_is_given_has_no_error() -> None:
    found = intervals.shares(np.array([3, 3]), 10, given=np.array([True, False]))
    p, se, low, high = (part[0] for part in found)
    assert (p, se, low, high) == (0.3, 0.0, 0.3, 0.3)
    assert found[1][1] > 0


def test_the_rare_unseen_reaches_to_the_upper_end_of_a_poisson_mean() -> None:
    hits = np.array([[0, 1, 0], [2, 3, 900]])
    found = intervals.unseen(hits, 1000)
    for together, share in zip((1, 5), found, strict=True):
        upper = stats.chi2.ppf(0.975, 2 * together + 2) / 2
        assert float(share) == pytest.approx((upper - together) / 1000, rel=0.005)
    assert (intervals.unseen(np.array([[9, 20]]), 1000) == 0).all()
    assert (intervals.unseen(np.array([[8, 20]]), 1000) > 0).all()
    assert (intervals.unseen(np.array([[0]]), 2) == 1).all()


# --- of carried probabilities


def test_carried_probabilities_that_may_be_rarely_otherwise_reach_farther() -> None:
    values = np.random.default_rng(5).uniform(0.2, 0.4, 800)
    p, se, low, high = (float(x) for x in intervals.probabilities(Grouped.of(values)))
    _, _, lower, upper = (float(x) for x in intervals.probabilities(Grouped.of(values), rare=0.1))
    assert lower == pytest.approx(low - 0.1 * p)
    assert upper == pytest.approx(high + 0.1 * (1 - p))
    groups = values.reshape(-1, 8).mean(axis=1)
    assert se == pytest.approx(groups.std(ddof=1) / 10)
    student = stats.t.ppf(0.975, 99)
    assert high - low == pytest.approx(2 * student * se, rel=0.1)


# --- of weighted runs


def test_ratios_have_the_interval_of_simel() -> None:
    """Of 12 hits among 20 seen and of 6 among 40 unseen."""
    found = intervals.ratio_ends(Weights.counted(12, 20), Weights.counted(6, 40))
    ratio = (12 / 18) / (8 / 42)
    error = np.sqrt(1 / 12 - 1 / 18 + 1 / 8 - 1 / 42)
    expected = ratio * np.exp(np.array([-Z, Z]) * error)
    assert found == pytest.approx(tuple(expected))
    assert intervals.ratio_ends(Weights.counted(3, 3), Weights.counted(6, 40))[0] == 1.0
    assert intervals.ratio_ends(Weights.counted(0, 3), Weights.counted(6, 40))[0] == 0.0


def test_runs_that_say_yes_or_no_tell_as_much_as_their_number() -> None:
    part = np.array([1.0, 1, 1, 0, 0, 0, 0, 1])
    told = Weights.of(part)
    assert told.p == 0.5
    # seven of eight are free, as in a sample variance
    assert float(intervals.effective_runs(told)) == pytest.approx(8)
    assert Weights.counted(4.0, 8.0) == told
    weighted = Weights.of(np.array([0.5, 0.2, 0.0]), np.array([1.0, 0.4, 0.6]))
    assert weighted.p == pytest.approx(0.35)
    assert weighted.alike == pytest.approx(0.49 / 0.29)


def test_an_effective_number_gives_the_error_of_the_ratio() -> None:
    rng = np.random.default_rng(6)
    whole = rng.uniform(0.2, 1, 4000)
    part = whole * rng.uniform(0.3, 0.5, 4000)
    told = Weights.of(part, whole)
    p = part.sum() / whole.sum()
    variance = 4000 / 3999 * ((part - p * whole) ** 2).sum() / whole.sum() ** 2
    assert float(intervals.effective_runs(told)) == pytest.approx(p * (1 - p) / variance)


# --- of differences on the same runs


def tango(gained: int, lost: int, runs: int) -> tuple[float, float]:
    """The differences at which the likelihood-ratio form of the score is `Z`, by its maximum."""

    def score(difference: float) -> float:
        def minus_likelihood(alone: float) -> float:
            cells = (alone + difference, alone, 1 - 2 * alone - difference)
            return -sum(
                k * np.log(max(p, 1e-300))
                for k, p in zip((gained, lost, runs - gained - lost), cells, strict=True)
            )

        lowest, highest = max(0.0, -difference), (1 - difference) / 2
        alone = optimize.minimize_scalar(
            minus_likelihood, bounds=(lowest, highest), method="bounded", options={"xatol": 1e-12}
        ).x
        variance = runs * (2 * alone + difference * (1 - difference))
        return float((gained - lost - runs * difference) / np.sqrt(variance))

    middle = (gained - lost) / runs
    low = optimize.brentq(lambda d: score(d) - Z, -0.99, middle - 1e-9)
    high = optimize.brentq(lambda d: score(d) + Z, middle + 1e-9, 0.99)
    return float(low), float(high)


@pytest.mark.parametrize(("gained", "lost", "runs"), [(12, 5, 60), (3, 9, 40), (30, 2, 100)])
def test_differences_have_the_interval_of_tango(gained: int, lost: int, runs: int) -> None:
    both = 7
    a, b = np.array([both + lost]), np.array([both + gained])
    found = intervals.differences(a, b, np.array([both]), runs)
    assert (float(found.low[0]), float(found.high[0])) == pytest.approx(
        tango(gained, lost, runs), abs=1e-5
    )
    each = np.array([*[1.0] * gained, *[-1.0] * lost, *[0.0] * (runs - gained - lost)])
    assert float(found.difference[0]) == pytest.approx(each.mean())
    assert float(found.se[0]) == pytest.approx(each.std() / np.sqrt(runs))
    alone = sum(p * (1 - p) / runs for p in (float(a[0]) / runs, float(b[0]) / runs))
    assert float(found.fewer[0]) == pytest.approx(alone / float(found.se[0]) ** 2)


def test_where_no_run_differs_two_might_either_way() -> None:
    least = np.array([0.0] * 96 + [1, 1, -1, -1]).std() / np.sqrt(96)
    assert intervals.error_if_alike(96) == pytest.approx(float(least))
    found = intervals.differences(np.array([5]), np.array([5]), np.array([5]), 96)
    assert float(found.se[0]) == pytest.approx(float(least))
    assert float(found.fewer[0]) == np.inf
    assert not found.shown.any()


# --- of differences over judgements


def test_draws_that_are_all_alike_are_where_they_are() -> None:
    lost, gained = np.array([[3, 3], [1, 1]]), np.array([[1, 1], [3, 3]])
    assert range_of_gaps(lost, gained, 40).tolist() == [[-0.05, -0.05], [0.05, 0.05]]


def test_a_range_that_noise_explains_is_as_wide_as_the_mean_is_unsure() -> None:
    """Counts that spread less than luck would: what is left is the 95 % interval of their mean."""
    rng = np.random.default_rng(8)
    lost, gained = rng.binomial(40, 0.2, (60, 128)), rng.binomial(40, 0.35, (60, 128))
    apart = (gained - lost) / 40
    noise = ((gained + lost) / 40 - apart**2).mean(axis=1) / 39
    assert (apart.var(axis=1, ddof=1) < noise).all()
    found = range_of_gaps(lost, gained, 40)
    wide = 2 * Z * apart.std(axis=1, ddof=1) / np.sqrt(128)
    ratio = (found[:, 1] - found[:, 0]) / wide
    assert ratio.mean() == pytest.approx(1, abs=0.06)
    assert np.all(np.abs(ratio - 1) < 0.4)
    assert found.mean(axis=1) == pytest.approx(apart.mean(axis=1), abs=0.2 * float(wide.max()))


# --- about an estimate, and of what runs do not show


def test_an_interval_lies_about_its_estimate() -> None:
    assert intervals.around(3.0, 0.5) == pytest.approx((3 - Z / 2, 3 + Z / 2))
    assert intervals.share_around(0.5, 0.1) == pytest.approx((0.5 - Z / 10, 0.5 + Z / 10))
    assert intervals.share_around(0.1, 0.1)[0] == 0.0
    assert intervals.share_around(0.9, 0.1)[1] == 1.0
    assert intervals.differs(-2.0, 1.0)
    assert not intervals.differs(-1.9, 1.0)
    assert intervals.half_width(intervals.widened(0.5, 0.3)) == pytest.approx(Z / 2 + 0.3)
    assert intervals.reach(0.05, 10) == pytest.approx(float(np.sqrt(2 * np.log(400))))
    assert (intervals.ENDS_95, intervals.JUDGED) == ((0.025, 0.975), (0.05, 0.95))


def test_an_error_allows_for_runs_unlike_all_that_were_seen() -> None:
    assert intervals.error_allowing(0.2, 0.5, 0.1) == pytest.approx(0.2 + 0.1 / Z)
    assert intervals.error_allowing(0.0, 0.5, 0.1) == 0.5
    assert intervals.error_allowing(0.0, 0.01, 0.1) == pytest.approx(0.1 / Z)


def test_carried_differences_have_the_error_of_the_mean_of_groups() -> None:
    rng = np.random.default_rng(9)
    a = rng.uniform(0.2, 0.4, 64)
    b = a + rng.uniform(0.0, 0.1, 64)
    told = [Grouped.of(part) for part in (a, b, b - a)]
    sums, squares = (
        np.array([[getattr(one, of)] for one in told[:2]]) for of in ("sums", "squares")
    )
    apart = np.array([told[2].squares])
    found = intervals.differences_carried(sums, squares, apart, 64, 8)
    groups = [part.reshape(8, 8).mean(axis=1) for part in (a, b, b - a)]
    one, other, se = (part.std(ddof=1) / np.sqrt(8) for part in groups)
    reach = stats.t.ppf(0.975, 7)
    gap = float((b - a).mean())
    assert float(found.difference[0]) == pytest.approx(gap)
    assert float(found.se[0]) == pytest.approx(se)
    assert float(found.low[0]) == pytest.approx(gap - reach * se, rel=1e-3)
    assert float(found.high[0]) == pytest.approx(gap + reach * se, rel=1e-3)
    assert float(found.fewer[0]) == pytest.approx((one**2 + other**2) / se**2)
    wider = found.widened(0.01)
    assert float(wider.low[0]) == pytest.approx(float(found.low[0]) - 0.01)
    assert float(wider.high[0]) == pytest.approx(float(found.high[0]) + 0.01)
    all_there_is = found.widened(3.0)
    assert (float(all_there_is.low[0]), float(all_there_is.high[0])) == (-1.0, 1.0)


# --- what counts of few runs may hide


def test_counts_by_chance_alone_hide_what_their_variance_leaves_open() -> None:
    rng = np.random.default_rng(4)
    hits, p = rng.binomial(40, 0.3, (400, 512)), 0.3
    found = intervals.hidden_range(hits, 40)
    by_chance = p * (1 - p) / 40
    least = stats.norm.ppf(0.95) * np.sqrt(Z * by_chance * np.sqrt(2 / 511))
    assert found[found > 0].min() == pytest.approx(least, rel=0.05)
    assert (found > 0).mean() == pytest.approx(0.975, abs=4 * np.sqrt(0.025 * 0.975 / 400))


def test_counts_that_show_a_spread_or_are_all_alike_hide_nothing() -> None:
    rng = np.random.default_rng(5)
    spread = rng.binomial(40, rng.beta(5, 10, 512))
    assert intervals.hidden_range(np.stack([spread, np.full(512, 0)]), 40).tolist() == [0.0, 0.0]
