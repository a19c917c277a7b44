"""`discover`, `signposts` and `paths` as they are typed, on a scenario and on a saved forecast."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

import scenario
from scenario.cli import main
from scenario.cli.command import COMMANDS as ALL
from scenario.cli.study import Study
from scenario.studies.futures import futures
from tests.cli.conftest import FACTS, MODEL, SCENARIO

COMMANDS = [
    name
    for name, one in ALL.items()
    if isinstance(one, Study) and one.subject == "scenario_or_saved"
]
"""Those that look at kept futures."""
NEXT = {"discover": "signposts", "signposts": "paths", "paths": "explain"}


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in (("model", MODEL), ("facts", FACTS), ("base", SCENARIO)):
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr("sys.argv", ["scenario"])


@pytest.mark.parametrize("name", COMMANDS)
def test_text(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "base.yaml", "--state", "deal", "--by", "2031-07"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Deal by July 2031: ")
    assert f"Next: scenario {NEXT[name]} base.yaml --state deal --by 2031-07" in out
    assert max(map(len, out.splitlines())) <= 80
    assert "\x1b" not in out


@pytest.mark.parametrize("name", COMMANDS)
def test_a_saved_forecast_answers_from_the_runs_it_keeps(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", "base.yaml", "--runs", "6000", "--no-judgement", "--out", "saved"]) == 0
    capsys.readouterr()
    assert main([name, "saved", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["state"], found["by"], found["runs"]) == ("deal", "2032-01", 4096)
    assert main([name, "saved"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "4,096 of 6,000 runs were kept" in text
    assert "Next: scenario " in text
    assert main([name, "saved", "--runs", "50"]) == 2
    error = capsys.readouterr().err
    assert "--runs does not apply to a saved forecast" in error
    assert "saved/resolved.yaml" in error


def test_the_scenario_and_its_forecast_say_the_same() -> None:
    base = scenario.load("base.yaml")
    forecast = base.run(judgement=False)
    assert scenario.paths(base).as_dict() == scenario.paths(forecast).as_dict()
    for study in (scenario.signposts, scenario.discover):
        carried, drawn = study(base), study(forecast)
        assert (carried.outcomes, drawn.outcomes) == ("carried", "drawn")
        low, high = drawn.base.estimate.low, drawn.base.estimate.high
        assert low < carried.base.p < high
        assert carried.base.half < drawn.base.half


def test_kept_futures_are_those_of_the_run() -> None:
    base = scenario.load("base.yaml")
    kept = futures(base, runs=9000, workers=2)
    again = futures(base, runs=9000, workers=1)
    assert np.array_equal(kept.states, again.states)
    assert np.array_equal(kept.judgements, again.judgements)
    column = kept.labels.states.index("deal")
    drawn = base.run(9000, judgement=False, method="sampled")
    assert (kept.first_step("deal") <= 24).sum() == drawn.reached[-1, column]
    forecast = base.run(9000, judgement=False)
    carried = futures(base, runs=9000, workers=2, state="deal")
    assert np.array_equal(carried.states, kept.states)
    assert np.array_equal(carried.values, kept.values)
    by_step = [carried.reached("deal").by(step).sum() for step in range(25)]
    assert by_step == pytest.approx(forecast.reached[:, column])


def test_quiet_is_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["signposts", "base.yaml", "-q"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Deal by January 2032: 77 %, likely (4,000 runs).\nIf “")
    assert len(out.splitlines()) <= 6
    assert "Next" not in out


def test_measures_are_for_those_who_ask(capsys: pytest.CaptureFixture[str]) -> None:
    for name, measures in {
        "discover": ("Quasi-p", "Stability", "PRIM"),
        "signposts": ("bits x", "Ratio", "Brier"),
        "paths": ("silhouette", "medoids"),
    }.items():
        assert main([name, "base.yaml"]) == 0
        plain = capsys.readouterr().out
        assert main([name, "base.yaml", "--detail"]) == 0
        whole = capsys.readouterr().out
        for word in measures:
            assert word.lower() not in plain.lower()
            assert word.lower() in whole.lower()
        for word in ("box", "density", "coverage", "mass"):
            assert f" {word}" not in plain.lower()


@pytest.mark.parametrize("name", COMMANDS)
def test_titles_stand_for_names_and_months_for_numbers(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([name, "base.yaml", "--detail"]) == 0
    told = capsys.readouterr().out.partition("Next:")[0]
    assert not re.search(r"[a-z]_[a-z]", told)
    assert ".alignment" not in told
    assert "outcome." not in told
    assert not re.search(r"\d{4}-\d{2}", told)
    assert not re.search(r"\d%", told)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_narrow_terminal_can_be_read(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    assert main([name, "base.yaml"]) == 0
    lines = capsys.readouterr().out.partition("Next:")[0].splitlines()
    assert max(map(len, lines)) <= 40


@pytest.mark.parametrize("name", COMMANDS)
def test_a_notebook_shows_the_same(name: str) -> None:
    found = getattr(scenario, name)(scenario.load("base.yaml"))
    shown = found._repr_html_()
    assert "Deal by January 2032" in shown
    assert "<script" not in shown


def test_a_threshold_is_written_as_its_author_writes() -> None:
    model = MODEL.replace("{uniform: {low: 0.4, high: 0.9}}", "40% to 90%")
    assert model != MODEL
    Path("model.yaml").write_text(model, "utf-8")
    text = " ".join(scenario.discover(scenario.load("base.yaml")).text().split())
    found = text.partition("“Deal rate” is above ")[2].split()
    assert 40 < float(found[0]) < 90
    assert found[1].startswith("%")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["discover", "base.yaml", "--state", "dael"], "did you mean 'deal'"),
        (["signposts", "base.yaml", "--by", "2050-01"], "from 2030-02 to 2032-01"),
        (["paths", "nowhere"], "nowhere"),
        (["paths", "."], "holds no saved forecast"),
    ],
)
def test_bad_input(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert complaint in capsys.readouterr().err


BARE = """\
model: bare
title: Nothing but an outcome
start: 2030-01
step: 1 year
outcome:
  start: a
  states: {a: A, b: B}
  transitions: {go: {from: a, to: b, rate: 0.3, because: As it is., assumed: true}}
