"""Skill by hand, its interval by all draws there can be, and what must make no difference."""

from __future__ import annotations

from itertools import product
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenario.scoring import brier, log_score, share_of_others, skill, weighted_mean

# two cases of two groups: 0.8 for what happened, weight 1; 0.4 for what did not, weight 3
P, HAPPENED, WEIGHTS, GROUPS = [0.8, 0.4], [True, False], [1.0, 3.0], ["a", "b"]
BASE = [0.5, 0.5]


def test_weighted_scores_of_two_cases_by_hand():
    squared, logs = brier(P, HAPPENED).tolist(), log_score(P, HAPPENED).tolist()

    assert squared == pytest.approx([0.04, 0.16])
    assert weighted_mean(squared, WEIGHTS) == pytest.approx((0.04 + 3 * 0.16) / 4)
    assert weighted_mean(logs, WEIGHTS) == pytest.approx(-(np.log(0.8) + 3 * np.log(0.6)) / 4)


def test_skill_of_two_cases_by_hand():
    found = skill(brier(P, HAPPENED), brier(BASE, HAPPENED), WEIGHTS, GROUPS)
    alike = skill(brier(P, HAPPENED), brier(BASE, HAPPENED), [1.0, 1.0], GROUPS)

    assert found.value == pytest.approx(1 - 0.52 / (4 * 0.25))
    assert alike.value == pytest.approx(1 - 0.2 / (2 * 0.25))
    # a quarter of all draws has the first group twice, a quarter the second: these are the ends
    assert (found.low, found.high) == pytest.approx((1 - 0.16 / 0.25, 1 - 0.04 / 0.25))


def test_the_interval_is_that_of_all_draws_of_groups():
    random = Random(4)
    groups = [name for name in "abcd" for _ in range(3)]
    mine = [random.random() for _ in groups]
    others = [random.random() + 0.2 for _ in groups]
    sums = [(sum(mine[i : i + 3]), sum(others[i : i + 3])) for i in range(0, len(groups), 3)]
    every = [
        1 - sum(sums[g][0] for g in draw) / sum(sums[g][1] for g in draw)
        for draw in product(range(4), repeat=4)
    ]

    found = skill(mine, others, [1.0] * len(groups), groups, random_seed=3)

    low, high = np.quantile(every, [0.025, 0.975])
    assert found.low == pytest.approx(low, abs=0.03)
    assert found.high == pytest.approx(high, abs=0.03)


def test_a_group_twice_as_long_is_no_surer():
    mine, others, groups = [0.1, 0.3, 0.2], [0.2, 0.25, 0.3], ["a", "b", "c"]
    once = skill(mine, others, [1.0] * 3, groups)
    thrice = skill(mine * 3, others * 3, [1.0] * 9, groups * 3)

    assert (thrice.low, thrice.high) == pytest.approx((once.low, once.high))


def test_the_same_seed_gives_the_same_interval_and_another_seed_another():
    random = Random(8)
    mine, others = ([random.random() for _ in range(30)] for _ in range(2))
    one, again, other = (
        skill(mine, others, [1.0] * 30, list(range(30)), seed) for seed in (1, 1, 2)
    )

    assert one == again
    assert other.value == one.value
    assert other != one


@settings(max_examples=20)
@given(st.permutations(range(24)))
def test_the_order_of_rows_makes_no_difference(order: list[int]):
    random = Random(2)
    mine, others, weights = ([0.1 + random.random() for _ in range(24)] for _ in range(3))
    groups = [f"g{n % 20 if n < 12 else 0}" for n in range(24)]
    shuffled = [[some[i] for i in order] for some in (mine, others, weights, groups)]

    assert skill(*shuffled) == skill(mine, others, weights, groups)
    assert weighted_mean(shuffled[0], shuffled[2]) == weighted_mean(mine, weights)


def test_one_group_has_no_interval_and_a_perfect_base_rate_leaves_no_skill():
    assert skill([0.1, 0.2], [0.2, 0.2], [1.0, 1.0], ["a", "a"]).low is None
    assert skill([0.1, 0.2], [0.0, 0.0], [1.0, 1.0], ["a", "b"]).value is None


def test_the_share_of_others_leaves_out_each_group_in_turn():
    happened, weights, groups = [True, False, True, False], [1.0, 3.0, 1.0, 1.0], list("aabc")

    found = share_of_others(happened, weights, groups)

    assert found == pytest.approx([1 / 2, 1 / 2, 1 / 5, 2 / 5])
    assert share_of_others([True], [1.0], ["a"]) is None
