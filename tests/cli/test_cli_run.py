"""`run`: what it prints, in which form, and how it refuses."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from scenario.engine import compiled
from scenario.kernel import native_machine, wasm_machine
from tests.kernel.backends import needs_native

GOLDEN = Path(__file__).parent / "golden"
QUICK = ("--runs", "200", "--no-judgement")


def test_page_at_80_columns(call):
    ended = call("run", "base.yaml", "--workers", "1")

    said = re.sub(r"took \d+\.\d s", "took N s", ended.out)
    assert (ended.code, ended.err) == (0, "")
    assert said == (GOLDEN / "run.txt").read_text("utf-8")


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
def test_page_fits_the_terminal(call, monkeypatch, columns: int):
    monkeypatch.setenv("COLUMNS", str(columns))

    *lines, following = call("run", "base.yaml", *QUICK).out.splitlines()
    assert following.startswith("Next: scenario ")  # in one piece, to be copied
    assert max(map(len, lines)) <= columns
    assert not [line for line in lines if line != line.rstrip()]


def test_quiet_prints_the_answer_alone(call):
    ended = call("run", "base.yaml", "--quiet")

    answer = (GOLDEN / "run.txt").read_text("utf-8").splitlines()[4]
    assert answer.startswith("Deal by January 2032: 77 %, likely (judgement range ")
    assert ended.out == f"{answer}\n"


DRAWN = """\
model: m
title: M
start: 2030-01
step: 1 month
drivers: {p: {start: 1, process: constant}}
rules: {r: {when: outcome.b, effects: [{add: 0.1, to: p}]}}
outcome: {start: a, states: [a, b], transitions: {go: {from: a, to: b, rate: 0.1 * p}}}
"""


def test_who_asks_for_probabilities_by_name_is_told_where_outcomes_were_drawn(call):
    Path("drawn.yaml").write_text(DRAWN, "utf-8")
    asked = ("run", "drawn.yaml", "--horizon", "1 year", "--runs", "50")
    said = "Outcomes were drawn, for these depend on the outcome: p."
    by_name = call(*asked, "--method", "propagated", "-q")
    assert by_name.err == f"note: {said}\n"
    assert said not in by_name.out
    assert call(*asked, "-q").err == ""
    page = call(*asked, "--method", "propagated")
    assert said in " ".join(page.out.split())
    assert page.err == ""
    assert call("run", "base.yaml", *QUICK, "-q", "--method", "propagated").err == ""


def test_the_note_of_the_model_stands_under_the_answer(call):
    model = Path("model.yaml")
    text = model.read_text("utf-8")
    model.write_text(f"note: All rests on one number.\n{text}", "utf-8")
    lines = call("run", "base.yaml", *QUICK).out.splitlines()
    note = lines.index("All rests on one number.")
    assert lines[note - 2].startswith("Deal by January 2032: ")
    assert lines[note + 2].startswith("State at the end of the month")


def test_the_likeliest_state_is_told_where_it_is_another(call):
    ended = call("run", "base.yaml", "-q", "--until", "2030-06", "--no-judgement")

    by, then = ended.out.splitlines()
    assert by.startswith("Deal by June 2030: 2")
    assert then.startswith("The likeliest state at the end of June 2030 is “strike”, with 7")


def test_json_has_the_shape_of_the_contract_and_stands_alone(call):
    ended = call("run", "base.yaml", "--json")

    said = json.loads(ended.out)
    assert ended.err == ""
    assert (said["scenario"], said["model"], said["start"]) == (
        "As things stand",
        "strike",
        "2030-01",
    )
    assert (said["until"], said["runs"], said["random_seed"]) == ("2032-01", 4000, 7)
    assert said["method"] == "propagated"
    assert next(iter(said["outcome"])) == "2030-01"
    assert len(said["outcome"]) == 25
    deal = said["outcome"]["2032-01"]["deal"]
    assert set(deal) == {"p", "se", "low", "high", "judgement"}
    assert deal["low"] < deal["p"] < deal["high"]
    assert len(deal["judgement"]) == 2
    assert set(said["ever"]) == {"strike", "deal", "court"}
    assert set(said["first_reached"]["deal"]) == {"q05", "q50", "q95"}
    assert set(said["events"]["mediation"]) >= {"p", "se"}
    assert set(said["drivers"]["fund"]["2032-01"]) >= {"mean", "q05", "q25", "q50", "q75", "q95"}
    assert {"model_sha256", "version", "resolved"} <= set(said["provenance"])


def test_json_is_the_same_twice_and_with_any_number_of_workers(call):
    first, again, two = (call("run", "base.yaml", "--json", "--workers", k) for k in "112")

    assert first.out == again.out == two.out


def test_options_override_the_file(call):
    ended = call(
        "run", "base.yaml", "--json", "--no-judgement", "--runs", "1_000", "--random-seed", "0",
        "--horizon", "6 months", "--set", "drivers.fund.start=2",
        "--set", "events.mediation.rate=0",
    )  # fmt: skip

    said = json.loads(ended.out)
    assert (said["runs"], said["random_seed"], said["until"]) == (1000, 0, "2030-07")
    assert said["drivers"]["fund"]["2030-01"]["mean"] == 2
    assert said["events"]["mediation"]["p"] == 0
    assert said["outcome"]["2030-07"]["deal"]["judgement"] is None


def test_a_model_alone_can_be_run(call):
    assert call("run", "model.yaml", *QUICK, "-q").out.startswith("Deal by January 2031: ")


def test_overrides_are_in_the_suggested_command(call):
    last = call("run", "base.yaml", *QUICK, "--set", "drivers.fund.start=2").out.splitlines()[-2:]
    said = " ".join(line.strip() for line in last)
    assert said.endswith("Next: scenario explain base.yaml --state deal --set drivers.fund.start=2")


def test_out_saves_a_forecast_that_can_be_read_back(call, project: Path):
    import scenario

    call("run", "base.yaml", *QUICK, "--out", "saved")

    assert scenario.load_forecast(project / "saved").runs == 200


def test_out_is_refused_before_the_run_if_it_is_taken(call, monkeypatch):
    call("run", "base.yaml", *QUICK, "--out", "saved")
    monkeypatch.setattr("scenario.api.Scenario.run", lambda *_, **__: pytest.fail("it ran"))

    ended = call("run", "base.yaml", *QUICK, "--out", "saved")
    assert ended.code == 2
    assert "saved holds a saved forecast already" in ended.err


def test_overwrite_replaces_it(call, project: Path):
    import scenario

    call("run", "base.yaml", *QUICK, "--out", "saved")
    ended = call("run", "base.yaml", "--runs", "300", "--out", "saved", "--overwrite")

    assert ended.code == 0
    assert scenario.load_forecast(project / "saved").runs == 300


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--set", "fund"], "'fund' is not PATH=VALUE, such as drivers.trade.start=4.5"),
        (["--set", "=3"], "'=3' is not PATH=VALUE"),
        (["--set", "drivers.fund.start="], "there is no value after the ="),
        (["--set", "drivers.fnd.start=3"], "did you mean drivers.fund.start?"),
        (["--runs", "many"], "--runs: expected a number, found text 'many'\n    many\n    ^^^^"),
        (["--runs", "0"], "--runs: a scenario needs at least one run, not 0"),
        (["--random-seed", "-1"], "--random-seed: a random seed is a whole number from 0"),
        (["--horizon", "5 yeers"], "--horizon: '5 yeers' is not a duration"),
        (["--until", "2029-01"], "--until"),
        (["--horizon", "5", "--until", "2032-01"], "say the same thing"),
        (["--workers", "0"], "--workers"),
        (["--overwrite"], "without --out"),
        (["--horizen", "5"], "'--horizon'"),
        (["--out", "model.yaml"], "model.yaml is no folder"),
    ],
)
def test_what_was_typed_wrong_is_told(call, arguments: list[str], said: str):
    ended = call("run", "base.yaml", *arguments)

    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


def test_a_missing_file_is_told_with_the_nearest(call):
    ended = call("run", "bas.yaml")

    assert (ended.code, ended.out) == (2, "")
    assert "did you mean 'base.yaml'" in ended.err


def test_hostile_text_from_a_file_is_shown_harmless(call, project: Path):
    file = project / "base.yaml"
    text = file.read_text("utf-8").replace("As things stand", '"safe \\e[31m \u202e reversed"')
    file.write_text(text, "utf-8")

    out = call("run", "base.yaml", *QUICK).out
    assert r"safe \x1b[31m \u202e reversed" in out
    assert "\x1b" not in out
    assert "\u202e" not in out


def test_a_run_that_must_stop_says_where(call, project: Path):
    file = project / "model.yaml"
    text = file.read_text("utf-8").replace("rate: deal_rate", "rate: log(9.9 - fund)")
    file.write_text(text, "utf-8")

    ended = call("run", "base.yaml", *QUICK)
    assert (ended.code, ended.out) == (2, "")
    assert "log(9.9 - fund) is not a number in 2030-02" in ended.err
    assert "model.yaml:" in ended.err


@pytest.mark.parametrize("engine", ["wasm", pytest.param("native", marks=needs_native)])
def test_an_engine_changes_nothing_but_its_name(call, engine: str):
    asked = json.loads(call("run", "base.yaml", *QUICK, "--engine", engine, "--json").out)
    free = json.loads(call("run", "base.yaml", *QUICK, "--json").out)

    assert asked["provenance"].pop("engine") == engine
    assert free["provenance"].pop("engine") == "wasm"
    assert asked == free


@pytest.mark.parametrize(
    ("engine", "library", "hint"),
    [
        ("native", "llvmlite.binding", 'pip install "scenario-forecast[native]"'),
        ("wasm", "wasmtime", "pip install wasmtime"),
    ],
)
def test_an_engine_that_is_not_installed(call, monkeypatch, engine: str, library: str, hint: str):
    monkeypatch.setitem(sys.modules, library, None)
    compiled._kept.clear()
    native_machine._compiled.cache_clear()
    native_machine._binding.cache_clear()
    wasm_machine._wasmtime.cache_clear()
    ended = call("run", "base.yaml", *QUICK, "--engine", engine)

    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"{library.partition('.')[0]} cannot be loaded: ")
    assert ended.err.splitlines()[1:] == [f"  hint: {hint}"]
