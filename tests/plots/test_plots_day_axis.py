"""An axis of days: their dates while they are few, then months, then years."""

from __future__ import annotations

import json
from datetime import date

import pytest

from scenario.plots.calendar_axis import day_axis


def ticks(first: str, last: str, width: float = 250) -> dict[int, str]:
    found = day_axis(date.fromisoformat(first), date.fromisoformat(last), width).to_dict()
    values = found["axis"]["values"]
    labels = json.loads(found["axis"]["labelExpr"].removesuffix("[datum.value]").strip("()"))
    return {value: labels[str(value)] for value in values}


@pytest.mark.parametrize(
    ("first", "last", "labels"),
    [
        ("2024-01-01", "2024-01-02", ["2 Jan"]),
        ("2024-01-01", "2024-01-20", ["2 Jan", "7 Jan", "12 Jan", "17 Jan"]),
        ("2023-12-25", "2024-03-10", ["Jan 2024", "Feb 2024", "Mar 2024"]),
        ("2023-12-25", "2027-03-10", ["2024", "2025", "2026", "2027"]),
        ("0001-01-01", "9999-12-31", [f"{n}000" for n in range(1, 10)]),
    ],
)
def test_labels_fit_the_time(first: str, last: str, labels: list[str]) -> None:
    assert list(ticks(first, last).values()) == labels


def test_a_month_is_told_where_it_begins_and_a_year_likewise() -> None:
    assert ticks("2023-12-25", "2024-03-10")[date(2024, 2, 1).toordinal()] == "Feb 2024"
    assert ticks("2023-12-25", "2027-03-10")[date(2026, 1, 1).toordinal()] == "2026"
