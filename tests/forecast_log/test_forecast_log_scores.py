"""Scores against hand-computed values and the field's library; what counts, what does not."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import scoringrules
from hypothesis import given, settings
from hypothesis import strategies as st

from scenario.errors import InputError
from scenario.forecast_log.courses import followed
from scenario.forecast_log.log import ForecastLog, read_log
from scenario.forecast_log.records import Record, Row
from scenario.forecast_log.resolving import resolve_question
from scenario.forecast_log.scores import ENOUGH, score
from scenario.scoring import FLOOR
from tests.forecast_log.made import at, forecast, question, resolution, tampered_with, write

TODAY = date(2024, 12, 31)


def scored(place: Path, *records: Record):
    return score(write(place / "f.log", records), today=TODAY)


def log_of(*records: Record) -> ForecastLog:
    return ForecastLog("f.log", tuple(Row(n, one, "") for n, one in enumerate(records, 1)))


def test_a_score_is_the_mean_over_the_days_on_which_a_forecast_was_in_force(tmp_path: Path):
    found = scored(
        tmp_path,
        question(),
        forecast(0.2),  # 31 days of January
        forecast(0.4, "2024-02-01"),  # 29 of February
        forecast(0.9, "2024-03-01"),  # 10 until the tenth of March
        resolution("yes", "2024-03-11"),
    )
    group = found.group("live")
    (course,) = group.courses
    assert [(span.p, span.days) for span in course.spans] == [(0.2, 31), (0.4, 29), (0.9, 10)]
    by_hand = (31 * 0.8**2 + 29 * 0.6**2 + 10 * 0.1**2) / 70
    assert group.whole.brier == pytest.approx(by_hand)
    logs = -(31 * math.log(0.2) + 29 * math.log(0.4) + 10 * math.log(0.9)) / 70
    assert group.whole.log == pytest.approx(logs)
    assert found.as_dict()["groups"]["live"]["by_question"][0]["days"] == 70


@settings(deadline=None)  # the first example loads the library
@given(st.lists(st.floats(0, 1), min_size=1, max_size=20), st.booleans())
def test_single_scores_are_those_of_scoringrules(shares: list[float], happened: bool):
    days = [date(2024, 1, 1 + n).isoformat() for n in range(len(shares))]
    made = [forecast(p, day) for p, day in zip(shares, days, strict=True)]
    end = "2024-06-30"
    answer = resolution("yes" if happened else "no", end)
    (course,) = followed(log_of(question(), *made, answer)).courses
    truth = np.full(len(shares), float(happened))
    assert [span.brier for span in course.spans] == pytest.approx(
        scoringrules.brier_score(truth, np.array(shares)).tolist()
    )
    for span in course.spans:
        said = span.p if happened else 1 - span.p
        assert span.log == pytest.approx(-math.log(max(said, FLOOR)))
    assert 0 <= course.brier <= 1
    assert course.log <= -math.log(FLOOR) + 1e-12


def test_several_on_one_day_count_as_the_last_of_them():
    made = [forecast(p, made_at="2024-01-01T00:00:00Z") for p in (0.9, 0.1)]
    (course,) = followed(log_of(question(), *made, resolution("no", "2024-01-11"))).courses
    assert [(span.p, span.days) for span in course.spans] == [(0.1, 10)]


def test_each_question_counts_the_same_however_many_forecast_it(tmp_path: Path):
    found = scored(
        tmp_path,
        question(),
        question("peace"),
        forecast(1.0),
        forecast(0.0, author="bob"),
        forecast(0.5, state="peace"),
        resolution("yes", "2024-03-01"),
        resolution("no", "2024-03-01", question="river/peace/by/2024-06"),
    )
    group = found.group("live")
    assert (group.whole.questions, group.whole.courses) == (2, 3)
    assert group.whole.brier == pytest.approx(((0 + 1) / 2 + 0.25) / 2)
    assert group.whole.log == pytest.approx((-math.log(FLOOR) / 2 - math.log(0.5)) / 2)
    assert [(one.title, one.brier) for one in group.by_author] == [("ann", 0.125), ("bob", 1.0)]
    assert [(one.title, one.brier) for one in group.by_state] == [("Peace", 0.25), ("War", 0.5)]
    assert [one.title for one in group.by_scenario] == ["As it is"]


def test_live_imported_and_backdated_never_meet(tmp_path: Path):
    answer = resolution("yes", "2024-03-01", "2024-03-05")
    found = scored(
        tmp_path,
        question(),
        forecast(0.1),
        forecast(0.2, "2024-02-01", origin="imported", logged_at="2024-08-01T12:00:00Z"),
        forecast(0.9, "2024-03-05", as_of="2024-01-15"),  # on the day it was known
        forecast(1.0, "2024-07-05", as_of="2024-01-20", origin="backdated"),
        forecast(0.5, "2024-03-03", author="bob"),  # in time, but it had happened
        answer,
    )
    spans = {group.origin: group.courses[0].spans for group in found.groups}
    assert {origin: [span.p for span in some] for origin, some in spans.items()} == {
        "live": [0.1],
        "imported": [0.2],
        "backdated": [0.9, 1.0],
    }
    assert [span.days for span in spans["backdated"]] == [5, 41]
    assert spans["imported"][0].days == 29
    assert found.too_late == 1


def test_void_questions_are_counted_and_not_scored(tmp_path: Path):
    found = scored(
        tmp_path,
        question(),
        question("peace"),
        question("talks", due="2025-06"),
        forecast(0.5),
        forecast(0.5, state="peace"),
        forecast(0.5, state="talks", due="2025-06"),
        resolution("yes", "2024-03-01"),
        resolution("void", "2024-03-01", supersedes=7),
    )
    assert found.groups == ()
    assert (found.questions, found.resolved, found.voids, found.open) == (3, 0, 1, 2)
    assert [one.id for one in found.due] == ["river/peace/by/2024-06"]
    assert "1 question void" in found.text()
    assert "No live forecast can be scored yet" in found.answer()


def many(models: int, questions: int) -> list[Record]:
    made: list[Record] = []
    for n in range(questions):
        state, model = f"s{n}", f"m{n % models}"
        made.append(question(state, model=model))
        made.append(forecast(0.85, state=state, model=model))
        outcome = "no" if n % 5 == 0 else "yes"
        asked = f"{model}/{state}/by/2024-06"
        made.append(resolution(outcome, "2024-06-30", question=asked))
    return made


@pytest.mark.parametrize(
    ("models", "questions", "claimed"), [(9, 9, False), (1, 40, False), (10, 10, True)]
)
def test_calibration_is_judged_only_where_there_is_enough(
    tmp_path: Path, models: int, questions: int, claimed: bool
):
    found = scored(tmp_path, *many(models, questions))
    group = found.group("live")
    (only,) = group.calibration
    assert (only.low, only.high, only.questions) == (0.7, 0.9, questions)
    assert only.mean == pytest.approx(0.85)
    assert only.happened == pytest.approx(1 - math.ceil(questions / 5) / questions)
    assert only.happened_low < only.happened < only.happened_high
    assert group.enough is claimed is found.as_dict()["groups"]["live"]["enough_for_calibration"]
    said = " ".join(found.text().split())
    assert ("say nothing of calibration" in said) is not claimed
    assert ("the mean forecast lie" in said) is claimed
    assert (
        f"Fewer than {ENOUGH} {'questions' if questions < ENOUGH else 'models'}" in said or claimed
    )
    assert ("tell about as much as 1 outcome" in said) is (models == 1)


def test_a_question_is_divided_among_the_classes_by_days(tmp_path: Path):
    found = scored(
        tmp_path,
        question(),
        forecast(0.05, "2024-01-01"),
        forecast(1.0, "2024-01-11"),
        resolution("yes", "2024-01-31"),
    )
    low, high = found.group("live").calibration
    assert (low.low, low.questions, low.happened) == (0.0, pytest.approx(10 / 30), 1.0)
    assert (high.high, high.questions, high.mean) == (1.0, pytest.approx(20 / 30), 1.0)


def test_scores_month_by_month_are_those_of_the_days_in_them(tmp_path: Path):
    found = scored(
        tmp_path,
        question(),
        forecast(0.2, "2024-01-22"),
        forecast(0.4, "2024-02-10"),
        resolution("no", "2024-02-20"),
    )
    january, february = found.group("live").over_time
    assert (january.month, january.questions, february.month) == ("2024-01", 1, "2024-02")
    assert january.brier == pytest.approx(0.04)
    assert february.brier == pytest.approx((9 * 0.04 + 10 * 0.16) / 19)


def test_a_log_is_held_to_its_head(tmp_path: Path):
    place = write(tmp_path / "f.log", [question(), forecast(0.2), resolution("no", "2024-03-01")])
    head = read_log(str(place)).head
    assert score(place, head=str(head), today=TODAY).head == head
    tampered_with(place, "DELETE FROM resolution")
    with pytest.raises(InputError, match="row 3 does not fit: 3 rows were published, 2 stand"):
        score(place, head=str(head), today=TODAY)


# ---------------------------------------------------------------------------------- resolving


@pytest.fixture
def place(tmp_path: Path) -> Path:
    asked = [question(), question("peace", "at"), forecast(0.2), forecast(0.5, "2024-03-02")]
    return write(tmp_path / "f.log", asked)


def resolved(place: Path, question: str = "war/by/2024-06", **said):
    said = {"outcome": "yes", "occurred": "2024-03-01", "known": "2024-03-02", **said}
    return resolve_question(place, question, source="S", by="ann", now=at("2024-08-01"), **said)


def test_a_resolution_is_appended_and_a_later_one_takes_its_place(place: Path):
    first = resolved(place)
    assert (first.in_time, first.late, first.imported, first.before) == (1, 1, 0, None)
    again = resolved(place, outcome="no", occurred=None, known="2024-07-01")
    assert again.before == first.resolution
    assert again.resolution.supersedes == 5
    assert again.resolution.occurred == "2024-06-30"
    log = read_log(str(place))
    assert log.resolutions["river/war/by/2024-06"] == (6, again.resolution)
    assert log.head.rows == 6
    assert "It had been resolved before, as yes" in again.text()
    assert again.answer().startswith("war by 2024-06: no, decided on 2024-06-30")


def test_a_state_at_the_end_of_a_month_is_decided_then(place: Path):
    found = resolved(place, "peace/at/2024-06", occurred=None, known=date(2024, 7, 1))
    assert found.resolution.occurred == "2024-06-30"
    assert found.text().endswith(str(found.head))
    void = resolved(place, "peace/at/2024-06", outcome="void", occurred=None, known="2024-02-01")
    assert void.resolution.occurred == "2024-02-01"
    assert "Not scored: no forecast." in void.text()


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"outcome": "yess"}, "'yess' is none of yes, no, void"),
        ({"occurred": "2024-07-01", "known": "2024-07-02"}, "is after 2024-06-30, when"),
        ({"occurred": "2023-12-31"}, "is no later than 2023-12-31, from when on it counts"),
        ({"known": "2024-02-29"}, "it was known on 2024-02-29, before 2024-03-01"),
        ({"known": "2024-08-02"}, "it was known on 2024-08-02, after 2024-08-01"),
        ({"known": "2024-08"}, "known: '2024-08' is no day; write it as 2023-09-19"),
        ({"occurred": "2024-02-30"}, "occurred: '2024-02-30' is no day"),
        ({"occurred": None}, "was decided on a day"),
        ({"question": "wra/by/2024-06"}, "has no question"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_logged(place: Path, said, message: str):
    before = place.read_bytes()
    with pytest.raises(InputError, match=message) as refused:
        resolved(place, **said)
    assert refused.value.problems[0].hint
    assert place.read_bytes() == before


def test_no_log_is_made_by_resolving(tmp_path: Path):
    with pytest.raises(InputError, match="there is no log"):
        resolved(tmp_path / "none.log")
    assert not (tmp_path / "none.log").exists()
