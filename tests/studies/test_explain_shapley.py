"""Shapley's arithmetic on games whose values are known."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from scenario import intervals
from scenario.studies.shapley import (
    Floats,
    coalitions,
    divide,
    exact_weights,
    orders,
    walk,
    walked,
)

PLAYERS = 4


def game(member: Floats) -> Floats:
    """Worth of sets `[player, ...]`: unequal players, one pair that works only together."""
    a, b, c, _ = member.astype(float)
    return 0.1 * a + 0.3 * b * c + 0.05 * a * b


VALUES = np.array([0.1 + 0.025, 0.15 + 0.025, 0.15, 0.0])  # by hand: pairs share evenly


def test_exact_weights_give_the_values_worked_out_by_hand() -> None:
    worth = game(coalitions(PLAYERS))
    assert worth @ exact_weights(PLAYERS) == pytest.approx(VALUES)


@pytest.mark.parametrize("players", range(7))
def test_exact_parts_add_up_to_the_difference(players: int) -> None:
    worth = np.random.default_rng(players).normal(size=2**players)
    parts = worth @ exact_weights(players)
    assert parts.sum() == pytest.approx(worth[-1] - worth[0])


def test_glove_market() -> None:
    """One left glove and two right ones (Shapley and Shubik 1969): 2/3, 1/6, 1/6."""
    left, one, other = coalitions(3)
    parts = (left & (one | other)).astype(float) @ exact_weights(3)
    assert parts == pytest.approx([2 / 3, 1 / 6, 1 / 6])


def test_all_orders_give_the_exact_values() -> None:
    ranks = np.array(list(permutations(range(PLAYERS)))).T
    results = game(walk(ranks))
    assert walked(results, ranks).mean(axis=0) == pytest.approx(VALUES)


def test_every_walk_adds_up_and_begins_and_ends_right() -> None:
    ranks = orders(np.random.default_rng(0).random((PLAYERS, 50)))
    stops = walk(ranks)
    assert stops.shape == (PLAYERS, 50, 2 * PLAYERS)
    assert not stops[:, :, 0].any()
    assert stops[:, :, PLAYERS].all()
    results = np.random.default_rng(1).normal(size=(50, 2 * PLAYERS))
    total = results[:, PLAYERS] - results[:, 0]
    assert walked(results, ranks).sum(axis=1) == pytest.approx(total)


def test_one_player_walks_too() -> None:
    ranks = np.zeros((1, 3), int)
    results = np.array([[0.0, 1.0], [1.0, 1.0], [0.0, 0.0]])
    assert walked(results, ranks)[:, 0].tolist() == [1.0, 0.0, 0.0]


def test_division_adds_up_in_value_and_in_error() -> None:
    random = np.random.default_rng(2)
    every = random.normal(size=(5000, 3)) @ np.array([[1, 0.5, 0], [0, 1, 0], [0, 0.3, 2.0]])
    every += [0.3, -0.1, 0.0]
    differences = every.sum(axis=1)
    found = divide(every[:400], differences)
    assert found.values.sum() == pytest.approx(differences.mean(), abs=1e-12)
    expected = np.sqrt(intervals.Grouped.of(differences).variance)
    assert found.error() == pytest.approx(expected)
    assert found.error(np.array([0, 2])) > 0


@pytest.mark.statistics
def test_division_has_honest_errors() -> None:
    """Over many studies the parts scatter about the truth as their errors say."""
    random = np.random.default_rng(3)
    truth, scores = np.array([0.3, -0.1, 0.0]), []
    for _ in range(400):
        shared = random.normal(size=(800, 1))
        every = truth + random.normal(size=(800, 3)) + shared * [1.0, 0.2, -0.5]
        found = divide(every[:200], every.sum(axis=1))
        errors = [found.error(np.array([i])) for i in range(3)]
        scores.append((found.values - truth) / errors)
    assert np.mean(scores, axis=0) == pytest.approx(np.zeros(3), abs=0.2)
    assert np.std(scores, axis=0) == pytest.approx(np.ones(3), abs=0.12)
