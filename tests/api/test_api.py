"""The Python face: scenarios are read, changed into others, run and checked, and never change."""

from __future__ import annotations

import dataclasses
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import scenario
from scenario.api import Scenario

ROOT = Path(__file__).resolve().parents[2]


def test_a_file_may_be_given_as_text_or_path(base: Scenario, tmp_path: Path):
    again = scenario.load(str(tmp_path / "base.yaml"))

    assert again.document() == base.document()
    assert (base.title, base.model.model) == ("Small <b>world</b>", "small")


def test_run_takes_from_the_file_what_is_not_said(base: Scenario):
    forecast = base.run()

    assert (forecast.runs, forecast.random_seed, str(forecast.until)) == (500, 3, "2024-12")
    assert 0 < forecast.probability("left", by="2023-12").p < 1
    assert forecast.probability("left").judgement is not None


def test_run_can_say_otherwise(base: Scenario):
    forecast = base.run(100, random_seed=0, until="2023-06", judgement=False, workers=1)

    assert (forecast.runs, forecast.random_seed, str(forecast.until)) == (100, 0, "2023-06")
    assert forecast.probability("left").judgement is None
    assert str(base.run(10, horizon="6 months", judgement=False).until) == "2023-06"
    assert base.run(10, until=scenario.Month.parse("2023-01"), judgement=False).runs == 10


def test_progress_is_told(base: Scenario):
    told: list[tuple[int, int]] = []
    base.run(judgement=False, workers=1, progress=lambda done, total: told.append((done, total)))

    assert told == [(500, 500)]


def test_changes_make_new_scenarios_and_leave_the_old_alone(base: Scenario):
    before = base.document()
    changed = base.set({"drivers.x.start": 2}).hold({"x": "start"}).remove(["rules.r"])

    assert base.document() == before
    after = changed.document()
    assert after["model"]["drivers"]["x"]["start"] == 2
    assert after["hold"] == {"x": "start"}
    assert "rules" not in after["model"] or not after["model"]["rules"]


def test_one_path_may_be_removed_without_its_brackets(base: Scenario):
    assert base.remove("rules.r").document() == base.remove(["rules.r"]).document()


def test_nothing_can_be_assigned(base: Scenario):
    with pytest.raises(dataclasses.FrozenInstanceError):
        base.resolved = None  # type: ignore[misc, assignment]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda s: s.set({"drivers.y.start": 1}), "did you mean drivers.x.start"),
        (lambda s: s.hold({"y": 1}), "y"),
        (lambda s: s.remove(["rules.q"]), "rules.q"),
        (lambda s: s.run(0), "at least one run"),
        (lambda s: s.run(workers=0), "at least one worker"),
        (lambda s: s.run(horizon="1 year", until="2023-12"), "not both"),
        (lambda s: s.run(until="2020-01"), "2020-01"),
    ],
)
def test_what_cannot_be_is_refused(base: Scenario, change, said: str):
    with pytest.raises(scenario.InputError, match=said):
        change(base)


def test_a_run_heeds_what_it_is_given_and_expectations_are_not_judged_by_it(
    base: Scenario, tmp_path: Path
):
    file = tmp_path / "given.yaml"
    given = "given: [{evidence: [{date: 2023-02, outcome: here}]}]\n"
    file.write_text((tmp_path / "base.yaml").read_text("utf-8") + given, "utf-8")

    forecast = scenario.load(file).run(1024, judgement=False)
    assert forecast.probability("here", at="2023-02").p == 1
    assert base.run(1024, judgement=False).probability("here", at="2023-02").p < 1
    report = scenario.load(file).check()
    assert report.verdicts == ()
    assert "expectations were not run: evidence is given" in report.text()


def test_overrides_are_what_set_takes_on_the_command_line(tmp_path: Path, base: Scenario):
    found = scenario.load(tmp_path / "base.yaml", [("drivers.x.start", "2"), ("runs", "7")])

    assert found.model.drivers["x"].start == 2
    assert found.resolved.runs == 7


