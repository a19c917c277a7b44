"""What an answer costs at a standard error: arithmetic, and marks made of it."""

from __future__ import annotations

import pytest

from benchmarks import contest, measure, precision, speed


def test_a_hundred_times_the_variance_takes_a_hundred_times_as_long():
    one = precision.time_to_error(2.0, 0.01)

    assert one == pytest.approx(0.02)
    assert precision.time_to_error(2.0, 1.0) == pytest.approx(100 * one)


def test_half_the_error_takes_four_times_as_long():
    once, twice = (precision.time_to_error(3.0, 0.2, se) for se in (0.02, 0.01))

    assert twice == pytest.approx(4 * once)


def test_what_a_run_contributes_is_known_from_the_error_of_many():
    p, runs = 0.2, 400
    se = (p * (1 - p) / runs) ** 0.5

    assert precision.variance_of_a_run(se, runs) == pytest.approx(precision.variance_of_a_draw(p))


def rounds() -> measure.Rounds:
    """Arrays take 100, a drawn run 25, a propagated one 30, of a tenth of the variance."""
    drawn = {"p": [0.5, 0.5], "us_per_run": 25.0, "method": "sampled"}
    carried = {
        "us_per_run": 30.0, "method": "propagated", "asked": 0.2, "se": 0.004, "runs": 1_000,
    }  # fmt: skip
    found = {
        contest.ARRAYS: [{"us_per_run": 100.0}],
        contest.ONE: [drawn],
        contest.CARRIED: [carried],
    }
    return precision.with_precision(found, contest.CARRIED)


def test_an_engine_that_draws_says_as_much_as_a_coin_of_the_best_known_probability():
    found = rounds()

    assert found[contest.ARRAYS][0]["variance"] == pytest.approx(0.16)
    assert found[contest.CARRIED][0]["variance"] == pytest.approx(0.016)
    assert found[contest.ARRAYS][0]["to_error"] == pytest.approx(16)


def test_the_table_says_how_many_times_less():
    text = precision.to_error(rounds(), (contest.ONE, contest.CARRIED), contest.ARRAYS)

    assert text.splitlines()[2:] == [
        f"| {contest.ONE} | 0.25 | 0.25 to 0.25 | 1.0 | 1.0 to 1.0 | 4.0 | 4.0 to 4.0 |",
        f"| {contest.CARRIED} | 0.30 | 0.30 to 0.30 | 0.10 | 0.10 to 0.10 | 33 | 33 to 33 |",
    ]


def test_marks_are_met_or_missed_and_say_nothing_of_what_was_not_measured():
    text = speed.marks({"Armenia at length": rounds(), "Armenia of today": rounds()})

    assert "plain, propagated, times a sampled run | 1.6 | 1.2 | met |" in text
    assert "plain, times less time than arrays | 40 | 33 | missed |" in text
    assert "native, propagated" not in text


@pytest.mark.parametrize("method", ["sampled", "propagated"])
def test_the_engine_answers_the_question_both_ways(method: str):
    seen = measure.python(
        "benchmarks.engine", contest.ARMENIA, 256, 1, method, precision.QUESTION
    )()

    assert seen["method"] == method
    assert 0.05 < seen["asked"] < 0.35
    assert 0 < seen["se"] < 0.05


def test_the_page_has_a_place_for_every_table():
    page = measure.PAGE.read_text("utf-8")

    for name in ("armenia", "propagation", "error", "shares", "cohort", "marks"):
        assert page.count(f"<!-- measured: {name} -->") == 1
