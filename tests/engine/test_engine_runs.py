"""How many runs there are where nobody says."""

from __future__ import annotations

import scenario
from scenario.api import Scenario
from scenario.engine.runs import CARRIED, PAIRED, settled
from scenario.resolve import Resolved
from scenario.studies.sweep import sweep
from scenario.studies.tornado import tornado
from tests.support.models import resolve_document

MODEL = {
    "model": "small",
    "title": "Small",
    "start": "2022-12",
    "step": "1 month",
    "question": "Is it b in the end?",
    "parameters": {"p": {"value": "0.2 to 0.6"}},
    "drivers": {"x": {"start": 1, "process": {"random_walk": {"volatility": 0.1}}}},
    "outcome": {
        "start": "a",
        "states": ["a", "b"],
        "transitions": {"go": {"from": "a", "to": "b", "rate": "p"}},
    },
}
READS = {"e": {"rate": 0.1, "when": "outcome.b"}}


def resolved(model: object = MODEL, **said: object) -> Resolved:
    return resolve_document({"model": model, "horizon": "1 year", **said})


def test_runs_that_carry_probabilities_are_fewer() -> None:
    assert settled(resolved()).runs == CARRIED == 4_000
    assert settled(resolved(), PAIRED).runs == PAIRED == 2_500
    forecast = Scenario(resolved()).run(workers=1)
    assert forecast.runs == forecast.document["runs"] == CARRIED


def test_drawn_outcomes_take_more() -> None:
    assert settled(resolved({**MODEL, "events": READS})).runs == 20_000
    assert Scenario(resolved()).run(workers=1, method="sampled", judgement=False).runs == 20_000


def test_what_is_stated_is_made() -> None:
    for runs in (1, 300, 30_000):
        assert settled(resolved(runs=runs)).runs == runs
    assert Scenario(resolved()).run(500, workers=1).runs == 500
    assert tornado(resolved(runs=300), workers=1).runs == 300


def test_studies_of_variants_make_fewer_but_for_a_mean() -> None:
    assert tornado(resolved(), workers=1).runs == PAIRED
    over = {"parameters.p.value": [0.2, 0.5]}
    assert sweep(resolved(), over, workers=1).runs == PAIRED
    assert tornado(resolved(), "mean(x at 2023-12)", workers=1).runs == 20_000


def test_a_saved_forecast_comes_out_again(tmp_path: object) -> None:
    forecast = Scenario(resolved()).run(workers=1)
    forecast.save(f"{tmp_path}/saved")
    assert scenario.verify(f"{tmp_path}/saved").verdict == "identical"
