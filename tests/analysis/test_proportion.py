"""Shares with their uncertainty, and round levels."""

from __future__ import annotations

import numpy as np
import pytest

from scenario.analysis.proportion import Proportion, rounded_up
from scenario.analysis.thresholds import round_cuts, written


@pytest.mark.parametrize(
    ("share", "told"),
    [
        (Proportion(480, 1000), "48 ± 3 %"),
        (Proportion(9600, 20_000), "48 ± 1 %"),
        (Proportion(140, 20_000), "0.7 ± 0.1 %"),
        (Proportion(0, 20_000), "<0.1 %"),
        (Proportion(600, 600), ">99.3 %"),
        (Proportion(3, 4), "75 ± 34 %"),
        (Proportion(0, 0), "-"),
    ],
)
def test_told(share: Proportion, told: str):
    assert share.text() == told


def test_how_many_runs_would_do():
    few = Proportion(30, 60)
    assert few.loose
    enough = few.enough(1000)
    assert not Proportion(enough * 30 // 1000, enough * 60 // 1000).loose
    assert rounded_up(1234) == 1300
    assert rounded_up(3) == 3


def test_levels_are_round_and_divide():
    values = np.random.default_rng(1).normal(0.4, 0.1, 5000)
    cuts = round_cuts(values, np.array([0.1, 0.25, 0.5, 0.75, 0.9]))
    assert cuts.tolist() == [0.27, 0.33, 0.4, 0.47, 0.53]
    assert round_cuts(np.array([0.0, 1.0, 1.0]), np.linspace(0.1, 0.9, 9)).tolist() == [0.0]
    assert round_cuts(np.ones(5), np.array([0.5])).tolist() == []


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.34, "0.34"), (1200.0, "1,200"), (4.5, "4.5"), (0.0, "0"), (-0.002, "-0.002")],
)
def test_written(value: float, text: str):
    assert written(value) == text
