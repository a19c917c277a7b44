"""What `solve`, `tornado` and `sensitivity` say: by titles, in plain words, at any width."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from scenario.present import blocks_of
from scenario.present.blocks import Table, without_drawings
from scenario.present.terminal import text_of
from scenario.result import Result
from scenario.studies.opposite import opposites
from scenario.studies.sensitivity import Effect, Index, Sensitivity, sensitivity
from scenario.studies.solve import Solution, solve
from scenario.studies.tornado import Tornado, tornado
from tests.support.models import resolve_text

MODEL = """
question: Is it over in the end?
parameters:
  gate_on_exit: {title: How strongly the gate holds back, value: 1.5 to 8, assumed: true}
  exit_rate: {title: Exits per year, value: 0.2 to 0.6, assumed: true}
drivers: {tie_to_moscow: {title: The tie, start: 0.8, range: [0, 1], process: {constant: {}}}}
rules:
  tie_holds_back:
    title: The tie holds back
    when: t >= 0
    effects: [{divide: walk_out, by: gate_on_exit ** tie_to_moscow}]
events: {shock_of_war: {title: War breaks out, rate: 0.3, effects: [{multiply: walk_out, by: 3}]}}
outcome:
  start: still_in
  states: [still_in, walked_out]
  transitions: {walk_out: {title: The exit, from: still_in, to: walked_out, rate: exit_rate}}