"""


@pytest.mark.parametrize("horizon", ["5 years", "1 year"])
@pytest.mark.parametrize("name", COMMANDS)
def test_a_model_with_nothing_in_it(name: str, horizon: str) -> None:
    Path("bare.yaml").write_text(BARE, "utf-8")
    Path("short.yaml").write_text(f"title: T\nmodel: bare.yaml\nhorizon: {horizon}\nruns: 300\n")
    found = getattr(scenario, name)(scenario.load("short.yaml"), "b")
    assert found.text()
    assert found.answer()
    assert found.as_dict()["state"] == "b"
    assert found.table() is not None


MEDIATED = "P(mediation by 2031-07 and not deal by 2030-12)"


@pytest.mark.parametrize(("name", "after"), [("discover", "signposts"), ("signposts", "explain")])
def test_a_question_is_told_by_its_titles(
    name: str, after: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([name, "base.yaml", "--of", MEDIATED]) == 0
    out = capsys.readouterr().out
    asked = "“A mediator is called” by July 2031, and not “deal” by December 2030: "
    assert " ".join(out.split()).startswith(asked)
    assert f"Next: scenario {after} base.yaml --of '{MEDIATED}'" in out
    assert max(map(len, out.partition("Next:")[0].splitlines())) <= 80
    assert main([name, "base.yaml", "--of", MEDIATED, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["of"], found["state"], found["by"]) == (MEDIATED, None, "2031-07")


def test_a_saved_forecast_is_asked_about_states_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "base.yaml", "--runs", "500", "--no-judgement", "--out", "saved"]) == 0
    capsys.readouterr()
    assert main(["discover", "saved", "--of", "P(mediation by 2031-07)"]) == 2
    assert (
        "name resolved.yaml in its folder, of which new runs are asked" in capsys.readouterr().err
    )
