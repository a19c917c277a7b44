"""Laws over generated trees: source reads back, arrays equal scalars equal Python."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from scenario.calendar import Duration
from scenario.errors import ExpressionError
from scenario.expr.check import Scope, check, problems
from scenario.expr.fold import fold
from scenario.expr.functions import FUNCTIONS
from scenario.expr.nodes import (
    Alignment,
    Binary,
    CalendarMonth,
    Call,
    Change,
    Comparison,
    Conditional,
    Happened,
    InState,
    Kind,
    Leaf,
    Logic,
    MonthsSince,
    Name,
    Negative,
    Node,
    Not,
    Number,
    Past,
    Time,
    Truth,
    children,
    gather,
    rebuild,
    transform,
    walk,
)
from scenario.expr.parser import RESERVED, parse
from scenario.expr.past import PAST
from scenario.expr.render import source
from scenario.expr.scalar import scalar
from scenario.expr.words import words
from tests.expr.arrays import compile_array

COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")
ARITHMETIC = ("+", "-", "*", "/", "**")
Trees = st.SearchStrategy[Any]

durations = st.integers(1, 40).map(lambda months: Duration(months / 12))
identifiers = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,5}", fullmatch=True).filter(
    lambda name: name not in RESERVED
)
numbers = st.floats(0, allow_nan=False, allow_infinity=False).map(Number)


def compared(operands: Trees) -> Trees:
    """Comparisons of two or three of these."""
    return st.lists(operands, min_size=2, max_size=3).flatmap(
        lambda found: st.lists(
            st.sampled_from(COMPARISONS), min_size=len(found) - 1, max_size=len(found) - 1
        ).map(lambda ops: Comparison(tuple(found), tuple(ops)))
    )


def joined(operands: Trees) -> Trees:
    return st.builds(
        Logic,
        st.sampled_from(("and", "or")),
        st.lists(operands, min_size=2, max_size=3).map(tuple),
    )


def called(operands: Trees) -> Trees:
    def args(function: str) -> Trees:
        row = FUNCTIONS[function]
        found = st.lists(operands, min_size=row.fewest, max_size=row.most or 3).map(tuple)
        return st.builds(Call, st.just(function), found)

    return st.sampled_from(sorted(FUNCTIONS)).flatmap(args)


def any_tree() -> Trees:
    """Whatever the parser can give, of any kind, right or wrong."""
    leaves = st.one_of(
        numbers,
        st.builds(Truth, st.booleans()),
        st.builds(Name, identifiers),
        st.builds(Alignment, identifiers),
        st.builds(InState, identifiers | st.sampled_from(sorted(RESERVED))),
        st.builds(Happened, identifiers),
        st.builds(MonthsSince, identifiers, st.booleans()),
        st.builds(Change, identifiers, st.booleans()),
        st.builds(Time),
        st.builds(CalendarMonth),
    )

    def grown(tree: Trees) -> Trees:
        return st.one_of(
            st.builds(Negative, tree),
            st.builds(Not, tree),
            st.builds(Binary, st.sampled_from(ARITHMETIC), tree, tree),
            compared(tree),
            joined(tree),
            st.builds(Conditional, tree, tree, tree),
            called(tree),
            st.builds(Past, st.sampled_from(sorted(PAST)), tree, durations),
        )

    return st.recursive(leaves, grown, max_leaves=25)


NICE = [0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 10.0]


def number_tree(depth: int = 3) -> Trees:
    """Trees that pass the check and give a number, of modest numbers."""
    leaves = st.sampled_from([*map(Number, NICE), *map(Name, "abc"), Alignment("gov"), Time()])
    if depth == 0:
        return leaves
    below, truths = number_tree(depth - 1), truth_tree(depth - 1)
    return st.one_of(
        leaves,
        st.builds(Negative, below),
        st.builds(Binary, st.sampled_from(ARITHMETIC), below, below),
        st.builds(Conditional, below, truths, below),
        called(below),
    )


def truth_tree(depth: int = 3) -> Trees:
    """Trees that pass the check and give a truth."""
    leaves = st.sampled_from([Truth(True), Truth(False), InState("left"), InState("frozen")])
    if depth == 0:
        return leaves
    numbers_below, below = number_tree(depth - 1), truth_tree(depth - 1)
    return st.one_of(
        leaves,
        st.builds(Not, below),
        joined(below),
        compared(numbers_below),
        st.builds(Conditional, below, below, below),
    )


NAMES = Scope(
    drivers=frozenset("abc"), actors=frozenset({"gov"}), states=frozenset({"left", "frozen"})
)
worlds = st.fixed_dictionaries(
    {key: st.sampled_from([-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.5]) for key in ("a", "b", "c", "gov")}
    | {"t": st.sampled_from([0.0, 1.0, 2.5]), "left": st.booleans(), "frozen": st.booleans()}
)
World = dict[str, Any]


def key_of(leaf: Leaf) -> str:
    match leaf:
        case Name(key) | Alignment(key) | InState(key):
            return key
    return "t"


def reader(leaf: Leaf) -> Callable[[World], Any]:
    key = key_of(leaf)
    return lambda world: world[key]


def attempt(function: Callable[[Any], Node], argument: Any) -> Node | ExpressionError:
    try:
        return function(argument)
    except ExpressionError as error:
        return error


# Reading and writing


@given(any_tree())
@settings(max_examples=200)
def test_source_reads_back(tree: Node) -> None:
    text = source(tree)
    assert parse(text) == tree
    assert source(parse(text)) == text


@given(any_tree())
def test_source_has_no_bracket_too_many(tree: Node) -> None:
    """Without any one pair of brackets it is another tree, or none."""
    text = source(tree)
    opened: list[int] = []
    for at, char in enumerate(text):
        if char == "(":
            opened.append(at)
        elif char == ")":
            start = opened.pop()
            try:
                shorter = parse(f"{text[:start]} {text[start + 1 : at]} {text[at + 1 :]}")
            except ExpressionError:
                continue
            assert shorter != tree


@given(any_tree())
def test_a_span_is_the_text_of_its_node(tree: Node) -> None:
    text = source(tree)
    for node in walk(parse(text)):
        assert parse(text[slice(*node.span)]) == node


@given(any_tree())
def test_every_tree_can_be_said(tree: Node) -> None:
    assert words(tree)
    assert words(tree).count("(") == words(tree).count(")")


@given(st.text(alphabet="ab10.e_+-*/<>=!()., nortifels%\u2212'", max_size=40))
@settings(max_examples=300)
def test_any_text_is_read_or_refused(text: str) -> None:
    tree = attempt(parse, text)
    if isinstance(tree, ExpressionError):
        assert tree.message
        assert 0 <= tree.offset <= len(text)
        assert tree.width >= 1
    else:
        assert parse(source(tree)) == tree


# Trees


@given(any_tree())
def test_rebuilding_from_its_children_gives_the_node_itself(tree: Node) -> None:
    assert transform(tree, lambda node: node) is tree
    for node in walk(tree):
        assert rebuild(node, children(node)) is node
    renamed = transform(tree, lambda node: Name("zz") if isinstance(node, Leaf) else node)
    assert all(leaf == Name("zz") for leaf in walk(renamed) if isinstance(leaf, Leaf))
    assert gather(tree, lambda _, below: 1 + sum(below)) == len(list(walk(tree)))


def test_what_stands_in_many_places_is_visited_once():
    tree, visits = Number(1.0), []
    for _ in range(60):
        tree = Binary("+", tree, tree)

    def doubled(node: Node, below: tuple[int, ...]) -> int:
        visits.append(node)
        return sum(below) or 1

    assert gather(tree, doubled) == 2**60
    assert len(visits) == 61


@given(any_tree(), any_tree())
def test_equality_is_that_of_the_spelling(one: Node, other: Node) -> None:
    assert (one == other) == (source(one) == source(other))
    assert parse(source(one)) == one
    assert hash(parse(source(one))) == hash(one)


# Kinds


@given(any_tree())
def test_any_tree_can_be_checked(tree: Node) -> None:
    found = problems(tree, NAMES, Kind.NUMBER)
    assert all(error.message for error in found)


@given(number_tree(), truth_tree())
def test_well_made_trees_pass(number: Node, truth: Node) -> None:
    assert check(number, NAMES, Kind.NUMBER) is Kind.NUMBER
    assert check(truth, NAMES, Kind.TRUTH) is Kind.TRUTH


# Values


def value(node: Node, world: World) -> float | bool:
    return scalar(node, lambda leaf: reader(leaf)(world))


def is_robust(node: Node, world: World) -> bool:
    """Whether all is finite on the way and no comparison hangs on the last digits."""
    for part in walk(node):
        found = value(part, world)
        if not math.isfinite(found) or abs(found) > 1e12:
            return False
        if isinstance(part, Comparison) and not all(
            isinstance(operand, Number | Leaf) for operand in part.operands
        ):
            sides = sorted(float(value(operand, world)) for operand in part.operands)
            if any(b - a < 1e-9 * (1 + abs(a)) for a, b in pairwise(sides)):
                return False
    return True


def same(got: Any, want: Any) -> bool:
    return bool(np.isclose(float(got), float(want), rtol=1e-9, atol=1e-9, equal_nan=True))


FEW = [HealthCheck.filter_too_much, HealthCheck.too_slow]
# derandomised: rounding could in principle be blown up beyond any tolerance by a rare tree
steady = settings(max_examples=200, derandomize=True, suppress_health_check=FEW, deadline=None)


@given(number_tree() | truth_tree(), st.lists(worlds, min_size=1, max_size=5))
@steady
def test_arrays_equal_scalars(tree: Node, many: list[World]) -> None:
    columns = {key: np.array([world[key] for world in many]) for key in many[0]}
    with np.errstate(all="ignore"):
        got = np.broadcast_to(compile_array(tree, reader)(columns), len(many))
        each = [compile_array(tree, reader)(world) for world in many]
    for i, world in enumerate(many):
        if is_robust(tree, world):
            assert same(got[i], value(tree, world))
            assert same(each[i], value(tree, world))


def logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x))


PYTHON = {
    **{name: function.scalar for name, function in FUNCTIONS.items()},
    **{name: getattr(math, name) for name in ("exp", "log", "sqrt")},
    "min": min,
    "max": max,
    "abs": abs,
    "logistic": logistic,
    "true": True,
    "false": False,
    "clip": lambda x, low, high: min(max(x, low), high),
}


@given(number_tree() | truth_tree(), worlds)
@steady
def test_scalar_equals_python(tree: Node, world: World) -> None:
    names = {
        **PYTHON,
        **{key: world[key] for key in ("a", "b", "c", "t")},
        "gov": SimpleNamespace(alignment=world["gov"]),
        "outcome": SimpleNamespace(left=world["left"], frozen=world["frozen"]),
    }
    try:
        want = eval(source(tree), {"__builtins__": {}}, names)
    except (ValueError, OverflowError, ZeroDivisionError, TypeError):
        return
    assume(not isinstance(want, complex) and is_robust(tree, world))
    assert same(value(tree, world), want)


@given(number_tree() | truth_tree(), worlds)
@steady
def test_folding_changes_no_value(tree: Node, world: World) -> None:
    folded = attempt(fold, tree)
    if isinstance(folded, ExpressionError):
        assert folded.message == "this constant is not a finite number"
        return
    assert fold(folded) == folded
    assert fold(parse(source(folded))) == folded
    assert np.array_equal(value(folded, world), value(tree, world), equal_nan=True)
