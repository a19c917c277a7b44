"""A model tried on cases: closed forms, scores by hand, and what must make no difference."""

from __future__ import annotations

import random
from collections.abc import Callable
from math import exp, log
from pathlib import Path

import pytest

import scenario
from scenario.errors import InputError
from scenario.studies.backtest_cases import CaseScores, backtest_cases

MODEL = """model: leaving
title: Leaving
start: 2020-12
step: 1 month
parameters:
  rate: {value: 0.1, because: So., assumed: true}
  width: {value: 0, because: So., assumed: true}
  exits: {value: 0, because: So., assumed: true}
  years: {value: 10, because: So., assumed: true}
outcome:
  start: member
  states: [member, left]
  transitions:
    leave: {from: member, to: left, rate: rate * exp(width), because: So., assumed: true}
"""
HEADS = "id,as_of,question,answer,weight,group,parameters.rate.value,base_rate:usual"
ROWS = (
    "a,2000-12,P(left by 2005-12),1,1,north,0.2,50%",
    "b,1990-12,P(left by 1991-12),0,3,south,0.7,0.5",
)
P = (1 - exp(-5 * 0.2), 1 - exp(-0.7))


@pytest.fixture
def tried(tmp_path: Path) -> Callable[..., CaseScores]:
    def backtest(*rows: str, heads: str = HEADS, model: str = MODEL, **said: object) -> CaseScores:
        (tmp_path / "m.yaml").write_text(model)
        (tmp_path / "c.csv").write_text("\n".join([heads, *rows]) + "\n")
        loaded = scenario.load(tmp_path / "m.yaml")
        return backtest_cases(loaded, tmp_path / "c.csv", workers=1, **said)

    return backtest


def test_where_nothing_is_uncertain_but_the_chain_answers_are_exact(
    tried: Callable[..., CaseScores],
):
    found = tried(*ROWS)

    assert [one.p for one in found.scores] == pytest.approx(P, rel=1e-12)
    assert found.largest_error == 0
    assert {one.answer.runs for one in found.scores} == {64}


def test_two_cases_of_two_groups_by_hand(tried: Callable[..., CaseScores]):
    found = tried(*ROWS)
    brier = ((1 - P[0]) ** 2, P[1] ** 2)
    logs = (-log(P[0]), -log(1 - P[1]))

    weighted, alike = found.weighted, found.unweighted

    assert weighted.model.brier == pytest.approx((brier[0] + 3 * brier[1]) / 4)
    assert weighted.model.log == pytest.approx((logs[0] + 3 * logs[1]) / 4)
    assert weighted.happened == pytest.approx(1 / 4)
    assert alike.model.brier == pytest.approx(sum(brier) / 2)
    usual, others = weighted.others
    assert usual.title == "usual"
    assert usual.brier == pytest.approx(0.25)
    assert usual.brier_skill is not None
    assert usual.brier_skill.value == pytest.approx(1 - weighted.model.brier / 0.25)
    assert others.fitted  # the share of the other group: nothing for the first, all for the second
    assert others.brier == pytest.approx(1)
    assert others.mean == pytest.approx(3 / 4)


def test_judgements_are_drawn_and_their_error_is_told(tried: Callable[..., CaseScores]):
    wide = MODEL.replace("width: {value: 0,", "width: {value: -1 to 1,")

    found = tried(*ROWS, model=wide, runs=2_000)
    again = tried(*ROWS, model=wide, runs=2_000, random_seed=7)

    one, other = found.scores[0].answer.estimate, again.scores[0].answer.estimate
    assert 0 < one.se < 0.01
    assert one.p != other.p
    assert abs(one.p - other.p) < 5 * one.se
    assert found.largest_error == max(score.answer.estimate.se for score in found.scores)


def test_the_order_of_rows_changes_no_score(tried: Callable[..., CaseScores]):
    rows = [
        f"{n},{1990 + n % 3}-12,P(left by {1995 + n % 2}-12),{n % 2},{1 + n % 4},{'abcd'[n % 4]},"
        f"0.{n % 7 + 1},0.{n % 5 + 1}"
        for n in range(24)
    ]
    wide = MODEL.replace("width: {value: 0,", "width: {value: -1 to 1,")
    shuffled = random.Random(3).sample(rows, len(rows))

    one, other = (tried(*some, model=wide, runs=128) for some in (rows, shuffled))

    assert one.weighted == other.weighted
    assert one.unweighted == other.unweighted
    assert {part.name: part for part in one.groups} == {part.name: part for part in other.groups}
    assert {score.case.name: score.p for score in one.scores} == {
        score.case.name: score.p for score in other.scores
    }


def test_cases_that_ask_the_same_are_run_once(tried: Callable[..., CaseScores]):
    done: list[tuple[int, int]] = []

    found = tried(
        ROWS[0], "c" + ROWS[0][1:].replace(",1,1,", ",0,5,"), ROWS[1],
        progress=lambda some, of: done.append((some, of)),
    )  # fmt: skip

    assert done[-1] == (2, 2)
    assert found.scores[0].p == found.scores[1].p


def test_threads_change_no_number(tried: Callable[..., CaseScores], tmp_path: Path):
    one = tried(*ROWS)
    two = backtest_cases(scenario.load(tmp_path / "m.yaml"), tmp_path / "c.csv", workers=3)

    assert one.as_dict() == two.as_dict()


