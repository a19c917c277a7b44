"""An estimate is a number: it computes, compares, sorts, prints and is stored as one."""

from __future__ import annotations

import copy
import json
import math
import pickle
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from scenario import Estimate

QUARTER = Estimate(0.25, 0.01, 0.23, 0.27, (0.1, 0.5))
HALF = Estimate(0.5, 0.02, 0.46, 0.54)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (QUARTER + HALF, 0.75),
        (1 - QUARTER, 0.75),
        (HALF / QUARTER, 2.0),
        (QUARTER**2, 0.0625),
        (-QUARTER, -0.25),
        (abs(QUARTER), 0.25),
        (round(QUARTER, 1), 0.2),
        (sum([QUARTER, HALF]), 0.75),
        (float(QUARTER), 0.25),
        (math.log2(QUARTER), -2.0),
        (np.float64(2) * QUARTER, 0.5),
    ],
)
def test_what_is_computed_from_it_is_a_plain_float(found: float, expected: float):
    assert found == expected
    assert not isinstance(found, Estimate)


def test_it_is_compared_with_numbers_and_sorted():
    assert QUARTER < 0.3 < HALF
    assert 0.25 <= QUARTER <= HALF
    assert QUARTER == 0.25
    assert QUARTER != 0.3
    assert QUARTER == 0.25
    assert sorted([HALF, QUARTER]) == [QUARTER, HALF]
    assert max(QUARTER, HALF) is HALF


def test_estimates_are_equal_where_all_their_fields_are():
    assert replace(QUARTER) == QUARTER
    for field, other in [("se", 0.0), ("low", 0.0), ("high", 1.0), ("judgement", None)]:
        assert replace(QUARTER, **{field: other}) != QUARTER
        assert (replace(QUARTER, **{field: other}) == QUARTER) is False
    assert hash(QUARTER) == hash(0.25)


def test_what_is_replaced_is_the_number_too():
    assert float(replace(QUARTER, p=0.75)) == 0.75


@pytest.mark.parametrize(
    "again", [copy.copy, copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))]
)
def test_a_copy_is_equal(again):
    made = again(QUARTER)

    assert isinstance(made, Estimate)
    assert made == QUARTER
    assert made.judgement == (0.1, 0.5)


def test_json_has_the_number():
    assert json.dumps({"left": QUARTER, "in": [HALF]}) == '{"left": 0.25, "in": [0.5]}'


def test_arrays_and_tables_have_numbers():
    assert np.array([QUARTER, HALF]).dtype == np.float64
    assert (np.arange(3) * QUARTER).tolist() == [0, 0.25, 0.5]
    assert (QUARTER * np.arange(3)).tolist() == [0, 0.25, 0.5]
    assert np.sqrt(QUARTER) == 0.5
    assert (np.array([0.25, 0.3]) == QUARTER).tolist() == [True, False]
    assert (np.array([0.25, 0.3]) != QUARTER).tolist() == [False, True]
    assert pd.Series([QUARTER, HALF]).dtype == np.float64
    assert pd.DataFrame({"p": [QUARTER, HALF]})["p"].sum() == 0.75


def test_it_is_written_as_its_format_says():
    assert f"{QUARTER:.0%} {QUARTER:6.3f} {QUARTER}" == "25%  0.250 0.25"


def test_it_shows_itself_with_its_errors():
    assert repr(HALF) == "<Estimate 0.5 (95 %: 0.46 to 0.54)>"
    assert repr(QUARTER) == "<Estimate 0.25 (95 %: 0.23 to 0.27; judgements: 0.1 to 0.5)>"
    worst = Estimate(1 / 7, 1 / 70, 1 / 8, 1 / 6, (1 / 9e4, 1 - 1 / 9e4))
    assert len(repr(worst)) <= 80


def test_it_never_changes():
    with pytest.raises(AttributeError):
        QUARTER.p = 0.3  # type: ignore[misc]
