"""Forecasts as of past dates: against closed forms, what they know, and what is asked of them."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.special import ndtr

import scenario
from scenario.errors import InputError
from scenario.resolve import Resolved
from scenario.scoring import FLOOR
from scenario.studies.backtest import backtest
from scenario.studies.backtested import Backtest, Row
from scenario.studies.reference_forecasts import CLIP
from tests.support.models import resolve

ROOT = Path(__file__).resolve().parents[2]
RATE, BASE = 0.6, 0.1
MARKOV: dict[str, Any] = {
    "outcome": {
        "start": "a",
        "states": ["a", "b", "c"],
        "order": ["a", "b", "c"],
        "base_rates": {"b": {"rate": BASE}},
        "transitions": {
            "go": {"from": "a", "to": "b", "rate": RATE},
            "on": {"from": "b", "to": "c", "rate": RATE},
        },
    },
}
"""Forecasts of it are known on paper, as of any date at which its state is known."""
SEEN: list[dict[str, Any]] = [
    {"by": "2023-06", "outcome": "b", "happened": False},
    {"date": "2023-10", "outcome": "b", "entered": True},
    {"date": "2024-02", "outcome": "b"},
]
GAUSS: dict[str, Any] = {
    "drivers": {"x": {"start": 1.0, "process": {"random_walk": {"volatility": 2.0}}}}
}
MEASURED = [{"date": f"2023-{month:02d}", "driver": "x", "value": value, "sd": 0.5}
            for month, value in ((3, 1.4), (6, 0.2), (12, 4.0))]  # fmt: skip


def given(model: dict[str, Any], seen: Sequence[dict[str, Any]], **said: Any) -> Resolved:
    return resolve(model, 36, **{"runs": 2048, **said}, given=[{"evidence": [*seen]}])


@pytest.fixture(scope="module")
def found() -> Backtest:
    return backtest(given(MARKOV, SEEN), horizons=["3 months", "6 months"])


def row_of(found: Backtest, date: str, due: str, kind: str, of: str) -> Row:
    (row,) = (
        row
        for row in found.rows
        if (str(row.date), str(row.due), row.kind, row.of) == (date, due, kind, of)
    )
    return row


def stepwise(years: float) -> list[float]:
    """Chances of a, b and c after a time in a, where a run moves once a month at most."""
    stay = math.exp(-RATE / 12)
    ways = np.array([[stay, 1 - stay, 0], [0, stay, 1 - stay], [0, 0, 1]])
    return np.linalg.matrix_power(ways, round(12 * years))[0].tolist()


# --- on paper


def test_forecasts_as_of_a_date_are_those_of_what_was_known_then(found: Backtest):
    assert [str(date) for date in found.dates] == [
        "2022-12", "2023-03", "2023-06", "2023-09", "2023-12",
    ]  # fmt: skip
    assert list(found.known.values()) == [0, 0, 1, 1, 2]
    knowing = row_of(found, "2023-06", "2023-12", "state", "outcome")
    assert list(knowing.forecasts["model"].values()) == pytest.approx(stepwise(0.5))
    assert list(knowing.forecasts["no_evidence"].values()) == pytest.approx(stepwise(1.0))
    reached = row_of(found, "2023-06", "2023-12", "reached", "b").forecasts
    assert reached["model"] == pytest.approx(1 - math.exp(-RATE / 2))
    assert reached["no_evidence"] == pytest.approx(1 - math.exp(-RATE))
    assert reached["base_rate"] == pytest.approx(1 - math.exp(-BASE / 2))
    assert reached["persistence"] == CLIP


def test_scores_of_a_row_are_those_worked_out_by_hand(found: Backtest):
    a, b, c = stepwise(0.5)
    row = row_of(found, "2023-06", "2023-12", "state", "outcome")
    assert (row.truth, row.lasted) == ("b", False)  # b in February: no way leads back to it
    assert row.scores["model"] == pytest.approx(
        {
            "brier": (a**2 + (b - 1) ** 2 + c**2) / 2,
            "log": -math.log(b),
            "rps": (a**2 + (a + b - 1) ** 2) / 2,
        }
    )
    stay = math.exp(-BASE / 2)
    assert row.scores["base_rate"]["brier"] == pytest.approx(stay**2)
    worst = row.scores["persistence"]
    assert worst["rps"] == pytest.approx(((1 - CLIP) ** 2 + (CLIP / 2) ** 2) / 2)
    assert worst["log"] == pytest.approx(-math.log(CLIP / 2))
    yes = row_of(found, "2023-06", "2023-12", "reached", "b")
    assert yes.truth is True
    assert yes.scores["model"]["brier"] == pytest.approx(math.exp(-RATE / 2) ** 2)
    assert -math.log(FLOOR) > worst["log"]


def test_means_are_those_of_the_questions_that_all_answer(found: Backtest):
    every = [row for row in found.rows if len(row.scores) == 4]
    assert {row.of for row in found.rows} - {row.of for row in every} == {"c"}  # without base rate
    for source in ("model", "base_rate", "persistence", "no_evidence"):
        for rule in ("brier", "log", "rps"):
            some = [row.scores[source][rule] for row in every if rule in row.scores[source]]
            assert found.scores[source].means[rule] == pytest.approx(np.mean(some))
            assert found.scores[source].counts[rule] == len(some)
    gap = found.differences["persistence"]["brier"]
    gaps = [row.scores["model"]["brier"] - row.scores["persistence"]["brier"] for row in found.rows]
    assert gap.mean == pytest.approx(np.mean(gaps))
    assert (gap.questions, gap.clusters, gap.low, gap.high) == (len(found.rows), 1, None, None)


def test_values_are_scored_by_the_distance_of_their_distribution():
    found = backtest(given(GAUSS, MEASURED, runs=8192), horizons=["6 months"], dates=["2023-06"])
    (row,) = found.rows
    assert (str(row.due), row.kind, row.of, row.truth) == ("2023-12", "value", "x", 4.0)

    def crps(mean: float, variance: float) -> float:
        sd = math.sqrt(variance)
        z = (4.0 - mean) / sd
        density = math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
        return sd * (z * (2 * ndtr(z) - 1) + 2 * density - 1 / math.sqrt(math.pi))

    first = 0.25 * 4  # variance of a walk over three months, and that of an error
    gain = first / (first + 0.25)
    mean, left = 1 + gain * 0.4, first * (1 - gain)
    gain = (left + first) / (left + first + 0.25)
    mean, left = mean + gain * (0.2 - mean), (left + first) * (1 - gain)
    scale = math.sqrt(4 + 0.25)  # what the model without evidence leaves open
    expected = {
        "model": crps(mean, left + 2 * first + 0.25) / scale,
        "persistence": crps(0.2, 0.5) / scale,
        "no_evidence": crps(1.0, 4.25) / scale,
    }
    for source, score in expected.items():
        assert row.scores[source]["crps"] == pytest.approx(score, rel=0.06)
    assert row.scores["persistence"]["crps"] == pytest.approx(expected["persistence"], rel=0.02)
    assert "base_rate" not in row.scores
    assert found.scores["model"].errors["crps"] > 0


# --- what is known, what is asked


@pytest.mark.parametrize(
    "planted",
    [
        {"date": "2024-06", "outcome": "c"},
        {"date": "2023-05", "known": "2024-05", "outcome": "a"},
        {"date": "2023-02", "known": "2024-05", "driver": "x", "value": 9.0, "sd": 0.3},
        {"date": "2023-05", "known": "2024-05", "event": "e", "happened": True},
    ],
    ids=["later", "published later", "a value", "an event"],
)
def test_a_later_fact_moves_no_forecast_in_any_digit(planted: dict[str, Any]):
    model = {**MARKOV, **GAUSS, "events": {"e": {"rate": 0.5}}}
    plain = [*SEEN, *MEASURED[:1]]
    one, other = (
        backtest(given(model, seen), horizons=["6 months"], dates=["2023-03", "2023-09"])
        for seen in (plain, [planted, *plain])
    )
    before = {(row.date, row.due, row.of): row.forecasts for row in one.rows}
    after = {(row.date, row.due, row.of): row.forecasts for row in other.rows}
    assert before
    assert {key: after[key] for key in before} == before


def test_the_order_of_dates_is_no_matter_nor_is_a_date_said_twice():
    dates = ["2023-03", "2023-06", "2023-09"]
    told = [
        backtest(given(MARKOV, SEEN), dates=some, horizons=["6 months"]).as_dict()
        for some in (*permutations(dates, 3), [*dates, dates[0]])
    ]
    assert all(one == told[0] for one in told)


def test_what_was_known_already_is_not_asked(found: Backtest):
    asked = {(str(row.date), row.of) for row in found.rows if row.kind == "reached"}
    assert ("2023-09", "b") in asked
    assert ("2023-12", "b") not in asked
    assert "a" not in {of for _, of in asked}  # where it started


def test_what_evidence_leaves_open_is_told_and_not_scored(found: Backtest):
    left = {(str(one.date), str(one.due), one.kind, one.of) for one in found.open}
    assert ("2023-12", "2024-06", "state", "outcome") in left  # evidence ends in February
    scored = {(str(row.date), str(row.due), row.kind, row.of) for row in found.rows}
    assert not left & scored
    short = {"horizons": ["3 months", "6 months"], "dates": ["2023-06"]}
    alone = backtest(given(MARKOV, SEEN[:2]), **short)
    assert [(one.kind, one.of) for one in alone.open] == [
        ("state", "outcome"), ("reached", "b"), ("reached", "c"),
    ]  # fmt: skip


def test_what_is_due_after_the_last_evidence_is_open_even_where_no_way_leads_on():
    seen = [*SEEN, {"date": "2024-04", "outcome": "c"}]
    found = backtest(given(MARKOV, seen), horizons=["3 months"], dates=["2024-01", "2024-03"])
    assert [(str(row.due), row.truth) for row in found.rows if row.kind == "state"] == [
        ("2024-04", "c"),
    ]  # fmt: skip
    assert {str(one.due) for one in found.open} == {"2024-06"}


def test_what_was_measured_and_not_yet_published_is_not_known():
    late = {**MEASURED[1], "known": "2023-11"}
    found = backtest(
        given(GAUSS, [MEASURED[0], late, MEASURED[2]]), dates=["2023-08"], horizons=["6 months"]
    )
    assert list(found.known.values()) == [1]
    (row,) = found.rows
    assert row.forecasts["persistence"]["mean"] == MEASURED[0]["value"]


def test_states_are_ranked_in_their_order_and_not_as_they_are_listed():
    chain = {**MARKOV["outcome"], "order": ["a", "c", "b"]}
    found = backtest(given({"outcome": chain}, SEEN), dates=["2023-06"], horizons=["6 months"])
    (row,) = (row for row in found.rows if row.kind == "state")
    a, b, c = (row.forecasts["model"][state] for state in "abc")
    assert row.truth == "b"
    assert row.scores["model"]["rps"] == pytest.approx((a**2 + (a + c) ** 2) / 2)
    assert b == pytest.approx(1 - a - c)


def test_without_an_order_nothing_is_ranked():
    chain = {key: value for key, value in MARKOV["outcome"].items() if key != "order"}
    found = backtest(given({"outcome": chain}, SEEN), dates=["2023-06"], horizons=["6 months"])
    assert "rps" not in found.scores["model"].means
    assert found.as_dict()["scores"]["model"]["rps"] is None


def test_base_rates_compete_and_that_of_the_state_it_is_in_does_not_act():
    rates = {"a": {"rate": 9.0}, "b": {"rate": BASE}, "c": {"rate": 3 * BASE}}
    chain = {**MARKOV["outcome"], "base_rates": rates}
    found = backtest(given({"outcome": chain}, SEEN), dates=["2023-06"], horizons=["6 months"])
    (row,) = (row for row in found.rows if row.kind == "state")
    moved = 1 - math.exp(-4 * BASE / 2)
    assert row.forecasts["base_rate"] == pytest.approx(
        {"a": 1 - moved, "b": moved / 4, "c": 3 * moved / 4}
    )


def test_events_are_asked_of_where_evidence_speaks_of_them():
    model = {"events": {"e": {"rate": 0.5}, "f": {"rate": 0.5}}}
    seen = [{"date": "2023-09", "event": "e", "happened": True}]
    found = backtest(given(model, seen), horizons=["6 months"], dates=["2022-12", "2023-03"])
    events = [row for row in found.rows if row.kind == "event"]
    assert [(str(row.due), row.of, row.truth) for row in events] == [
        ("2023-06", "e", False), ("2023-09", "e", True),
    ]  # fmt: skip
    chances = [1 - math.exp(-0.25), 1 - math.exp(-0.375)]
    said = [row.forecasts["no_evidence"] for row in events]
    assert said == pytest.approx(chances, abs=0.03)


def test_without_evidence_by_then_the_model_is_the_model_without_evidence(found: Backtest):
    for row in found.rows:
        if str(row.date) in ("2022-12", "2023-03"):
            assert row.forecasts["model"] == row.forecasts["no_evidence"]


def test_threads_change_no_number(found: Backtest):
    again = backtest(given(MARKOV, SEEN), horizons=["3 months", "6 months"], workers=1)
    assert again.as_dict() == found.as_dict()


@pytest.mark.slow
def test_eighteen_dates_of_the_model_that_comes_with_the_project_take_less_than_half_a_minute():
    begun = time.process_time()
    base = scenario.load(ROOT / "scenarios/base.yaml")
    months = [f"{2022 + (10 + n) // 12}-{(10 + n) % 12 + 1:02d}" for n in range(18)]
    found = scenario.backtest(base, [ROOT / "seeds/after_2022.yaml"], dates=months)
    assert len(found.dates) == 18
    assert time.process_time() - begun < 30


# --- dates and words


def test_dates_may_be_so_far_apart_and_evidence_may_come_beside():
    plain = scenario.Scenario(resolve(MARKOV, 36, runs=2048))
    found = scenario.backtest(plain, SEEN, every="4 months", horizons=["3 months"])
    assert [str(date) for date in found.dates] == ["2022-12", "2023-04", "2023-08", "2023-12"]
    assert found.table().shape[0] == sum(len(row.scores) for row in found.rows)


def test_steps_longer_than_a_month_have_dates_of_their_own():
    model = {**MARKOV, "step": "6 months"}
    found = backtest(given(model, SEEN), horizons=["6 months"])
    assert [str(date) for date in found.dates] == ["2022-12", "2023-06", "2023-12"]
    with pytest.raises(InputError, match="no step of the scenario begins at the end of 2023-03"):
        backtest(given(model, SEEN), horizons=["6 months"], dates=["2023-03"])


def test_it_says_how_little_it_is_and_that_it_may_be_a_retrospective(found: Backtest):
    text = " ".join(found.text().split())
    assert "about one independent outcome" in text
    assert "without an interval" in text
    assert "A model that was written after the outcome is a retrospective" in text
    assert found.as_dict()["without_base_rates"] == []
    dated = given({**MARKOV, "as_of": "2023-05-01"}, SEEN)
    later = backtest(dated, horizons=["6 months"], dates=["2023-03", "2023-06"])
    assert [str(date) for date in later.before] == ["2023-03"]
    assert "as of earlier dates (Mar 2023)" in " ".join(later.text().split())


def test_without_base_rates_the_column_is_absent_and_it_says_what_to_write():
    chain = {key: value for key, value in MARKOV["outcome"].items() if key != "base_rates"}
    found = backtest(given({"outcome": chain}, SEEN), horizons=["6 months"], dates=["2023-06"])
    assert "base_rate" not in found.scores
    assert found.as_dict()["scores"]["base_rate"] is None
    text = found.text()
    assert "base_rates: {STATE: {chance: 1% a year" in " ".join(text.split())
    assert "base\nrates" not in text.partition("Not resolved")[0]


def test_a_base_rate_may_be_put_in_another_one_s_place(found: Backtest):
    twice = given(MARKOV, SEEN).with_set({"outcome.base_rates.b.rate": 2 * BASE})
    other = backtest(twice, horizons=["3 months", "6 months"])
    one, two = (
        row_of(each, "2023-06", "2023-12", "reached", "b").forecasts for each in (found, other)
    )
    assert two["base_rate"] == pytest.approx(1 - math.exp(-BASE))
    assert two["model"] == one["model"]


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"dates": ["2021-01"]}, "no step of the scenario begins at the end of 2021-01"),
        ({"dates": ["2025-12"]}, "no step of the scenario begins at the end of 2025-12"),
        ({"dates": ["2023-03"], "every": "1 month"}, "say the same thing twice"),
        ({"every": "2 weeks"}, "'2 weeks' is not a duration"),
        ({"every": "0 months"}, "every: expected a time of whole steps"),
        (
            {"horizons": ["1.5 months"]},
            "horizons: expected a time of whole steps, found 1.5 months",
        ),
        ({"horizons": ["9 years"]}, "ends before anything is due"),
        ({"dates": ["2024-06"]}, "nothing that is asked as of these dates was resolved"),
    ],
)
def test_what_cannot_be_is_refused(said: dict[str, Any], message: str):
    with pytest.raises(InputError, match=message):
        backtest(given(MARKOV, SEEN), **said)


def test_without_evidence_nothing_can_be_scored():
    with pytest.raises(InputError, match="there is no evidence to score forecasts by"):
        backtest(resolve(MARKOV, 36))


def test_a_date_by_which_hardly_any_run_agrees_is_named():
    far = [{"date": "2023-03", "driver": "x", "value": 60.0, "sd": 0.01}]
    seen = [*far, {"date": "2023-12", "driver": "x", "value": 1.0, "sd": 1.0}]
    with pytest.raises(InputError, match=r"as of 2023-03, evidence 1 \(driver x\)"):
        backtest(given(GAUSS, seen, runs=512), dates=["2023-03"], horizons=["12 months"])
