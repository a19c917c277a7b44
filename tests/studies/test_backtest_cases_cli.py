"""`backtest --cases` as it is typed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.typed import Ended, typist

MODEL = """model: leaving
title: Leaving
start: 2020-12
step: 1 month
parameters: {rate: {value: 0.1, because: So., assumed: true}}
outcome:
  start: member
  states: [member, left]
  transitions: {leave: {from: member, to: left, rate: rate, because: So., assumed: true}}
"""
HEADS = "id,as_of,question,answer,weight,group,parameters.rate.value,base_rate:usual"
ROWS = (
    "a,2000-12,P(left by 2005-12),1,1,north,0.2,50%",
    "b,1990-12,P(left by 1991-12),0,3,south,0.7,0.5",
)
NAMED = """cases: t.csv
id: name
as_of: known
question: P(left by {due})
answer: came
cautions: Both are invented.
"""


@pytest.fixture
def call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Ended]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    Path("m.yaml").write_text(MODEL)
    Path("c.csv").write_text("\n".join([HEADS, *ROWS]) + "\n")
    Path("t.csv").write_text("name,known,due,came\na,2000-12-31,2005-12-31,1\n")
    Path("c.yaml").write_text(NAMED)
    return typist(capsys, monkeypatch)


def test_a_table_is_scored_within_eighty_columns(call: Callable[..., Ended]):
    ended = call("backtest", "m.yaml", "--cases", "c.csv", "--detail")

    assert ended.code == 0
    assert ended.out.startswith("2 cases of 2 groups, counted by weight: Brier score")
    assert "What this rests on" in ended.out
    assert "By case" in ended.out
    assert max(map(len, ended.out.splitlines())) <= 80


def test_quiet_is_the_answer_alone(call: Callable[..., Ended]):
    quiet = call("backtest", "m.yaml", "--cases", "c.csv", "--quiet").out

    assert quiet == call("backtest", "m.yaml", "--cases", "c.csv").out[: len(quiet)]
    assert "What this rests on" not in quiet


def test_json_has_all_of_it(call: Callable[..., Ended]):
    found = json.loads(call("backtest", "m.yaml", "--cases", "c.csv", "--json").out)

    assert found["count"] == 2
    assert [row["id"] for row in found["by_case"]] == ["a", "b"]
    assert {row["title"] for row in found["weighted"]["against"]} >= {"usual"}
    assert set(found["weighted"]["against"][0]["brier_skill"]) == {"value", "low", "high"}


def test_columns_are_those_of_a_cases_file(call: Callable[..., Ended]):
    named = call("backtest", "m.yaml", "--cases", "c.yaml")
    beside = call("backtest", "m.yaml", "--cases", "t.csv", "--columns", "c.yaml")

    assert "Both are invented." in named.out
    assert named.out == beside.out


def test_values_that_are_set_hold_for_every_case(call: Callable[..., Ended]):
    usual = call("backtest", "m.yaml", "--cases", "c.yaml", "--json").out
    other = call("backtest", "m.yaml", "--cases", "c.yaml", "--json", "--set",
                 "parameters.rate.value=0.5").out  # fmt: skip

    assert json.loads(usual)["by_case"][0]["p"] == pytest.approx(0.3935, abs=1e-4)
    assert json.loads(other)["by_case"][0]["p"] == pytest.approx(0.9179, abs=1e-4)


def test_it_is_drawn(call: Callable[..., Ended]):
    ended = call("backtest", "m.yaml", "--cases", "c.csv", "--plot", "c.svg")

    assert ended.code == 0
    assert "How much better than each base rate" in Path("c.svg").read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--cases", "t.csv"), "t.csv:1:1: t.csv has no column 'answer'"),
        (("--cases", "no.csv"), "there is no file 'no.csv'"),
        (("--cases", "m.yaml"), "m.yaml: this is a model file, not a file of cases"),
        (("--columns", "c.yaml"), "--columns is for --cases"),
        (("--cases", "c.csv", "--dates", "2000-01"), "--dates says nothing of --cases"),
        (("--cases", "c.csv", "--evidence", "e.yaml"), "--evidence says nothing of --cases"),
        (("--cases", "c.csv", "--columns", "m.yaml"), "m.yaml: this is a model file, not"),
        (("--cases", "c.yaml", "--columns", "c.yaml"), "c.yaml is no table"),
    ],
)
def test_what_cannot_be_is_refused(
    call: Callable[..., Ended], arguments: tuple[str, ...], said: str
):
    ended = call("backtest", "m.yaml", *arguments)

    assert ended.code == 2
    assert ended.out == ""
    assert said in ended.err
