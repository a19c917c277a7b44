"""One future told: what the words say is what the run did, and nothing is lost on the way."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

import scenario
from scenario.errors import InputError
from scenario.forecast.plain import json_text, strict
from scenario.reference import replay
from scenario.studies.trace import elements, trace
from tests.strategies import WHOLE, documents
from tests.support.models import resolve_document, resolve_text
from tests.support.typed import Ended, typist

MODEL = """\
model: river
title: The river treaty
start: 2026-03
step: 1 month
parameters:
  patience: {value: 1 to 3, because: A guess., assumed: true}
actors:
  voters: {title: Those who vote, alignment: 0.2, listens_to: {press: 1}, susceptibility: 0.5}
  press: {alignment: -0.4, responds_to: {goodwill: 0.5}}
drivers:
  goodwill:
    title: Goodwill between the two banks
    start: 0.6
    range: [0, 1]
    process: {random_walk: {drift: 0.1}}
    because: It comes and goes.
    cites: [gazette.talks]
  double: {process: {derived: 2 * goodwill}}
events:
  drought:
    title: A severe drought
    date: 2026-06
    effects:
      - {add: -0.3, to: goodwill, over: 3 months}
      - {divide: ratify, by: 4, for: 6 months}
    because: Each side blames the other.
    assumed: true
  flood: {title: A flood, date: 2026-08, probability: 0.00001}
rules:
  ill_will: {when: goodwill < 0.5, effects: [{divide: ratify, by: patience}, {add: 0.1, to: press}]}
outcome:
  start: signed
  states: {signed: Signed, ratified: In force, dead: Withdrawn}
  transitions:
    ratify: {from: signed, to: ratified, rate: 0.4, because: Eight of 11.}
    expire: {from: signed, to: dead, after: 10 months}
