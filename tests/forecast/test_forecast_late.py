"""Paths whose values are made late are paths like any other, to whoever looks at them."""

from __future__ import annotations

import copy
import pickle
import threading
import time
import weakref
from collections.abc import Callable
from dataclasses import FrozenInstanceError, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import scenario
from scenario.forecast import Forecast, Paths, differences, load, save
from tests.forecast.made import made
from tests.support.models import resolve_text

MADE = made()
MODEL = """model: m
start: 2022-12
step: 1 month
parameters: {p: {value: 1 to 2}}
drivers:
  d: {start: 1 to 3, process: {random_walk: {volatility: 0.3}}}
  c: {start: 2, process: constant}
actors: {g: {alignment: 0, responds_to: {d: 0.1}, volatility: 0.1}}
events: {e: {rate: 0.8, effects: [{add: 1, to: d}]}}
rules: {r: {when: d > 2, effects: [{multiply: x, by: p}]}}
outcome: {start: a, states: [a, b], transitions: {x: {from: a, to: b, rate: 0.3 * exp(d / 5)}}}
"""


class Maker:
    """Makes the values, and counts how often it was asked to."""

    def __init__(self, failing: int = 0, slow: float = 0.0) -> None:
        self.asked, self._failing, self._slow = 0, failing, slow

    def __call__(self) -> np.ndarray:
        self.asked += 1
        time.sleep(self._slow)
        if self.asked <= self._failing:
            raise KeyboardInterrupt
        return MADE.paths.values.copy()


def late(make: Callable[[], Any]) -> Forecast:
    rest = {f.name: getattr(MADE.paths, f.name) for f in fields(Paths) if f.name != "values"}
    return replace(MADE, paths=Paths.late(make, **rest))


USES: dict[str, Callable[[Forecast], Any]] = {
    "values": lambda forecast: replace(MADE, paths=forecast.paths),
    "copy": copy.copy,
    "copy of the paths": lambda forecast: replace(forecast, paths=copy.copy(forecast.paths)),
    "deepcopy": copy.deepcopy,
    "pickle": lambda forecast: pickle.loads(pickle.dumps(forecast)),
    "replace": lambda forecast: replace(forecast, paths=replace(forecast.paths)),
}


@pytest.mark.parametrize("use", USES)
def test_however_they_are_handed_on_they_are_equal(use: str) -> None:
    maker = Maker()
    found = USES[use](late(maker))
    assert found == MADE
    assert found.paths == MADE.paths
    assert maker.asked == 1
    assert np.array_equal(found.paths.values, MADE.paths.values)


def test_they_are_made_once_and_not_before_they_are_asked_for() -> None:
    maker = Maker()
    forecast = late(maker)
    forecast.as_dict()
    forecast.table()
    forecast.probability("out")
    assert forecast.paths.runs == 50
    assert "50 runs" in repr(forecast.paths)
    assert maker.asked == 0
    assert forecast.paths.values is forecast.paths.values
    assert maker.asked == 1


def test_what_made_them_is_let_go() -> None:
    maker = Maker()
    gone = weakref.ref(maker)
    forecast = late(maker)
    del maker
    assert gone() is not None
    assert forecast.paths.values.size
    assert gone() is None


def test_stopped_while_they_are_made_they_can_be_asked_for_again() -> None:
    forecast = late(Maker(failing=1))
    with pytest.raises(KeyboardInterrupt):
        _ = forecast.paths.values
    assert forecast == MADE


def test_threads_that_ask_at_once_get_the_same() -> None:
    maker = Maker(slow=0.05)
    forecast = late(maker)
    found: list[Any] = []
    threads = [
        threading.Thread(target=lambda: found.append(forecast.paths.values)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert maker.asked == 1
    assert len(found) == 8
    assert all(values is found[0] for values in found)


def test_they_are_as_frozen_as_others() -> None:
    paths = late(Maker()).paths
    with pytest.raises(FrozenInstanceError):
        paths.values = MADE.paths.values  # type: ignore[misc]
    with pytest.raises(AttributeError, match="nothing"):
        _ = paths.nothing
    with pytest.raises(TypeError, match="unhashable"):
        hash(paths)


def test_other_paths_are_not_equal() -> None:
    other = replace(MADE.paths, values=MADE.paths.values + 1)
    assert other != MADE.paths
    assert differences(other, MADE.paths) == ("values",)
    assert MADE.paths != "paths"


def test_the_dataset_and_the_saved_file_have_them(tmp_path: Path) -> None:
    drivers = MADE.paths.values[:, :2]
    assert np.array_equal(late(Maker()).data["path_value"].values, drivers)
    assert load(save(late(Maker()), tmp_path / "saved")) == MADE


# Those of the engine


@pytest.mark.parametrize("runs", [1, 600, 2_000])
@pytest.mark.parametrize("engine", ["wasm", "native"])
def test_a_saved_forecast_reads_back_equal(runs: int, engine: str, tmp_path: Path) -> None:
    if engine == "native":
        pytest.importorskip("llvmlite")
    model = scenario.Scenario(resolve_text(MODEL))
    forecast = model.run(runs, engine=engine)
    again = model.run(runs, engine="wasm")
    assert load(save(forecast, tmp_path / "saved")) == forecast
    assert differences(forecast, replace(again, provenance=forecast.provenance)) == ()


def test_analysis_says_the_same_of_a_forecast_and_of_its_folder(tmp_path: Path) -> None:
    forecast = scenario.Scenario(resolve_text(MODEL)).run(1_500, judgement=False)
    folder = forecast.save(tmp_path / "saved")
    saved = load(folder)
    for study in (scenario.discover, scenario.signposts, scenario.paths):
        assert study(forecast).as_dict() == study(saved).as_dict()
