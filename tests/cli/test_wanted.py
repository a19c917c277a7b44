"""What the command line makes of a file and of what is changed in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenario.cli.program import main

MODEL = """
model: small
title: A small model
start: 2022-12
step: 1 month
parameters: {pull: {value: 0.2 to 1.5, assumed: true}}
outcome:
  start: kept
  states: [kept, lost]
  transitions: {lose: {from: kept, to: lost, rate: 0.4 * pull}}
"""
GIVEN = "given: [{evidence: [{date: 2023-03, outcome: kept}]}]\n"


@pytest.mark.parametrize(
    ("given", "typed", "told"),
    [
        (GIVEN, ["--set", "parameters.pull.value=0.9"], True),
        (GIVEN, ["--random-seed", "3"], False),
        ("", ["--set", "parameters.pull.value=0.9"], False),
    ],
    ids=["a change beside evidence", "a seed", "no evidence"],
)
def test_a_change_beside_evidence_is_said_to_act_on_the_past(
    given: str,
    typed: list[str],
    told: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "model.yaml").write_text(MODEL, encoding="utf-8")
    text = f"model: model.yaml\nhorizon: 1 year\n{given}"
    (tmp_path / "scenario.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["run", "scenario.yaml", "--runs", "512", "--quiet", *typed]) == 0
    said = capsys.readouterr()
    assert "Lost" in said.out
    assert ("acts on the past too" in said.err) is told


def test_what_is_found_beside_evidence_is_tried_from_the_last_fact_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "model.yaml").write_text(MODEL, encoding="utf-8")
    text = f"model: model.yaml\nhorizon: 1 year\n{GIVEN}"
    (tmp_path / "scenario.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    sought = ("--for", "parameters.pull.value", "--until", "P(lost by 2023-12) = 20%")
    assert main(["solve", "scenario.yaml", "--runs", "512", *sought]) == 0
    (following,) = [line for line in capsys.readouterr().out.splitlines() if "Next:" in line]
    assert "sweep scenario.yaml --over parameters.pull.value=0." in following
    typed = following.partition("scenario ")[2].split()
    assert main(typed) == 0
    assert "from then on" in " ".join(capsys.readouterr().out.split())