facts: [facts.yaml]
"""
FACTS = """\
source: {id: gazette, title: The Gazette}
facts: {talks: {claim: Eight of eleven.}}
"""
SCENARIO = "title: As it is\nmodel: model.yaml\nhorizon: 1 year\n"


@pytest.fixture
def call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Ended]:
    for name, text in {"model": MODEL, "facts": FACTS, "base": SCENARIO}.items():
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    return typist(capsys, monkeypatch, "trace", "base.yaml")


def months(out: str) -> dict[str, str]:
    """What is told of each month, in one line."""
    found: dict[str, str] = {}
    month = ""
    for line in out.splitlines():
        if re.match(r"[A-Z][a-z]{2} \d{4} ", line):
            month = line[:8]
            found[month] = line[9:]
        elif line.startswith(" " * 9) and month:
            found[month] += f" {line.strip()}"
        else:
            month = ""
    return found


def test_a_future_is_told_month_by_month(call: Callable[..., Ended]) -> None:
    ended = call("--run", "1")
    told = months(ended.out)
    assert ended.code == 0
    assert ended.out.startswith("As it is, run 1 of the study: “Signed” from March 2026, ")
    assert told["Mar 2026"] == "Signed."
    june = told["Jun 2026"]
    assert "“A severe drought” happens: as dated." in june
    does = "adds −0.3 to Goodwill between the two banks over 3 months; divides ratify by 4 for 6"
    assert f"It {does} months." in june
    assert "Goodwill between the two banks from 0.617 to 0.525: −0.100 by “A severe" in june
    assert "Now in force: rate of ratify ÷ 4 (A severe drought)." in told["Jul 2026"]
    assert "Begins to hold: “ill will”." in told["Aug 2026"]
    assert "“A flood” does not happen: chance 0.001 %, drawn " in told["Aug 2026"]
    assert "A severe drought (model.yaml:21): Each side blames the other." in ended.out
    assert max(map(len, ended.out.splitlines())) <= 80


def test_no_name_and_no_bare_number_of_a_month_is_told(call: Callable[..., Ended]) -> None:
    told = call("--run", "1").out.partition("Next:")[0]
    assert "_" not in told
    assert not re.search(r"\d{4}-\d{2}", told)
    assert "goodwill" not in told
    assert "(drought" not in told


def test_quiet_months_are_passed_over_in_one_line(call: Callable[..., Ended]) -> None:
    told = call("--run", "1", "--set", "events.drought.enabled=false").out
    assert "May 2026 Nothing out of the ordinary until Jul 2026." in told


def test_a_state_that_has_lasted_says_so(call: Callable[..., Ended]) -> None:
    told = call("--set", "outcome.transitions.ratify.rate=0").out
    expected = "Jan 2027 The state turns from “Signed” to “Withdrawn” (expire): after 10 months."
    assert expected in told


def test_the_answer_alone(call: Callable[..., Ended]) -> None:
    ended = call("--set", "outcome.transitions.ratify.rate=0", "--quiet")
    states = "“Signed” from March 2026, “Withdrawn” from January 2027. It ends in March 2027."
    assert " ".join(ended.out.split()) == f"As it is, run 0 of the study: {states}"


def test_a_run_beyond_those_of_the_study_is_told_and_said_to_be(call: Callable[..., Ended]) -> None:
    """Runs are counted from 0, so a study of 4,000 has none that is called 4000."""
    said = [call("--run", run, "--quiet").out.partition(": ")[0] for run in ("3999", "4000")]
    assert [" ".join(one.split()) for one in said] == [
        "As it is, run 3999 of the study",
        "As it is, run 4000 (the study has 0 to 3999)",
    ]


def test_one_driver_in_full(call: Callable[..., Ended]) -> None:
    out = call("--only", "goodwill", "--to", "2026-09").out
    assert "\nGoodwill between the two banks, driver (model.yaml:12)\n" in out
    assert "process.random_walk.drift: 0.1   model.yaml:15" in out
    assert "It comes and goes. [gazette.talks]" in out
    rows = [line.split() for line in out.splitlines() if re.match(r"\w{3} 2026 +\d", line)]
    assert rows[0] == ["Apr", "2026", "0.6000", "+0.0083", "0.6083"]
    assert rows[2] == ["Jun", "2026", "0.6167", "+0.0083", "−0.1000", "0.5250"]
    assert "A severe drought: −0.3000 in Jun 2026 to Aug 2026 (−0.3; model.yaml:24)" in out


def test_what_is_written_stands_in_full_as_one_writes_it_with_what_nobody_wrote(
    call: Callable[..., Ended],
) -> None:
    changes = ("--set", "drivers.goodwill.range=[0, null]", "--set", "events.drought.once=false")
    names = ("goodwill", "drought", "ratify", "ill_will")
    followed = [word for name in names for word in ("--only", name)]
    out = call(*followed, "--to", "2026-04", *changes).out
    assert "- range: 0.0, null   --set:1" in out
    assert "- process.random_walk.volatility: 0.0   default" in out
    assert "- once: false   --set:1" in out
    assert "- from: signed   model.yaml:35" in out
    assert "\nHolds in none of these months.\n" in out


def test_an_actor_in_full_with_whom_it_listened_to(call: Callable[..., Ended]) -> None:
    out = call("--only", "voters").out
    assert "listens_to.press: 1" in out
    assert "others" in out
    assert "- Press: −" in out


def test_a_derived_driver_with_what_it_reads(call: Callable[..., Ended]) -> None:
    out = call("--only", "double", "--to", "2026-04").out
    assert "process.derived: 2 * goodwill" in out
    assert out.splitlines()[-3].split() == ["Apr", "2026", "1.2167", "0.6083"]


TOTALS = """
totals:
  weeks: {title: Weeks of talks, unit: weeks, of: 4 * goodwill, discount: 2%}
  droughts: {count: drought}
  in_force: {title: Time in force, of: outcome.ratified}
