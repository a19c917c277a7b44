"""Every key of the schema, and every word of the expressions, is at fault in some invalid file.

A key is at fault where a problem stands at its place: it is misspelt, missing, of another sort or
out of bounds. There is no key that cannot be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from scenario.expr.functions import FUNCTIONS
from scenario.expr.past import PAST
from scenario.expr.syntax_errors import QUESTIONS
from scenario.expr.table import LEVELS
from scenario.schema.effect import ACTIONS
from scenario.schema.process import PROCESSES
from tests.spec.at_fault import Key, keys_at
from tests.spec.cases import error_of
from tests.spec.faults import Fault, faults
from tests.spec.test_valid import keys_of_the_schema

FAULTS = faults()
OPERATORS = (*LEVELS, "not")


@pytest.fixture(autouse=True)
def _seen_from_their_folder(fault_files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(fault_files)


def keys_at_fault(of: Iterable[Fault]) -> set[Key]:
    places = {problem.path for fault in of for problem in error_of(fault).problems}
    return set().union(*(keys_at(place) for place in places))


def faulty_lines(of: Iterable[Fault]) -> str:
    marks = [problem.mark for fault in of for problem in error_of(fault).problems]
    return "\n".join(mark.text for mark in marks if mark)


# --- keys


WORKED_OUT = {("Dirichlet", "total")}
"""Keys whose value is always worked out from others, whatever stands there."""


def test_every_key_of_the_schema_is_at_fault_somewhere() -> None:
    assert keys_of_the_schema() - WORKED_OUT - keys_at_fault(FAULTS) == set()


def test_a_key_that_is_at_fault_nowhere_would_be_noticed() -> None:
    without = [fault for fault in FAULTS if "crisis_drift" not in fault.text]
    missed = keys_of_the_schema() - WORKED_OUT - keys_at_fault(without)
    assert missed == {("RegimeSwitching", "crisis_drift")}


def test_a_path_leads_to_its_last_key_alone() -> None:
    assert keys_at("drivers.trade.process.growth.rate") == {("Growth", "rate")}
    assert keys_at("outcome.transitions.leave.from.0") == {("Transition", "from")}
    assert keys_at("rules.binds.effects.0.by") == {("Multiply", "by"), ("Divide", "by")}
    assert keys_at("rules.binds.nothing") == set()


# --- processes, effects, functions and operators


@pytest.mark.parametrize("word", [*PROCESSES, *ACTIONS])
def test_every_process_and_every_effect_stands_on_a_faulty_line(word: str) -> None:
    assert re.search(rf"\b{word}\b", faulty_lines(FAULTS))


@pytest.mark.parametrize("word", [*FUNCTIONS, *QUESTIONS, *PAST])
def test_every_function_is_called_on_a_faulty_line(word: str) -> None:
    assert f"{word}(" in faulty_lines(FAULTS)


@pytest.mark.parametrize("word", FUNCTIONS)
def test_every_function_is_somewhere_given_too_few_or_too_many(word: str) -> None:
    said = {problem.message for fault in FAULTS for problem in error_of(fault).problems}
    assert any(message.startswith(f"{word} takes ") for message in said)


@pytest.mark.parametrize("sign", OPERATORS)
def test_every_operator_stands_on_a_faulty_line(sign: str) -> None:
    word = re.escape(sign)
    assert re.search(rf"[\w\"')] ?{word} ?[\w(]|: \"?{word} ", faulty_lines(FAULTS))


def test_a_function_that_is_called_nowhere_would_be_noticed() -> None:
    without = [fault for fault in FAULTS if "months_since(" not in fault.text]
    assert "months_since(" not in faulty_lines(without)


# --- one fault, one problem; plain words

SEVERAL = {
    "logistic_by_name",  # two keys are missing
    "problems_of_all_files",
    "range_in_words",  # two ends
    "remove_leaves_name_dangling",  # one for each use of the name
}
"""Files whose one fault is rightly said in several places."""
OF_PROGRAMMERS = re.compile(
    r"\b(None|NoneType|True|False|dict|tuple|str|int|float|bool|pydantic|validator|literal|"
    r"discriminator|Traceback|Input should|at least 1 item|nan)\b"
)


def test_one_fault_is_one_problem() -> None:
    assert {fault.name for fault in FAULTS if len(error_of(fault).problems) > 1} == SEVERAL


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_no_message_speaks_of_programming(fault: Fault) -> None:
    for problem in error_of(fault).problems:
        assert not OF_PROGRAMMERS.search(problem.message), problem.message
        assert not OF_PROGRAMMERS.search(problem.hint), problem.hint
