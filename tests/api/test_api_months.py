"""Wherever Python takes a month it takes a date: of Python, of pandas, of NumPy, of xarray."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import scenario
from scenario import InputError, Month
from scenario.api import Scenario
from scenario.calendar import month_of

DATES = [
    "2023-06",
    Month.parse("2023-06"),
    date(2023, 6, 30),
    datetime(2023, 6, 1, 12, tzinfo=UTC),
    pd.Timestamp("2023-06-15"),
    pd.Timestamp("2023-06-30 23:30", tz="US/Eastern"),  # July in Greenwich, June where it was said
    pd.Period("2023-06", "M"),
    np.datetime64("2023-06"),
    np.datetime64("2023-06-15T10:00", "ns"),
    np.array("2023-06-15", "M8[D]"),
    xr.DataArray(np.datetime64("2023-06-30", "ns")),
    np.str_("2023-06"),
]
NAMES = [f"{type(given).__name__}-{place}" for place, given in enumerate(DATES)]


@pytest.mark.parametrize("given", DATES, ids=NAMES)
def test_a_date_is_taken_as_its_month(given: Any):
    assert month_of(given) == Month.parse("2023-06")


def test_every_month_of_a_forecast_can_be_asked_with_its_own_time(base: Scenario):
    forecast = base.run(50, judgement=False)

    for time, month in zip(forecast.data["time"], forecast.dates, strict=True):
        assert forecast.probability("left", at=time) == forecast.probability("left", at=month)
    table = forecast.table()
    assert forecast.probability("left", by=table["time"].iloc[-1]) == forecast.probability("left")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (pd.NaT, "NaT is no date"),
        (np.datetime64("NaT"), "NaT is no date"),
        ("NaT", "NaT is no date"),
        ("2022-13", "months go from 01 to 12"),
        ("2023-06-15", "write the month alone: 2023-06"),
        ("", "is not a month"),
        (np.datetime64("2023"), "'2023' is not a month"),
        (pd.Period("2023", "Y"), "'2023' is not a month"),
        (2023, "found 2023; write it as"),
        (float("nan"), "found nan; write it as"),
        (True, "found true; write it as"),
        (None, "found nothing; write it as"),
        (["2023-06"], "found a list; write it as"),
        (np.array(["2023-06"], "M8[M]"), "write it as 2023-09"),
        (pd.Series(["2023-06"]), "write it as 2023-09"),
        (pd.to_datetime(["2023-06"]), "write it as 2023-09"),
    ],
)
def test_what_names_no_month_is_refused(given: Any, said: str):
    with pytest.raises(InputError, match=said):
        month_of(given)


ASKED: dict[str, Callable[[Scenario, Any], Any]] = {
    "run": lambda s, month: s.run(50, until=month, judgement=False),
    "with_run": lambda s, month: s.with_run(50, until=month).document(),
    "probability by": lambda s, month: s.run(50).probability("left", by=month),
    "probability at": lambda s, month: s.run(50).probability("left", at=month),
    "expected": lambda s, month: s.run(50).expected("x", at=month),
    "difference": lambda s, month: scenario.compare(
        s, s.set({"drivers.x.start": 2}), runs=50, judgement=False, attribute=False
    ).difference("left", by=month),
    "explain": lambda s, month: scenario.explain(s, "left", by=month, runs=50, walks=5),
    "sweep by": lambda s, month: scenario.sweep(s, {"drivers.x.start": [1]}, by=month, runs=50),
    "sweep at": lambda s, month: scenario.sweep(s, {"drivers.x.start": [1]}, at=month, runs=50),
    "trace": lambda s, month: scenario.trace(s, start=month, end=month),
    "discover": lambda s, month: scenario.discover(s, by=month, runs=50),
    "signposts": lambda s, month: scenario.signposts(s, by=month, runs=50),
    "paths": lambda s, month: scenario.paths(s, by=month, runs=50),
}


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)
def test_every_question_takes_dates(base: Scenario, ask: Callable[[Scenario, Any], Any]):
    def told(given: Any) -> Any:
        found = ask(base, given)
        return found.as_dict() if hasattr(found, "as_dict") else found

    assert told(pd.Timestamp("2023-06-15")) == told("2023-06")
    assert told("2023-06") != told("2023-07") or ask is ASKED["expected"]  # of what never moves


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)
@pytest.mark.parametrize("given", [pd.NaT, "2022-13", 2023, ""], ids=str)
def test_every_question_refuses_what_is_no_month(
    base: Scenario, ask: Callable[[Scenario, Any], Any], given: Any
):
    with pytest.raises(InputError, match=r"no date|month"):
        ask(base, given)
