"""Laws of every kind of effect, by the folder they are in; a newcomer is held to all of them."""

from __future__ import annotations

import json
import math
import re
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from scenario.engine.simulate import simulate
from scenario.errors import InputError
from scenario.expr.arithmetic import Tree, number
from scenario.expr.nodes import Name
from scenario.expr.scalar import scalar
from scenario.present.trace_words import Words, done
from scenario.reference import Acting
from scenario.report.effects import effect_text
from scenario.report.quantities import ways_of
from scenario.resolve import Resolved
from scenario.resolve.naming import short_path
from scenario.schema.action import Action, Size
from scenario.schema.described import describe
from scenario.schema.effect import ACTIONS, JOINED, STAGES, Effect, joined
from scenario.schema.stages import ADDITIONS, FACTORS, LATEST, Stage
from tests.laws.test_registries import SPECIFICATION, text_of
from tests.reference.agreement import agree, compare
from tests.spec.faults import faults
from tests.support.models import resolve

ONE_EFFECT = TypeAdapter[Action](Effect)
JOINING = {name: kind.stage for name, kind in ACTIONS.items() if kind.stage in JOINED}
SPREAD = {name: stage for name, stage in JOINING.items() if stage.spread}
operands = st.floats(-3, 3).map(lambda x: round(x, 3))
above = st.floats(0.1, 3).map(lambda x: round(x, 3))
steps = st.integers(2, 12)


def worked_out(tree: Tree, **known: float) -> float:
    """A tree whose names have these values."""
    return float(scalar(tree, lambda leaf: known[leaf.name]))


def example_of(kind: type[Action]) -> Action:
    return ONE_EFFECT.validate_python(yaml.safe_load(kind.example))


def acting(kind: type[Action], target: str, size: Any, **timing: str) -> dict[str, Any]:
    """An effect as it is written."""
    return {kind.targets_key: target, kind.quantity_key: size, **timing}


# What they come to


@pytest.mark.parametrize("kind", ACTIONS.values(), ids=ACTIONS)
@given(st.data())
def test_the_two_forms_of_an_operand_are_one(kind: type[Action], data: st.DataObject) -> None:
    size = data.draw(operands if not kind.if_zero else operands.filter(bool))
    found = worked_out(kind.operand(Name("size")), size=size)
    assert found == kind.plain_operand(size)


@pytest.mark.parametrize("kind", ACTIONS.values(), ids=ACTIONS)
@given(st.lists(above, min_size=2, max_size=2, unique=True).map(sorted))
def test_a_larger_number_does_more_unless_it_is_said_to_do_less(
    kind: type[Action], sizes: list[float]
) -> None:
    less, more = map(kind.plain_operand, sizes)
    assert (less > more) if kind.falling else (less < more)


@pytest.mark.parametrize("stage", [kind.stage for kind in ACTIONS.values()], ids=ACTIONS)
@given(operands, operands)
def test_the_two_forms_of_a_stage_are_one(stage: Stage, x: float, a: float) -> None:
    tree = stage.join(Name("x"), Name("a"))
    assert worked_out(tree, x=x, a=a) == stage.plain_join(x, a)


@pytest.mark.parametrize("stage", JOINING.values(), ids=JOINING)
@given(operands, operands, operands)
def test_within_a_stage_order_is_no_matter(stage: Stage, x: float, a: float, b: float) -> None:
    join = stage.plain_join
    ways = [join(join(x, a), b), join(join(x, b), a), join(x, join(a, b))]
    np.testing.assert_allclose(ways, ways[0], rtol=1e-12, atol=1e-12)
    assert join(x, stage.nothing) == x
    assert worked_out(stage.join(Name("x"), number(stage.nothing)), x=x) == x


@pytest.mark.parametrize("stage", SPREAD.values(), ids=SPREAD)
@given(above, above, steps, st.integers(1, 4))
def test_the_parts_of_a_push_make_the_whole(
    stage: Stage, x: float, a: float, n: int, at_once: int
) -> None:
    assert stage.spread
    assert stage.plain_spread
    part = stage.plain_spread(a, n)
    value = x
    for _ in range(n):
        value = stage.plain_join(value, part)
    assert value == pytest.approx(stage.plain_join(x, a))
    together = stage.spread(Name("a"), Name("k"), Name("n"))
    several = part
    for _ in range(at_once - 1):
        several = stage.plain_join(several, part)
    assert worked_out(together, a=a, k=at_once, n=n) == pytest.approx(several)


def test_both_forms_of_spreading_are_there_or_none() -> None:
    for stage in STAGES:
        assert (stage.spread is None) == (stage.plain_spread is None)


def test_stages_have_an_order() -> None:
    assert all(one.rank < other.rank for one, other in pairwise(STAGES))
    assert [stage for stage in STAGES if stage in (LATEST, ADDITIONS, FACTORS)] == [
        LATEST,
        ADDITIONS,
        FACTORS,
    ]
    assert math.isnan(LATEST.nothing)


def test_additions_come_before_factors() -> None:
    acting = [(ACTIONS["multiply"], 3.0), (ACTIONS["add"], 2.0), (ACTIONS["divide"], 2.0)]
    assert joined(1.0, acting) == 4.5


# Runs


