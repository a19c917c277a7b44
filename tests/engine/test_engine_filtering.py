"""Runs that agree with evidence: against hidden Markov chains, conjugate priors, Kalman filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from scenario.calendar import Month
from scenario.engine import run
from scenario.engine.compiler import compile_model
from scenario.engine.conditioning import Posterior
from scenario.engine.given import posterior_of
from scenario.errors import InputError
from scenario.forecast import Forecast
from scenario.resolve import Resolved
from tests.support.models import resolve

Floats = NDArray[np.float64]
DT = 1 / 12
START = Month.parse("2022-12")


def month(step: int) -> str:
    return str(START + step)


def given(
    model: Mapping[str, Any],
    evidence: Sequence[Mapping[str, Any]],
    months: int = 24,
    runs: int = 1024,
    **said: Any,
) -> Resolved:
    return resolve(model, months, runs=runs, given=[{"evidence": list(evidence)}], **said)


# --- states: exact


RATES = {"a": {"b": 0.5}, "b": {"c": 1.2, "a": 0.3}, "c": {}}
CHAIN = {
    "start": "a",
    "states": ["a", "b", "c"],
    "transitions": {
        "go": {"from": "a", "to": "b", "rate": 0.5},
        "end": {"from": "b", "to": "c", "rate": 1.2},
        "back": {"from": "b", "to": "a", "rate": 0.3},
    },
}


def moves(rates: Mapping[str, Mapping[str, float]]) -> Floats:
    """One step of competing rates, `[from, to]`."""
    states = list(rates)
    found = np.eye(len(states))
    for here, ways in rates.items():
        total = sum(ways.values())
        if total:
            left = -np.expm1(-total * DT)
            found[states.index(here)] *= 1 - left
            for to, rate in ways.items():
                found[states.index(here), states.index(to)] += left * rate / total
    return found


def filtered(
    step: Floats, likely: Mapping[int, Sequence[float]], steps: int
) -> tuple[Floats, float]:
    """The forward algorithm of a hidden Markov model: probabilities by step; of the evidence."""
    here, chance = np.eye(len(step))[0], 1.0
    found = [here]
    for number in range(1, steps + 1):
        here = here @ step * np.array(likely.get(number, np.ones(len(step))))
        chance *= here.sum()
        here = here / here.sum()
        found.append(here)
    return np.array(found), chance


def log_chance(known: Posterior) -> float:
    """How likely all facts are together, from all filters: a logarithm."""
    logs: Floats = known.log_chances
    return float(logs.max() + np.log(np.exp(logs - logs.max()).mean()))


def at(forecast: Forecast) -> Floats:
    return np.array([[cell.p for cell in row] for row in forecast.state_at])


SEEN: dict[str, tuple[list[dict[str, Any]], dict[int, list[float]]]] = {
    "in a state": ([{"date": month(6), "outcome": "b"}], {6: [0, 1, 0]}),
    "not reached": (
        [{"by": month(12), "outcome": "c", "happened": False}],
        {step: [1, 1, 0] for step in range(1, 13)},
    ),
    "entered": (
        [{"date": month(7), "outcome": "b", "entered": True}],
        {6: [1, 0, 1], 7: [0, 1, 0]},
    ),
    "entered in one of some months": (
        [{"between": [month(5), month(9)], "outcome": "c", "entered": True}],
        {4: [1, 1, 0], 9: [0, 0, 1]},
    ),
    "a report": ([{"date": month(3), "outcome": "b", "likelihood_ratio": 5}], {3: [1, 5, 1]}),
    "several": (
        [
            {"date": month(6), "outcome": "b"},
            {"date": month(6), "outcome": "c", "likelihood_ratio": 3},
            {"date": month(15), "outcome": "a"},
        ],
        {6: [0, 1, 0], 15: [1, 0, 0]},
    ),
}


@pytest.mark.parametrize("name", SEEN)
def test_what_is_seen_of_states_is_the_forward_algorithm_to_the_last_digits(name: str) -> None:
    evidence, likely = SEEN[name]
    exact, chance = filtered(moves(RATES), likely, 24)
    resolved = given({"outcome": CHAIN}, evidence)
    np.testing.assert_allclose(at(run(resolved)), exact, rtol=1e-12, atol=1e-15)
    assert log_chance(posterior_of(resolved)) == pytest.approx(np.log(chance), abs=1e-12)


def test_a_state_of_one_in_a_million_is_no_harder() -> None:
    rates = {"a": {"b": 1e-6 * 12}, "b": {"c": 0.4}, "c": {}}
    outcome = {
        "start": "a",
        "states": ["a", "b", "c"],
        "transitions": {
            "go": {"from": "a", "to": "b", "rate": 1.2e-5},
            "on": {"from": "b", "to": "c", "rate": 0.4},
        },
    }
    evidence = [{"date": month(1), "outcome": "b"}]
    exact, chance = filtered(moves(rates), {1: [0, 1, 0]}, 24)
    assert chance == pytest.approx(1e-6, rel=1e-5)
    resolved = given({"outcome": outcome}, evidence)
    np.testing.assert_allclose(at(run(resolved)), exact, rtol=1e-9)
    assert np.exp(log_chance(posterior_of(resolved))) == pytest.approx(chance, rel=1e-9)


def test_what_was_ever_reached_agrees_with_what_was_seen_too() -> None:
    """Ever b until a month, seen in a later: the complement is a chain that never enters b."""
    evidence = [{"date": month(10), "outcome": "a"}]
    step = moves(RATES)
    never = step.copy()
    never[:, 1] = 0
    _, chance = filtered(step, {10: [1, 0, 0]}, 10)
    here = np.eye(3)[0]
    for _ in range(10):
        here = here @ never
    forecast = run(given({"outcome": CHAIN}, evidence))
    found = forecast.probability("b", by=month(10)).p
    assert found == pytest.approx(1 - here[0] / chance, abs=1e-12)


def test_of_chains_that_read_each_other_one_tells_of_the_other() -> None:
    rates_m = {"x": {"a": 2.0, "b": 0.2}, "y": {"a": 0.3, "b": 3.0}}  # of leaving, by the other
    outcomes = {
        "m": {
            "start": "a",
            "states": ["a", "b"],
            "transitions": {
                "go": {"from": "a", "to": "b", "rate": "2 if k.x else 0.3"},
                "back": {"from": "b", "to": "a", "rate": "0.2 if k.x else 3"},
            },
        },
        "k": {
            "start": "x",
            "states": ["x", "y"],
            "transitions": {"up": {"from": "x", "to": "y", "rate": 0.8}},
        },
    }
    evidence = [{"date": month(8), "outcome": "m.b"}, {"date": month(14), "outcome": "m.a"}]
    pairs = list(product("ab", "xy"))
    step = np.zeros((4, 4))
    for here, (m, k) in enumerate(pairs):
        leave = -np.expm1(-rates_m[k][m] * DT)
        up = -np.expm1(-0.8 * DT) if k == "x" else 0.0
        for to, (other, then) in enumerate(pairs):
            one = leave if other != m else 1 - leave
            two = (up if then == "y" else 1 - up) if k == "x" else float(then == "y")
            step[here, to] = one * two
    likely = {8: [float(m == "b") for m, _ in pairs], 14: [float(m == "a") for m, _ in pairs]}
    exact, chance = filtered(step, likely, 24)
    resolved = given({"outcomes": outcomes}, evidence)
    forecast = run(resolved)
    for state, place in (("m.b", 0), ("k.y", 1)):
        index = forecast.labels.states.index(state)
        among = [i for i, pair in enumerate(pairs) if pair[place] == state[-1]]
        np.testing.assert_allclose(at(forecast)[:, index], exact[:, among].sum(axis=1), rtol=1e-11)
    assert log_chance(posterior_of(resolved)) == pytest.approx(np.log(chance), abs=1e-11)


# --- events and measurements: against what is known of conjugate models


def judgements(known: Posterior, place: int) -> Floats:
    """Values of a judgement, `[filter, particle]`."""
    shape = known.task.program.draws[place].shape
    return np.array([shape.ppf(each.particles.uniforms[place]) for each in known.filters])


def agrees(found: Floats, exact: float, wide: float = 4.5) -> None:
    """The mean over filters, each of which is independent, lies within its error."""
    means = found.reshape(len(found), -1).mean(axis=1)
    se = means.std(ddof=1) / np.sqrt(len(means))
    assert abs(means.mean() - exact) < wide * se, (means.mean(), exact, se)


GAMMA = {"gamma": {"mean": 1.0, "sd": 0.8}}
PRIOR = stats.gamma(1 / 0.64, scale=0.64)


def moments(likelihood: Floats, x: Floats) -> tuple[float, float, float]:
    """The chance of the evidence, mean and standard deviation of what it leads to."""
    weights = PRIOR.pdf(x) * likelihood
    chance = weights.sum() * (x[1] - x[0])
    mean = (x * weights).sum() / weights.sum()
    return (
        float(chance),
        float(mean),
        float(np.sqrt(((x - mean) ** 2 * weights).sum() / weights.sum())),
    )


RATE_AXIS = np.linspace(1e-4, 25, 40_001)


def test_a_gamma_rate_learns_from_what_happened_month_by_month() -> None:
    hits, last = {2, 5, 6, 11, 15}, 15
    model = {
        "parameters": {"r": {"value": GAMMA}},
        "events": {"e": {"rate": "r", "once": False}},
    }
    evidence = [{"date": month(s), "event": "e", "happened": s in hits} for s in range(1, last + 1)]
    known = posterior_of(given(model, evidence, runs=4096))
    happened = -np.expm1(-RATE_AXIS * DT)
    likelihood = happened ** len(hits) * np.exp(-RATE_AXIS * DT * (last - len(hits)))
    chance, mean, sd = moments(likelihood, RATE_AXIS)
    values = judgements(known, 0)
    agrees(values, mean)
    agrees((values - mean) ** 2, sd**2)
    agrees(np.exp(known.log_chances), chance)


def test_an_event_that_is_seen_is_made_to_happen_and_not_waited_for() -> None:
    """Just then for the first time: of all months before it is known that it had not."""
    model = {"parameters": {"r": {"value": GAMMA}}, "events": {"e": {"rate": "0.01 * r"}}}
    known = posterior_of(given(model, [{"date": month(9), "event": "e", "happened": True}]))
    x = RATE_AXIS
    chance, mean, _ = moments(np.exp(-0.01 * x * DT * 8) * -np.expm1(-0.01 * x * DT), x)
    assert chance == pytest.approx(8e-4, rel=0.1)
    agrees(np.exp(known.log_chances), chance)
    agrees(judgements(known, 0), mean)
    assert known.agreed[0].effective > 500


@pytest.mark.parametrize("seen", [{"by": month(9)}, {"between": [month(4), month(9)]}])
def test_when_an_event_happened_need_not_be_known(seen: Mapping[str, Any]) -> None:
    model = {
        "parameters": {"r": {"value": GAMMA}},
        "events": {"e": {"rate": "0.3 * r"}},
        "drivers": {"x": {"start": 0, "process": {"constant": {}}}},
    }
    resolved = given(model, [{**seen, "event": "e", "happened": True}], runs=4096)
    known, x = posterior_of(resolved), RATE_AXIS
    first = 4 if "between" in seen else 1
    before, until = (np.exp(-0.3 * x * DT * steps) for steps in (first - 1, 9))
    chance, mean, _ = moments(before - until, x)
    agrees(np.exp(known.log_chances), chance)
    agrees(judgements(known, 0), mean)
    forecast = run(resolved)
    exact = moments(before - np.exp(-0.3 * x * DT * 6), x)[0] / chance
    found = forecast.event("e", by=month(6))
    assert abs(found.p - exact) < 5 * found.se
    assert forecast.event("e", by=month(9)).p == 1


def test_what_a_fact_does_is_told_of_runs_that_know_no_later_one() -> None:
    """Though that it has not happened by the last month says something of all months before."""
    model = {"parameters": {"r": {"value": GAMMA}}, "events": {"e": {"rate": "r"}}}
    seen = [
        {"by": month(4), "event": "e", "likelihood_ratio": 3.0},
        {"by": month(12), "event": "e", "happened": False},
        {"by": month(18), "event": "e", "happened": False},
    ]
    known, early = (posterior_of(given(model, some)) for some in (seen, seen[:2]))
    for one, other in zip(known.filters, early.filters, strict=True):
        assert one.met[0] == other.met[0]
        for many in (0, 1):
            np.testing.assert_array_equal(one.knowing[many].uniforms, other.knowing[many].uniforms)
    shape = known.task.program.draws[0].shape
    first = np.array([shape.ppf(each.knowing[1].uniforms[0]).mean() for each in known.filters])
    likelihood = 3 - 2 * np.exp(-RATE_AXIS * DT * 4)
    chance, mean, _ = moments(likelihood, RATE_AXIS)
    agrees(first, mean)
    agrees(np.exp([each.met[0].log_chance for each in known.filters]), chance)
    whole = moments(np.exp(-RATE_AXIS * DT * 12), RATE_AXIS)[0]
    agrees(np.exp([each.met[1].log_chance for each in known.filters]), whole / chance)


def test_a_random_walk_is_followed_as_a_kalman_filter_follows_it() -> None:
    model = {"drivers": {"x": {"start": 0, "process": {"random_walk": {"volatility": 1.0}}}}}
    seen = {3: 0.5, 6: -0.2, 9: 1.0, 12: 1.6}
    evidence = [
        {"date": month(step), "driver": "x", "value": value, "sd": 0.3}
        for step, value in seen.items()
    ]
    mean, variance, chance = 0.0, 0.0, 0.0
    for step in range(1, 13):
        variance += DT
        if step in seen:
            spread = variance + 0.09
            chance += stats.norm(mean, np.sqrt(spread)).logpdf(seen[step])
            gain = variance / spread
            mean, variance = mean + gain * (seen[step] - mean), variance * (1 - gain)
    resolved = given(model, evidence, runs=8192)
    forecast = run(resolved)
    place = forecast.dates.index(Month.parse(month(12)))
    assert forecast.mean[place, 0] == pytest.approx(mean, abs=0.03)
    assert forecast.sd[place, 0] == pytest.approx(np.sqrt(variance), abs=0.03)
    agrees(np.exp(posterior_of(resolved).log_chances), float(np.exp(chance)))


def test_a_mean_over_time_and_the_error_of_its_wording_count_as_they_should() -> None:
    """A walk seen by its mean over a quarter, with two errors: normal, and so known exactly."""
    model = {"drivers": {"x": {"start": 0, "process": {"random_walk": {"volatility": 1.0}}}}}
    seen = {"date": month(6), "driver": "x", "value": 1.2, "sd": 0.3, "wording": 0.4}
    forecast = run(given(model, [{**seen, "over": "3 months"}], runs=8192))
    sums = np.array([np.minimum(step, np.arange(1, 13)) for step in (4, 5, 6)]).mean(axis=0) * DT
    variance = np.mean([[min(a, b) for a in (4, 5, 6)] for b in (4, 5, 6)]) * DT
    exact = sums / (variance + 0.25) * 1.2
    np.testing.assert_allclose(forecast.mean[1:13, 0], exact, atol=0.03)


def test_measurements_of_one_group_count_as_one() -> None:
    model = {"drivers": {"x": {"start": 0, "process": {"random_walk": {"volatility": 1.0}}}}}
    seen = {"date": month(6), "driver": "x", "value": 1.0, "sd": 0.5}
    once, twice = ([{**seen}], [{**seen, "group": "poll"}] * 2)
    means = [run(given(model, some, runs=8192)).mean[6, 0] for some in (once, twice)]
    exact = 0.5 / (0.5 + 0.25)
    assert means == pytest.approx([exact, exact], abs=0.03)


def test_a_report_makes_what_it_is_about_likelier() -> None:
    model = {"events": {"e": {"rate": 0.5}}}
    report = {"by": month(12), "event": "e", "likelihood_ratio": 4}
    forecast = run(given(model, [report], runs=8192))
    prior = -np.expm1(-0.5)
    exact = 4 * prior / (4 * prior + 1 - prior)
    found = forecast.event("e", by=month(12))
    assert abs(found.p - exact) < 6 * found.se


def test_a_fact_that_few_runs_agree_with_is_brought_in_by_degrees() -> None:
    """Six standard deviations off: no plain run is anywhere near."""
    model = {"drivers": {"x": {"start": 0, "process": {"random_walk": {"volatility": 1.0}}}}}
    seen = {"date": month(12), "driver": "x", "value": 6.0, "sd": 0.2}
    forecast = run(given(model, [seen], runs=8192))
    gain = 1 / 1.04
    assert forecast.mean[12, 0] == pytest.approx(6 * gain, abs=0.15)
    assert forecast.sd[12, 0] == pytest.approx(np.sqrt(1 - gain), abs=0.08)


def test_judgements_events_states_and_rules_together() -> None:
    """A rate is learned from an event that speeds up the leaving of a state seen to last."""
    rate = "0.2 + 2 * (1 if happened(e) else 0) + 0.3 * r"
    model = {
        "parameters": {"r": {"value": GAMMA}},
        "events": {"e": {"rate": "r"}},
        "outcome": {
            "start": "a",
            "states": ["a", "b"],
            "transitions": {"go": {"from": "a", "to": "b", "rate": rate}},
        },
    }
    evidence = [
        {"date": month(7), "event": "e", "happened": True},
        {"date": month(9), "outcome": "a"},
    ]
    x = RATE_AXIS

    def stays(first: int, last: int) -> Floats:
        extra = 2 * max(0, last - max(first, 8) + 1)
        return np.asarray(np.exp(-DT * ((0.2 + 0.3 * x) * (last - first + 1) + extra)))

    likelihood = np.exp(-x * DT * 6) * -np.expm1(-x * DT) * stays(1, 9)
    chance, _, _ = moments(likelihood, x)
    forecast = run(given(model, evidence, runs=8192))
    for last in (12, 24):
        exact = 1 - moments(likelihood * stays(10, last), x)[0] / chance
        found = forecast.probability("b", at=month(last))
        assert abs(found.p - exact) < 4.5 * found.se
    weights = np.cumsum(PRIOR.pdf(x) * likelihood)
    ends = 1 - stays(10, 24)[np.searchsorted(weights / weights[-1], [0.05, 0.95])]
    assert forecast.probability("b", at=month(24)).judgement == pytest.approx(ends, abs=0.01)


def test_outcomes_that_events_read_are_drawn_and_agree_with_evidence_too() -> None:
    model = {
        "outcome": CHAIN,
        "events": {"e": {"rate": "2 if outcome.b else 0.1", "once": False}},
        "drivers": {"x": {"start": 0, "process": {"constant": {}}}},
    }
    evidence = SEEN["several"][0]
    exact, _ = filtered(moves(RATES), SEEN["several"][1], 24)
    forecast = run(given(model, evidence, runs=8192))
    assert forecast.method == "sampled"
    for step in (15, 18, 24):  # before, they know what comes, as the forward algorithm does not
        for index, found in enumerate(forecast.state_at[step]):
            assert abs(found.p - exact[step, index]) < 5 * found.se + 0.004


# --- the whole


def test_with_nothing_known_runs_are_the_plain_ones() -> None:
    from scenario.engine.facts import conditioned
    from scenario.engine.simulate import simulate

    resolved = resolve({"parameters": {"r": {"value": GAMMA}}, "events": {"e": {"rate": "r"}}}, 24)
    plain = compile_model(resolved)
    for program in plain, conditioned(plain, []):
        found = simulate(resolved, judgement=False, program=program)
        assert (
            found.record.happened[-1, 0]
            == simulate(resolved, judgement=False).record.happened[-1, 0]
        )


def test_threads_change_no_number() -> None:
    model = {
        "parameters": {"r": {"value": GAMMA}},
        "events": {"e": {"rate": "r", "once": False}},
        "drivers": {"x": {"start": 0, "process": {"random_walk": {"volatility": 1.0}}}},
    }
    evidence = [
        {"date": month(2), "event": "e", "happened": True},
        {"date": month(6), "driver": "x", "value": 1.0, "sd": 0.2},
    ]
    resolved = given(model, evidence)
    one, several = (run(resolved, workers=workers) for workers in (1, 3))
    assert one == several


def test_intervals_hold_what_they_promise() -> None:
    """Twenty seeds: the exact answer is within the 95 % interval about as often as it should be."""
    model = {
        "parameters": {"r": {"value": GAMMA}},
        "events": {"e": {"rate": "r", "once": False}},
        "outcome": {
            "start": "a",
            "states": ["a", "b"],
            "transitions": {"go": {"from": "a", "to": "b", "rate": "0.5 * r"}},
        },
    }
    evidence = [{"date": month(s), "event": "e", "happened": s == 2} for s in range(1, 7)]
    x = RATE_AXIS
    likelihood = -np.expm1(-x * DT) * np.exp(-x * DT * 5)
    exact = 1 - moments(likelihood * np.exp(-0.5 * x), x)[0] / moments(likelihood, x)[0]
    inside = 0
    for seed in range(20):
        resolved = given(model, evidence, months=12, runs=2048, random_seed=seed)
        found = run(resolved, judgement=False).probability("b", at=month(12))
        inside += found.low <= exact <= found.high
    assert inside >= 16


WRONG = {
    "outside the scenario's time": [{"date": "2030-01", "event": "e", "happened": True}],
    "impossible under the model": [{"date": month(3), "outcome": "c", "entered": True}],
    "leave one of them out": [
        {"by": month(6), "event": "e", "happened": False},
        {"date": month(4), "event": "e", "happened": True},
    ],
    "reach back before the start": [
        {"date": month(3), "driver": "x", "value": 0, "sd": 1, "over": "12 months"}
    ],
    "cannot have happened then": [
        {"by": month(6), "event": "e", "happened": False},
        {"between": [month(2), month(5)], "event": "e", "happened": True},
    ],
}


@pytest.mark.parametrize("message", WRONG)
def test_evidence_that_cannot_be_is_refused(message: str) -> None:
    outcome = {**CHAIN, "transitions": {"go": CHAIN["transitions"]["go"]}}  # type: ignore[index]
    model = {
        "events": {"e": {"rate": 1}},
        "drivers": {"x": {"start": 0, "process": {"random_walk": {"volatility": 1.0}}}},
        "outcome": outcome,
    }
    with pytest.raises(InputError, match=message):
        posterior_of(given(model, WRONG[message]))
