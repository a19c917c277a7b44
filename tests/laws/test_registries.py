"""Laws of whatever is registered: each process and each distribution, by the folders they are in.

A newcomer is held to all of them from the moment its file is there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from scenario.engine.simulate import simulate
from scenario.expr import parse
from scenario.expr.nodes import Name, Node
from scenario.expr.scalar import scalar
from scenario.schema import Distribution, Process
from scenario.schema.described import describe
from scenario.schema.distribution import SHAPES
from scenario.schema.motion import Least, Motion, Moved, Step
from scenario.schema.process import MOTIONS
from scenario.schema.shape import Shape
from tests.docs.tables import KEYS
from tests.reference.agreement import agree, compare
from tests.spec.faults import faults
from tests.support.models import resolve

ROOT = Path(__file__).resolve().parents[2]
SPECIFICATION = (ROOT / "docs" / "specification.md").read_text("utf-8")
MOVING = [name for name, motion in MOTIONS.items() if motion.step is not Motion.step]
SHARES = np.array([1e-9, 1e-4, 0.01, 0.05, 0.3, 0.5, 0.7, 0.95, 0.99, 1 - 1e-4, 1 - 1e-9])


def text_of(folder: str, ending: str) -> str:
    """All files of a folder of tests with this ending."""
    paths = sorted((ROOT / "tests" / folder).glob(f"*{ending}"))
    return "\n".join(path.read_text("utf-8") for path in paths)


# Processes


@st.composite
def processes(draw: st.DrawFn, name: str) -> Process:
    """A process with numbers in its fields, of which those that may be left out sometimes are."""
    motion = MOTIONS[name]
    fields = {
        field: draw(st.floats(_lowest(motion.least.get(field)), motion.most.get(field, 3)))
        for field, info in motion.model_fields.items()
        if info.is_required() or draw(st.booleans())
    }
    try:
        return Process.model_validate({name: fields})
    except ValidationError:
        assume(False)
        raise


def _lowest(least: Least | None) -> float:
    if least is None:
        return -2.0
    return least.value if least.itself else least.value + 0.05


def fields_of(process: Process) -> tuple[dict[str, float], dict[str, Node]]:
    """Its fields as numbers, and as trees: a zero is itself, any other number has a name."""
    fields = {name: float(value) for name, value in process.fields.items()}  # type: ignore[arg-type]
    trees = {name: parse(repr(value)) for name, value in fields.items() if value == 0}
    return fields, {name: trees.get(name, Name(name)) for name in fields}


def worked_out(tree: Node, known: Mapping[str, float]) -> float:
    return float(scalar(tree, lambda leaf: known[leaf.name]))  # type: ignore[attr-defined]


def both(
    process: Process, x: float, z: float, dt: float, more: Mapping[str, float] = {}
) -> tuple[float, dict[str, float], Step, Moved]:
    """What the trees make of a step, the trees, and what the plain floats make of it."""
    fields, trees = fields_of(process)
    named = {name: Name(name) for name in more}
    step = process.motion.step(Name("x here"), Name("z here"), dt, **trees, **named)
    moved = process.motion.plain_step(x, z, dt, **fields, **more)
    assert step is not None
    assert moved is not None
    known = {"x here": x, "z here": z, **fields, **more}
    then = {name: worked_out(tree, known) for name, tree in step.then.items()}
    return worked_out(step.tree, known), then, step, moved


@st.composite
def drawn(draw: st.DrawFn, name: str) -> dict[str, float]:
    """The random numbers of a step beside the shock."""
    ends = {"uniform": (2.0**-53, 1 - 2.0**-53), "normal": (-4.0, 4.0)}
    return {key: draw(st.floats(*ends[law])) for key, law in MOTIONS[name].numbers.items()}


@pytest.mark.parametrize("name", MOVING)
@given(st.data())
def test_the_two_forms_of_a_step_are_one(name: str, data: st.DataObject) -> None:
    """Of several steps in a row, where something is carried from one to the next."""
    process, motion = data.draw(processes(name)), MOTIONS[name]
    lowest, hidden = motion.lowest_start, begun(process, data.draw(drawn(name)))
    x = data.draw(st.floats(-3 if lowest is None else lowest, 3))
    dt = data.draw(st.sampled_from([1 / 12, 0.25, 1, 2]))
    for _ in range(3 if hidden else 1):
        z, more = data.draw(st.floats(-4, 4)), {**hidden, **data.draw(drawn(name))}
        found, then, step, moved = both(process, x, z, dt, more)
        np.testing.assert_allclose(found, moved.end, rtol=1e-9, atol=1e-9)
        assert set(then) == set(moved.then) == set(motion.hidden)
        for key, value in moved.then.items():
            np.testing.assert_allclose(then[key], value, rtol=1e-9, atol=1e-9)
        if not step.shocked:
            np.testing.assert_allclose(moved.end, moved.mean, rtol=1e-12, atol=1e-12)
        x, hidden = moved.end, moved.then


def begun(process: Process, more: Mapping[str, float]) -> Mapping[str, float]:
    """The hidden state that it begins with, which both forms must have in common."""
    fields, trees = fields_of(process)
    begin = process.motion.begin(**trees, **{key: Name(key) for key in more})
    hidden = process.motion.plain_begin(**fields, **more)
    found = {key: worked_out(tree, {**fields, **more}) for key, tree in begin.items()}
    assert set(found) == set(hidden) == set(process.motion.hidden)
    np.testing.assert_allclose(list(found.values()), [hidden[key] for key in found])
    return hidden


@pytest.mark.parametrize("name", MOTIONS)
def test_what_a_step_is_given_by_name_has_names_of_its_own(name: str) -> None:
    motion = MOTIONS[name]
    names = [*motion.model_fields, *motion.hidden, *motion.numbers]
    assert len(set(names)) == len(names)


def test_forms_that_part_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "random_walk"
    slip = staticmethod(lambda x, z, dt, drift, volatility: Moved(x, x + volatility * z))
    monkeypatch.setattr(MOTIONS[name], "plain_step", slip)
    walk = Process.model_validate({name: {"volatility": 1}})
    found, _, _, moved = both(walk, 0.0, 1.0, 0.25)
    assert abs(found - moved.end) > 0.1


@pytest.mark.parametrize("then", [{}, {"regimes": Name("regime")}])
def test_a_step_that_forgets_its_hidden_state_is_refused(
    monkeypatch: pytest.MonkeyPatch, then: Mapping[str, Node]
) -> None:
    motion = MOTIONS["regime_switching"]
    forgetful = staticmethod(lambda x, *_, **__: Step(x, shocked=False, then=then))
    monkeypatch.setattr(motion, "step", forgetful)
    x = {"start": 1, "process": yaml.safe_load(motion.example)}
    told = f"tells in then of {', '.join(then) or 'none'}; its hidden state is "
    with pytest.raises(TypeError, match=told):
        simulate(resolve({"drivers": {"x": x}}, runs=20), judgement=False, workers=1)


@pytest.mark.parametrize("name", MOTIONS)
def test_a_process_runs_as_its_example_is_written(name: str) -> None:
    motion = MOTIONS[name]
    written = yaml.safe_load(motion.example)
    others = {one: {"start": 1, "process": "constant"} for one in ("outreach", "support")}
    jumps = {} if motion.given_by else {"jumps": {"rate": 1, "size": 0.1}}
    start = {} if motion.given_by else {"start": "1 to 2"}
    x = {"process": written, **start, **jumps}
    resolved = resolve({"drivers": {"x": x, **others}}, runs=20)
    agree(compare(simulate(resolved, judgement=False, workers=1), resolved, resolved.runs))


@pytest.mark.parametrize("name", MOTIONS)
def test_what_a_process_says_of_its_fields_is_of_fields_that_it_has(name: str) -> None:
    motion = MOTIONS[name]
    said = {
        *motion.least,
        *motion.most,
        *motion.initial,
        *motion.noise,
        *motion.cut,
        *motion.called,
        *sum(motion.alternatives, ()),
    }
    assert said | ({motion.drawn_to} - {""}) <= set(motion.model_fields)
    assert set(motion.called) == set(motion.model_fields) - set(motion.initial)
    sizes = {field for field in motion.model_fields if "volatility" in field}
    assert sizes <= set(motion.noise) & set(motion.least)


@pytest.mark.parametrize("name", MOTIONS)
def test_a_process_has_a_sentence(name: str) -> None:
    process = Process.model_validate(yaml.safe_load(MOTIONS[name].example))
    sentence = process.motion.sentence(process.own, str)
    assert sentence.endswith(".")
    assert sentence[0].isupper()


@pytest.mark.parametrize("name", MOTIONS)
def test_values_that_are_given_are_given_in_one_way(name: str) -> None:
    process = Process.model_validate(yaml.safe_load(MOTIONS[name].example))
    ways = [process.by_month is not None, process.computed is not None]
    assert sum(ways) == process.is_given
    assert not (process.is_given and name in MOVING)


# Distributions


@st.composite
def shapes(draw: st.DrawFn, name: str) -> Shape:
    """The example of a distribution, its numbers scaled, one by one or all alike."""
    alike = draw(st.floats(0.4, 2.5))
    factor = st.just(alike) if draw(st.booleans()) else st.floats(0.4, 2.5)
    written = {
        key: value if isinstance(value, str) else value * draw(factor)
        for key, value in SHAPES[name].example.items()
    }
    try:
        return Distribution.model_validate({name: written}).shape
    except ValidationError:
        assume(False)
        raise


@pytest.mark.parametrize("name", SHAPES)
@given(st.data())
def test_shares_and_values_of_a_distribution_go_back_and_forth(
    name: str, data: st.DataObject
) -> None:
    """The share at a value is that it was drawn by, or jumps past it there."""
    shape = data.draw(shapes(name))
    values = shape.ppf(SHARES)
    assert np.isfinite(values).all()
    assert (np.diff(values) >= 0).all()
    near = 1e-9 * np.abs(values) + 1e-300
    assert (shape.cdf(values - near) <= SHARES + 1e-6).all()
    assert (shape.cdf(values + near) >= SHARES - 1e-6).all()
    assert shape.cdf(np.array([-np.inf, np.inf])).tolist() == [0, 1]
    if ends := shape.ends():
        assert ends[0] <= values[0] <= values[-1] <= ends[1]


@pytest.mark.parametrize("name", SHAPES)
def test_a_kernel_draws_what_the_quantile_function_gives(name: str) -> None:
    """The engine's kernel, run by run, against the reference, which asks the function itself."""
    value = {name: SHAPES[name].example}
    parameters = {"p": {"value": value}, "q": {"value": value}}
    walk = {"start": "p", "process": {"random_walk": {"drift": "q"}}}
    resolved = resolve({"parameters": parameters, "drivers": {"x": walk}}, runs=40)
    agree(compare(simulate(resolved, judgement=False, workers=1), resolved, resolved.runs))


