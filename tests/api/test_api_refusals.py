"""What is given wrongly is refused in words, not by an error from deep inside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import scenario
from scenario.api import Scenario

WRONG: dict[str, tuple[Callable[[Scenario], Any], str]] = {
    "a text to set": (lambda s: s.set("drivers.x.start=5"), "write {'drivers.trade.start': 4.5}"),
    "a list to set": (lambda s: s.set(["drivers.x.start"]), "set takes paths with their values"),
    "a number as path": (lambda s: s.set({1: 2}), "set takes paths with their values"),
    "a text to hold": (lambda s: s.hold("x"), "write {'trade': 'start'}"),
    "a number to remove": (lambda s: s.remove(3), "write ['events.drought']"),
    "numbers to remove": (lambda s: s.remove([3]), "remove takes paths"),
    "a date that is none": (lambda s: s.set({"drivers.x.start": pd.NaT}), "NaT is no date"),
    "no number": (lambda s: s.set({"drivers.x.start": float("nan")}), "not finite"),
    "another method": (lambda s: s.run(method="smapled"), "did you mean 'sampled'"),
    "workers as text": (lambda s: s.run(workers="2"), "at least one worker"),
    "no workers": (lambda s: s.run(workers=0), "at least one worker"),
    "workers of a study": (lambda s: scenario.tornado(s, workers=1.5), "at least one worker"),
    "half a run": (lambda s: s.run(10.5), "expected a whole number, found 10.5"),
    "half a run to trace": (lambda s: scenario.trace(s, 1.5), "there is no run 1.5"),
    "truth as run": (lambda s: scenario.trace(s, True), "there is no run True"),
    "a sweep of a path": (lambda s: scenario.sweep(s, "drivers.x.start"), "over paths with"),
    "an actor that is none": (lambda s: s.run(10).expected("y"), "drivers and actors: x"),
}


@pytest.mark.parametrize(("wrong", "said"), WRONG.values(), ids=WRONG)
def test_it_is_refused_in_words(base: Scenario, wrong: Callable[[Scenario], Any], said: str):
    with pytest.raises(scenario.InputError) as told:
        wrong(base)
    assert said in str(told.value)


def test_numbers_of_numpy_are_numbers(base: Scenario):
    changed = base.set({"drivers.x.start": np.float64(2), "runs": np.int64(20)})

    assert changed.model.drivers["x"].start == 2
    assert changed.run(workers=np.int64(1)).runs == 20
    assert scenario.trace(base, np.int64(3)).path.run == 3
    assert scenario.sweep(base, {"drivers.x.start": np.linspace(1, 2, 3)}, runs=20).as_dict()


def test_one_value_is_a_sweep_of_one(base: Scenario):
    one, listed = (
        scenario.sweep(base, {"drivers.x.start": over}, runs=20).as_dict() for over in (2, [2])
    )

    assert one == listed


def test_overrides_may_be_values_by_path(base: Scenario, tmp_path: Path):
    found = scenario.load(tmp_path / "base.yaml", {"drivers.x.start": 2, "runs": 7})

    assert found.document() == base.set({"drivers.x.start": 2, "runs": 7}).document()
    assert found.changes == ("drivers.x.start = 2", "runs = 7")


def test_a_date_may_be_set_as_a_month(tmp_path: Path, base: Scenario):
    text = (tmp_path / "base.yaml").read_text("utf-8")
    event = "  events:\n    e: {date: 2023-03, because: B., assumed: true}\n  rules:\n"
    (tmp_path / "dated.yaml").write_text(text.replace("  rules:\n", event, 1), "utf-8")
    dated = scenario.load(tmp_path / "dated.yaml")

    for given in (date(2023, 6, 30), pd.Timestamp("2023-06-30"), np.datetime64("2023-06-30")):
        assert (
            dated.set({"events.e.date": given}).document()
            == dated.set({"events.e.date": "2023-06"}).document()
        )


def test_an_explanation_without_a_state_is_of_the_one_the_model_asks_about(base: Scenario):
    asked = {"runs": 50, "walks": 5}

    assert scenario.explain(base, **asked).as_dict() == (
        scenario.explain(base, "left", **asked).as_dict()
    )


def test_compared_scenarios_are_told_apart(base: Scenario):
    asked = {"runs": 50, "judgement": False, "attribute": False}
    twice, without = base.set({"drivers.x.start": 2}), base.remove("rules.r")

    found = scenario.compare(base, twice, without, without, **asked)
    assert [pair.label.removeprefix(base.resolved.name) for pair in found.pairs] == [
        ": drivers.x.start = 2",
        ": without rules.r",
        ": without rules.r (2)",
    ]
    named = scenario.compare(base, {"twice (x)": twice, "freed": without}, **asked)
    assert [pair.label for pair in named.pairs] == ["twice (x)", "freed"]
    assert set(named.table()["scenario"]) == {"twice (x)", "freed"}
    assert named.difference("left", scenario="freed") == named.pair("freed").by.cell(-1, 1)
