"""Cases read from tables: what each is, and every way in which a table can be wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import scenario
from scenario.calendar import Month
from scenario.errors import InputError
from scenario.resolve.case_scenarios import later_facts, scenarios_of
from scenario.resolve.cases import read_cases

MODEL = """model: leaving
title: Leaving
start: 2020-12
step: 1 month
facts: [facts.yaml]
parameters:
  rate: {value: 0.1, range: [0, 2], because: Counted., cites: paper.old}
  bonus: {value: 0, because: Counted., cites: paper.new}
outcome:
  start: member
  states: [member, left]
  transitions: {leave: {from: member, to: left, rate: rate + bonus, because: So., assumed: true}}
expectations: [{that: P(left by 2021-12) > 1%, because: It is so.}]
"""
FACTS = """source: {id: paper, title: A paper}
facts:
  old: {claim: It was so., date: 1990-06-01}
  new: {claim: It is so., date: 2010}
"""
HEADS = "id,as_of,question,answer,weight,group,parameters.rate.value,base_rate:usual"
GOOD = "a,2000-12-31,P(left by 2001-12),1,2,north,0.2,5%"


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    monkeypatch.chdir(tmp_path)
    Path("m.yaml").write_text(MODEL)
    Path("facts.yaml").write_text(FACTS)

    def written(*rows: str, heads: str = HEADS) -> str:
        Path("c.csv").write_text("\n".join([heads, *rows]) + "\n")
        return "c.csv"

    return written


def refused(place: str, columns: str | None = None) -> str:
    with pytest.raises(InputError) as caught:
        scenarios_of(read_cases(place, columns), scenario.load("m.yaml").resolved)
    return str(caught.value)


def test_a_row_is_a_case(write: Callable[..., str]):
    (case,) = read_cases(write(GOOD)).cases

    assert (case.name, case.as_of, case.start) == ("a", "2000-12-31", Month.parse("2000-12"))
    assert case.question.source() == "P(left by 2001-12)"
    assert (case.happened, case.weight, case.group) == (True, 2.0, "north")
    assert case.base_rates == {"usual": 0.05}
    assert case.values["parameters.rate.value"].text == "0.2"


def test_a_case_is_a_scenario_that_starts_where_it_was_asked(write: Callable[..., str]):
    table = read_cases(write(GOOD, GOOD.replace("a,", "b,", 1), "c" + GOOD[1:].replace("0.2", "")))

    found = scenarios_of(table, scenario.load("m.yaml").resolved)

    first, last = found.values()  # a and b have one probability
    assert (str(first.start), str(first.until)) == ("2000-12", "2001-12")
    assert first.model.parameters["rate"].value == 0.2
    assert last.model.parameters["rate"].value == 0.1  # an empty cell leaves it as it is
    assert first.model.expectations == ()


@pytest.mark.parametrize(
    ("as_of", "day", "start"),
    [
        ("2000-12-31", "2000-12-31", "2000-12"),
        ("2000-12-30", "2000-12-30", "2000-11"),
        ("2000-02-29", "2000-02-29", "2000-02"),
        ("2000-12", "2000-12-31", "2000-12"),
        ("2000", "2000-12-31", "2000-12"),
        ("2001-02", "2001-02-28", "2001-02"),
    ],
)
def test_a_case_starts_with_the_last_month_that_was_over(
    write: Callable[..., str], as_of: str, day: str, start: str
):
    (case,) = read_cases(write(GOOD.replace("2000-12-31", as_of))).cases

    assert (case.as_of, str(case.start)) == (day, start)


def test_columns_are_named_by_a_file_of_cases_or_beside_another_table(write: Callable[..., str]):
    heads, row = "name,known,due,came", "a,2000-12-31,2001-12-15,1"
    write(row, heads=heads)
    said = 'cases: c.csv\nid: name\nas_of: known\nquestion: "P(left by {due})"\nanswer: came\n'
    Path("c.yaml").write_text(said)
    Path("d.csv").write_text(f"{heads}\n{row.replace('a', 'b', 1)}\n")

    (own,), (beside,) = read_cases("c.yaml").cases, read_cases("d.csv", "c.yaml").cases

    assert (own.name, beside.name) == ("a", "b")
    assert own.question.source() == "P(left by 2001-12)"
    assert own.group == "a"  # without groups each stands alone
    assert set(read_cases("d.csv", "c.yaml").files) == {"c.yaml", "d.csv"}


WRONG = {  # right, wrong, the cell and how far in it, and what is said
    "an answer of yes": ("1,2,north", "yes,2,north", 3, 0, "an answer is 1 or 0, not 'yes'"),
    "an answer of 0.5": ("1,2,north", "0.5,2,north", 3, 0, "an answer is 1 or 0, not '0.5'"),
    "no answer": ("1,2,north", ",2,north", 3, 0, "an answer is 1 or 0, not ''"),
    "a weight of 0": (",2,north", ",0,north", 4, 0, "a weight is a number above 0, not 0"),
    "a weight in words": (",2,north", ",two,north", 4, 0, "a weight is a number above 0"),
    "no group": ("north", "", 5, 0, "this case has no group"),
    "a base rate above 1": ("5%", "5", 7, 0, "a base rate is a probability from 0 to 1, not 5"),
    "a base rate in words": ("5%", "few", 7, 0, "a base rate is a probability from 0 to 1"),
    "a day that is none": ("2000-12-31", "2000-12-32", 1, 0, "is not a date in the calendar"),
    "a date the wrong way": ("2000-12-31", "31/12/2000", 1, 0, "is not a date in the calendar"),
    "a date too late": ("2000-12-31", "2002-01-31", 2, 0, "2001-12 is not after 2002-01"),
    "no question": ("P(left by 2001-12)", "Has it left?", 2, 11, "'?' has no meaning"),
    "a mean": ("P(left by 2001-12)", "mean(x at 2001-12)", 2, 0, "no case has this for an answer"),
    "no month": ("P(left by 2001-12)", "P(left before member)", 2, 0, "names no month"),
    "no such state": ("P(left by", "P(gone by", 2, 0, "gone"),
    "a value out of range": ("0.2", "3", 6, 0, "outside"),
    "a value that is none": ("0.2", "0.2 to", 6, 4, "an operator is missing before 'to'"),
    "no name": ("a,2000", ",2000", 0, 0, "this case has no name"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_cell_is_told_with_line_and_column(write: Callable[..., str], name: str):
    right, wrong, cell, within, message = WRONG[name]
    bad = GOOD.replace(right, wrong, 1)
    before = "".join(f"{part}," for part in bad.split(",")[:cell])

    said = refused(write(GOOD.replace("a,", "b,", 1), bad))

    assert said.startswith(f"c.csv:3:{len(before) + within + 1}: "), said
    assert message in said


def test_a_path_that_is_not_in_the_model_is_told_once_at_its_head(write: Callable[..., str]):
    heads = HEADS.replace("rate.value", "rat.value")

    said = refused(write(GOOD, GOOD.replace("a,", "b,", 1), heads=heads))

    assert said.startswith(f"c.csv:1:{heads.index('parameters') + 1}: ")
    assert "did you mean parameters.rate.value?" in said
    assert said.count("c.csv:") == 1


@pytest.mark.parametrize("head", ["id", "as_of", "question", "answer"])
def test_a_column_that_is_missing_is_told_with_the_way_out(write: Callable[..., str], head: str):
    said = refused(write(GOOD, heads=HEADS.replace(head, f"{head}_", 1)))

    assert said.startswith(f"c.csv:1:1: c.csv has no column {head!r}")
    assert f"did you mean '{head}_'?" in said
    assert "--columns FILE" in said


def test_two_cases_of_one_name_are_told_at_the_second(write: Callable[..., str]):
    said = refused(write(GOOD, GOOD))

    assert said.startswith("c.csv:3:1: two cases are called 'a'")
    assert "the other stands in line 2" in said


def test_no_more_than_twenty_faults_are_told(write: Callable[..., str]):
    rows = [GOOD.replace("a,", f"a{n},", 1).replace("1,2,north", "x,2,north") for n in range(500)]

    assert refused(write(*rows)).count("c.csv:") == 20


def test_another_kind_of_file_is_no_cases(write: Callable[..., str]):
    write(GOOD)

    assert "this is a model file, not a file of cases" in refused("m.yaml")
    assert "this is a facts file, not a file of cases" in refused("c.csv", "facts.yaml")
    assert "there is no file 'd.csv'" in refused("d.csv")
    assert "m.yaml is no table" in refused("m.yaml", "c.yaml")


# --- hindsight


def test_facts_of_later_than_a_case_are_told_unless_the_case_gives_the_value(
    write: Callable[..., str],
):
    early = GOOD.replace("a,2000", "b,1980").replace("2001", "1981")
    resolved = scenario.load("m.yaml").resolved

    given = later_facts(read_cases(write(GOOD, early)), resolved)
    assert [(one.fact, one.cases, one.places) for one in given] == [
        ("paper.new", 2, ("parameters.bonus",))
    ]

    heads = HEADS.replace("parameters.rate.value", "parameters.bonus.value")
    own = later_facts(read_cases(write(GOOD, early, heads=heads)), resolved)
    assert [(one.fact, one.cases) for one in own] == [("paper.old", 1)]


def test_nothing_is_told_where_all_was_known(write: Callable[..., str]):
    late = GOOD.replace("2000-12-31", "2012-12-31").replace("2001", "2013")

    assert later_facts(read_cases(write(late)), scenario.load("m.yaml").resolved) == ()
