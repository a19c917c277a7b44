"""Charts of a report: one, several, or none where there is nothing to draw."""

from __future__ import annotations

import pytest

from scenario.engine.results import run
from scenario.report.figures import figures_of
from tests.support.models import resolve

TWO = {
    "start": "a",
    "states": ["a", "b"],
    "transitions": {"go": {"from": "a", "to": "b", "rate": 1}},
}
DRIVER = {"start": 1, "process": "constant"}


@pytest.mark.parametrize(
    ("model", "name", "count"),
    [
        ({"outcome": TWO}, "drivers", 0),
        ({"outcome": TWO, "drivers": {"x": DRIVER}}, "drivers", 1),
        ({"outcome": TWO}, "outcome", 1),
    ],
)
def test_there_are_as_many_charts_as_there_is_to_draw(model: dict, name: str, count: int) -> None:
    forecast = run(resolve(model, 6, runs=20), judgement=False)
    assert len(list(figures_of(forecast, name))) == count
