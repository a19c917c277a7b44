"""Bounds hold what they bound: on generated trees, on corners where arithmetic is undefined."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scenario.expr.interval import UNBOUNDED, UNDECIDED, Bounds, bounds_of, compile_bounds
from scenario.expr.nodes import Conditional, Leaf, Name, Node, walk
from scenario.expr.parser import parse
from tests.expr.arrays import compile_array
from tests.expr.test_expr_properties import NICE, key_of, number_tree, reader, truth_tree

Runs = dict[str, Any]
SIZE = 12
values = st.sampled_from([*NICE, *(-x for x in NICE), 1e-3, 40.0])
columns = st.one_of(
    st.lists(values, min_size=SIZE, max_size=SIZE),
    st.lists(values | st.just(math.nan), min_size=SIZE, max_size=SIZE),
).map(np.array)
truths = st.lists(st.booleans(), min_size=SIZE, max_size=SIZE).map(np.array)
runs = st.fixed_dictionaries(
    dict.fromkeys(("a", "b", "c", "gov"), columns)
    | {"t": st.sampled_from([0.0, 1.0, 2.5]), "left": truths, "frozen": truths}
)


def bounds_reader(leaf: Leaf) -> Callable[[Runs], Bounds]:
    key = key_of(leaf)
    return lambda world: bounds_of(world[key])


def both(tree: Node, world: Runs) -> tuple[Any, Bounds]:
    with np.errstate(all="ignore"):
        value = np.broadcast_to(compile_array(tree, reader)(world), SIZE)
    return value, compile_bounds(tree, bounds_reader)(world)


@given(number_tree(), runs)
@settings(max_examples=600)
def test_no_number_lies_outside_its_bounds(tree: Node, world: Runs) -> None:
    value, (low, high) = both(tree, world)
    if np.isnan(value).any():
        assert (low, high) == UNBOUNDED
    else:
        assert low <= value.min()
        assert value.max() <= high


@given(truth_tree(), runs)
@settings(max_examples=600)
def test_no_truth_is_beside_its_bounds(tree: Node, world: Runs) -> None:
    value, (always, ever) = both(tree, world)
    assert not always or value.all()
    assert ever or not value.any()


def choices_decided(tree: Node, world: Runs) -> bool:
    """Whether no condition compares two sides closer than the bounds' own rounding."""
    conditions = [node.condition for node in walk(tree) if isinstance(node, Conditional)]
    return all(compile_bounds(each, bounds_reader)(world) != UNDECIDED for each in conditions)


@given(number_tree(), st.fixed_dictionaries(dict.fromkeys(("a", "b", "c", "gov", "t"), values)))
def test_of_single_numbers_the_bounds_are_nearly_the_value(
    tree: Node, world: dict[str, float]
) -> None:
    world = world | {"left": True, "frozen": False}
    value, (low, high) = both(tree, world)
    assume(choices_decided(tree, world))
    assume(np.isfinite(value).all() and math.isfinite(low) and math.isfinite(high))
    assert high - low <= 1e-9 * max(1.0, abs(low), abs(high)) or abs(value[0]) < 1e-6


def say(text: str, **known: Bounds) -> Bounds:
    def read(leaf: Leaf) -> Callable[[Any], Bounds]:
        assert isinstance(leaf, Name)
        return lambda _: known[leaf.name]

    return compile_bounds(parse(text), read)(None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a + 1", (0.0, 4.0)),
        ("3 - a", (0.0, 4.0)),
        ("a * a", (-3.0, 9.0)),
        ("a ** 2", (0.0, 9.0)),
        ("abs(a)", (0.0, 3.0)),
        ("max(a, 0)", (0.0, 3.0)),
        ("min(a, 1, 2)", (-1.0, 1.0)),
        ("clip(a, 0, 1)", (0.0, 1.0)),
        ("a if b > 1 else 5", (5.0, 5.0)),
        ("a if b > 0.5 else 5", (-1.0, 5.0)),
        ("a if b >= 0.5 else 5", (-1.0, 3.0)),
        ("1 / b", (1.0, 2.0)),
        ("1 / a", UNBOUNDED),
        ("log(a)", UNBOUNDED),
        ("sqrt(a)", UNBOUNDED),
        ("a ** 0.5", UNBOUNDED),
        ("e * 0", UNBOUNDED),
        ("e - e", UNBOUNDED),
        ("e / e", UNBOUNDED),
        ("abs(e - e)", UNBOUNDED),
        ("0.25 ** log(a)", UNBOUNDED),
        ("exp(e - e)", UNBOUNDED),
        ("clip(e - e, 0, 1)", UNBOUNDED),
        ("min(e - e, 1)", UNBOUNDED),
        ("exp(-e)", (0.0, 1.0)),
        ("b + e", (0.5, math.inf)),
    ],
)
def test_bounds_worked_out_by_hand(text: str, expected: Bounds) -> None:
    found = say(text, a=(-1.0, 3.0), b=(0.5, 1.0), e=(0.0, math.inf))
    assert found == pytest.approx(expected, rel=1e-11)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a < 4", (True, True)),
        ("a > 3", (False, False)),
        ("a >= 3", UNDECIDED),
        ("-2 < a < 4", (True, True)),
        ("-2 < a < 2", UNDECIDED),
        ("not a < 4", (False, False)),
        ("a == 5", (False, False)),
        ("a != 5", (True, True)),
        ("1 == 1", (True, True)),
        ("e - e == 5", UNDECIDED),
        ("e - e >= 0", UNDECIDED),
        ("a < 4 and b > 2", (False, False)),
        ("a < 4 or b > 2", (True, True)),
    ],
)
def test_what_always_and_what_ever_holds(text: str, expected: Bounds) -> None:
    assert say(text, a=(-1.0, 3.0), b=(0.5, 1.0), e=(0.0, math.inf)) == expected


def test_of_what_is_no_number_anywhere_nothing_is_known() -> None:
    assert bounds_of(np.array([1.0, math.nan, 3.0])) == UNBOUNDED
    assert bounds_of(math.nan) == UNBOUNDED
    assert bounds_of(np.array([1.0, 3.0])) == (1.0, 3.0)
    assert bounds_of(np.array([True, False])) == UNDECIDED


def test_bounds_that_are_too_narrow_would_be_found_out() -> None:
    world = {"a": np.arange(SIZE, dtype=float)}
    value, _ = both(parse("a * 2"), world)
    low, high = compile_bounds(parse("a * 2"), lambda _: lambda _: (0.0, 5.0))(world)
    assert not low <= value.min() <= value.max() <= high
