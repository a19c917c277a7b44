"""The chain of constant rates has one answer, whoever gives it; another is refused."""

from __future__ import annotations

import json
import sys

import numpy as np
import pytest
from scipy.linalg import expm, logm

import scenario
from benchmarks import cohort, cohort_engine, contest
from benchmarks.measure import MissingError

FEW = cohort.sets(5)


def generator(rates: list[float]) -> np.ndarray:
    """Rates a year, from row to column; nothing leaves the state that is asked for."""
    made = np.zeros((len(cohort.STATES), len(cohort.STATES)))
    for sources, target, name in ((s, t, n) for n, (s, t, _) in cohort.WAYS.items()):
        for source in sources:
            made[cohort.STATES.index(source), cohort.STATES.index(target)] = rates[
                list(cohort.WAYS).index(name)
            ]
    made[cohort.ASKED] = 0
    return made - np.diag(made.sum(axis=1))


def test_it_has_the_states_and_transitions_of_the_armenia_model():
    outcome = scenario.load(contest.ARMENIA).model.chains["csto"]

    assert tuple(outcome.states) == cohort.STATES
    assert set(outcome.transitions) == set(cohort.WAYS)


def test_every_set_changes_every_rate():
    sets = np.array(cohort.sets())

    assert sets.shape == (cohort.SETS, len(cohort.WAYS))
    assert all(len(np.unique(column)) == cohort.SETS for column in sets.T)


@pytest.mark.parametrize("way", cohort_engine.WAYS)
def test_this_engine_is_exact_from_one_run(way: str):
    found = cohort_engine.WAYS[way](cohort_engine.resolved())(FEW)

    assert found == pytest.approx([cohort.reached(rates) for rates in FEW], abs=1e-12)


def test_a_step_moves_as_the_exponential_of_the_rates_where_one_way_leads_on():
    rates = [0.0] * len(cohort.WAYS)
    rates[list(cohort.WAYS).index("freeze")] = 0.3

    step = expm(generator(rates) / cohort.PER_YEAR)
    np.testing.assert_allclose(cohort.matrix(rates), step, atol=1e-15)


def test_in_small_steps_it_is_the_chain_in_continuous_time():
    # a step allows one move; what that misses falls in proportion to the length of a step
    rates = FEW[0]
    far = []
    for finer in (1, 2):
        step = cohort.matrix([rate / finer for rate in rates], cohort.ASKED)
        yearly = logm(step) * cohort.PER_YEAR * finer
        far.append(np.abs(yearly - generator(rates)).max())

    assert far[0] < 0.2
    assert far[1] == pytest.approx(far[0] / 2, rel=0.15)


def test_a_contestant_with_another_answer_prints_no_time():
    exact = [cohort.reached(rates) for rates in FEW]

    assert json.loads(cohort.answer(1e-3, exact))["us_per_set"] == pytest.approx(200)
    with pytest.raises(ValueError, match="from the exact ones"):
        cohort.answer(1e-3, [*exact[:-1], exact[-1] + 1e-9])
    with pytest.raises(ValueError, match="from the exact ones"):
        cohort.answer(1e-3, [*exact[:-1], float("nan")])


def test_all_who_are_there_agree_to_a_billionth():
    found = {}
    for name, measured in contest.checkers(sys.executable).items():
        try:
            found[name] = measured()["p"]
        except MissingError:  # Storm and llvmlite need not be installed
            continue

    assert {contest.ONE, contest.ASKED, contest.PRODUCTS} <= found.keys()
    for p in found.values():
        np.testing.assert_allclose(p, found[contest.PRODUCTS], rtol=0, atol=1e-9)


def test_its_table_has_no_row_for_who_is_missing():
    found = {
        contest.ONE: [{"us_per_set": 50.0}, {"us_per_set": 40.0}],
        contest.PRODUCTS: [{"us_per_set": 25.0}, {"us_per_set": 20.0}],
    }

    assert contest.on_the_cohort(found).splitlines()[2:] == [
        f"| {contest.ONE} | 40 | 1.0 | 1.0 to 1.0 |",
        f"| {contest.PRODUCTS} | 20 | 0.50 | 0.50 to 0.50 |",
    ]


def test_the_shares_of_every_step_stay_shares():
    for rates in FEW:
        step = cohort.matrix(rates)
        assert (step >= 0).all()
        assert step.sum(axis=1) == pytest.approx(np.ones(len(step)))
