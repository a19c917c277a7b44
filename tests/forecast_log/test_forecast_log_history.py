"""The history of one question: what was forecast when, by whom, and what became of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from scenario.errors import InputError
from scenario.forecast_log.history import History, log_history
from scenario.forecast_log.scores import score
from scenario.present import blocks_of
from scenario.present.terminal import text_of
from tests.forecast_log.made import forecast, question, resolution, tampered_with, write

ASKED = "P(war by 2024-06)"
LATER = {"se": None, "judgement_low": None, "judgement_high": None}


def of(place: Path, *records: Any) -> History:
    return log_history(write(place / "f.log", [question(), *records]), ASKED)


def flat(found: History) -> str:
    return " ".join(text_of(blocks_of(found)).split())


def test_forecasts_are_told_by_who_made_them_in_the_order_of_their_days(tmp_path: Path) -> None:
    found = of(
        tmp_path,
        forecast(0.3, "2024-02-01", judgement_low=0.2, judgement_high=0.4),
        forecast(0.2, "2024-01-10", author="bob"),
        forecast(0.45, "2024-03-01", supersedes=2, **LATER),
    )

    assert [(one.day, one.forecast.p) for one in found.said] == [
        (date(2024, 1, 10), 0.2),
        (date(2024, 2, 1), 0.3),
        (date(2024, 3, 1), 0.45),
    ]
    assert found.makers == (("bob", "As it is", "live"), ("ann", "As it is", "live"))
    moved = [one.moved for one in found.said]
    assert moved[:2] == [None, None]
    assert moved[2] == pytest.approx(0.15)
    assert [one.judgement for one in found.by(found.makers[1])] == [(0.2, 0.4), None]


def test_what_it_says_of_an_open_question(tmp_path: Path) -> None:
    text = flat(
        of(tmp_path, forecast(0.2), forecast(0.5, "2024-02-01"), forecast(0.4, "2024-03-01"))
    )

    assert "3 forecasts by 1 author from 2024-01-01 to 2024-03-01." in text
    assert "The first said 20 %, the last 40 %; they went from 20 % to 50 %." in text
    assert "It is still open." in text
    assert "Brier" not in text
    assert "2024-02-01 50 % 2.0 +30.0 40 to 60 row 3" in text


def test_one_forecast_moves_from_nowhere(tmp_path: Path) -> None:
    text = flat(of(tmp_path, forecast(0.2)))

    assert "Forecast once, on 2024-01-01: 20 %." in text
    assert "+" not in text


def test_of_several_makers_the_last_of_each_is_told(tmp_path: Path) -> None:
    text = flat(of(tmp_path, forecast(0.2), forecast(0.7, "2024-01-02", author="bob")))

    assert "2 forecasts by 2 authors" in text
    assert "The last of each: 20 % by ann (“As it is”) and 70 % by bob (“As it is”)." in text


def test_the_answer_and_the_scores_are_those_of_score(tmp_path: Path) -> None:
    found = of(
        tmp_path, forecast(0.2), forecast(0.4, "2024-02-01"), resolution("yes", "2024-03-01")
    )

    (course,) = found.courses
    assert course.brier == pytest.approx((31 * 0.64 + 29 * 0.36) / 60)
    assert course.brier == pytest.approx(score(found.log).as_dict()["groups"]["live"]["brier"])
    text = flat(found)
    assert "The answer: yes, decided on 2024-03-01, known from 2024-03-01 on (The gazette)." in text
    assert f"Brier score {course.brier:.3f} over 60 days" in text


def test_an_answer_that_was_changed_tells_what_was_said_before(tmp_path: Path) -> None:
    found = of(
        tmp_path, forecast(0.2), resolution("no", "2024-06-30"),
        resolution("yes", "2024-03-01", supersedes=3),
    )  # fmt: skip

    assert found.resolution is not None
    assert found.resolution.outcome == "yes"
    assert found.as_dict()["resolution"]["said_before"] == ["no"]
    assert "Before that no was said." in flat(found)


def test_what_was_void_is_decided_on_no_day(tmp_path: Path) -> None:
    text = flat(of(tmp_path, forecast(0.2), resolution("void", "2024-03-01")))

    assert "The answer: void: it cannot be decided, known from 2024-03-01 on" in text
    assert "Brier" not in text


def test_a_forecast_that_came_too_late_is_backdated(tmp_path: Path) -> None:
    found = of(tmp_path, forecast(0.2), forecast(0.9, "2024-03-05", as_of="2024-02-20"),
               resolution("yes", "2024-03-01"))  # fmt: skip

    assert [(one.origin, one.day.isoformat()) for one in found.said] == [
        ("live", "2024-01-01"),
        ("backdated", "2024-02-20"),
    ]
    assert "by ann (backdated)" in flat(found)


def test_a_question_that_nobody_has_forecast(tmp_path: Path) -> None:
    found = of(tmp_path)

    assert "Nobody has forecast it yet." in flat(found)
    assert found.as_dict()["forecasts"] == []


def test_other_questions_are_left_out(tmp_path: Path) -> None:
    found = of(tmp_path, forecast(0.2), question("peace"), forecast(0.5, state="peace"))

    assert [one.forecast.state for one in found.said] == ["war"]
    assert list(found.table()["p"]) == [0.2]


def test_a_changed_past_is_no_history(tmp_path: Path) -> None:
    place = write(tmp_path / "f.log", [question(), forecast(0.2), forecast(0.4, "2024-02-01")])
    with pytest.raises(InputError, match="row 3 does not fit"):
        log_history(place, ASKED, head="3:" + "0" * 64)
    tampered_with(place, "UPDATE forecast SET p = 0.9 WHERE number = 2")
    with pytest.raises(InputError, match="row 2 does not fit"):
        log_history(place, ASKED)


def test_a_question_that_the_log_has_not(tmp_path: Path) -> None:
    place = write(tmp_path / "f.log", [question(), forecast(0.2)])
    with pytest.raises(InputError, match=r"has no question 'P\(peace by 2024-06\)'"):
        log_history(place, "P(peace by 2024-06)")