def model_of(kind: type[Action]) -> Resolved:
    """A model in which a kind of effect does everything that it can do."""
    size = "0.4 to 0.9"
    event: list[Any] = [acting(kind, "x", size), acting(kind, "y", size, after="2 months")]
    if kind.stage.spreads:
        event.append(acting(kind, "z", size, over="3 months"))
    event += [
        acting(kind, "go", size, **{"for": "4 months"}),
        acting(kind, "x.drift", size, after="1 month"),
        acting(kind, "a.target", 0.6),
    ]
    rule = [acting(kind, "x", size)] if kind.a_year else []
    rule += [acting(kind, "y.drift", size), acting(kind, "go", 0.7)] if kind.by_rules else []
    walk = {"start": 1, "process": {"random_walk": {"drift": 0.3, "volatility": 0.4}}}
    others = {name: [acting(ACTIONS[name], "go", 0.8)] for name in ("add", "multiply")}
    return resolve(
        {
            "drivers": dict.fromkeys("xyz", walk),
            "actors": {"a": {"alignment": 0.1, "volatility": 0.2, "susceptibility": 0.5}},
            "events": {"e": {"rate": 4, "once": False, "effects": event}},
            "rules": {
                "r": {"when": "y > 1", "effects": rule},
                **{name: {"when": "z > 1", "effects": own} for name, own in others.items()},
            },
            "outcome": {
                "start": "before",
                "states": ["before", "after"],
                "transitions": {"go": {"from": "before", "to": "after", "rate": 0.6}},
            },
        },
        runs=40,
    )


@pytest.mark.parametrize("kind", ACTIONS.values(), ids=ACTIONS)
def test_it_runs_as_the_reference_has_it(kind: type[Action]) -> None:
    resolved = model_of(kind)
    agree(compare(simulate(resolved, judgement=False, workers=1), resolved, resolved.runs))


# What they must not do


def moving(effect: dict[str, Any]) -> Resolved:
    """A model with one event that has this effect."""
    return resolve(
        {
            "drivers": {"x": {"start": 1, "range": [0, 2], "process": "constant"}},
            "events": {"e": {"rate": 1, "effects": [effect]}},
            "outcome": {
                "start": "before",
                "states": ["before", "after"],
                "transitions": {"go": {"from": "before", "to": "after", "rate": 0.6}},
            },
        }
    )


@pytest.mark.parametrize("kind", ACTIONS.values(), ids=ACTIONS)
def test_no_rate_is_made_negative_by_what_is_written(kind: type[Action]) -> None:
    below = acting(kind, "go", -0.5)
    if kind.size is Size.AMOUNT:
        moving(below)
        return
    with pytest.raises(InputError, match=re.escape(f"go) cannot be {kind.done.format(-0.5)}")):
        moving(below)
    moving(acting(kind, "go", 0.5))


@pytest.mark.parametrize("kind", ACTIONS.values(), ids=ACTIONS)
def test_a_number_of_zero_is_refused_where_it_is_said_to_be(kind: type[Action]) -> None:
    none = acting(kind, "go", 0)
    if not kind.if_zero:
        moving(none)
        return
    with pytest.raises(InputError, match="nothing can be") as caught:
        moving(none)
    assert kind.if_zero in str(caught.value)


@pytest.mark.parametrize("kind", ACTIONS.values(), ids=ACTIONS)
def test_a_value_outside_the_range_is_remarked(kind: type[Action]) -> None:
    found = [problem.message for problem in moving(acting(kind, "x", 5)).remarks]
    beyond = f"x is {kind.done.format(5)}, which lies outside its range and cannot be reached"
    assert found == ([beyond] if kind.size is Size.VALUE else [])


# What is written and said of them


@pytest.mark.parametrize("kind", ACTIONS.values(), ids=ACTIONS)
def test_its_example_is_read(kind: type[Action]) -> None:
    effect = example_of(kind)
    assert type(effect) is kind
    assert effect.targets
    assert isinstance(effect.quantity, float)
    keys = (kind.targets_key, kind.quantity_key)
    assert kind.key() in keys
    assert all(f"{key}: " in kind.usage for key in (*keys, "TARGET")[:2])
    assert kind.usage.count("TARGET") == 1
    assert kind.size is not Size.AMOUNT or not kind.if_zero


@pytest.mark.parametrize("kind", ACTIONS.values(), ids=ACTIONS)
def test_every_place_has_words_for_it(kind: type[Action]) -> None:
    resolved = model_of(kind)
    said = kind.does.format(size="SIZE", targets="TARGETS")
    assert said.count("SIZE") == said.count("TARGETS") == 1
    effect = example_of(kind)
    (sentence, *_) = effect_text(
        effect, resolved.model, {}, ways_of(resolved.model), from_rule=False
    )
    assert str(sentence) == kind.does.format(
        size=f"{effect.quantity:g}", targets=", ".join(effect.targets)
    )
    assert short_path("events.e.effects.0", resolved.document()) == f"E: {kind.briefly} x"
    (traced, *_) = Words(resolved).effects("events.e")
    assert traced == kind.does.format(size="0.4 to 0.9", targets="x")
    assert "0.5" in done(Acting(kind, "x", 0.5, "events.e", "events.e.effects.0"))
    assert (kind.done.count("{}") == 1) != (kind.size is Size.AMOUNT)


@pytest.mark.parametrize("name", ACTIONS)
def test_it_is_in_the_tables_of_the_specification(name: str) -> None:
    kind = ACTIONS[name]
    assert f"\n| `{kind.usage}` | {kind.summary} |" in SPECIFICATION


@pytest.mark.parametrize("name", ACTIONS)
def test_the_schema_has_it_with_its_meaning(name: str) -> None:
    describe()
    found = TypeAdapter(Effect).json_schema()["$defs"][ACTIONS[name].__name__]
    assert found["description"]
    assert found["properties"][name]["description"]
    assert json.dumps(found)


@pytest.mark.parametrize("name", ACTIONS)
def test_it_is_at_fault_in_a_file_with_one_fault(name: str) -> None:
    assert any(f"{name}: " in fault.text for fault in faults())


@pytest.mark.parametrize("name", ACTIONS)
def test_it_is_resolved_in_a_valid_file(name: str) -> None:
    assert f"{name}: " in text_of("spec/valid", ".yaml")