"""


def test_totals_are_told_as_what_they_come_to(call: Callable[..., Ended], tmp_path: Path) -> None:
    (tmp_path / "model.yaml").write_text(MODEL + TOTALS, "utf-8")
    steps = replay(scenario.load("base.yaml").resolved, 1).steps
    found = json.loads(call("--run", "1", "--json").out)["months"].values()
    assert [month["totals"] for month in found] == [dict(step.totals) for step in steps]

    lines = call("--run", "1").out.splitlines()
    at = lines.index("Totals of this run until the end of March 2027")
    weeks, force = (float(steps[-1].totals[name]) for name in ("weeks", "in_force"))
    assert [line.split() for line in lines[at + 1 : at + 4]] == [
        ["Weeks", "of", "talks", f"{weeks:.3g}", "weeks"],
        ["Droughts", "1", "times"],
        ["Time", "in", "force", f"{force:.0f}", "months"],
    ]
    until = call("--run", "1", "--to", "2026-05").out
    assert "Totals of this run until the end of May 2026" in until
    assert re.search(r"Droughts +0 +times\n", until)
    assert "Totals" not in call("--run", "1", "--only", "goodwill").out


def test_a_total_in_full_is_told_month_by_month(call: Callable[..., Ended], tmp_path: Path) -> None:
    (tmp_path / "model.yaml").write_text(MODEL + TOTALS, "utf-8")
    steps = replay(scenario.load("base.yaml").resolved, 1).steps
    out = call("--run", "1", "--only", "weeks", "--only", "droughts").out
    assert "Weeks of talks, total (model.yaml:" in out
    assert "In weeks\n          added  so far\nApr 2026  " in out
    totals = [step.totals["weeks"] for step in steps]
    told = re.findall(r"\w{3} \d{4}  +(\d\.\d{3})   (\d\.\d{3})\n", out)
    added = [b - a for a, b in pairwise(totals)]
    assert told == [(f"{a:.3f}", f"{b:.3f}") for a, b in zip(added, totals[1:], strict=True)]
    assert "Jun 2026      1       1\n" in out.partition("Droughts, total")[2]
    assert json.loads(call("--only", "droughts", "--json").out)["months"]["2026-07"]["totals"] == {
        "droughts": 1.0
    }


def test_a_small_rate_is_told_in_full(call: Callable[..., Ended]) -> None:
    for more in ((), ("--only", "outcome"), ("--only", "ratify")):
        out = call("--set", "outcome.transitions.ratify.rate=0.00008", *more).out
        assert not re.search(r"\de-\d", out)
        assert "0.00008" in out


def test_an_event_a_transition_and_a_rule_in_full(call: Callable[..., Ended]) -> None:
    out = call("--only", "flood", "--only", "ratify", "--only", "ill_will").out
    assert "A flood, event (model.yaml:28)" in out
    assert "probability: 0.00001" in out
    assert "Jul 2026 rate 0.1 (0.4 by itself, ÷ 4 by “A severe drought”)" in out
    assert "when: goodwill < 0.5" in out
    assert "Holds in Aug 2026 to " in out
    assert "No reason is given." in out


def test_the_outcome_in_full(call: Callable[..., Ended]) -> None:
    out = " ".join(call("--only", "outcome", "--from", "2026-07", "--to", "2026-08").out.split())
    assert (
        "ratify 0.1 a year (0.4 a year by itself, ÷ 4 by “A severe drought”): chance 0.83 %" in out
    )
    ended = call("--only", "outcome", "--set", "outcome.transitions.ratify.rate=0").out
    assert "turns from “Signed” to “Withdrawn”\nFeb 2027 Withdrawn\n" in ended


def test_a_transition_that_waits_for_its_time_tells_when_it_was_taken(
    call: Callable[..., Ended],
) -> None:
    never = ("--only", "expire", "--set", "outcome.transitions.ratify.rate=0")
    out = " ".join(call(*never).out.split())
    assert "It was taken in Jan 2027, when its time was up: after 10 months." in out
    assert "could it come about" not in out
    before = " ".join(call(*never, "--to", "2026-12").out.split())
    assert "In none of these months was it taken; it waits for its time" in before
    judged = ("--set", "outcome.transitions.expire.after={choice: {0.25: 1, 0.251: 1}}")
    out = " ".join(call(*never, *judged).out.split())
    assert re.search(
        r"It was taken in \w{3} 2026, when its time was up: after 3(\.01)? months, as drawn\.", out
    )


def test_a_rate_is_told_as_a_rate_and_what_only_events_take_is_no_way_out(
    call: Callable[..., Ended],
) -> None:
    out = call().out
    assert "ratify 0.4 a year" in " ".join(out.split())
    assert "% a year" not in out
    never = ("--set", "outcome.transitions.ratify.rate=0")
    for only in ((), ("--only", "outcome")):
        out = " ".join(call(*never, *only).out.split())
        assert "0 a year" not in out
        assert "Ways out" not in out
    assert "rate: 0" in call("--only", "ratify", *never).out


def test_a_parameter_tells_its_draw(call: Callable[..., Ended]) -> None:
    assert "of its draws." in call("--only", "patience").out


def test_a_run_that_stops_tells_what_led_there(call: Callable[..., Ended]) -> None:
    ended = call("--set", "rules.ill_will.when=log(goodwill - 0.5) > 0")
    assert ended.code == 2
    assert "Jun 2026" in ended.out
    assert "Aug 2026" not in ended.out
    message = (
        "log(goodwill - 0.5) > 0 compares what is not a number in 2026-08 (run 0 of the study)"
    )
    assert message in ended.err


def test_json_holds_all_that_the_run_did(call: Callable[..., Ended]) -> None:
    found = json.loads(call("--run", "2", "--json").out)
    path = replay(scenario.load("base.yaml").resolved, 2)
    assert list(found["months"]) == [
        f"{2026 + (i + 2) // 12}-{(i + 2) % 12 + 1:02d}" for i in range(13)
    ]
    for month, step in zip(found["months"].values(), path.steps, strict=True):
        assert month["values"] == dict(step.values)
        assert month["state"] == step.states["outcome"]
        assert set(month["moves"]) == set(step.moves)
        for move in month["moves"].values():
            total = math.fsum(piece["amount"] for piece in move["pieces"])
            assert total == pytest.approx(move["after"] - move["before"])
    assert found["draws"] == dict(path.draws)


def test_json_of_one_element(call: Callable[..., Ended]) -> None:
    found = json.loads(call("--only", "drought", "--json").out)
    chances = [chance for month in found["months"].values() for chance in month["chances"]]
    assert {chance["name"] for chance in chances} == {"drought"}
    assert not any(month["values"] for month in found["months"].values())


def test_a_run_of_the_judgement_ensemble_shares_its_draw(call: Callable[..., Ended]) -> None:
    draws = [
        json.loads(call("--run", run, "--ensemble", "--json").out)["draws"]
        for run in ("40", "79", "80")
    ]
    assert draws[0] == draws[1] != draws[2]


def test_a_chance_is_told_as_written_with_its_rate(
    call: Callable[..., Ended], tmp_path: Path
) -> None:
    said = MODEL.replace("rate: 0.4,", "chance: 40% within 18 months,")
    (tmp_path / "model.yaml").write_text(said, "utf-8")
    found = call("--only", "ratify")

    assert "rate: 40% within 18 months (0.341 a year)" in " ".join(found.out.split())


def test_the_python_face(call: Callable[..., Ended]) -> None:
    base = scenario.load("base.yaml")
    found = scenario.trace(base, 3, only="goodwill", start="2026-05", end="2026-06")
    assert [str(found.month(step.number)) for step in found.steps] == ["2026-05", "2026-06"]
    assert found.only == ("drivers.goodwill",)
    with pytest.raises(InputError, match="did you mean 'goodwill'"):
        scenario.trace(base, only="godwill")
    with pytest.raises(InputError, match="counted from 0"):
        scenario.trace(base, -1)


@settings(WHOLE, max_examples=25)
@given(documents(months=18, runs=8, several=True))
def test_any_model_can_be_told(document: dict[str, Any]) -> None:
    resolved = resolve_document(document)
    whole = trace(resolved, 1)
    one = trace(resolved, 1, only=list(elements(resolved)))
    for text in (whole.text(), one.text(), whole.answer()):
        assert max(map(len, text.splitlines())) <= 80
        assert "nan" not in text.split()
    assert json_text(strict(whole.as_dict()))


MOVED = """\
model: vote
title: A vote
start: 2022-12
step: 1 month
events:
  election: {title: The election, every: 5 months from 2023-03, moves: lost}
  coup: {title: A coup, date: 2023-04, moves: held}
