"""`check`: what it lists, and the exit code it gives."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

EVIDENCE = "evidence: [{date: 2030-03, outcome: strike}]\n"


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_a_sound_scenario(call):
    ended = call("check", "base.yaml")

    assert (ended.code, ended.err) == (0, "")
    assert "holds  P(deal by 2031-01) > 30%: 5" in ended.out
    assert ended.out.endswith("base.yaml: ok, 1 of 1 expectation met\n")


def test_a_model_alone_runs_4_000_times_to_its_latest_expectation(call):
    out = call("check", "model.yaml", "--json").out

    [expectation] = json.loads(out)["files"][0]["expectations"]
    assert expectation["runs"] == 4_000
    assert expectation["status"] == "holds"


def test_all_four_kinds_in_one_go(call, project: Path):
    (project / "seen.yaml").write_text(EVIDENCE, "utf-8")

    ended = call("check", "-q", "facts.yaml", "model.yaml", "base.yaml", "seen.yaml")
    assert ended.code == 0
    assert ended.out.splitlines() == [
        "facts.yaml: ok",
        "model.yaml: ok, 1 of 1 expectation met",
        "base.yaml: ok, 1 of 1 expectation met",
        "seen.yaml: ok",
    ]


def test_an_expectation_that_fails_gives_1(call, project: Path):
    edit(project / "model.yaml", "> 30%", "> 80%")

    ended = call("check", "base.yaml")
    assert ended.code == 1
    assert "fails  P(deal by 2031-01) > 80%" in ended.out
    assert "was expected because: Most strikes end in deals." in ended.out
    assert "base.yaml: not ok, 0 of 1 expectation met, 1 not met" in ended.out


def test_one_that_cannot_be_told_does_not_fail(call, project: Path):
    edit(project / "model.yaml", "> 30%", "> 51.3%")

    ended = call("check", "base.yaml")
    assert ended.code == 0
    assert "1 too close to call" in ended.out


def test_a_missing_reason_is_a_warning_that_strict_refuses(call, project: Path):
    edit(project / "model.yaml", "because: Rare., assumed: true", "because: Rare.")

    relaxed, strict = call("check", "base.yaml"), call("check", "base.yaml", "--strict")
    assert (relaxed.code, strict.code) == (0, 1)
    assert "neither cites a fact nor says assumed: true" in relaxed.out
    assert "ok, 1 warning, 1 of 1" in relaxed.out
    assert "not ok, 1 warning (refused by --strict)" in strict.out


def test_a_wrong_file_gives_2_and_the_others_are_checked_all_the_same(call, project: Path):
    edit(project / "base.yaml", "horizon", "horizzon")

    ended = call("check", "base.yaml", "facts.yaml")
    assert ended.code == 2
    assert "base.yaml:3:1: unknown key 'horizzon'" in ended.err
    assert "did you mean 'horizon'" in ended.err
    assert ended.out.splitlines()[0] == "base.yaml: wrong, 1 problem"
    assert ended.out.splitlines()[-1] == "facts.yaml: ok"


def test_json_has_everything_even_of_wrong_files(call, project: Path):
    edit(project / "facts.yaml", "claim", "clam")

    ended = call("check", "facts.yaml", "model.yaml", "--json")
    said = json.loads(ended.out)
    assert (ended.code, ended.err, said["ok"]) == (2, "", False)
    assert [file["ok"] for file in said["files"]] == [False, False]
    first = said["files"][0]
    assert set(first) == {
        "file", "kind", "ok", "problems", "warnings", "findings", "expectations",
    }  # fmt: skip
    assert first["problems"][0]["place"].startswith("facts.yaml:3")


@pytest.mark.parametrize("name", ["no_such.yaml", "."])
def test_what_is_no_file_gives_2(call, name: str):
    assert call("check", name).code == 2


def test_no_file_at_all_gives_2(call):
    ended = call("check")

    assert ended.code == 2
    assert "Missing argument 'FILE...'" in ended.err
