"""A state that one chain alone has may be asked for without the chain; answers name it in full."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import scenario
from scenario.chains import meant
from scenario.errors import InputError
from tests.support.models import resolve_document
from tests.support.typed import typist

WAYS: dict[str, Any] = {"exit": {"from": "inside", "to": "left", "rate": 0.1}}
WORLD: dict[str, Any] = {
    "model": "two",
    "title": "Two",
    "start": "2022-12",
    "step": "1 month",
    "events": {"lost": {"rate": 0.3}},
    "outcomes": {
        "pact": {"start": "inside", "states": ["inside", "left"], "transitions": WAYS},
        "union": {
            "start": "inside",
            "states": ["inside", "left", "barred", "lost"],
            "transitions": {
                **WAYS,
                "bar": {"from": "inside", "to": "barred", "rate": "0.3 if pact.left else 0.1"},
            },
        },
    },
    "expectations": [{"that": "P(barred by 2023-12) < 60%"}],
}


def world() -> Any:
    return resolve_document({"model": WORLD, "horizon": "2 years", "runs": 400})


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("barred", "union.barred"),
        ("union.barred", "union.barred"),
        ("left", "left"),
        ("nowhere", "nowhere"),
        ("lost", "lost"),
    ],
)
def test_a_name_means_the_only_state_of_that_name(name: str, full: str) -> None:
    known = ("pact.inside", "pact.left", "union.inside", "union.left", "union.barred", "union.lost")
    assert meant(name, known, others={"lost"}) == full
    assert meant("lost", known) == "union.lost"


@pytest.mark.parametrize(
    "question",
    [
        "P({} by 2023-12)",
        "P({} at 2023-12 and pact.left by 2024-06)",
        "P(pact.left by 2024-12 | not {} by 2023-12)",
        "P(pact.left before {})",
        "date(5% of {})",
    ],
)
def test_a_question_with_the_bare_name_is_the_one_with_the_full_name(question: str) -> None:
    bare, full = (
        scenario.ask(world(), question.format(name)).as_dict()
        for name in ("barred", "union.barred")
    )
    assert bare == full
    assert "union.barred" in json.dumps(bare)


def test_an_event_goes_before_a_state_of_some_chain() -> None:
    found = scenario.ask(world(), "P(lost by 2023-12)").answers[0]
    assert found.answer.value == pytest.approx(world_forecast().event("lost", by="2023-12").p)


def world_forecast() -> scenario.Forecast:
    return scenario.Scenario(world()).run()


def test_a_forecast_takes_the_bare_name() -> None:
    forecast = world_forecast()
    assert forecast.probability("barred") == forecast.probability("union.barred")
    assert forecast.first_reached("barred") == forecast.first_reached("union.barred")
    with pytest.raises(InputError, match=r"(?s)no state 'left'.*say which: pact.left, union.left"):
        forecast.probability("left")
    with pytest.raises(InputError, match=r"say which: pact\.left, union\.left"):
        forecast.first_reached("left")


@pytest.mark.parametrize("study", ["explain", "discover", "signposts", "paths", "sweep"])
def test_studies_take_the_bare_name(study: str) -> None:
    more = {"over": {"events.lost.rate": [0.1, 0.2]}} if study == "sweep" else {}
    asked = getattr(scenario, study)
    found = asked(world(), state="barred", **more).as_dict()
    assert found == asked(world(), state="union.barred", **more).as_dict()
    assert "union.barred" in json.dumps(found)
    with pytest.raises(InputError, match=r"say which: pact\.left, union\.left"):
        asked(world(), state="left", **more)


def test_a_comparison_takes_the_bare_name() -> None:
    found = scenario.compare(world(), world(), judgement=False)
    assert found.difference("barred") == found.difference("union.barred")
    with pytest.raises(InputError, match=r"say which: pact\.left, union\.left"):
        found.difference("left")


def test_expectations_may_say_the_bare_name() -> None:
    verdict = scenario.Scenario(world()).check().verdicts[0]
    assert verdict.status == "holds"
    assert "union.barred" in str(verdict.answers[0].as_dict())


def test_a_transition_is_followed_by_its_bare_name_and_all_chains_as_the_outcome() -> None:
    followed = scenario.trace(world(), only="bar")
    assert followed.only == ("transitions.union.bar",)
    assert scenario.trace(world(), only="outcome").only == ("outcomes.pact", "outcomes.union")
    with pytest.raises(InputError, match=r"say which: pact\.exit, union\.exit"):
        scenario.trace(world(), only="exit")


def test_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "two.yaml"
    file.write_text(json.dumps(WORLD), encoding="utf-8")
    typed = typist(capsys, monkeypatch)
    given = ("explain", str(file), "--runs", "200")
    told = typed(*given, "--json", "--state", "barred")
    assert told.code == 0, told.err
    assert told.json()["of"].startswith("P(union.barred by ")
    refused = typed(*given, "--state", "left")
    assert refused.code == 2
    assert "say which: pact.left, union.left" in refused.err
