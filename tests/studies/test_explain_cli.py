"""`explain` and `sensitivity` as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scenario.cli import main
from tests.cli.conftest import FACTS, MODEL, SCENARIO


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in (("model", MODEL), ("facts", FACTS), ("base", SCENARIO)):
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr("sys.argv", ["scenario"])


def test_explain(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "base.yaml", "--state", "deal", "--by", "2031-01"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Deal by January 2031: ")
    assert "Next: scenario sensitivity base.yaml --of 'P(deal by 2031-01)'" in out
    assert max(map(len, out.splitlines())) <= 80
    assert "\x1b" not in out
    assert "Shapley" not in out


def test_explain_in_detail(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "base.yaml", "--state", "deal", "--detail"]) == 0
    out = capsys.readouterr().out
    assert "[paper.deals]" in out
    assert "Shapley" in out
    assert "In how many steps each rule held" in out
    assert max(map(len, out.splitlines())) <= 80


def test_explain_all_rules(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "base.yaml", "--all-rules", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rules_at_start"] == []


def test_explain_json_adds_up(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "base.yaml", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["of"] == "P(deal by 2032-01)"
    total = sum(part["value"] for part in found["parts"])
    assert total == pytest.approx(found["p"]["p"] - found["unchanged"]["p"])
    assert {part["kind"] for part in found["parts"]} == {"driver", "event", "rule"}


def test_explain_by_group_and_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "base.yaml", "--by-group", "-q", "--runs", "500"]) == 0
    out = capsys.readouterr().out
    assert "What changes " in out
    assert "Next" not in out


def test_sensitivity(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sensitivity", "base.yaml", "--rows", "64"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Deal by January 2032: ")
    assert "Next: scenario " in out


def test_sensitivity_json(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["sensitivity", "base.yaml", "--of", "P(court by 2031-01)", "--rows", "32"]
    assert main([*arguments, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["of"], found["method"]) == ("P(court by 2031-01)", "sobol")
    assert main([*arguments, "--method", "morris", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["indices"][0]["name"] == "deal_rate"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["explain", "base.yaml", "--state", "dael"], "did you mean 'deal'"),
        (["explain", "base.yaml", "--by", "soon"], "'soon' is not a month"),
        (["sensitivity", "base.yaml", "--of", "P(deal)"], "--of: expected"),
        (["sensitivity", "base.yaml", "--set", "parameters.deal_rate.value=1"], "no judgements"),
        (["sensitivity", "base.yaml", "--method", "sobel"], "sobol"),
    ],
)
def test_bad_input(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert complaint in capsys.readouterr().err
