"""`run --precision`: what it prints and saves, where it falls short, and how it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import scenario


@pytest.fixture
def drawn(project: Path) -> Path:
    """The model where outcomes are drawn, for an event reads them."""
    seen = "  seen: {rate: 0.1, when: outcome.deal, because: It is seen., assumed: true}\nrules:"
    file = project / "model.yaml"
    file.write_text(file.read_text("utf-8").replace("rules:", seen, 1), "utf-8")
    return file


def in_one_line(text: str) -> str:
    return " ".join(text.split())


def test_the_page_says_why_the_runs_stopped(call, drawn: Path):
    said = in_one_line(call("run", "base.yaml", "--precision", "2").out)

    assert "± is the sampling error of 4,400 runs (95 %)" in said
    assert (
        "The runs stopped when every probability of a state above was known to ±2 points."
        " That allows for having looked at the errors several times, as ± in the tables does not."
    ) in said
    assert "Made with 4,400 runs of 24 monthly steps" in said
    assert "Note: P(" not in said


def test_the_page_says_what_is_not_known_well_enough(call, drawn: Path):
    said = in_one_line(call("run", "base.yaml", "--precision", "1", "--runs", "5_000").out)

    assert "The runs stopped before every probability of a state above was known to ±1" in said
    assert (
        "Note: P(strike in October 2030) is known to ±1.8 points, and 10 others are not known to"
        " ±1 either; ±1 would take about 12,000 runs more."
    ) in said
    assert "Made with 5,000 runs" in said


def test_what_falls_short_is_part_of_the_answer(call, drawn: Path):
    enough = call("run", "base.yaml", "--precision", "5", "--quiet")
    short = call("run", "base.yaml", "--precision", "1", "--runs", "1200", "--quiet")

    assert (enough.code, short.code) == (0, 0)
    assert "is known to" not in enough.out
    assert "P(strike in October 2030) is known to ±3.6 points" in " ".join(short.out.split())
    assert short.out.endswith(" runs more.\n")


def test_json_says_what_was_asked_and_what_came_of_it(call, drawn: Path):
    said = call("run", "base.yaml", "--precision", "2.5", "--json").json()
    precision = said["precision"]

    assert (precision["asked"], precision["reached"], precision["short_of"]) == (2.5, True, [])
    assert precision["looks"] == [1000, said["runs"]]
    assert 2 < precision["half_width"] <= 2.5
    assert said["ever"]["deal"]["judgement"] is not None
    assert all("draws of the judgements" in note for note in said["notes"])  # none of this
    assert "precision" not in call("run", "base.yaml", "--json", "--runs", "100").json()


def test_json_lists_what_is_not_known_well_enough(call, drawn: Path):
    ended = call("run", "base.yaml", "--precision", "1", "--set", "runs=3000", "--json")
    said = json.loads(ended.out)
    first, second, *_ = said["precision"]["short_of"]

    assert (ended.code, ended.err, said["runs"]) == (0, "", 3000)
    assert said["precision"]["reached"] is False
    assert first["half_width"] >= second["half_width"] > 1
    assert (first["state"], first["ever"], first["date"]) == ("strike", False, "2030-10")
    assert said["notes"][-1].startswith("P(strike in October 2030) is known to ±2.3 points")


def test_the_same_with_any_number_of_workers_and_without_the_option(call, drawn: Path):
    one, two = (
        call("run", "base.yaml", "--precision", "3", "--json", "--workers", k).json() for k in "12"
    )
    runs = one["runs"]
    plain = call("run", "base.yaml", "--runs", str(runs), "--json").json()

    assert one == two
    assert one.pop("precision")["looks"][-1] == runs
    for each in (one, plain):  # better code is looked for by how much there is to do at once
        del each["provenance"]["engine"]
    assert one == plain


def test_runs_that_carry_probabilities_are_fewer(call):
    found = {
        method: call("run", "base.yaml", "--precision", "1", "--method", method, "--json").json()
        for method in ("sampled", "propagated")
    }

    assert {name: said["precision"]["reached"] for name, said in found.items()} == {
        "sampled": True, "propagated": True,
    }  # fmt: skip
    assert found["propagated"]["runs"] == 1000 < found["sampled"]["runs"]


def test_what_is_saved_can_be_made_again(call, drawn: Path, project: Path):
    call("run", "base.yaml", "--precision", "1", "--runs", "2_000", "--out", "saved")
    saved = scenario.load_forecast(project / "saved")

    assert saved.runs == saved.document["runs"] == 2000
    assert saved.extra["precision"]["reached"] is False
    assert call("verify", "saved").out == "saved: made again, bit for bit.\n"
    again = call("run", "saved/resolved.yaml", "--json").json()
    assert again["ever"] == saved.as_dict()["ever"]


@pytest.mark.parametrize("points", ["0", "-1", "50.5", "nan", "inf", "half", "1e-9", "0,5"])
def test_what_is_no_precision_is_told(call, points: str):
    ended = call("run", "base.yaml", "--precision", points)

    assert (ended.code, ended.out) == (2, "")
    assert (
        f"'--precision': '{points}' is not a number of percentage points from 0.000001 to 50,"
        " such as 0.5"
    ) in ended.err


def test_the_most_runs_are_refused_as_ever(call):
    ended = call("run", "base.yaml", "--precision", "1", "--runs", "0")

    assert (ended.code, ended.out) == (2, "")
    assert "--runs: a scenario needs at least one run, not 0" in ended.err