def test_check_gathers_warnings_findings_and_verdicts(base: Scenario):
    report = base.check(workers=1)

    assert [verdict.status for verdict in report.verdicts] == ["holds", "fails"]
    assert not report.ok
    assert [problem.message for problem in report.warnings] == [
        "transition go neither cites a fact nor says assumed: true"
    ]
    assert "0 of 3 elements cite a fact, 2 are assumed, 1 says neither" in report.text()
    assert report.failed[0].mark is not None


def test_a_forecast_is_saved_and_read_back(base: Scenario, tmp_path: Path):
    forecast = base.run(judgement=False)
    forecast.save(tmp_path / "saved")

    again = scenario.load_forecast(tmp_path / "saved")
    assert again.as_dict() == forecast.as_dict()


@pytest.mark.parametrize("name", scenario.__all__)
def test_every_public_name_is_there(name: str):
    assert getattr(scenario, name) is not None
    assert name in dir(scenario)


def test_every_line_of_the_list_is_read():
    stub = Path(scenario.__file__).with_suffix(".pyi").read_text("utf-8")

    assert stub.count(" import ") == len(scenario.__all__) - 1  # the version is no import


def test_a_star_imports_the_public_names():
    names: dict[str, object] = {}
    exec("from scenario import *", names)

    assert set(scenario.__all__) <= set(names)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match=r"no attribute 'lode'; did you mean scenario\.load"):
        scenario.lode  # noqa: B018 - the look-up is the test


def test_importing_the_package_loads_nothing_heavy():
    probe = (
        "import sys, scenario\n"
        "print([name for name in ('numpy', 'pydantic', 'yaml', 'click') if name in sys.modules])\n"
        "scenario.load\n"
        "print([name for name in ('pandas', 'xarray', 'rich', 'click') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout == "[]\n[]\n"


def test_tab_completion_offers_the_public_names_alone():
    offered = {name for name in dir(scenario) if not name.startswith("_")}

    assert offered == {name for name in scenario.__all__ if not name.startswith("_")} | {"plots"}


@pytest.mark.parametrize(("typed", "meant"), [("run", "load(...).run()"), ("comprae", "compare")])
def test_a_name_that_is_none_is_told_the_nearest(typed: str, meant: str):
    with pytest.raises(AttributeError, match=re.escape(f"did you mean scenario.{meant}?")):
        getattr(scenario, typed)


@pytest.mark.parametrize("given", ["base.yaml", Path("base.yaml")])
def test_a_study_of_a_file_name_says_how_to_load_it(given: object):
    with pytest.raises(scenario.InputError, match=r"hint: load the file .*'base\.yaml'"):
        scenario.tornado(given)  # type: ignore[arg-type]


def test_a_study_of_something_else_says_what_it_takes(base: Scenario):
    with pytest.raises(scenario.InputError, match="takes a scenario, not a Forecast"):
        scenario.explain(base.run(10), "left")  # type: ignore[arg-type]


def test_scenarios_to_compare_may_stand_in_a_list(base: Scenario):
    others = [base.set({"drivers.x.start": 2}), base.remove("rules.r")]
    asked = {"runs": 50, "judgement": False, "attribute": False}

    listed = scenario.compare(base, others, **asked).as_dict()
    assert listed == scenario.compare(base, *others, **asked).as_dict()
    assert listed == scenario.compare(base, others[:1], others[1], **asked).as_dict()
    with pytest.raises(scenario.InputError, match="needs two scenarios"):
        scenario.compare(base, [])


@pytest.mark.parametrize("name", ["discover", "signposts", "paths"])
def test_studies_of_futures_say_what_they_take(name: str):
    taken = inspect.signature(getattr(scenario, name)).parameters

    assert {"runs", "random_seed", "workers", "progress"} < set(taken)
    assert not any(one.kind is one.VAR_KEYWORD for one in taken.values())
