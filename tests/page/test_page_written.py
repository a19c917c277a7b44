"""What is written of a page, and what is refused, as far as no browser is needed to tell."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest

import scenario
from scenario.cli import main
from scenario.page import build
from tests.hostile.test_report import HOSTILE, Tags

ROOT = Path(__file__).parents[2] / "scenarios"
MODEL = """model: m
title: M
start: 2022-12
step: 1 month
parameters: {p: {value: 1 to 2}, q: {value: 4, range: [3, 6]}}
drivers: {d: {start: 1 to 3, process: {random_walk: {volatility: 0.3}}}}
events: {e: {rate: 0.8 * p, effects: [{add: 1, to: d}]}, f: {date: 2023-02}}
rules: {r: {when: d > 2, effects: [{multiply: x, by: q}]}}
outcome: {start: a, states: [a, b], transitions: {x: {from: a, to: b, rate: 0.3 * exp(d / 5)}}}
"""
SCENARIO = "model: m.yaml\nhorizon: 6 months\nruns: 200\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "m.yaml").write_text(MODEL, "utf-8")
    (tmp_path / "f.yaml").write_text(SCENARIO, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def data_of(page: str) -> dict:
    found = re.search(r'<script type="application/json" id="model">(.*?)</script>', page, re.S)
    assert found
    return json.loads(found[1])


def test_a_page_says_what_it_wrote(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explore", "f.yaml"]) == 0

    told = capsys.readouterr().out
    assert "Written: page.html" in told
    assert "no network" in told
    assert (folder / "page.html").stat().st_size < 300_000


def test_its_policy_lets_only_its_own_script_run(folder: Path) -> None:
    page = scenario.write_page(scenario.load("f.yaml"), "page.html").read_text("utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    script = re.findall(r"<script>(.*?)</script>", page, re.S)
    assert policy
    assert len(script) == 1
    digest = base64.b64encode(hashlib.sha256(script[0].encode()).digest()).decode()

    rules = policy[1].replace("&#39;", "'")
    assert "default-src 'none'" in rules
    assert f"script-src 'sha256-{digest}' 'wasm-unsafe-eval'" in rules
    assert "unsafe-inline" not in rules


def test_what_can_be_moved(folder: Path) -> None:
    page = scenario.write_page(scenario.load("f.yaml"), "page.html").read_text("utf-8")
    form = data_of(page)["forms"][0]

    assert {path for path, own in form["judgements"].items() if own["moves"]} == {
        "parameters.p.value",
        "drivers.d.start",
    }
    assert (form["numbers"]["parameters.q.value"]["low"], form["runs"]) == (3, 200)
    assert form["events"]["e"]["datable"]
    assert form["rules"]["r"]["on"]
    assert "d" in form["holds"]


def test_a_preset_is_said_in_changes_or_has_code_of_its_own(folder: Path) -> None:
    changed = (
        "extends: f.yaml\ntitle: Sooner\nset: {events.e.date: 2023-03, rules.r.enabled: false}\n"
    )
    (folder / "changed.yaml").write_text(changed, "utf-8")
    (folder / "other.yaml").write_text("extends: f.yaml\ntitle: Nil\nset: {events.e.rate: 0}\n")
    files = [scenario.load(name) for name in ("f.yaml", "changed.yaml", "other.yaml")]
    data = data_of(scenario.write_page(files, "page.html").read_text("utf-8"))

    assert [(one["title"], one["form"]) for one in data["presets"]] == [("Sooner", 0), ("Nil", 1)]
    assert data["presets"][0]["changes"] == {"events.e.date": "2023-03", "rules.r.enabled": False}
    assert data["presets"][1]["said"]["set"] == {"events.e.rate": 0.0}


def test_evidence_and_other_runs_are_refused(folder: Path) -> None:
    (folder / "s.yaml").write_text("evidence: [{date: 2023-03, event: e, happened: true}]\n")
    given = "extends: f.yaml\ngiven: s.yaml\n"
    (folder / "given.yaml").write_text(given, "utf-8")
    (folder / "longer.yaml").write_text("extends: f.yaml\nhorizon: 9 months\n", "utf-8")
    base = scenario.load("f.yaml")

    with pytest.raises(scenario.InputError, match="given evidence, which a page cannot weigh"):
        scenario.write_page(scenario.load("given.yaml"), "page.html")
    with pytest.raises(scenario.InputError, match=r"longer.yaml cannot be made of f.yaml"):
        scenario.write_page([base, scenario.load("longer.yaml")], "page.html")
    with pytest.raises(scenario.InputError, match="a page is about scenarios"):
        scenario.write_page([], "page.html")
    assert not (folder / "page.html").exists()


def test_a_page_that_is_too_large_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "MOST", 1000)

    with pytest.raises(scenario.InputError, match="more than 1,000"):
        scenario.write_page(scenario.load("f.yaml"), "page.html")
    assert not (folder / "page.html").exists()


def test_no_text_of_a_model_is_markup(folder: Path) -> None:
    (folder / "h.yaml").write_text(HOSTILE, "utf-8")
    assert main(["explore", "h.yaml", "--runs", "50", "--horizon", "4 months", "--quiet"]) == 0
    page = Tags()
    page.feed((folder / "page.html").read_text("utf-8"))

    assert not page.names & {"img", "iframe", "object", "embed", "base", "form"}
    assert not {name for name, _ in page.attributes if name.startswith("on")}
