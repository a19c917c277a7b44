"""Constant folding: what it works out, what it leaves, what it refuses."""

from __future__ import annotations

import time

import pytest

from scenario.errors import ExpressionError
from scenario.expr.fold import fold
from scenario.expr.nodes import Binary, Name, Number, Truth
from scenario.expr.parser import parse
from scenario.expr.render import source


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("1 + 2 * 3", "7"),
        ("-2 ** 2", "-4"),
        ("2 ** -1", "0.5"),
        ("2 ** 3 ** 2", "512"),
        ("2 * 3 * x", "6 * x"),
        ("x * 2 * 3", "x * 2 * 3"),
        ("x / (1 / 4)", "x / 0.25"),
        ("min(3, 1, 2) + max(1, 2)", "3"),
        ("abs(-3) + clip(5, 0, 1) + sqrt(4) + exp(0) + log(1) + logistic(0)", "7.5"),
        ("1 < 2 <= 2", "true"),
        ("1 == 2", "false"),
        ("true == false", "false"),
        ("not 1 < 2", "false"),
        ("true and x > 1", "x > 1"),
        ("false and x > 1", "false"),
        ("x > 1 or 1 < 2", "true"),
        ("x > 1 or y > 1 or 1 > 2", "x > 1 or y > 1"),
        ("x if 1 < 2 else y", "x"),
        ("x if 1 > 2 else y", "y"),
        ("1 if x > 0 else 2 - 1", "1 if x > 0 else 1"),
        ("0 * x", "0 * x"),
        ("x - x", "x - x"),
        ("x", "x"),
        # of the wrong kind: left for the check to complain of
        ("1 + true", "1 + true"),
        ("not 1", "not 1"),
        ("1 == true", "1 == true"),
    ],
)
def test_folds(text: str, folded: str) -> None:
    assert source(fold(parse(text))) == folded


def test_a_folded_part_keeps_its_place() -> None:
    node = fold(parse("x + (2 * 3)"))
    assert node == Binary("+", Name("x"), Number(6))
    assert isinstance(node, Binary)
    assert node.right.span == (4, 11)


def test_the_literal_of_a_truth_is_a_truth() -> None:
    assert fold(parse("1 < 2")) == Truth(True)
    assert fold(parse("1 < 2")) != Number(1)


@pytest.mark.parametrize(
    ("text", "blamed", "hint"),
    [
        ("x + 1 / 0", "1 / 0", "divides by zero"),
        ("x + 0 / 0", "0 / 0", "divides by zero"),
        ("x / (1 - 1) + 1 / (1 - 1)", "1 / (1 - 1)", "divides by zero"),
        ("log(-1)", "log(-1)", "above 0"),
        ("log(0)", "log(0)", "above 0"),
        ("sqrt(-1) * x", "sqrt(-1)", "no square root"),
        ("(-8) ** (1 / 3)", "(-8) ** (1 / 3)", "no fractional power"),
        ("(-8) ** 0.5", "(-8) ** 0.5", "no fractional power"),
        ("0 ** -1", "0 ** -1", "divides by zero"),
        ("exp(1000)", "exp(1000)", "too large"),
        ("1e308 * 10", "1e308 * 10", "too large"),
        ("10 ** 400", "10 ** 400", "too large"),
        ("9**9**9**9", "9**9**9", "too large"),
        ("0 if true else 1 / 0", "1 / 0", "divides by zero"),
        ("false and 1 / 0 > 1", "1 / 0", "divides by zero"),
        ("0 * exp(1e9)", "exp(1e9)", "too large"),
    ],
)
def test_refuses_what_is_no_number_even_where_it_is_not_needed(
    text: str, blamed: str, hint: str
) -> None:
    began = time.process_time()
    with pytest.raises(ExpressionError) as caught:
        fold(parse(text))
    error = caught.value
    assert error.message == "this constant is not a finite number"
    assert hint in error.hint
    assert text[error.offset : error.offset + error.width] == blamed
    assert time.process_time() - began < 1
