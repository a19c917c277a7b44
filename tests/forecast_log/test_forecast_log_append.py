"""What is logged of a forecast: which questions, which answers, whose, and in the place of what."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from scenario.api import Scenario
from scenario.errors import InputError
from scenario.forecast_log import append
from scenario.forecast_log.append import author_of, log_forecast
from scenario.forecast_log.log import document_of, read_log
from tests.forecast_log.conftest import MODEL
from tests.forecast_log.made import at, question, resolution, write
from tests.support.models import resolve_text


def test_every_question_of_the_table_is_asked_and_answered(run, tmp_path: Path):
    forecast, place = run(months=4), tmp_path / "f.log"
    files = {"a.yaml": "0" * 64}
    added = log_forecast(forecast, place, author="ann", files=files, now=at("2024-01-02"))
    log = read_log(str(place))

    months = ("2024-01", "2024-02", "2024-03", "2024-04")
    kinds = ("peace/at", "talks/by", "talks/at", "war/by")  # war/at would be war/by again
    assert {*log.questions} >= {f"river/{kind}/{month}" for kind in kinds for month in months[1:]}
    assert len(log.questions) == len(log.forecasts) == added.forecasts == added.questions
    assert not [name for name in log.questions if "peace/by" in name or "war/at" in name]
    for _, one in log.forecasts:
        asked = log.questions[one.question]
        found = forecast.probability(one.state, **{asked.kind: asked.due})
        assert (one.p, one.se) == (found.p, found.se)
        assert (one.judgement_low, one.judgement_high) == (None, None)  # nothing is uncertain
        assert (one.author, one.as_of, one.scenario) == ("ann", "2023-12-31", "The river")
        assert json.loads(one.inputs) == files
        assert document_of(str(place), str(one.resolved)) == forecast.document
    war = log.questions["river/war/by/2024-04"]
    assert (war.text, war.title, war.about) == ("War by April 2024", "War", "The river")
    assert war.resolves == "As the gazette says."
    peace = log.questions["river/peace/at/2024-04"]
    assert peace.resolves == "Nobody shoots. As the gazette says."
    assert peace.text == "Peace at the end of April 2024"


def test_a_later_forecast_takes_the_place_of_the_same_ones_former(run, tmp_path: Path):
    place = tmp_path / "f.log"
    log_forecast(run(0.2), place, author="ann", now=at("2024-01-02"))
    log_forecast(run(0.3), place, author="bob", now=at("2024-01-03"))
    added = log_forecast(run(0.4), place, author="ann", now=at("2024-01-04"))
    log = read_log(str(place))

    assert (added.questions, added.superseded) == (0, added.forecasts)
    by_number = dict(log.forecasts)
    later = [one for one in by_number.values() if one.logged_at.startswith("2024-01-04")]
    assert later
    for one in later:
        former = by_number[one.supersedes]
        assert former.series == one.series
        assert former.logged_at.startswith("2024-01-02")
    assert all(
        one.supersedes is None
        for one in by_number.values()
        if one.author == "bob" or one.logged_at.startswith("2024-01-02")
    )


def test_what_a_forecast_knew_is_dated_by_the_evidence_it_was_given(tmp_path: Path):
    base = Scenario(resolve_text(MODEL.replace("RATE", "0.2"), 12, runs=1024))
    seen = tmp_path / "seen.yaml"
    seen.write_text(
        "evidence:\n"
        "  - {by: 2024-01, outcome: war, happened: false}\n"
        "  - {date: 2024-02, outcome: talks, known: 2024-03}\n",
        "utf-8",
    )
    given = base.given(seen)
    assert str(seen) in given.resolved.files
    forecast, place = given.run(judgement=False), tmp_path / "f.log"
    log_forecast(forecast, place, files=given.resolved.files, now=at("2024-04-02"))
    log_forecast(forecast, place, as_of="2024-02", now=at("2024-04-02"))
    found = [one for _, one in read_log(str(place)).forecasts]
    assert sorted({one.as_of for one in found}) == ["2024-02-29", "2024-03-31"]
    assert str(seen) in found[0].inputs


def test_an_open_question_is_answered_from_a_later_start(run, tmp_path: Path):
    place = tmp_path / "f.log"
    log_forecast(run(months=4), place, author="ann", now=at("2024-01-02"))
    asked = {*read_log(str(place)).questions}
    log_forecast(run(months=24), place, author="ann", now=at("2024-01-03"))
    log = read_log(str(place))
    again = {one.question for _, one in log.forecasts if one.logged_at.startswith("2024-01-03")}
    assert asked <= again  # though the longer table does not show their months
    assert [*log.questions][len(asked) :]


def test_what_can_have_been_known_is_backdated(run, tmp_path: Path):
    place = tmp_path / "f.log"
    added = log_forecast(run(months=4), place, author="ann", now=at("2024-03-01"))
    log = read_log(str(place))
    late = {one.question for _, one in log.forecasts if one.origin == "backdated"}
    assert late == {name for name in log.questions if name[-7:] in ("2024-01", "2024-02")}
    assert added.backdated == len(late) > 0

    told = resolution("no", "2024-03-01", question="river/war/by/2024-04", logged_at=MARCH)
    write(place, [told])
    log_forecast(run(months=4), place, author="ann", now=at("2024-03-02"))
    *_, last = [one for _, one in read_log(str(place)).forecasts if one.question == told.question]
    assert last.origin == "backdated"
    assert last.supersedes is None  # a live one is not superseded by it


MARCH = "2024-03-01T13:00:00Z"


def test_a_question_that_is_resolved_is_not_asked_again(run, tmp_path: Path):
    place = tmp_path / "f.log"
    odd = question("war", due="2024-05")
    write(place, [odd])
    log_forecast(run(months=8), place, author="ann", now=at("2024-01-02"))
    assert len([1 for _, one in read_log(str(place)).forecasts if one.question == odd.id]) == 1
    write(place, [resolution("no", "2024-02-01", question=odd.id, logged_at=MARCH)])
    log_forecast(run(months=8), place, author="ann", now=at("2024-03-02"))
    assert len([1 for _, one in read_log(str(place)).forecasts if one.question == odd.id]) == 1


def test_who_the_author_is(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(append.AUTHOR, "bob")
    assert author_of("ann") == "ann"
    assert author_of(None) == "bob"
    monkeypatch.delenv(append.AUTHOR)
    monkeypatch.setattr(append.getpass, "getuser", lambda: "user")
    assert author_of(None) == "user"
    monkeypatch.setattr(append.getpass, "getuser", lambda: {}["nobody"])
    assert author_of(None) == "unknown"


def test_an_author_that_cannot_be_written_is_refused_and_nothing_is_kept(run, tmp_path: Path):
    with pytest.raises(InputError, match="author has characters that cannot be written"):
        log_forecast(run(), tmp_path / "f.log", author="a\udcff")
    with pytest.raises(InputError, match="is empty"):
        read_log(str(tmp_path / "f.log"))


def test_a_forecast_without_its_scenario_is_refused(run, tmp_path: Path):
    bare = replace(run(), document={})
    with pytest.raises(InputError, match="asks no question"):
        log_forecast(bare, tmp_path / "f.log", author="ann")
    assert not (tmp_path / "f.log").exists()


def test_a_question_is_found_by_its_id_its_end_or_as_it_is_asked(run, tmp_path: Path):
    place = tmp_path / "f.log"
    log_forecast(run(), place, author="ann", now=at("2024-01-02"))
    log = read_log(str(place))
    for asked in ("river/war/by/2024-12", "war/by/2024-12", "P(war by 2024-12)"):
        assert log.question(asked).id == "river/war/by/2024-12"
    with pytest.raises(InputError, match="several questions end with '2024-12'"):
        log.question("2024-12")
    with pytest.raises(InputError, match="has no question 'river/wra/by/2024-12'") as refused:
        log.question("river/wra/by/2024-12")
    assert "did you mean 'river/war/by/2024-12'?" in refused.value.problems[0].hint
