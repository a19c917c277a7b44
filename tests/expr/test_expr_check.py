"""Names and kinds: every complaint, where it points and the way out it offers."""

from __future__ import annotations

import pytest

from scenario.errors import ExpressionError
from scenario.expr.check import Scope, check, problems, references
from scenario.expr.nodes import (
    Alignment,
    Change,
    Happened,
    InState,
    Kind,
    MonthsSince,
    Name,
    Time,
)
from scenario.expr.parser import parse

SCOPE = Scope(
    parameters=frozenset({"gate_on_freeze", "p"}),
    drivers=frozenset({"exit_support", "trade", "frozen"}),
    actors=frozenset({"government", "russia"}),
    events=frozenset({"karabakh_falls"}),
    states=frozenset({"frozen", "left", "participating"}),
    transitions=frozenset({"freeze"}),
)
AT_START = Scope(
    parameters=SCOPE.parameters,
    drivers=SCOPE.drivers,
    actors=SCOPE.actors,
    events=SCOPE.events,
    states=SCOPE.states,
    parameters_only="a start value",
)
NUMBER, TRUTH = Kind.NUMBER, Kind.TRUTH


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1 / gate_on_freeze", NUMBER),
        ("0.05 * exp(1.5 * government.alignment)", NUMBER),
        ("months_since(karabakh_falls) + months_since(outcome.left) + t", NUMBER),
        ("change(trade) - change(russia.alignment)", NUMBER),
        ("1 if outcome.left else trade", NUMBER),
        ("min(trade, 1 if happened(karabakh_falls) else 0)", NUMBER),
        ("0 < trade <= 1", TRUTH),
        ("trade == 1 != p", TRUTH),
        ("outcome.left == happened(karabakh_falls)", TRUTH),
        ("not outcome.left and (true or trade > 1)", TRUTH),
        ("outcome.left if trade > 1 else false", TRUTH),
        ("mean(trade, 6 months) + ago(russia.alignment * p, 1 year) - month()", NUMBER),
        ("highest(t, 1 year) - lowest(months_since(karabakh_falls), 1 year)", NUMBER),
        ("lasted(outcome.left and trade > p, 6 months)", TRUTH),
        ("frozen > 1 and outcome.frozen", TRUTH),  # states have their own namespace
    ],
)
def test_kind(text: str, kind: Kind) -> None:
    assert check(parse(text), SCOPE) is kind
    assert problems(parse(text), SCOPE, kind) == []
    other = TRUTH if kind is NUMBER else NUMBER
    (error,) = problems(parse(text), SCOPE, other)
    assert f"a {other.value} is wanted here, and this is a {kind.value}" in error.message
    assert (error.offset, error.width) == (0, len(text))


NAMES = [
    ("1 + exit_suport", "exit_suport", "there is no name 'exit_suport'", "'exit_support'"),
    ("1 + zzz", "zzz", "there is no name 'zzz'", "parameters and drivers: exit_support"),
    ("1 + goverment", "goverment", "there is no name", "did you mean government.alignment?"),
    ("1 + karabakh_fals", "karabakh_fals", "there is no name", "happened(karabakh_falls)?"),
    ("1 + partcipating", "partcipating", "there is no name", "outcome.participating?"),
    ("1 + government", "government", "government is an actor, not", "government.alignment"),
    ("1 + karabakh_falls", "karabakh_falls", "is an event, not", "happened(karabakh_falls)"),
    ("1 + left", "left", "left is an outcome state, not", "write outcome.left"),
    ("1 + freeze", "freeze", "freeze is a transition, not", "outcome.STATE"),
    ("trade.alignment", "trade.alignment", "trade is a driver and has no al", "write trade"),
    ("p.alignment", "p.alignment", "p is a parameter and has no alignment", "write p"),
    ("goverment.alignment", "goverment.alignment", "there is no actor", "'government'"),
    ("outcome.lefft", "outcome.lefft", "there is no state 'lefft'", "did you mean 'left'?"),
    ("outcome.trade", "outcome.trade", "trade is a driver, not an outcome state", "write trade"),
    ("happened(left)", "happened(left)", "left is an outcome state, not an e", "outcome.left"),
    ("happened(trade)", "happened(trade)", "trade is a driver, not an event", "write trade"),
    ("happened(freeze)", "happened(freeze)", "freeze is a transition, not an e", "outcome.STATE"),
    ("happened(karabakh)", "happened(karabakh)", "there is no event", "'karabakh_falls'"),
    ("months_since(left)", "months_since(left)", "left is an", "months_since(outcome.left)"),
    ("months_since(x)", "months_since(x)", "there is no event 'x'", "events: karabakh_falls"),
    ("months_since(outcome.lef)", "months_since(outcome.lef)", "no state 'lef'", "'left'"),
    ("mean(p, 6 months)", "mean(p, 6 months)", "mean looks back on what never", "never changes"),
    ("mean(trade, 0 years)", "mean(trade, 0 years)", "cannot look back over 0 months", "1 month"),
    ("ago(1, 6 months)", "ago(1, 6 months)", "ago looks back on what never", "name a driver"),
    ("ago(trad, 1 year)", "trad", "there is no name 'trad'", "'trade'"),
    ("lasted(trade, 1 year)", "trade", "lasted looks back on a condition", "trade > 0"),
    ("lowest(outcome.left, 1 year)", "outcome.left", "lowest looks back on a number", "1 if"),
    ("change(p)", "change(p)", "p is a parameter, and change() takes", "never changes"),
    ("change(russia)", "change(russia)", "russia is an actor", "change(russia.alignment)"),
    ("change(left)", "change(left)", "left is an outcome state", "write outcome.left"),
    ("change(trad)", "change(trad)", "there is no driver 'trad'", "'trade'"),
    ("change(rusia.alignment)", "change(rusia.alignment)", "no actor 'rusia'", "'russia'"),
]