"""
ASKED = "P(walked_out by 2023-12)"
GATE = "parameters.gate_on_exit.value"


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module")
def turned() -> Solution:
    return solve(resolve_text(MODEL, runs=300), GATE, f"{ASKED} = 55%", between=(0.2, 8), workers=1)


@pytest.fixture(scope="module")
def moved() -> Tornado:
    return tornado(resolve_text(MODEL, runs=1000), ASKED, workers=1)


@pytest.fixture(scope="module")
def shares() -> Sensitivity:
    return sensitivity(resolve_text(MODEL), ASKED, rows=64, workers=1)


@pytest.fixture(scope="module")
def screened() -> Sensitivity:
    return sensitivity(resolve_text(MODEL), ASKED, method="morris", rows=16, workers=1)


@pytest.fixture(params=["turned", "moved", "shares", "screened"])
def found(request: pytest.FixtureRequest) -> Result:
    result: Result = request.getfixturevalue(request.param)
    return result


def test_titles_stand_for_identifiers(found: Result) -> None:
    text = found.text()
    assert not re.search(r"[a-z]_[a-z]|P\(", text)
    assert "Walked out by December 2023: " in text
    assert "How strongly the gate holds back" in flat(text)


def test_shares_are_written_one_way_and_words_are_those_of_readers(found: Result) -> None:
    text = found.text()
    assert not re.search(r"\d%", text)
    assert not re.search(r"\b(told|moot|qp|still world|mu_star|sigma)\b", text)


@pytest.mark.parametrize("width", [40, 80])
def test_they_fit(found: Result, width: int) -> None:
    lines = text_of(blocks_of(found), width).splitlines()
    assert max(map(len, lines)) <= width


def test_the_answer_is_short(found: Result) -> None:
    assert len(found.answer().splitlines()) <= 10


def test_a_gate_that_promotes_is_remarked_upon(turned: Solution) -> None:
    (root,) = turned.roots
    assert root.value < 1
    said = flat(turned.answer())
    assert (
        f"At {root.value:.4g} the rule “The tie holds back” does the opposite of what it is meant"
        " to: it divides “The exit” by less than 1, which raises it."
    ) in said
    assert "lies below 1.5 to 8, between which the author of the model is 90 % sure" in said
    assert "opposite" not in str(turned.as_dict())


def test_a_value_within_what_was_thought_likely_is_not() -> None:
    found = solve(resolve_text(MODEL, runs=300), GATE, f"{ASKED} = 20%", workers=1)
    assert found.found
    assert found.judged == pytest.approx((1.5, 8))
    assert "opposite" not in found.text()
    assert "90 % sure" not in found.text()


@pytest.mark.parametrize(
    ("effect", "value", "raises"),
    [
        ("{divide: walk_out, by: gate_on_exit}", 0.9, False),
        ("{divide: walk_out, by: 1 + gate_on_exit * tie_to_moscow}", -0.5, False),
        ("{multiply: walk_out, by: gate_on_exit}", 0.9, True),
        ("{multiply: walk_out, by: exp(-gate_on_exit * tie_to_moscow)}", -1, False),
        ("{add: gate_on_exit, to: walk_out}", -0.1, True),
        ("{divide: walk_out, by: gate_on_exit}", 1.1, None),
        ("{divide: walk_out, by: exit_rate * gate_on_exit}", 0.5, None),  # it may do either now
        ("{multiply: walk_out, by: exp(gate_on_exit * (tie_to_moscow - 0.5))}", -1, None),
        ("{divide: walk_out, by: exit_rate}", 0.5, None),
    ],
)
def test_which_effects_are_turned_round(effect: str, value: float, raises: bool | None) -> None:
    text = MODEL.replace("{divide: walk_out, by: gate_on_exit ** tie_to_moscow}", effect)
    found = [(one.path, one.meant_to_raise) for one in opposites(resolve_text(text), GATE, value)]
    assert found == ([] if raises is None else [("rules.tie_holds_back.effects.0", raises)])


def test_what_is_switched_off_is_not_turned_round() -> None:
    text = MODEL.replace("    title: The tie holds back", "    enabled: false")
    assert not list(opposites(resolve_text(text), GATE, 0.5))


def test_a_tornado_says_what_is_varied_from_where(moved: Tornado) -> None:
    said = flat(moved.text())
    assert "Every row starts from the scenario as it is and moves one thing alone" in said
    assert "explain shares the answer out among all parts together" in said
    rows = next(block for block in blocks_of(moved) if isinstance(block, Table))
    assert rows.columns[-1].drawn
    assert without_drawings(rows).head == ("what is moved", "from, to", "low", "high", "apart", "±")
    assert "as it is -low" not in moved._repr_html_()


def test_no_share_alone_is_shown_above_that_with_others(shares: Sensitivity) -> None:
    first = shares.indices[0]
    assert isinstance(first, Index)
    above = replace(first, first=0.9, first_low=0.85, first_high=0.95, total=0.8, total_high=0.9)
    found = replace(shares, indices=(above,))
    (rows,) = (block.rows for block in blocks_of(found) if isinstance(block, Table))
    cells = [cell[0] for cell in rows[0]]
    assert cells[1:4] == ["80 %", "80 to 90", "80 %"]
    assert found.as_dict()["indices"][0]["first"] == 0.9


def test_the_columns_of_a_sensitivity_study_are_explained(
    shares: Sensitivity, screened: Sensitivity
) -> None:
    said = flat(shares.text())
    assert "Alone: what would go if only this judgement were known. With others: " in said
    heads: Any = next(block for block in blocks_of(screened) if isinstance(block, Table)).head
    assert "mean size of effect" in heads
    assert isinstance(screened.indices[0], Effect)
    assert "Mean size leaves its sign aside" in flat(screened.text())


def test_small_shares_are_named_below_the_table(shares: Sensitivity) -> None:
    first, second = shares.indices
    assert isinstance(second, Index)
    tiny = replace(second, first=0.0, total=0.004, total_low=0.001, total_high=0.01)
    text = flat(replace(shares, indices=(first, tiny)).text())
    assert re.search(r"Less than 0\.5 %: (Exits per year|How strongly the gate holds back)\.", text)


def test_charts_write_shares_as_texts_do(moved: Tornado, shares: Sensitivity) -> None:
    from scenario import plots
    from scenario.plots.image import described, svg

    for chart in (plots.tornado(moved), plots.sensitivity(shares)):
        written = re.sub(r"<[^>]*>", " ", re.sub(r"<style.*?</style>", "", svg(chart), flags=re.S))
        assert re.search(r"\d[ \u00a0]%", written)
        assert not re.search(r"\d%", written + described(chart))


def test_a_tornado_writes_large_numbers_out() -> None:
    model = (
        "parameters: {cost: {title: The cost, value: 5_000 to 20_000}}\n"
        "outcome: {start: a, states: [a, b], transitions: {go: {from: a, to: b, rate: 0.1}}}\n"
        "totals: {spent: {of: cost}}\n"
    )
    found = tornado(resolve_text(model, 12, runs=256), "mean(spent by 2023-12)")
    text = found.text()
    assert "at 5,000; " in text
    assert "5,000; 20,000" in text
    assert "e+" not in text