@pytest.mark.parametrize("name", SHAPES)
def test_a_distribution_has_words(name: str) -> None:
    shape = Distribution.model_validate({name: SHAPES[name].example}).shape
    assert any(letter.isalpha() for letter in shape.words(str))


# What is written of them


def _row(key: str) -> str:
    return f"\n| `{key}` |"


@pytest.mark.parametrize("name", [*MOTIONS, *SHAPES])
def test_it_is_in_the_tables_of_the_specification(name: str) -> None:
    assert _row(name) in SPECIFICATION
    kind = {**MOTIONS, **SHAPES}[name]
    assert kind.summary.rstrip().endswith(".")
    if name in KEYS:
        assert f"<!-- generated: keys {name} -->" in SPECIFICATION


@pytest.mark.parametrize("name", MOTIONS)
def test_the_specification_has_its_formula(name: str) -> None:
    assert f"\n**{name}**" in SPECIFICATION


@pytest.mark.parametrize("name", [*MOTIONS, *SHAPES])
def test_the_schema_has_it_with_its_meaning(name: str) -> None:
    describe()
    union = Process if name in MOTIONS else Distribution
    schema = union.model_json_schema()
    meaning = {**MOTIONS, **SHAPES}[name].summary
    assert schema["properties"][name]["description"] == meaning
    assert json.dumps(schema)


@pytest.mark.parametrize("name", [*MOTIONS, *SHAPES])
def test_it_has_a_closed_form(name: str) -> None:
    assert f'"{name}"' in text_of("statistics/closed_forms", ".py")


@pytest.mark.parametrize("name", [*MOTIONS, *SHAPES])
def test_it_is_at_fault_in_a_file_with_one_fault(name: str) -> None:
    assert any(name in fault.text for fault in faults())


@pytest.mark.parametrize("name", [*MOTIONS, *SHAPES])
def test_it_is_resolved_in_a_valid_file(name: str) -> None:
    assert name in text_of("spec/valid", ".yaml")


def test_what_is_not_written_of_would_be_noticed() -> None:
    odd: list[Any] = [_row("fading") in SPECIFICATION, '"fading"' in text_of("spec/valid", ".yaml")]
    assert odd == [False, False]