def test_a_history_counts_as_in_the_closed_form(tried: Callable[..., CaseScores]):
    """A gamma rate, its history known: 1 - (B / (B + T)) ** A over T years, as steps get short."""
    model = MODEL.replace("rate: rate * exp(width)", "rate: (0.8 + exits) / (82 + years + t)")
    heads = "id,as_of,question,answer,parameters.exits.value,parameters.years.value"

    found = tried("a,2000-12,P(left by 2005-12),1,2,98", heads=heads, model=model)

    assert found.scores[0].p == pytest.approx(1 - (180 / 185) ** 2.8, rel=2e-3)


def test_too_few_runs_that_bear_a_condition_are_told_at_the_case(
    tried: Callable[..., CaseScores],
):
    rare = "d,2000-12,P(left at 2001-12 | left by 2001-01),0,1,north,0.001,1%"

    with pytest.raises(InputError) as caught:
        tried(ROWS[0], rare)

    (problem,) = caught.value.problems
    assert (problem.mark.line, problem.mark.column) == (3, 11)
    assert "a conditional probability needs 200" in problem.message


def test_calibration_is_in_classes_that_rare_events_need(tried: Callable[..., CaseScores]):
    row = "{},2000-12,P(left by 2001-12),{},2,{},{},5%"
    rows = [row.format(n, int(n == 0), "ab"[n % 2], 0.005 + 0.2 * (n > 4)) for n in range(10)]

    low, high = tried(*rows).calibration

    assert (low.name, high.name) == ("0 to 1 %", "10 to 20 %")
    assert (low.cases, low.happened, low.weight) == (5, 1, 10)
    assert low.share == pytest.approx(0.2)
    assert low.mean == pytest.approx(1 - exp(-0.005))


def test_without_groups_and_weights_each_case_stands_alone(tried: Callable[..., CaseScores]):
    heads = "id,as_of,question,answer"

    found = tried(*(",".join(row.split(",")[:4]) for row in ROWS), heads=heads)
    words = found.text()

    assert found.weighted == found.unweighted
    assert len(found.groups) == 2
    assert "No column says which cases hang together" in words
    assert "weighted" not in words


# --- words


def test_what_is_not_beaten_is_said_plainly(tried: Callable[..., CaseScores]):
    row = "{},2000-12,P(left by 2001-12),{},{},g{},0.5,{}"
    good = [row.format(n, int(n % 10 < 4), 1, n % 12, 0.9) for n in range(120)]
    same = [row.format(n, int(n % 10 < 4), 1, n % 12, P_OF_HALF) for n in range(120)]
    bad = [row.format(n, int(n % 10 < 4), 1, n % 12, 0.9 * (n % 10 < 4)) for n in range(120)]

    assert "Better than “usual”" in tried(*good).answer()
    assert "Does not beat “usual”: log skill 0 %" in tried(*same).answer()
    assert "Worse than “usual”" in tried(*bad).answer()
    assert "few" not in tried(*good).answer()


P_OF_HALF = repr(1 - exp(-0.5))


def test_few_groups_are_said_to_be_few(tried: Callable[..., CaseScores]):
    one_group = tried(*(row.replace("south", "north") for row in ROWS))

    some = [f"{n},2000-12,P(left by 2001-12),{n % 2},1,g{n},0.5,1%" for n in range(6)]
    six, two = tried(*some).answer(), tried(*ROWS).answer()

    assert "Scored better than “usual”" in six
    assert "6 groups are few" in six
    assert "2 groups are too few to tell whether it is better than any base rate" in two
    assert "usual" not in two
    assert "All cases are of one group" in one_group.answer()
    assert [one.title for one in one_group.weighted.others] == ["usual"]


def test_rows_cautions_and_hindsight_are_told(tried: Callable[..., CaseScores], tmp_path: Path):
    (tmp_path / "f.yaml").write_text(
        "source: {id: paper, title: P}\nfacts: {new: {claim: So., date: 2010}}\n"
    )
    cited = MODEL.replace("parameters:", "facts: f.yaml\nparameters:").replace(
        "width: {value: 0, because: So., assumed: true}", "width: {value: 0, cites: paper.new}"
    )
    tried(*ROWS, model=cited)
    (tmp_path / "c.yaml").write_text(
        "cases: c.csv\nweight: weight\ngroup: group\ncautions: Both are invented.\n"
    )
    found = backtest_cases(scenario.load(tmp_path / "m.yaml"), tmp_path / "c.yaml")
    words = " ".join(found.text(detail=True).split())

    assert "Cases of one group are not independent" in words
    assert "- Both are invented." in words
    assert "Hindsight: 2 cases could not know all that the model rests on: paper.new" in words
    assert "is cited by parameters.width" in words


def test_a_scenario_that_is_given_evidence_is_refused(
    tried: Callable[..., CaseScores], tmp_path: Path
):
    tried(*ROWS)
    seen = {"by": "2021-06", "outcome": "left", "happened": False, "assumed": True}
    given = scenario.load(tmp_path / "m.yaml").given(seen)

    with pytest.raises(InputError, match="a backtest does not condition"):
        backtest_cases(given, tmp_path / "c.csv")


# --- the example of this project

ROOT = Path(__file__).parents[2]


def test_the_model_of_membership_uses_nothing_of_later_than_a_case():
    found = backtest_cases(
        scenario.load(ROOT / "models/membership.yaml"), ROOT / "seeds/membership_cases.yaml"
    )

    assert found.later == ()
    assert len(found.scores) == 54
    assert len(found.groups) == 8
    for one in found.scores:
        exits, years = (float(cell.text) for cell in one.case.values.values())
        middle = 1 - ((82 + years) / (87 + years)) ** (0.0095 * 82 + exits)
        assert one.p == pytest.approx(middle, rel=0.05)
