"""The parser: closed examples, Python's precedence, limits."""

from __future__ import annotations

import copy
import pickle
import sys
import time

import pytest

from scenario.calendar import Duration
from scenario.errors import ExpressionError
from scenario.expr.nodes import (
    Alignment,
    CalendarMonth,
    Call,
    Change,
    Comparison,
    Conditional,
    Happened,
    InState,
    Logic,
    MonthsSince,
    Name,
    Negative,
    Not,
    Number,
    Past,
    Time,
    Truth,
    height,
    walk,
)
from scenario.expr.parser import RESERVED, parse
from scenario.expr.scanner import literal

A, B, C, D, E = map(Name, "abcde")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("1", Number(1)),
        ("0.5", Number(0.5)),
        (".5", Number(0.5)),
        ("5.", Number(5)),
        ("1e-3", Number(0.001)),
        ("2E3", Number(2000)),
        ("1_000", Number(1000)),
        ("1_0.2_5", Number(10.25)),
        ("43%", Number(0.43)),
        ("43.3%", Number(0.433)),
        ("0.1%", Number(0.001)),
        (".7%", Number(0.007)),
        ("true", Truth(True)),
        ("false", Truth(False)),
        ("t", Time()),
        ("trade", Name("trade")),
        ("_x9", Name("_x9")),
        ("alignment", Name("alignment")),
        ("government.alignment", Alignment("government")),
        ("government . alignment", Alignment("government")),
        ("outcome.left", InState("left")),
        ("outcome.not", InState("not")),
        ("happened(karabakh_falls)", Happened("karabakh_falls")),
        ("months_since(peace)", MonthsSince("peace")),
        ("months_since(outcome.left)", MonthsSince("left", state=True)),
        ("change(trade)", Change("trade")),
        ("change(russia.alignment)", Change("russia", actor=True)),
        ("month()", CalendarMonth()),
        ("ago(a, 6 months)", Past("ago", A, Duration(0.5))),
        ("mean( a , 1 year )", Past("mean", A, Duration(1.0))),
        ("lasted(not b, 1_2 months)", Past("lasted", Not(B), Duration(1.0))),
        ("min(a, b)", Call("min", (A, B))),
        ("max(a,\n b, c)", Call("max", (A, B, C))),
        ("clip(a, 0, 1)", Call("clip", (A, Number(0), Number(1)))),
        ("exp(-a)", Call("exp", (Negative(A),))),
        ("((a))", A),
        ("+a", A),
        ("- + -a", Negative(Negative(A))),
        ("a if b > c else d", Conditional(A, Comparison((B, C), (">",)), D)),
    ],
)
def test_reads(text: str, tree: object) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "grouped"),
    [
        ("a + b * c", "a + (b * c)"),
        ("a - b - c", "(a - b) - c"),
        ("a / b / c", "(a / b) / c"),
        ("a / b * c", "(a / b) * c"),
        ("a ** b ** c", "a ** (b ** c)"),
        ("-a ** b", "-(a ** b)"),
        ("a ** -b", "a ** (-b)"),
        ("a ** -b ** c", "a ** (-(b ** c))"),
        ("a ** -b * c", "(a ** (-b)) * c"),
        ("-a * b", "(-a) * b"),
        ("a * -b", "a * (-b)"),
        ("a - -b", "a - (-b)"),
        ("a + b < c * d", "(a + b) < (c * d)"),
        ("not a < b", "not (a < b)"),
        ("not not a", "not (not a)"),
        ("not a and b", "(not a) and b"),
        ("a or b and c", "a or (b and c)"),
        ("a and b or c", "(a and b) or c"),
        ("a or not b and c", "a or ((not b) and c)"),
        ("a if b else c if d else e", "a if b else (c if d else e)"),
        ("a + b if c or d else e - a", "(a + b) if (c or d) else (e - a)"),
        ("not a if b else c", "(not a) if b else c"),
    ],
)
def test_binds_as_python_does(text: str, grouped: str) -> None:
    assert parse(text) == parse(grouped)


def test_grouping_is_kept() -> None:
    assert parse("(a - b) - c") != parse("a - (b - c)")
    assert parse("(a and b) and c") == Logic("and", (Logic("and", (A, B)), C))
    assert parse("a and b and c") == Logic("and", (A, B, C))
    assert parse("(a < b) < c") == Comparison((Comparison((A, B), ("<",)), C), ("<",))
    assert parse("a < b <= c != d") == Comparison((A, B, C, D), ("<", "<=", "!="))
    assert parse("(a if b else c) if d else e") == Conditional(Conditional(A, B, C), D, E)
    assert parse("a == (not b)") == Comparison((A, Not(B)), ("==",))