@pytest.mark.parametrize(("text", "blamed", "message", "hint"), NAMES)
def test_names(text: str, blamed: str, message: str, hint: str) -> None:
    (error,) = problems(parse(text), SCOPE)
    assert message in error.message
    assert hint in error.hint
    assert text[error.offset : error.offset + error.width] == blamed


KINDS = [
    ("1 + outcome.left", "outcome.left", "'+' works on numbers, and this is a truth", "1 if"),
    ("-(p > 1)", "(p > 1)", "'-' works on a number, and this is a truth", "a comparison gives"),
    ("exp(p > 1)", "p > 1", "exp works on numbers", "a comparison gives a truth"),
    ("min(p, true)", "true", "min works on numbers", "1 if CONDITION else 0"),
    ("not p", "p", "'not' works on a truth, and this is a number", "such as p > 0"),
    ("p and outcome.left", "p", "'and' joins truths, and this is a number", "such as p > 0"),
    ("outcome.left or 1", "1", "'or' joins truths", "write true"),
    ("1 if p else 2", "p", "'if' asks for a truth, and this is a number", "p > 0"),
    ("1 if p > 1 else true", "1 if p > 1 else true", "one branch is a number and the", "one kind"),
    ("p < outcome.left", "outcome.left", "'<' compares numbers, and this is a truth", "1 if"),
    ("(p < 1) < 2", "(p < 1)", "'<' compares numbers", "a comparison gives a truth"),
    ("p == true", "p == true", "'==' compares a number with a truth", "of one kind"),
    ("0 < p == true", "0 < p == true", "'==' compares a number with a truth", "of one kind"),
]


@pytest.mark.parametrize(("text", "blamed", "message", "hint"), KINDS)
def test_kinds(text: str, blamed: str, message: str, hint: str) -> None:
    (error,) = problems(parse(text), SCOPE)
    assert message in error.message
    assert hint in error.hint
    assert text[error.offset : error.offset + error.width] == blamed


def test_all_problems_come_at_once_from_left_to_right() -> None:
    text = "trad + (p > 1) * government if p else not 3 and outcome.lefft"
    found = problems(parse(text), SCOPE, NUMBER)
    blamed = [text[e.offset : e.offset + e.width] for e in found]
    assert blamed == ["trad", text, "(p > 1)", "government", "p", "3", "outcome.lefft"]
    with pytest.raises(ExpressionError) as caught:
        check(parse(text), SCOPE)
    assert str(caught.value) == str(found[0])


def test_a_wrong_name_is_one_problem_not_two() -> None:
    """Its kind is unknown, so nothing is said about it."""
    for text in ("karabakh_falls and outcome.left", "not left", "outcome.lefft + 1", "zzz == true"):
        assert len(problems(parse(text), SCOPE)) == 1
    assert len(problems(parse("karabakh_falls"), SCOPE, TRUTH)) == 1
    assert len(problems(parse("(true if t > 1 else 2) + 1"), SCOPE)) == 1
    assert len(problems(parse("(karabakh_falls if t > 1 else 2) and true"), SCOPE)) == 1


@pytest.mark.parametrize(
    ("text", "blamed", "what"),
    [
        ("p * trade", "trade", "trade is a driver"),
        ("p + government.alignment", "government.alignment", "government.alignment is not one"),
        ("p + t", "t", "t is not one"),
        ("1 if outcome.left else p", "outcome.left", "outcome.left is not one"),
        ("p + change(trade)", "change(trade)", "change(trade) is not one"),
    ],
)
def test_some_places_take_parameters_only(text: str, blamed: str, what: str) -> None:
    (error,) = problems(parse(text), AT_START)
    assert error.message == f"a start value may name parameters only, and {what}"
    assert "parameters: gate_on_freeze, p" in error.hint
    assert text[error.offset : error.offset + error.width] == blamed
    assert problems(parse("p ** 2 if gate_on_freeze > 1 else exp(p)"), AT_START) == []


def test_an_unknown_name_in_such_a_place_is_shown_parameters_only() -> None:
    (error,) = problems(parse("exit_suport"), AT_START)
    assert error.message == "there is no name 'exit_suport'"
    assert error.hint == "parameters: gate_on_freeze, p"


def test_references_are_the_leaves_without_their_places() -> None:
    text = """x + x * a.alignment if outcome.s and happened(e) else months_since(e) + change(x) - t
    + months_since(outcome.s) + change(a.alignment) + 1"""
    assert references(parse(text)) == {
        Name("x"),
        Alignment("a"),
        InState("s"),
        Happened("e"),
        MonthsSince("e"),
        MonthsSince("s", state=True),
        Change("x"),
        Change("a", actor=True),
        Time(),
    }
    assert {leaf.span for leaf in references(parse(text))} == {(0, 0)}
    assert references(parse("1 + 2 > 3 or true")) == frozenset()


def test_a_long_expression_is_checked_without_recursion() -> None:
    text = "zzz" + " + zzz" * 249
    assert len(problems(parse(text), SCOPE)) == 250
