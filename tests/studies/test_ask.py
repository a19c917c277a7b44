"""Answers to questions: closed forms, laws, and how often intervals hold the truth."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import scenario
from scenario.errors import InputError
from scenario.expr.question import parse_question
from scenario.forecast.answered import NEVER
from scenario.resolve import Resolved
from scenario.studies.ask import Found, ask
from tests.support.models import resolve

WORLD: dict[str, Any] = {
    "drivers": {"x": {"start": 0, "process": {"random_walk": {"volatility": 1}}}},
    "events": {"war": {"rate": 0.5}, "peace": {"rate": 0.25}},
    "outcome": {
        "start": "here",
        "states": ["here", "left", "back"],
        "transitions": {
            "go": {"from": "here", "to": "left", "rate": 0.5},
            "return": {"from": "left", "to": "back", "rate": 1},
        },
    },
}
DT = 1 / 12


def world(**more: Any) -> Resolved:
    return resolve({**WORLD, **more}, months=24, runs=20_000, random_seed=11)


def found(text: str, **said: Any) -> Found:
    return ask(world(), text, **said).answers[0]


def within(rate: float, years: float) -> float:
    return 1 - math.exp(-rate * years)


def first_of_two(rate: float, other: float, steps: int) -> float:
    """That the first comes in an earlier step than the other, within so many steps."""
    p, q = within(rate, DT), within(other, DT)
    return sum(p * (1 - p) ** k * (1 - q) ** (k + 1) for k in range(steps))


def back_by(months: int, after: int = 0) -> float:
    """That a run is back by so many months, of those that left by an earlier one (0: of all)."""
    p, r = within(0.5, DT), within(1, DT)
    chain = np.array([1.0, 0.0, 0.0])
    step = np.array([[1 - p, p, 0], [0, 1 - r, r], [0, 0, 1]])
    if not after:
        return float((chain @ np.linalg.matrix_power(step, months))[2])
    left = chain @ np.linalg.matrix_power(step, after)
    gone = np.array([0.0, left[1], left[2]])
    return float((gone @ np.linalg.matrix_power(step, months - after))[2] / gone.sum())


CLOSED = {
    "P(war by 2023-12)": within(0.5, 1),
    "P(war by 2023-12 and peace by 2024-12)": within(0.5, 1) * within(0.25, 2),
    "P(war by 2023-12 or peace by 2023-12)": within(0.75, 1),
    "P(not war by 2024-06)": 1 - within(0.5, 1.5),
    "P(war by 2024-12 | not war by 2023-12)": within(0.5, 1),
    "P(war before peace)": first_of_two(0.5, 0.25, 24),
    "P(war before left)": first_of_two(0.5, 0.5, 24),
    "P(back by 2024-12 | left by 2023-12)": back_by(24, 12),
    "P(left by 2023-12 and not back by 2024-12)": within(0.5, 1) * (1 - back_by(24, 12)),
    "P(left by 2023-12 and war by 2023-12)": within(0.5, 1) ** 2,
    "P(left by 2023-12 | war by 2023-12)": within(0.5, 1),
    "P(x > 0 at 2023-12)": 0.5,
    "P(x > 1 at 2023-12)": 0.158655,
    "P(x > 0 at 2023-12 and x > 0 at 2024-12)": 0.25 + math.asin(math.sqrt(0.5)) / (2 * math.pi),
    "P((x > 1 or happened(war)) at 2023-12)": 1 - (1 - 0.158655) * (1 - within(0.5, 1)),
}


@pytest.mark.statistics
@pytest.mark.parametrize("text", CLOSED)
def test_an_answer_is_what_can_be_worked_out(text: str) -> None:
    answer = found(text).answer
    assert abs(answer.value - CLOSED[text]) < 4 * answer.se
    assert answer.low < answer.value < answer.high
    assert 0 < answer.se < 0.02


def test_a_question_of_one_state_is_exact_where_its_forecast_is() -> None:
    answer = found("P(left by 2023-12)").answer
    assert (answer.value, answer.se) == (pytest.approx(within(0.5, 1), abs=1e-12), 0.0)


def test_one_state_among_events_says_more_than_draws() -> None:
    """A quarter of the variance, where the state is a coin of its own in each run."""
    exact = found("P(left by 2023-12 and war by 2024-12)", runs=4000)
    drawn = found("P(left by 2023-12 and left by 2024-12 and war by 2024-12)", runs=4000)
    assert (exact.outcomes, drawn.outcomes) == ("certain", "drawn")
    assert exact.answer.se < 0.7 * drawn.answer.se
    assert abs(exact.answer.value - drawn.answer.value) < 4 * drawn.answer.se


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        ("P(war by 2023-12)", ("P(war by 2023-12 and peace by 2023-12)",
                               "P(war by 2023-12 and not peace by 2023-12)")),
        ("P(left before back or back before left)", ("P(left before back)",
                                                     "P(back before left)")),
        ("P(x > 0 by 2023-06)", ("P(x > 0 by 2023-06 and x > 0 at 2023-06)",
                                 "P(x > 0 by 2023-06 and not x > 0 at 2023-06)")),
    ],
)  # fmt: skip
def test_parts_that_exclude_one_another_add_up(whole: str, parts: tuple[str, str]) -> None:
    every = [answer.answer.value for answer in ask(world(), [whole, *parts]).answers]
    assert every[0] == pytest.approx(sum(every[1:]), abs=1e-12)


def test_what_is_given_divides() -> None:
    """P(A | B) = P(A and B) / P(B), of the same runs."""
    texts = ["P(back by 2024-12 | x > 0 at 2023-12 and left by 2023-12)",
             "P(back by 2024-12 and x > 0 at 2023-12 and left by 2023-12)",
             "P(x > 0 at 2023-12 and left by 2023-12 and left by 2023-11)"]  # fmt: skip
    one, both, _ = (each.answer.value for each in ask(world(), texts).answers)
    among = ask(world(), texts[0]).answers[0].among
    assert among is not None
    assert one == pytest.approx(both * 20_000 / among, abs=1e-12)


def test_so_few_bear_a_condition_that_nothing_is_said() -> None:
    with pytest.raises(InputError, match=r"given is so in \d+ of 1,000 runs.* needs 200") as caught:
        found("P(left by 2024-12 | x > 2 at 2023-12)", runs=1000)
    assert "--runs" in str(caught.value)
    with pytest.raises(InputError, match="so in 0 of 1,000 runs"):
        found("P(left by 2024-12 | x > 50 at 2023-12)", runs=1000)


@pytest.mark.statistics
@pytest.mark.parametrize(
    "text",
    [
        "P(back by 2024-12 | left by 2023-12)",
        "P(left by 2023-12 | war by 2023-12)",
        "P(left by 2023-12 and war by 2024-12)",
    ],
)
def test_intervals_hold_the_truth_as_often_as_they_say(text: str) -> None:
    truth = CLOSED.get(text, within(0.5, 1) * within(0.5, 2))
    seeds = 60
    model = resolve(WORLD, months=24)
    hits = 0
    for seed in range(seeds):
        answer = ask(model, text, runs=2000, random_seed=seed).answers[0].answer
        hits += answer.low <= truth <= answer.high
    assert hits >= 51  # of 60 with 95 %, fewer than 52 come 2 times in 1,000


def test_a_date_is_where_the_curve_crosses_the_share() -> None:
    """39.3 % have left within a year: the 12th month is the first by which that is so."""
    answer = found("date(39.3% of left)").answer
    assert str(answer) == "2023-12 (2023-12 to 2023-12)"
    assert str(found("date(39.4% of left)").answer) == "2024-01 (2024-01 to 2024-01)"


def test_a_date_of_what_is_drawn_has_an_interval() -> None:
    answer = found("date(20% of war)", runs=2000).answer
    month = next(k for k in range(25) if within(0.5, k / 12) >= 0.2)
    low, value, high = (int(end) - world().start.index for end in
                        (answer.low, answer.value, answer.high))  # fmt: skip
    assert low <= month <= high
    assert low <= value <= high
    assert high > low


def test_a_date_that_is_not_reached_is_never() -> None:
    answer = found("date(90% of left)").answer
    assert (answer.value, answer.low, answer.high) == (NEVER, NEVER, NEVER)
    assert answer.as_dict()["value"] is None
    assert str(answer) == "never (never to never)"


def test_a_condition_may_have_a_date() -> None:
    """A walk has been above 1 by t with 2 (1 - Phi(1 / sqrt t)), where steps are small."""
    answer = found("date(15% of x > 1)").answer
    assert 6 <= int(answer.value) - world().start.index <= 12


def test_studies_take_statements(capsys: pytest.CaptureFixture[str]) -> None:
    model = world(rules={"r": {"when": "true", "effects": [{"multiply": "go", "by": "1 to 2"}]}})
    text = "P(left by 2023-12 and war by 2024-12)"
    bars = scenario.tornado(model, text, runs=2000).bars
    assert {bar.path for bar in bars if bar.shown} >= {"events.war.enabled", "rules.r.enabled"}
    solved = scenario.solve(model, "events.war.rate", f"{text} = 20%", runs=4000, between=(0.1, 1))
    assert solved.value is not None
    at_root = ask(model.with_set({"events.war.rate": solved.value}), text).answers[0].answer
    assert abs(at_root.value - 0.2) < 0.01
    found = scenario.compare(model, model.with_set({"events.war.rate": 0.1}), of=text, runs=2000)
    part = found.pairs[0].attribution.parts[0]
    assert part.difference < -0.1
    shares = scenario.sensitivity(model, text, rows=64)
    assert shares.is_probability


def test_studies_pair_conditional_probabilities() -> None:
    """Wars that both scenarios share leave the difference of two ratios far surer than each."""
    model = world()
    other = model.with_set({"outcome.transitions.go.rate": 0.55})
    text = "P(left by 2023-12 | war by 2024-12 and not back by 2023-03)"
    bar = scenario.compare(model, other, of=text, runs=8000).pairs[0].attribution.parts[0]
    one, two = (ask(each, text, runs=8000).answers[0].answer for each in (model, other))
    assert bar.difference == pytest.approx(two.value - one.value, abs=1e-12)
    assert 0 < bar.se < 0.5 * math.hypot(one.se, two.se)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("P(nowhere by 2023-12 and war by 2023-12)", "no state or event is called 'nowhere'"),
        ("P(x by 2023-12)", "x is a driver, of which a condition is asked"),
        ("P(war at 2023-12)", "an event is asked by a month, not at one"),
        ("P(y > 1 at 2023-12)", "there is no name 'y'"),
        ("P(left by 2023-12 and war by 2033-12)", "no step that ends in 2033-12"),
        ("date(50% of nothing)", "no state or event is called 'nothing'"),
    ],
)
def test_what_cannot_be_asked_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        found(text)


def test_where_every_run_must_answer_no_date_is_asked() -> None:
    with pytest.raises(InputError, match="is a month that no run has alone"):
        scenario.tornado(world(), "date(50% of left)")
    judged = world(parameters={"p": {"value": "1 to 2"}})
    with pytest.raises(InputError, match="no run alone has a conditional probability"):
        scenario.sensitivity(judged, "P(left by 2023-12 | war by 2023-12)")


def test_a_question_has_words() -> None:
    text = "P(left by 2023-12 and not war before peace | x > 0 at 2023-12)"
    said = " ".join(ask(world(), text, runs=3000).text().split())
    assert said.startswith(
        "“left” by December 2023, and not “war” before “peace”, if x is above 0 at the end of"
        " December 2023: "
    )
    assert parse_question(text).source() == text


def test_what_is_wrong_with_any_question_is_told_at_once_and_in_place() -> None:
    asked = ["P(lefft by 2023-12)", "P(left by 2023-12)", "P(war by 2033-12 and x > )"]
    with pytest.raises(InputError) as caught:
        ask(world(), [*asked, "mean(y at 2023-12)", "P(left by 2023-05 and wr by 2033-12)"])
    text = str(caught.value)
    assert text.count("question: ") == len(caught.value.problems) == 5
    assert "    P(lefft by 2023-12)\n      ^^^^^\n  hint: did you mean 'left'?" in text
    assert "    mean(y at 2023-12)\n         ^\n" in text
    assert "    P(left by 2023-05 and wr by 2033-12)\n                          ^^\n" in text
    assert (
        "    P(left by 2023-05 and wr by 2033-12)\n                                ^^^^^^^\n"
        in text
    )


def test_a_state_of_a_chain_is_found_by_a_name_like_its_own() -> None:
    go = {"from": "inside", "to": "leaving", "rate": 0.1}
    chain = {"start": "inside", "states": ["inside", "leaving"], "transitions": {"go": go}}
    model = resolve({"outcomes": {"pact": chain}}, months=12, runs=10)
    with pytest.raises(InputError, match=r"did you mean 'pact\.leaving'"):
        ask(model, "P(leavng by 2023-12)")
    both = resolve({"outcomes": {"pact": chain, "union": chain}}, months=12, runs=10)
    for name in ("leaving", "leavng"):
        with pytest.raises(InputError, match=r"say which: pact\.leaving, union\.leaving"):
            ask(both, f"P({name} by 2023-12)")


def test_several_answers_are_told_apart_from_what_they_rest_on() -> None:
    asked = ["P(left by 2023-12)", "P(war before peace)", "P(left at 2023-12)"]
    text = ask(world(), asked, runs=1000).text()
    assert text.startswith("1. Left by December 2023: ")
    said = " ".join(text.split())
    assert "2. “War” before “peace”: " in said or "2. “war” before “peace”: " in said
    assert "1 and 3: from 1,000 runs, each with the probability of every state. 2: from" in said
    assert max(map(len, text.splitlines())) <= 80
    alike = ask(world(), [asked[0], asked[2]], runs=1000).text()
    assert "From 1,000 runs, each with the probability of every state." in " ".join(alike.split())


@pytest.mark.statistics
@pytest.mark.parametrize("state_first", [True, False])
def test_a_state_beside_an_event_in_time_is_carried(state_first: bool) -> None:
    """Two clocks: one comes in step k, the other in none up to k."""
    go, war = (1 - math.exp(-0.5 * DT) for _ in range(2))
    one, other = (go, war) if state_first else (war, go)
    truth = sum((1 - one) ** (k - 1) * one * (1 - other) ** k for k in range(1, 25))
    text = "P(left before war)" if state_first else "P(war before left)"
    one_answer = found(text)
    assert one_answer.outcomes != "drawn"
    assert abs(one_answer.answer.value - truth) < 4 * one_answer.answer.se
    assert one_answer.answer.low < truth < one_answer.answer.high
    assert one_answer.answer.se < 0.8 * math.sqrt(truth * (1 - truth) / one_answer.runs)


def test_a_state_beside_a_condition_or_what_was_before_the_start() -> None:
    model = world(events={"war": {"date": "2022-06"}, "peace": {"date": "2023-06"}})
    left = ask(model, "P(left by 2023-05)").answers[0].answer.value
    later = ask(model, "P(left by 2023-06)").answers[0].answer.value
    for text, value in {
        "P(war before here)": 1,
        "P(here before war)": 0,
        "P(here before peace)": 1,
        "P(left before peace)": left,
        "P(peace before left)": 1 - later,
        "P(t > 0.49 before left)": 1 - later,
        "P(left before t > 0.49)": left,
        "P(left before x > 1e9)": ask(model, "P(left by 2024-12)").answers[0].answer.value,
        "P(x > 1e9 before left)": 0,
    }.items():
        (known,) = ask(model, text).answers
        assert known.outcomes != "drawn", text
        assert known.answer.value == pytest.approx(value, abs=1e-12), text
