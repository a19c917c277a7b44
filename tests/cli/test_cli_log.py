"""`--log` and `log`: what is kept, what is shown, and how it is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.forecast_log.made import tampered_with

QUICK = ("run", "base.yaml", "--runs", "64", "--no-judgement", "--log", "f.log", "--author", "ann")


def test_a_run_says_what_it_has_logged(call):
    ended = call(*QUICK)
    assert (ended.code, ended.err) == (0, "")
    said = " ".join(ended.out.split())
    assert "Logged in f.log: 15 forecasts of “As things stand” by ann; 15 questions new." in said
    assert "backdated" not in said
    assert "Logged in f.log: 15 forecasts of “As things stand” by ann." in " ".join(
        call(*QUICK).out.split()
    )


def test_json_and_quiet_say_no_more_than_without(call):
    plain = call(*QUICK[:5], "--json")
    assert call(*QUICK, "--json").out == plain.out
    assert call(*QUICK, "-q").out == call(*QUICK[:5], "-q").out
    assert call("log", "f.log", "--json").json()["head"]["rows"] == 45


def test_the_list_at_80_columns(call):
    call(*QUICK)
    ended = call("log", "f.log")
    lines = ended.out.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0] == "f.log: 15 forecasts of 15 questions, none of them resolved."
    assert "The dock workers' strike" in lines
    rows = [line for line in lines if line.startswith("A deal is signed by") or "Deal by" in line]
    assert len(rows) == 5
    assert "strike/" not in ended.out  # titles, not identifiers
    assert re.search(r"Head, to be published:\s+30:[0-9a-f]{64}", ended.out)


def test_the_head_and_what_it_shows(call):
    call(*QUICK)
    head = call("log", "head", "f.log").out.strip()
    assert re.fullmatch("30:[0-9a-f]{64}", head)
    assert call("log", "head", "f.log", "--json").json()["hash"] == head[3:]
    call(*QUICK)
    ended = call("log", "check", "f.log", "--head", head)
    assert ended.out == (
        "f.log: 45 rows, each fits those before it and the published head is one of theirs.\n"
    )
    assert "--head" in call("log", "check", "f.log").out
    tampered_with(Path("f.log"), "DELETE FROM forecast WHERE number > 29")
    ended = call("log", "check", "f.log", "--head", head)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("f.log: row 30 does not fit: 30 rows were published, 29 stand\n")
    assert "hint: go back to a copy" in ended.err


def test_a_place_that_cannot_be_is_refused_before_anything_is_run(call, monkeypatch):
    monkeypatch.setattr("scenario.engine.run", lambda *_, **__: pytest.fail("it was run"))
    before = Path("base.yaml").read_bytes()
    for place in ("base.yaml", "."):
        ended = call("run", "base.yaml", "--log", place)
        assert (ended.code, ended.out) == (2, "")
    assert Path("base.yaml").read_bytes() == before


def test_a_log_that_has_become_wrong_meanwhile_costs_no_answer(call):
    call(*QUICK)
    tampered_with(Path("f.log"), "UPDATE forecast SET p = 0.5 WHERE number = 20")
    ended = call(*QUICK)
    assert ended.code == 2
    assert "Deal by January 2032" in ended.out
    assert "row 20 does not fit" in ended.err


def test_from_the_run_to_the_score(call, monkeypatch):
    monkeypatch.setattr("scenario.forecast_log.append.moment_of", lambda _: "2030-01-02T12:00:00Z")
    call(*QUICK)
    head = call("log", "head", "f.log").out.strip()
    due = next(row for row in call("log", "f.log", "--json").json()["rows"] if row["row"] == 2)
    assert due["text"] == "Deal by April 2030"
    monkeypatch.setattr(
        "scenario.forecast_log.resolving.moment_of", lambda _: "2030-05-05T12:00:00Z"
    )
    said = ("--known", "2030-05-02", "--source", "The gazette", "--by", "bob")
    ended = call("resolve", "f.log", due["id"], "--outcome", "no", *said)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith(
        "Deal by April 2030: no, decided on 2030-04-30, known from 2030-05-02, by bob.\n"
    )
    ended = call("score", "f.log", "--head", head)
    assert (ended.code, ended.err) == (0, "")
    assert max(map(len, ended.out.splitlines())) <= 80
    assert ended.out.startswith("Live forecasts of 1 resolved question: Brier score 0.0")
    assert "strike" not in ended.out
    assert call("score", "f.log", "--json").json()["questions"]["resolved"] == 1
    assert call("score", "f.log", "--quiet").out.count("\n") == 2
    assert "by month" in call("score", "f.log", "--detail").out
    tampered_with(Path("f.log"), "DELETE FROM resolution", "DELETE FROM forecast WHERE number > 20")
    ended = call("score", "f.log", "--head", head)
    assert (ended.code, ended.out) == (2, "")
    assert "row 21 does not fit" in ended.err


def test_what_changed_since_last_time(call, monkeypatch):
    ended = call("run", "base.yaml", "--since", "f.log")
    assert (ended.code, ended.out) == (2, "")
    assert "there is no log f.log" in ended.err
    call(*QUICK)
    ended = call(*QUICK, "--since", "f.log")
    assert ended.code == 0
    said = " ".join(ended.out.split())
    assert "none of 15 answers has moved by more than sampling error may make." in said
    assert "Nothing that it was made from has changed." in said

    model = Path("model.yaml")
    model.write_text(model.read_text("utf-8").replace("rate: 0.05", "rate: 2"), "utf-8")
    ended = call(*QUICK, "--since", "f.log", "--set", "drivers.fund.start=3")
    said = " ".join(ended.out.split())
    assert max(len(line) for line in ended.out.splitlines()[:-1]) <= 80
    assert "moved by more than sampling error may make, most of all “" in said
    assert "Weeks the strike fund lasts: start: 10 → 3" in said
    assert "ban: rate: 0.05 → 2" in said.lower()
    assert "file model.yaml: changed" in said
    assert "file base.yaml" not in said
    assert "court" in said
    told = call(*QUICK, "--since", "f.log", "--json").json()["since"]
    assert {one["path"] for one in told["changes"]} == {"drivers.fund.start"}
    assert [one["file"] for one in told["files"]] == []  # those of the run just before
    assert len(told["answers"]) == 15
    for one in told["answers"]:
        assert one["difference"] == pytest.approx(one["now"] - one["then"])
        assert one["low"] <= one["difference"] <= one["high"]


def test_a_comparison_logs_the_forecast_of_each_scenario(call):
    Path("other.yaml").write_text(
        "title: With more of them\nextends: base.yaml\nset: {drivers.fund.start: 3}\n", "utf-8"
    )
    asked = ("compare", "base.yaml", "other.yaml", "--runs", "64", "--no-attribution")
    compared = call(*asked, "--json").json()
    ended = call(*asked, "--log", "f.log", "--author", "ann")
    assert ended.code == 0
    said = " ".join(ended.out.split())
    assert "Logged in f.log: 15 forecasts of “As things stand” by ann; 15 questions new." in said
    assert "Logged in f.log: 15 forecasts of “With more of them” by ann." in said
    rows = call("log", "f.log", "--json").json()["rows"]
    found = {
        row["scenario"]: row
        for row in rows
        if row["record"] == "forecast" and row["question"] == "strike/deal/by/2032-01"
    }
    assert all(row["supersedes"] is None for row in found.values())
    cell = compared["ever"]["other.yaml"]["2032-01"]["deal"]
    assert found["As things stand"]["p"] == pytest.approx(cell["a"], abs=1e-12)
    assert found["With more of them"]["p"] == pytest.approx(cell["b"], abs=1e-12)
    listed = call("log", "f.log").out
    assert "As things stand, by ann\n" in listed
    assert "With more of them, by ann\n" in listed
    assert max(map(len, listed.splitlines())) <= 80
    ended = call(*asked, "--author", "ann")
    assert (ended.code, ended.out) == (2, "")


def test_rows_go_out_and_come_in(call):
    call(*QUICK)
    ended = call("log", "export", "f.log", "f.csv")
    assert (ended.code, ended.out) == (0, "f.csv: 30 rows of f.log.\n")
    ended = call("log", "import", "g.log", "f.csv")
    said = " ".join(ended.out.split())
    assert "g.log: 15 forecasts, 15 questions and 0 resolutions from f.csv." in said
    assert "Imported forecasts are scored apart from live ones." in said
    assert " imported" in call("log", "g.log").out
    assert call("log", "import", "g.log", "f.csv", "--json").json()["known"] == 30
    ended = call("log", "export", "f.log", "f.csv")
    assert (ended.code, ended.out) == (2, "")
    assert call("log", "export", "f.log", "f.csv", "--overwrite", "-q").code == 0
    assert call("log", "head", "f.log", "--overwrite").code == 2


def test_an_update_is_logged_as_of_what_it_knew(call):
    Path("seen.yaml").write_text(
        "evidence:\n"
        "  - {by: 2030-03, outcome: deal, happened: false}\n"
        "  - {by: 2030-06, outcome: deal, happened: false}\n",
        "utf-8",
    )
    asked = ("update", "base.yaml", "--runs", "1024", "--no-judgement", "--evidence", "seen.yaml")
    ended = call(*asked, "--log", "f.log", "--author", "ann")
    assert ended.code == 0
    assert "Logged in f.log: 15 forecasts of “As things stand” by ann" in ended.out
    assert call(*asked, "--as-of", "2030-04", "--log", "f.log", "--author", "bob", "-q").code == 0
    rows = call("log", "f.log", "--json").json()["rows"]
    known = {row["author"]: row["as_of"] for row in rows if row["record"] == "forecast"}
    assert known == {"ann": "2030-06-30", "bob": "2030-04-30"}
    assert all("seen.yaml" in row.get("inputs", "seen.yaml") for row in rows)
    told = call(*asked, "--json").json()["ever"]["deal"]["p"]
    last = [row for row in rows if row.get("question") == "strike/deal/by/2032-01"]
    assert last[0]["p"] == pytest.approx(told)


# ---------------------------------------------------------------------------- one question


def test_the_history_of_a_question_at_80_columns(call):
    call(*QUICK)
    call(*QUICK, "--set", "drivers.fund.start=10")
    ended = call("log", "f.log", "P(deal by 2032-01)", "--plot", "h.svg")

    assert (ended.code, ended.err) == (0, "")
    assert max(map(len, ended.out.splitlines())) <= 80
    said = " ".join(ended.out.split())
    assert "2 forecasts by 1 author on " in said
    assert "As things stand, by ann" in said
    assert "It is still open." in said
    assert "Drawn in h.svg." in said
    assert Path("h.svg").read_text("utf-8").rstrip().endswith("</svg>")


def test_the_history_by_name_and_as_json(call):
    call(*QUICK)
    short = call("log", "f.log", "P(deal by 2032-01)", "--json")
    assert call("log", "history", "f.log", "P(deal by 2032-01)", "--json").out == short.out
    assert call("log", "f.log", "deal/by/2032-01", "--json").out == short.out
    assert len(short.json()["forecasts"]) == 1
    quiet = call("log", "f.log", "P(deal by 2032-01)", "-q").out
    assert quiet.startswith("Forecast once, on ")
    assert len(quiet.splitlines()) == 2


def test_only_a_history_is_drawn(call):
    call(*QUICK)
    ended = call("log", "f.log", "--plot", "h.svg")
    assert (ended.code, ended.out) == (2, "")
    assert "--plot draws the history of one question" in ended.err
    assert not Path("h.svg").exists()
