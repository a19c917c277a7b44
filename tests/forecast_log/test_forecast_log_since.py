"""What changed since last time: answers, files, settings and paths."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

import scenario
from scenario.api import Scenario
from scenario.forecast_log.append import log_forecast
from scenario.forecast_log.records import Logged
from scenario.studies import since as study
from scenario.studies.since import since
from tests.forecast_log.conftest import MODEL
from tests.forecast_log.made import at, forecast, write
from tests.support.models import resolve_text


@pytest.fixture
def base() -> Scenario:
    model = MODEL.replace("RATE", "0.1 to 0.4")
    return Scenario(resolve_text(model, 12, runs=200, random_seed=1))


@pytest.fixture
def place(tmp_path: Path, base: Scenario) -> Path:
    place = tmp_path / "f.log"
    log_forecast(base.run(), place, author="ann", files=base.resolved.files, now=at("2024-01-02"))
    return place


def test_the_same_again_has_not_moved_at_all(base: Scenario, place: Path):
    found = since(base.run(), place, resolved=base.resolved)
    assert {one.difference for one in found.moved} == {0.0}
    assert {one.se for one in found.moved} == {0.0}
    assert not [one for one in found.moved if one.shown]
    assert (found.files, found.settings, found.changes, found.fresh) == ((), {}, (), ())
    said = " ".join(found.text().split())
    assert "none of 20 answers has moved" in said
    assert "Nothing that it was made from has changed." in said


def test_other_draws_are_sampling_error(base: Scenario, place: Path):
    other = base.with_run(random_seed=2)
    found = since(other.run(), place, resolved=other.resolved)
    assert found.settings == {"random_seed": (1, 2)}
    for one in found.moved:
        assert one.se == math.hypot(one.then.se, other.run().probability(
            one.question.state, **{one.question.kind: one.question.due}).se)  # fmt: skip
    assert "random seed: 1 → 2" in found.text()


def test_a_change_is_named_by_its_path_and_title(base: Scenario, place: Path):
    other = base.set({"outcome.transitions.break.rate": 3, "outcome.states.war.title": "Battle"})
    found = since(other.run(), place, resolved=other.resolved)
    assert [one.path for one in found.changes or ()] == ["outcome.transitions.break.rate"]
    war = next(one for one in found.moved if one.question.id == "river/war/by/2024-12")
    assert war.shown
    assert war.difference > 0.5
    assert war.row == max(one.row for one in found.moved if one.question.id == war.question.id)
    assert "most of all “War by December 2024”" in " ".join(found.text().split())
    assert "0.1 to 0.4 → 3" in found.text()
    assert max(map(len, found.text().splitlines())) <= 80


def test_another_end_and_files_are_told(base: Scenario, place: Path):
    other = base.with_run(horizon="2 years")  # whose table shows other months
    found = since(other.run(), place, resolved=other.resolved)
    assert ("until", "2024-12", "2025-12") in [
        (one.path, one.was, one.becomes) for one in found.changes or ()
    ]
    assert found.fresh
    assert "until: Dec 2024 → Dec 2025" in found.text()
    names = study._files(
        forecast(0.5, inputs='{"a": "%s", "b": "%s"}' % ("0" * 64, "1" * 64)),  # noqa: UP031
        base.resolved,
    )
    assert {(one.name, one.becomes) for one in names} >= {("a", None), ("b", None)}


def test_another_scenario_of_the_model_is_said_to_be_one(base: Scenario, place: Path):
    renamed = base.run()
    object.__setattr__(renamed, "title", "Otherwise")
    found = since(renamed, place, resolved=base.resolved)
    assert found.settings == {"scenario": ("The river", "Otherwise")}
    log_forecast(renamed, place, author="bob", now=at("2024-01-03"))
    assert since(renamed, place, resolved=base.resolved).settings == {}


def test_a_log_without_the_question_and_rows_without_errors(base: Scenario, tmp_path: Path):
    place = tmp_path / "g.log"
    log_forecast(base.run(), place, author="ann", now=at("2024-01-02"))
    bare = forecast(0.25, due="2024-12", scenario="The river", se=None, resolved=None)
    write(place, [bare])
    found = since(base.run(), place, resolved=base.resolved)
    (one,) = [one for one in found.moved if one.then.se is None]
    assert (one.se, one.shown, one.as_dict()["low"]) == (None, False, None)
    assert found.changes is None
    assert "was not kept" in " ".join(found.text().split())
    assert isinstance(found.last, Logged)
    assert found.last.p == 0.25


def test_a_log_of_other_models_has_no_former_answer(base: Scenario, place: Path):
    other = Scenario(resolve_text(MODEL.replace("RATE", "1").replace("river", "lake"), 12))
    found = scenario.since(other.run(64), place, resolved=other.resolved)
    assert found.last is None
    assert "has no forecast of these questions yet" in " ".join(found.text().split())
    assert found.text().startswith("What changed since last time\n")
    assert not found.answer().startswith("What changed")
    assert found.as_dict()["answers"] == []


def test_a_kept_scenario_of_another_version_is_passed_over(
    base: Scenario, place: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(study, "_read", lambda _: None)
    found = since(base.run(), place, resolved=base.resolved)
    assert found.changes is None
    assert "cannot read the scenario as it was then" in " ".join(found.text().split())
