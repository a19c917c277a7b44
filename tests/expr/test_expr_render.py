"""Source and words: closed examples."""

from __future__ import annotations

import pytest

from scenario.expr.fold import fold
from scenario.expr.nodes import Binary, Call, Leaf, Name, Negative, Number
from scenario.expr.parser import parse
from scenario.expr.render import source
from scenario.expr.words import words


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("1.0", "1"),
        ("43%", "0.43"),
        ("1_000", "1000"),
        ("1e-7", "1e-07"),
        (".5", "0.5"),
        ("((a+b))*c", "(a + b) * c"),
        ("(a*b)+c", "a * b + c"),
        ("(a-b)-c", "a - b - c"),
        ("a-(b-c)", "a - (b - c)"),
        ("a/(b*c)", "a / (b * c)"),
        ("(a**b)**c", "(a ** b) ** c"),
        ("a**(b**c)", "a ** b ** c"),
        ("(-a)**b", "(-a) ** b"),
        ("-(a**b)", "-a ** b"),
        ("a**(-b)", "a ** -b"),
        ("-(a*b)", "-(a * b)"),
        ("(-a)*b", "-a * b"),
        ("-(-a)", "--a"),
        ("not(a<b)", "not a < b"),
        ("not(a and b)", "not (a and b)"),
        ("(not a) == b", "(not a) == b"),
        ("(a<b)<c", "(a < b) < c"),
        ("(a or b) and c", "(a or b) and c"),
        ("a or (b and c)", "a or b and c"),
        ("(a and b) and c", "(a and b) and c"),
        ("(a if b else c)+1", "(a if b else c) + 1"),
        ("a if b else(c if d else e)", "a if b else c if d else e"),
        ("(a if b else c)if d else e", "(a if b else c) if d else e"),
        ("min(a,b if c else d)", "min(a, b if c else d)"),
        ("change( x . alignment )", "change(x.alignment)"),
        ("months_since( outcome.left )", "months_since(outcome.left)"),
    ],
)
def test_source_is_canonical(text: str, canonical: str) -> None:
    assert source(parse(text)) == canonical
    assert parse(canonical) == parse(text)


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (Number(-2), "-2"),
        (Binary("**", Number(-2), Name("x")), "(-2) ** x"),
        (Binary("**", Name("x"), Number(-2)), "x ** -2"),
        (Binary("-", Name("x"), Number(-2)), "x - -2"),
        (Negative(Number(-2)), "--2"),
        (Call("abs", (Number(-0.5),)), "abs(-0.5)"),
        (Number(-1e-9), "-1e-09"),
    ],
)
def test_source_of_a_folded_negative_number(node: Binary, text: str) -> None:
    assert source(node) == text
    assert fold(parse(text)) == fold(node)


def test_a_leaf_of_the_engine_has_no_spelling() -> None:
    with pytest.raises(TypeError, match="Leaf has no spelling"):
        source(Leaf())


TITLES = {
    "karabakh_falls": "Karabakh falls",
    "russia": "Russia",
    "us": "United States",
    "government": "Government of Armenia (Civil Contract)",
    "outcome.notice": "notice given",
}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("peacekeeper_dependence > 0.5", "peacekeeper dependence is above 0.5"),
        ("public.alignment", "the public's alignment"),
        ("russia.alignment", "Russia's alignment"),
        ("us.alignment", "the alignment of United States"),
        ("government.alignment", "the alignment of Government of Armenia (Civil Contract)"),
        ("1 / gate_on_freeze", "1 divided by gate on freeze"),
        ("months_since(karabakh_falls)", "months since Karabakh falls"),
        ("months_since(outcome.notice)", "months since the outcome became notice given"),
        ("happened(karabakh_falls)", "Karabakh falls has happened"),
        ("not happened(karabakh_falls)", "Karabakh falls has not happened"),
        ("outcome.left", "the outcome is left"),
        ("not outcome.left", "the outcome is not left"),
        ("change(trade)", "the change in trade since the start"),
        ("change(russia.alignment)", "the change in Russia's alignment since the start"),
        ("mean(trade, 1 year)", "the mean of trade over the last 12 months"),
        ("ago(russia.alignment, 1 month)", "Russia's alignment 1 month ago"),
        (
            "highest(t, 0.5 years)",
            "the highest value of years since the start in the last 6 months",
        ),
        (
            "2 * lowest(a + b, 2 months)",
            "2 times the lowest value of (a plus b) in the last 2 months",
        ),
        ("lasted(outcome.left, 6 months)", "the outcome is left for 6 months without a break"),
        (
            "not lasted(a > 1 or b > 1, 6 months)",
            "not ((a is above 1 or b is above 1) for 6 months without a break)",
        ),
        ("month() == 6", "the month of the year equals 6"),
        ("t < 2", "years since the start is below 2"),
        ("0 < x <= 43%", "0 is below x, which is at most 0.43"),
        ("a == b", "a equals b"),
        ("a != b", "a is not b"),
        ("a >= b + 1", "a is at least b plus 1"),
        ("a + b - c", "a plus b minus c"),
        ("a - (b - c)", "a minus (b minus c)"),
        ("a + b * c", "a plus (b times c)"),
        ("a * b + c", "(a times b) plus c"),
        ("a * b / c", "a times b divided by c"),
        ("a / b * c", "(a divided by b) times c"),
        ("-a", "minus a"),
        ("-(a + b)", "minus (a plus b)"),
        ("a * -2", "a times minus 2"),
        ("(-2) ** a", "(minus 2) to the power of a"),
        ("-a ** 2", "minus (a squared)"),
        ("sqrt(a) + 1", "(the square root of a) plus 1"),
        ("sqrt(a + 1)", "the square root of (a plus 1)"),
        ("2 * exp(1.5 * a)", "2 times the exponential of (1.5 times a)"),
        ("min(a, b)", "the smaller of a and b"),
        ("max(a, b, c + 1)", "the largest of a, b and (c plus 1)"),
        ("clip(x, 0, 1)", "x kept between 0 and 1"),
        ("a > 1 and b > 2 or c > 3", "(a is above 1 and b is above 2) or c is above 3"),
        ("not (a > 1)", "not (a is above 1)"),
        ("1 if a > 1 and b > 1 else 2", "1 if a is above 1 and b is above 1, otherwise 2"),
        ("(1 if a > 1 else 2) * 3", "(1 if a is above 1, otherwise 2) times 3"),
        ("true", "true"),
    ],
)
def test_words(text: str, said: str) -> None:
    assert words(parse(text), TITLES) == said


def test_words_need_no_titles() -> None:
    assert words(parse("happened(karabakh_falls)")) == "karabakh falls has happened"
    assert words(fold(parse("x + -(1 / 2)"))) == "x plus minus 0.5"
