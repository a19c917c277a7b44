"""Dates written short are the same dates: `every` against the list that it stands for."""

from __future__ import annotations

import numpy as np
import pytest

from scenario.engine.simulate import simulate
from scenario.resolve import Resolved
from tests.support.models import resolve_text
from tests.support.told import parted, told

MODEL = """
drivers: {{x: {{start: 0, process: constant}}}}
events:
  e: {{{dates}, effects: [{{add: 1, to: x}}]}}
  f: {{rate: 2, once: false, when: months_since(e) < 3}}
outcome: {{start: a, states: [a, b], transitions: {{go: {{from: a, to: b, rate: 1}}}}}}
"""
LISTED = "[2022-01, 2022-08, 2023-03, 2023-10, 2024-05, 2024-12]"


def with_dates(dates: str, months: int = 24) -> Resolved:
    return resolve_text(MODEL.format(dates=dates), months, runs=200)


@pytest.mark.parametrize(
    "beside",
    ["", ", probability: 0.6", ", probability: 0.4, once: true", ", between: [2023-06, 2024-12]"],
)
def test_what_recurs_is_a_list_of_its_dates(beside: str) -> None:
    listed = simulate(with_dates(f"date: {LISTED}{beside}"), judgement=False)
    short = simulate(with_dates(f"every: 7 months from 2022-01{beside}"), judgement=False)
    assert short.record.happened[-1].any()
    assert not parted(told(listed), told(short))


def test_other_dates_would_be_noticed() -> None:
    listed = simulate(with_dates(f"date: {LISTED}"), judgement=False)
    short = simulate(with_dates("every: 7 months from 2022-02"), judgement=False)
    assert parted(told(listed), told(short))


def test_a_longer_run_has_more_of_them() -> None:
    months = {
        length: [
            step
            for step, gain in enumerate(np.diff(one.paths.values[:, 0, 0]), start=1)
            if gain > 0
        ]
        for length in (24, 48)
        for one in [simulate(with_dates("every: 1 year from 2022-06", length), judgement=False)]
    }
    assert months == {24: [6, 18], 48: [6, 18, 30, 42]}


def test_those_before_the_start_have_happened() -> None:
    resolved = with_dates("every: 7 months from 2021-05", 1)
    (happened, _) = simulate(resolved, judgement=False).paths.happened
    assert set(happened) == {-5.0}  # in July 2022, five months before the start
