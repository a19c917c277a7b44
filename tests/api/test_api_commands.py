"""What a command does a function does too: checking, showing, reporting, describing files."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest

import scenario
from scenario.api import Scenario
from scenario.cli.command import COMMANDS

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("ending", ["html", "md"])
def test_a_report_is_written(base: Scenario, tmp_path: Path, ending: str):
    few = base.with_run(50)
    studies = [scenario.tornado(few), scenario.explain(few)]
    place = scenario.write_report(few, tmp_path / f"report.{ending}", studies=studies)

    text = place.read_text("utf-8")
    assert place == tmp_path / f"report.{ending}"
    assert "What moves it most" in text
    assert "if nothing changed" in text.lower()
    assert "<b>world</b>" not in text


def test_a_report_of_two_scenarios_compares_them(base: Scenario, tmp_path: Path):
    few = base.with_run(50)
    other = few.remove("rules.r")
    alone = scenario.write_report(few, tmp_path / "alone.md").read_text("utf-8")
    both = scenario.write_report([few, other], tmp_path / "both.md").read_text("utf-8")

    assert "Scenarios compared" in both
    assert "Scenarios compared" not in alone


def test_a_comparison_that_is_given_is_not_made_again(
    base: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    few = base.with_run(50)
    given = scenario.compare(few, few.remove("rules.r"), judgement=False, attribute=False)
    made = scenario.write_report([few, few.remove("rules.r")], tmp_path / "made.html")
    monkeypatch.delattr("scenario.report.make.compare")
    taken = scenario.write_report(
        [few, few.remove("rules.r")], tmp_path / "taken.html", studies=[given]
    )

    assert taken.read_text("utf-8") == made.read_text("utf-8")
    with pytest.raises(NameError):
        scenario.write_report([few, few], tmp_path / "none.html")


def test_a_report_does_not_take_the_place_of_another_file(base: Scenario, tmp_path: Path):
    place = tmp_path / "mine.html"
    place.write_text("mine", "utf-8")
    with pytest.raises(scenario.InputError, match="overwrite=True"):
        scenario.write_report(base, place)
    assert place.read_text("utf-8") == "mine"
    scenario.write_report(base.with_run(50), place, overwrite=True)
    scenario.write_report(base.with_run(50), place)  # our own may always be written anew
    assert place.read_text("utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("given", "studies", "said"),
    [
        ("scenarios", [], "a report is about scenarios"),
        ([], [], "a report is about scenarios"),
        (None, ["tornado"], "str is no result of a study"),
        (None, [None], "NoneType is no result of a study"),
    ],
)
def test_a_report_of_something_else_is_refused(
    base: Scenario, tmp_path: Path, given: object, studies: list[object], said: str
):
    with pytest.raises(scenario.InputError, match=said):
        scenario.write_report(base if given is None else given, tmp_path / "r.md", studies=studies)
    assert not (tmp_path / "r.md").exists()


def test_a_file_of_any_kind_is_checked(base: Scenario, tmp_path: Path):
    report = scenario.check(base, workers=1)

    assert report.as_dict() == base.check().as_dict()
    assert scenario.check(tmp_path / "base.yaml").as_dict() == report.as_dict()
    assert repr(report) == "<Report: Not ok, 1 warning, 1 of 2 expectations met, 1 not met.>"
    assert "fails  P(left by 2023-12) > 99%" in report.text()
    assert report.text() == str(report)
    assert "<b>" not in report._repr_html_()
    facts = ROOT / "seeds" / "dated_facts.yaml"
    assert scenario.check(facts) == scenario.Report()
    assert repr(scenario.check(facts)) == "<Report: Ok.>"


@pytest.mark.parametrize("name", ["none.yaml", "wrong.yaml"])
def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path, name: str):
    (tmp_path / "wrong.yaml").write_text("model: {modle: x}", "utf-8")
    for ask in (scenario.check, scenario.show):
        with pytest.raises(scenario.InputError):
            ask(tmp_path / name)


def test_what_is_shown_is_a_file_that_says_the_same(base: Scenario, tmp_path: Path):
    changed = base.set({"drivers.x.start": 2})
    (tmp_path / "shown.yaml").write_text(scenario.show(changed), "utf-8")

    assert scenario.load(tmp_path / "shown.yaml").document() == changed.document()
    assert scenario.show(tmp_path / "base.yaml") == scenario.show(base)
    assert scenario.show(ROOT / "seeds" / "dated_facts.yaml").startswith("source:")


def test_every_value_is_shown_with_its_origin(base: Scenario, tmp_path: Path):
    told = scenario.show(base.set({"drivers.x.start": 2}), origin=True)

    assert "set drivers.x.start" in told
    assert "base.yaml:21  model.expectations.1.because: B." in told
    with pytest.raises(scenario.InputError, match="facts and evidence have one file"):
        scenario.show(ROOT / "seeds" / "dated_facts.yaml", origin=True)


def test_the_schema_of_a_kind_of_file(base: Scenario):
    jsonschema.validate(base.document(), scenario.json_schema("scenario"))
    jsonschema.validate(base.document(), scenario.json_schema())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(base.document() | {"horizzon": 1}, scenario.json_schema())
    with pytest.raises(scenario.InputError, match="did you mean 'model'"):
        scenario.json_schema("models")


def test_the_schema_takes_chances_where_they_may_stand(base: Scenario):
    schema = scenario.json_schema()
    document = base.document()
    document["model"]["parameters"] = {"risk": {"value": {"chance": "30% within 5 years"}}}
    document["model"]["events"] = {"e": {"chance": "2% a year"}}
    jsonschema.validate(document, schema)
    document["model"]["events"] = {"e": {"rate": {"chance": "2% a year"}}}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, schema)
    document["model"]["events"] = {"e": {"chance": "2%"}}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, schema)


def test_every_command_has_its_function():
    elsewhere = {
        "report": "write_report",
        "explore": "write_page",
        "schema": "json_schema",
        "log": "read_log",
        "resolve": "resolve_question",
    }
    others = {"run", "init", "selftest"}  # a method, files to begin with, a look at the machine

    assert {elsewhere.get(name, name) for name in COMMANDS} - others <= set(scenario.__all__)
