"""Questions and claims: reading, writing and judging them."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario.calendar import Month
from scenario.errors import ExpressionError
from scenario.expr import RESERVED, parse
from scenario.expr.question import Claim, Question, parse_claim, parse_question
from scenario.expr.statement import Before, Condition, Denied, Joined, Named, Seen, Statement

MONTHS = st.integers(1900 * 12, 2200 * 12).map(Month)
NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,9}", fullmatch=True).filter(
    lambda name: name not in RESERVED
)
CONDITIONS = st.sampled_from(["x > 2", "x > 2 and not happened(e)", "not x > 1", "(x + 1) * 2 < y"])
THINGS = st.one_of(NAMES.map(Named), CONDITIONS.map(parse).map(Condition))
PARTS = st.one_of(
    st.builds(Seen, THINGS, st.sampled_from(["by", "at"]), MONTHS),
    st.builds(Before, THINGS, THINGS),
)
STATEMENTS = st.recursive(
    PARTS,
    lambda part: st.one_of(
        st.builds(Denied, part),
        st.builds(
            Joined,
            st.sampled_from(["and", "or"]),
            st.lists(part, min_size=2, max_size=3).map(tuple),
        ),
    ),
    max_leaves=6,
)
QUESTIONS = st.one_of(
    st.builds(Question, st.sampled_from(["by", "at"]), NAMES, st.just(False), MONTHS),
    st.builds(Question, st.just("mean"), NAMES, st.booleans(), MONTHS),
)
ASKED = st.one_of(
    STATEMENTS.map(lambda statement: f"P({statement.source()})"),
    st.builds(lambda a, b: f"P({a.source()} | {b.source()})", STATEMENTS, STATEMENTS),
    st.builds(lambda n, thing: f"date({n}% of {thing.source()})", st.integers(1, 99), THINGS),
)
NUMBERS = st.floats(-100, 100).map(lambda value: round(value, 6))
SIGNS = st.sampled_from(["<", "<=", ">", ">=", "="])


LAST = Seen(Named("z"), "by", Month.parse("2100-01"))


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    sides = draw(st.lists(st.one_of(QUESTIONS, NUMBERS), min_size=1, max_size=3))
    sides.insert(draw(st.integers(0, len(sides))), draw(QUESTIONS))
    return Claim(tuple(sides), tuple(draw(SIGNS) for _ in sides[1:]))


@given(QUESTIONS)
def test_a_question_reads_back(question: Question):
    assert parse_question(question.source()) == question


@given(ASKED)
def test_a_question_about_statements_reads_back(text: str):
    question = parse_question(text)
    assert question.source() == text
    assert parse_question(question.source()) == question


@given(STATEMENTS)
def test_brackets_stand_where_a_statement_would_be_another(statement: Statement):
    found = parse_question(f"P({statement.source()} or z by 2100-01)").statement
    assert found in (
        Joined("or", (statement, LAST)),
        Joined("or", (*statement.parts, LAST)) if isinstance(statement, Joined) else None,
    )


@given(claims())
def test_a_claim_reads_back(claim: Claim):
    again = parse_claim(claim.source())
    assert again.questions == claim.questions
    assert again.signs == claim.signs
    pairs = zip(again.sides, claim.sides, strict=True)
    assert all(a == b or a == pytest.approx(b) for a, b in pairs)


@given(st.text(alphabet="P(mean)<>=by at2030-12 %.x,", max_size=40))
def test_any_text_is_read_or_refused_with_a_place(text: str):
    with contextlib.suppress(ExpressionError):
        parse_claim(text)
        return
    with pytest.raises(ExpressionError) as caught:
        parse_claim(text)
    assert 0 <= caught.value.offset <= len(text)
    assert caught.value.message


def test_the_places_of_names_and_months_are_kept():
    question = parse_question("mean( government.alignment at 2030-12 )")
    assert (question.subject, question.alignment, question.kind) == ("government", True, "mean")
    assert (question.subject_at.offset, question.subject_at.width) == (6, 10)
    assert (question.month_at.offset, question.month_at.width) == (30, 7)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("P(left by 2032-11)<40 %", "P(left by 2032-11) < 40%"),
        ("0.02 < P(left at 2032-11) <= 40%", "2% < P(left at 2032-11) <= 40%"),
        ("P(a by 2030-01) > P(b by 2030-01)", "P(a by 2030-01) > P(b by 2030-01)"),
        ("P(a by 2030-01) == 25%", "P(a by 2030-01) = 25%"),
        ("mean(x at 2030-01) > -1_000.5", "mean(x at 2030-01) > -1000.5"),
    ],
)
def test_a_claim_is_written_in_one_way(text: str, written: str):
    assert parse_claim(text).source() == written


@pytest.mark.parametrize(
    ("text", "probability", "held"),
    [
        ("2% < P(a by 2030-01) < 40%", 0.3, True),
        ("2% < P(a by 2030-01) < 40%", 0.4, False),
        ("2% < P(a by 2030-01) <= 40%", 0.4, True),
        ("P(a by 2030-01) >= 0.5", 0.4, False),
        ("P(a by 2030-01) = 40%", 0.4, True),
    ],
)
def test_a_claim_holds_or_not(text: str, probability: float, held: bool):
    assert parse_claim(text).holds(lambda _: probability) is held


@pytest.mark.parametrize(
    ("text", "offset", "message"),
    [
        ("", 0, "expected a question, found the end"),
        ("left by 2030-01", 0, "expected a question, found 'left'"),
        ("P(left)", 6, "expected 'by' or 'at' and a month, found ')'"),
        ("P(left by 2030)", 10, "'2030' is not a month; write it as 2023-09 (year, month)"),
        (
            "P(left by 2030-13)",
            10,
            "'2030-13' is not a month: months go from 01 to 12, as in 2023-09",
        ),
        ("P(left by soon)", 10, "expected a month, found 'soon'"),
        ("P(left by 2030-01", 17, "expected ')', found the end"),
        ("P(left by 2030-01) extra", 19, "unexpected 'extra' after the end of this question"),
        ("mean(x before 2030-01)", 7, "expected 'at' or 'by' and a month, found 'before'"),
        ("mean(gov.speed at 2030-01)", 9, "expected 'alignment', found 'speed'"),
        ("P(left; by 2030-01)", 6, "';' has no meaning in a question"),
        (
            "P(1 by 2030-01)",
            2,
            "a state, an event or a condition is wanted here, and this is a number",
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_place(text: str, offset: int, message: str):
    with pytest.raises(ExpressionError) as caught:
        parse_question(text)
    assert (caught.value.message, caught.value.offset) == (message, offset)