def test_every_span_is_the_text_of_its_node() -> None:
    text = "clip(-(a + 2) ** b, 0, 1) if not (x < y.alignment) and outcome.left else +t - change(d)"
    spans = [node.span for node in walk(parse(text))]
    for node in walk(parse(text)):
        start, end = node.span
        assert parse(text[start:end]) == node
    assert spans[0] == (0, len(text))
    assert len(spans) == 19


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_a_reserved_word_names_nothing(word: str) -> None:
    try:
        node = parse(f"{word} + 1")
    except ExpressionError:
        return
    assert not any(isinstance(part, Name) for part in walk(node))


def test_reserved_words_are_these() -> None:
    expected = """and or not if else true false t outcome happened months_since change min max abs
    month ago lasted mean highest lowest exp log sqrt logistic clip True False None lambda is in"""
    assert set(expected.split()) == RESERVED


MESSAGES = [
    ("", 0, 1, "the expression is empty", "write a number"),
    (" \n ", 0, 1, "the expression is empty", "write a number"),
    (
        "a = b",
        2,
        1,
        "'=' is not an operator",
        "use == to compare",
    ),
    (
        "a === b",
        2,
        3,
        "'===' is not an operator",
        "use == to compare",
    ),
    ("a && b", 2, 2, "'&&' is not an operator", "write and"),
    ("a & b", 2, 1, "'&' is not an operator", "write and"),
    ("a || b", 2, 2, "'||' is not an operator", "write or"),
    ("a | b", 2, 1, "'|' is not an operator", "write or"),
    ("!a", 0, 1, "'!' is not an operator", "write not"),
    ("~a", 0, 1, "'~' is not an operator", "write not"),
    ("a ^ 2", 2, 1, "'^' is not an operator", "write **"),
    ("a <> b", 2, 2, "'<>' is not an operator", "use !="),
    ("a => b", 2, 2, "'=>' is not an operator", "write >="),
    ("a =< b", 2, 2, "'=<' is not an operator", "write <="),
    ("a // b", 2, 2, "'//' is not an operator", "write / to divide"),
    ("a := b", 2, 2, "':=' is not an operator", "cannot set"),
    ("a % b", 2, 1, "'%' is not an operator", "no modulo"),
    ("43 %", 3, 1, "'%' is not an operator", "43% has no space"),
    ("43% 2", 4, 1, "an operator is missing before '2'", "no modulo"),
    ("a ? b : c", 2, 1, "'?' is not an operator", "write x if c else y"),
    ("a[0]", 1, 1, "'[' is not an operator", "only round brackets"),
    ("{a}", 0, 1, "'{' is not an operator", "only round brackets"),
    ("a; b", 1, 1, "';' is not an operator", "no statements"),
    ("a # b", 2, 1, "'#' is not an operator", "comment"),
    ("a @ b", 2, 1, "'@' has no place in an expression", ""),
    ("'abc' + 1", 0, 5, "text in quotes has no place", "without quotes"),
    ('a + "b', 4, 2, "text in quotes has no place", "without quotes"),
    ("\u201ca\u201d", 0, 1, "text in quotes has no place", "without quotes"),
    ("a \u2212 b", 2, 1, "U+2212 MINUS SIGN", "write - for minus"),
    ("a \u2013 b", 2, 1, "U+2013 EN DASH", "write - for minus"),
    ("a \u00d7 b", 2, 1, "U+00D7", "write * to multiply"),
    ("a \u2264 b", 2, 1, "U+2264", "write <="),
    ("a\u00a0+ b", 1, 1, "an invisible character stands here (U+00A0", "ordinary space"),
    ("a\u200b", 1, 1, "an invisible character stands here (U+200B", "ordinary space"),
    ("caf\u00e9", 3, 1, "U+00E9", "letters a-z"),
    ("\u0663", 0, 1, "U+0663", "letters a-z"),
    ("\x00", 0, 1, "an invisible character", "ordinary space"),
    ("\ud800", 0, 1, "U+D800", ""),
    ("(a + b", 0, 1, "this '(' is never closed", "in quotes"),
    ("min(a", 3, 1, "this '(' is never closed", "in quotes"),
    ("min(a,", 6, 1, "the expression ends after ','", "in quotes"),
    ("a + b)", 5, 1, "this ')' closes nothing", ""),
    ("()", 1, 1, "there is nothing between the brackets", ""),
    ("(a, b)", 2, 1, "a comma stands only between the arguments", ""),
    ("1,000", 1, 1, "a comma stands only between the arguments", "write 1_000"),
    ("a +", 3, 1, "the expression ends after '+'", ""),
    ("a +  ", 3, 1, "the expression ends after '+'", ""),
    ("not", 3, 1, "the expression ends after 'not'", ""),
    ("* a", 0, 1, "a value is missing before '*'", ""),
    ("a * * b", 4, 1, "a value is missing before '*'", "write ** without a space"),
    ("min(a,)", 6, 1, "a value is missing before ')'", ""),
    ("a and or b", 6, 2, "a value is missing before 'or'", ""),
    ("if a then b", 0, 2, "a value is missing before 'if'", "write x if c else y"),
    ("a if b", 2, 2, "this 'if' has no 'else'", "write x if c else y"),
    ("a if b if c else d else e", 2, 2, "this 'if' has no 'else'", ""),
    ("a else b", 2, 4, "this 'else' has no 'if'", "write x if c else y"),
    ("a b", 2, 1, "an operator is missing before 'b'", ""),
    ("(a b)", 3, 1, "an operator is missing before 'b'", ""),
    ("2(a)", 1, 1, "an operator is missing before '('", "to multiply, write *"),
    ("2 to 20", 2, 2, "an operator is missing before 'to'", "write 2 to 20 and no more"),
    ("6 months", 2, 6, "an operator is missing before 'months'", "months_since"),
    ("a AND b", 2, 3, "an operator is missing before 'AND'", "write and in small letters"),
    (
        "a is b",
        2,
        2,
        "an operator is missing before 'is'",
        "compare with a number, as in goodwill < 0.4; == means equal to",
    ),
    ("a not b", 2, 3, "an operator is missing before 'not'", "and not"),
    ("a == not b", 5, 3, "'not' needs brackets here", "(not ...)"),
    ("-not a", 1, 3, "'not' needs brackets here", "(not ...)"),
    ("True", 0, 4, "'True' is not of this language", "write true"),
    ("a + None", 4, 4, "'None' is not of this language", ""),
    ("lambda", 0, 6, "'lambda' is not of this language", "cannot define"),
    ("2x", 0, 2, "'2x' is not a number", "write 2 * x"),
    ("1__0", 0, 4, "'1__0' is not a number", "between digits"),
    ("1_", 0, 2, "'1_' is not a number", "between digits"),
    ("1e", 0, 2, "'1e' is not a number", "1e-3"),
    ("1.2.3", 0, 5, "'1.2.3' is not a number", "numbers look like"),
    ("a + 1e999", 4, 5, "1e999 is too large", "1.8e308"),
    ("foo(x)", 0, 3, "there is no function 'foo'", "write foo * (...)"),
    ("mni(a, b)", 0, 3, "there is no function 'mni'", "did you mean 'min'?"),
    ("ln(x)", 0, 2, "there is no function 'ln'", "log(x) is the natural"),
    ("t(x)", 0, 1, "there is no function 't'", "write t * (...)"),
    ("a + min(b)", 4, 6, "min takes two or more arguments, not 1", "write min(a, b, ...)"),
    ("exp()", 0, 5, "exp takes one argument, not 0", "write exp(x)"),
    ("exp(a, b)", 0, 9, "exp takes one argument, not 2", "write exp(x)"),
    ("clip(a, b)", 0, 10, "clip takes three arguments, not 2", "write clip(x, low, high)"),
    ("min + 1", 0, 3, "'min' is a function and needs brackets", "write min(a, b, ...)"),
    ("happened", 0, 8, "'happened' is a function and needs brackets", "happened(EVENT)"),
    ("happened()", 9, 1, "happened takes one event", "happened(EVENT)"),
    ("happened(", 9, 1, "happened is never closed", "happened(EVENT)"),
    ("happened(a and b)", 11, 3, "happened takes one event", "happened(EVENT)"),
    ("happened(outcome.left)", 9, 7, "happened takes one event", "happened(EVENT)"),
    ("months_since(a.alignment)", 13, 1, "months_since takes one event", "outcome.STATE"),
    ("change(a + b)", 9, 1, "change takes one driver", "change(DRIVER)"),
    ("change(outcome.left)", 7, 7, "change takes one driver", "ACTOR.alignment"),
    ("change(min)", 7, 3, "change takes one driver", "ACTOR.alignment"),
    ("month", 0, 5, "'month' is a function and needs brackets", "write month()"),
    ("month(a)", 6, 1, "month takes no argument", "write month()"),
    ("ago(a)", 5, 1, "ago takes a number and a duration", "write ago(x, 6 months)"),
    (
        "ago(a 6 months)",
        6,
        1,
        "ago takes a number and a duration, with a comma",
        "ago(x, 6 months)",
    ),
    ("ago(a, 6)", 7, 1, "ago needs a unit behind 6: months or years", "ago(x, 6 months)"),
    ("ago(a, b)", 7, 1, "and this is no duration", "ago(x, 6 months)"),
    ("lasted(a, 1 year, 2)", 16, 1, "lasted takes a condition and a duration, and nothing", ""),
    ("mean(a, 1 year", 4, 1, "this '(' is never closed", ""),
    ("x.(foo)", 2, 1, "there is no 'x.(' to read", "only ACTOR.alignment"),
    ("x.", 2, 1, "a name is missing after 'x.'", "only ACTOR.alignment"),
    ("x.alignment.y", 11, 1, "'alignment' has no parts", "only ACTOR.alignment"),
    ("t.alignment", 1, 1, "'t' has no parts", "only ACTOR.alignment"),
    ("(a).alignment", 3, 1, "')' has no parts", "only ACTOR.alignment"),
    ("outcome + 1", 0, 7, "'outcome' needs the name of a state", "write outcome.STATE"),
    ("outcome.", 0, 7, "'outcome' needs the name of a state", "write outcome.STATE"),
]


