"""Runs that weigh from 0 to 1: the same as counts where they weigh 0 or 1, and surer where not."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from scenario import intervals
from scenario.analysis.discovery import _quasi_p, discover
from scenario.analysis.futures import Carried, Futures
from scenario.analysis.indicator import Indicator, Reading
from scenario.analysis.indicators import Indicators, _correlation, _middle
from scenario.analysis.information import greatest_by_chance, information_of, worth_of
from scenario.analysis.proportion import Proportion
from scenario.analysis.signposts import signposts
from scenario.forecast.estimate import share_of
from scenario.intervals import Weights, effective_runs
from scenario.studies.futures import futures as simulated
from tests.analysis.planted import STEPS, futures, reached
from tests.statistics.pieces import events, outcome
from tests.support.models import resolve

RUNS = 1000


def carried(chances: np.ndarray, step: int = 20, **seen: dict[str, np.ndarray]) -> Futures:
    """Planted futures that carry these chances of being out, from one step on."""
    ever = np.zeros((STEPS + 1, len(chances)))
    ever[step:] = chances
    drawn = np.random.default_rng(99).random(len(chances)) < chances
    return replace(futures(reached(drawn), **seen), carried=Carried("out", ever, certain=False))


def skewed(random: np.random.Generator, runs: int = RUNS, scale: float = 0.01) -> np.ndarray:
    """Small chances that differ much from run to run."""
    return scale * np.minimum(random.lognormal(-1.5, 1, runs), 1)


# ------------------------------------------------------------------- weights of 0 and 1


def with_all_kinds(seed: int) -> Futures:
    random = np.random.default_rng(seed)
    x = {f"x{i}": random.random(4000) for i in range(4)}
    fell = np.where(random.random(4000) < 0.3, 5.0, np.inf)
    hits = random.random(4000) < np.where((x["x0"] > 0.6) & (fell < 9), 0.7, 0.05)
    first = np.where(hits, random.integers(4, 25, 4000), np.inf)
    return futures(first, levels={"x1": x["x1"]}, events={"fall": fell}, judgements=x)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("study", [discover, signposts])
def test_what_is_carried_as_0_or_1_says_what_drawn_outcomes_say(study, seed: int):
    drawn = with_all_kinds(seed)
    ever = np.array([drawn.drawn("out").by(step) for step in range(STEPS + 1)])
    weighed = replace(drawn, carried=Carried("out", ever, certain=False))

    one, other = study(drawn).as_dict(), study(weighed).as_dict()

    assert (one.pop("outcomes"), other.pop("outcomes")) == ("drawn", "carried")
    assert one.get("boxes") or one.get("signposts")
    assert one == other


@pytest.mark.parametrize("hits", [0, 1, 2, 3, 40, 99, 100])
def test_a_share_of_runs_that_say_yes_or_no_is_counted(hits: int):
    flags = (np.arange(100) < hits).astype(float)

    found = Proportion.of(Weights.of(flags)).estimate

    assert found == share_of(hits, 100)
    assert Weights.of(flags) == Weights.counted(float(hits), 100.0)


def test_information_of_counts_is_that_of_a_table():
    """Bits and their error written out, over the four cells."""
    cells = np.array([240, 140, 60, 560]) / 1000
    apart = np.outer([0.38, 0.62], [0.3, 0.7]).ravel()
    logs = np.log2(cells / apart)
    bits = (cells * logs).sum()

    found = information_of(Weights.counted(240, 380), Weights.counted(60, 620))

    error = np.sqrt(((cells * logs**2).sum() - bits**2) / 1000)
    assert found == pytest.approx((bits, error))


def test_what_has_come_half_way_is_the_median():
    random = np.random.default_rng(1)
    for count in (1, 2, 7, 40, 41):
        places = random.integers(0, 12, count)
        there = np.cumsum(np.bincount(places, minlength=12)).astype(float)
        assert _middle(there) == np.median(places)


def test_likeness_of_what_is_open_alone_is_the_correlation():
    random = np.random.default_rng(2)
    a, b, open_ = random.random((3, 500)) < 0.4
    b |= a & (random.random(500) < 0.5)
    expected = np.corrcoef(a[open_], b[open_])[0, 1]

    assert _correlation(a, b, open_.astype(float)) == pytest.approx(expected)
    assert _correlation(a, b, 0.3 * open_) == pytest.approx(expected)


# ------------------------------------------------------------------- weights in between


def test_effective_runs_have_the_error_of_the_share():
    """Of a ratio of two sums over runs, as it spreads over samples."""
    random = np.random.default_rng(3)
    found, sizes = [], []
    for _ in range(1500):
        whole = random.beta(4, 2, 300)
        sums = Weights.of(whole * random.beta(1, 8, 300), whole)
        found.append(sums.p)
        sizes.append(effective_runs(sums))
    p, size = np.mean(found), np.mean(sizes)

    assert p == pytest.approx(1 / 9, rel=0.01)
    assert np.sqrt(p * (1 - p) / size) == pytest.approx(np.std(found), rel=0.06)
    assert size > 300


def test_runs_that_do_not_differ_count_as_drawn_ones_and_are_exact_if_they_cannot():
    alike = Weights.of(np.full(100, 0.25))

    assert Proportion.of(alike).estimate == share_of(25, 100)
    certain = Proportion.of(alike, certain=True)
    assert (certain.estimate.se, certain.estimate.low, certain.text()) == (0, 0.25, "25 %")


@pytest.mark.parametrize(
    ("each", "runs", "told"),
    [
        ((0.02, 0.04), 1000, "3.00 ± 0.06 %"),
        ((0.02e-3, 0.04e-3), 1000, "0.00300 ± 0.00006 %"),
        ((0.1, 0.5), 20, "30 ± 9 %"),
    ],
)
def test_what_is_known_well_is_told_with_its_digits(
    each: tuple[float, float], runs: int, told: str
):
    """Two values by turns: 1.96 times half of what they are apart, over the root of the runs."""
    assert Proportion.of(Weights.of(np.tile(each, runs // 2))).text() == told


def test_wholes_of_some_runs_are_a_share_of_all():
    random = np.random.default_rng(5)
    part, whole, here = random.random(200) * 0.5, 0.5 + random.random(200) / 2, np.arange(200) < 50
    mine, others = Weights.where(np.array([here, ~here]), part, whole)

    found, expected = mine.against(others), Weights.of(whole * here, whole)

    assert effective_runs(found) == pytest.approx(effective_runs(expected))
    assert found.p == pytest.approx(expected.p)
    assert effective_runs(mine + others) == pytest.approx(effective_runs(Weights.of(part, whole)))


def test_rare_conditions_are_found_in_a_thousand_runs():
    """A state that two runs in a thousand reach: drawn, there is nothing to be seen of it."""
    random = np.random.default_rng(6)
    x = {f"x{i}": random.random(RUNS) for i in range(9)}
    inside = (x["x2"] > 0.6) & (x["x5"] < 0.5)
    kept = carried(skewed(random) * np.where(inside, 1.0, 0.1), judgements=x)

    found, drawn = discover(kept), discover(replace(kept, carried=None))

    assert {limit.feature.name for limit in found.boxes[0].limits} == {"x2", "x5"}
    assert "Each future counts with the probability" in " ".join(found.text().split())
    assert not drawn.boxes
    assert "about" in drawn.text()


def test_noise_is_neither_a_box_nor_a_signpost():
    shown = boxes = 0
    for seed in range(8):
        random = np.random.default_rng(seed)
        x = {f"x{i}": random.random(600) for i in range(20)}
        kept = carried(skewed(random, 600), judgements=x, levels=x)
        shown += bool(signposts(kept).signposts)
        boxes += bool(discover(kept).boxes)
    assert (boxes, shown <= 2) == (0, True)


def test_a_limit_that_is_idle_is_found_out_as_often_as_it_says():
    inside, all_ = np.arange(RUNS) < 100, np.ones(RUNS, bool)
    chances = np.array(
        [_quasi_p(skewed(np.random.default_rng(s)), inside, all_) for s in range(1000)]
    )
    assert (chances <= 0.05).mean() == pytest.approx(0.05, abs=0.02)
    assert (chances <= 0.5).mean() == pytest.approx(0.5, abs=0.05)


def test_chance_is_that_of_what_runs_carry():
    """Bits of a thing that says nothing: chi-square, over as many runs as tell as much."""
    random = np.random.default_rng(7)
    chances, seen = skewed(random, 4000), random.random((1, 4000)) < 0.5

    line = np.quantile(greatest_by_chance(seen, chances, np.ones(4000), 400, random), 0.95)

    each = effective_runs(Weights.of(chances))
    assert line * 2 * each * np.log(2) == pytest.approx(3.84, rel=0.25)


def test_worth_of_what_runs_carry_is_unbiased_and_its_error_right():
    random, worths = np.random.default_rng(8), []
    for _ in range(200):
        x = random.random(2000)
        chances = 0.02 * (0.1 + 0.3 * x) * random.random(2000)
        worths.append(worth_of(x, chances, random))
    values = np.array([worth.value for worth in worths]) / 0.01**2
    assert values.mean() == pytest.approx(0.09 / 12, abs=3 * values.std() / np.sqrt(200) + 1e-5)
    errors = np.mean([worth.se for worth in worths]) / 0.01**2
    assert errors == pytest.approx(values.std(), rel=0.15)


def test_worth_that_is_nothing_exceeds_chance_as_often_as_chance_does():
    random = np.random.default_rng(11)
    above = [worth_of(random.random(1000), skewed(random), random).above_chance for _ in range(300)]
    assert np.std(above) == pytest.approx(1, abs=0.2)


def test_half_of_what_gets_there_does_so_within_the_lead():
    """An eighth at once, then as much every month: after month 6, 18 times, of which 9 are half."""
    sign = np.where(np.arange(RUNS) % 2, 4.0, np.inf)
    ever = (0.125 + np.arange(STEPS + 1) / 64)[:, None] * np.where(sign < 5, 1.0, 0.25)
    kept = replace(carried(np.zeros(RUNS), events={"e": sign}), carried=Carried("out", ever, False))

    first, *_ = Indicators(kept, kept.target("out", kept.month(STEPS)))._over_time(
        Indicator("event", "e", 0)
    )

    assert (str(first.month), first.lead_months) == ("2030-07", 9.5)


def test_another_state_than_the_one_carried_is_drawn():
    kept = carried(np.full(RUNS, 0.5))

    assert kept.reached("out").outcomes == "carried"
    assert kept.reached("warned").outcomes == "drawn"
    assert kept.reached("warned").by(STEPS).sum() == 0


def test_a_model_without_chance_but_its_outcome_has_an_exact_base():
    base = resolve(outcome(a_b={"rate": 0.3}), 12, runs=100)
    for study in (discover, signposts):
        found = study(simulated(base, state="b", workers=1), "b").base.estimate
        assert (found.se, found.low, found.high) == (0, found.p, found.p)
        assert found.p == pytest.approx(-np.expm1(-0.3))


def test_a_state_that_is_left_again_has_been_reached():
    ways = outcome(a_b={"rate": "p"}, b_c={"rate": 3})
    base = resolve({"parameters": {"p": {"value": "0.5 to 1"}}, **ways}, 24, runs=4000)

    kept = simulated(base, state="b", workers=1)

    drawn = Proportion.of(Weights.of(kept.drawn("b").by(24))).estimate
    assert drawn.low < kept.reached("b").by(24).mean() < drawn.high
    assert (np.diff([kept.reached("b").by(step) for step in range(25)], axis=0) >= 0).all()


def test_steps_of_the_outcome_are_set_against_what_drawn_outcomes_reach():
    kept = with_all_kinds(4)
    late = kept.states[0, 3:, :800]
    late[:] = np.where(late == 0, 1, late)
    ever = np.repeat(np.linspace(0, 0.4, STEPS + 1)[:, None], kept.runs, axis=1)
    kept = replace(kept, carried=Carried("out", ever, certain=False))
    indicator = Indicator("state", "warned", 1)

    readings = Indicators(kept, kept.target("out", kept.month(STEPS)))._over_time(indicator)
    (reading,) = (reading for reading in readings if str(reading.month) == "2030-07")

    first = kept.first_step("out")
    warned = kept.inside(1)[6] & (first > 6)
    assert reading.where == Weights.counted((first[warned] <= STEPS).sum(), warned.sum())


# ------------------------------------------------------------------- a model, over seeds


RATE, SEEDS = 0.02, 250


@cache
def over_seeds() -> dict[str, list[tuple[Reading, Proportion]]]:
    """A rare way, four times as fast where a coin falls so in the first month: carried, drawn."""
    uniform = {"p": {"value": {"uniform": {"low": 0, "high": 2}}}}
    coin = events(e={"date": "2023-01", "probability": 0.5})
    way = outcome(a_b={"rate": f"{RATE} * p * (4 if happened(e) else 1)"})
    base = resolve({"parameters": uniform, **coin, **way}, 12, runs=RUNS)
    found: dict[str, list[tuple[Reading, Proportion]]] = {"carried": [], "drawn": []}
    for seed in range(SEEDS):
        kept = simulated(base.with_run(random_seed=seed), state="b", workers=1)
        for name, given in (("carried", kept), ("drawn", replace(kept, carried=None))):
            looked, hits = (
                Indicators(given, given.target("b", given.month(12))),
                given.reached("b").by(12),
            )
            reading = next(iter(looked._over_time(Indicator("event", "e", 0))))
            held = given.judgements[0] > 1
            found[name].append((reading, Proportion.of(Weights.of(hits * held, hits))))
    return found


@cache
def truths() -> dict[str, float]:
    """The integral over `p` of what happens in the first month, and in the eleven after it."""
    p = (np.arange(100_000) + 0.5) / 50_000
    still = np.exp(-RATE * p / 12)
    seen, unseen = (still * (1 - np.exp(-k * RATE * p * 11 / 12)) for k in (4, 1))
    both, all_ = (seen + unseen).mean(), 2 * still.mean()
    hits = 1 - still + (seen + unseen) / 2
    return {
        "if seen": seen.mean() / still.mean(),
        "if not": unseen.mean() / still.mean(),
        "ratio": seen.mean() / both / ((still - seen).mean() / (all_ - both)),
        "coverage": hits[p > 1].sum() / hits.sum(),
    }


def ends(what: str, reading: Reading, covered: Proportion) -> tuple[float, float, float]:
    """An estimate and its interval."""
    if what == "ratio":
        return reading.likelihood_ratio, *reading.ratio_ends()
    share = {"if seen": reading.if_seen, "if not": reading.if_not}.get(what, covered)
    return share.p, share.estimate.low, share.estimate.high


@pytest.mark.statistics
@pytest.mark.parametrize(
    ("what", "fewer"), [("if seen", 20), ("if not", 50), ("ratio", 8), ("coverage", 10)]
)
def test_carried_weights_agree_with_drawn_ones_and_are_surer(what: str, fewer: float):
    spread = {}
    for name, each in over_seeds().items():
        found, low, high = np.array([ends(what, *one) for one in each]).T
        truth = truths()[what]
        spread[name] = found.std()
        held = ((low <= truth) & (truth <= high)).mean()
        assert found.mean() == pytest.approx(truth, abs=4 * found.std() / np.sqrt(SEEDS))
        # errors of weights take runs for independent, which carried ones are not
        assert 0.905 < held < (0.995 if name == "drawn" else 1.001), (name, held)
    assert (spread["drawn"] / spread["carried"]) ** 2 > fewer


@pytest.mark.statistics
def test_information_has_its_error():
    readings = [reading for reading, _ in over_seeds()["carried"]]
    bits = np.array([reading.information for reading in readings])
    assert np.mean([r.information_se for r in readings]) == pytest.approx(bits.std(), rel=0.12)


def test_the_interval_of_a_ratio_is_that_of_samples():
    random = np.random.default_rng(10)
    found, halves = [], []
    for _ in range(1000):
        whole, here = random.beta(6, 2, 400), random.random(400) < 0.4
        part = whole * random.beta(1, 9, 400) * np.where(here, 2.0, 1.0) / 2
        sides = Weights.where(np.array([here, ~here]), part, whole)
        low, high = intervals.ratio_ends(*sides)
        found.append(np.log(low * high) / 2)
        halves.append(np.log(high / low) / 2)
    assert np.mean(halves) / 1.959964 == pytest.approx(np.std(found), rel=0.07)