outcome:
  start: {held: 100%}
  states: {held: in office, lost: in opposition}
  transitions:
    lose: {title: defeat, from: held, to: lost, rate: 0}
    win: {title: return, from: lost, to: held, after: {choice: {0.25: 1, 0.251: 1}}}
"""


def test_an_event_that_moves_the_outcome_and_a_drawn_wait_are_told(
    call: Callable[..., Ended], tmp_path: Path
) -> None:
    (tmp_path / "model.yaml").write_text(MOVED, "utf-8")
    told = months(call().out)
    assert told["Mar 2023"].startswith(
        "The state turns from “in office” to “in opposition”: “The election” moves it."
        " “The election” happens: as dated. It moves the outcome to “in opposition” if there is a"
        " way."
    )
    april = told["Apr 2023"]
    assert april.startswith(
        "The state turns from “in opposition” to “in office”: “A coup” moves it"
    )
    assert re.search(
        r"from “in opposition” to “in office” \(return\): after 3(\.01)? months, as drawn\.",
        told.get("Nov 2023", "") + told.get("Dec 2023", ""),
    )
    followed = call("--only", "outcome").out
    assert "“The election” moves it" in followed
    assert json.loads(call("--json").out)["months"]["2023-03"]["taken"] == "election"


@pytest.mark.parametrize(
    ("step", "named"), [("1 month", "month"), ("1 year", "year"), ("6 months", "step")]
)
def test_a_chance_is_one_within_a_step(step: str, named: str) -> None:
    text = f"step: {step}\noutcome: {{start: a, states: [a], transitions: {{}}}}"
    told = scenario.trace(resolve_text(text, 24, runs=1), 0).text().replace("\n", " ")
    assert f"below its chance in the {named}." in told