@pytest.mark.parametrize(("text", "offset", "width", "message", "hint"), MESSAGES)
def test_says_what_is_wrong_and_where(
    text: str, offset: int, width: int, message: str, hint: str
) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    error = caught.value
    assert message in error.message
    assert hint in error.hint
    assert (error.offset, error.width) == (offset, width)


A_WHILE = 1.0  # seconds; all of these take a few thousandths


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a" * 1_000_000, "1,000,000 characters"),
        ("(" * 100_000, "100,000 characters"),
        ("a+" * 5_001 + "a", "10,003 characters"),
        ("(" * 4_000 + "a" + ")" * 4_000, "more than 100 levels"),
        ("(" * 101 + "a" + ")" * 101, "more than 100 levels"),
        ("-" * 9_999 + "a", "more than 100 levels"),
        ("not " * 2_400 + "a", "more than 100 levels"),
        ("a**" * 3_000 + "a", "more than 100 levels"),
        ("a if b else " * 800 + "a", "more than 100 levels"),
        ("abs(" * 101 + "a" + ")" * 101, "more than 100 levels"),
        ("a+" * 4_990 + "a", "more than 250 operations"),
        ("a+" * 251 + "a", "more than 250 operations"),
        ("(a or b and c<d+e*" * 99 + "a" + ")" * 99, "more than 250 operations"),
        ("abs(a or b and c<d+e*" * 99 + "a" + ")" * 99, "more than 250 operations"),
        ("1" * 9_999, "too large"),
        ("1e" + "9" * 9_000, "too large"),
        ("." * 9_999, "a value is missing"),
        ("_" * 9_998 + "(a", "there is no function"),
        ("'" * 9_999, "text in quotes"),
    ],
)
def test_refuses_hostile_text_at_once(text: str, message: str) -> None:
    began = time.process_time()
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert time.process_time() - began < A_WHILE
    assert message in caught.value.message
    assert len(str(caught.value)) < 1_000


@pytest.mark.parametrize(
    "text",
    [
        "(" * 100 + "a" + ")" * 100,
        "abs(" * 100 + "a" + ")" * 100,
        "-" * 100 + "a",
        "a**" * 100 + "a",
        "(a+" * 100 + "a" + ")" * 100,
        "a+" * 250 + "a",
        "a and " * 1_600 + "a",
        "a<" * 4_000 + "a",
        "min(" + "a," * 4_000 + "a)",
        "abs(a or b and c<d+e*" * 41 + "a" + ")" * 41,
    ],
)
def test_takes_what_is_within_the_limits(text: str) -> None:
    node = parse(text)
    assert height(node) <= 251
    assert node == parse(text)
    assert hash(node) == hash(parse(text))
    assert pickle.loads(pickle.dumps(node)) == node
    assert copy.deepcopy(node) is node


def test_needs_little_of_the_stack() -> None:
    """The deepest text takes under 700 frames, so a caller's own 300 do not matter."""
    depth, frame = 0, sys._getframe()
    while frame := frame.f_back:  # type: ignore[assignment]
        depth += 1
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(depth + 700)
    try:
        for text in ("abs(" * 100 + "a", "abs(a or b and c<d+e*" * 60, "abs(" * 99 + "(a+b*" * 99):
            with pytest.raises(ExpressionError):
                parse(text)
    finally:
        sys.setrecursionlimit(before)


@pytest.mark.parametrize("text", ["", "x", "1_", "-1", "43 %", "1e-3%", " 1", "1e999", "nan"])
def test_a_literal_is_a_whole_number_and_nothing_else(text: str) -> None:
    with pytest.raises(ExpressionError):
        literal(text)


def test_equality_looks_at_everything_but_the_span() -> None:
    assert parse("a+b") == parse("a  +  b")
    assert parse("a + b") != parse("a - b")
    assert parse("a + b") != parse("b + a")
    assert parse("a < b") != parse("a <= b")
    assert parse("min(a, b)") != parse("max(a, b)")
    assert parse("(a and b) and c and d") != parse("(a and b and c) and d")
    assert parse("true") != parse("1")
    assert parse("change(a)") != parse("change(a.alignment)")
    assert parse("a") != "a"
