"""What an analyst reads when a model class refuses a file."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any, Literal

import pytest
from pydantic import (
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    TypeAdapter,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError

from scenario.io import plain, problems_from, read
from scenario.io.problems import MAX_PROBLEMS


class Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Add(Frozen):
    add: float | str
    to: str | list[str]


class Multiply(Frozen):
    multiply: str
    by: float


def action(value: Any) -> str | None:
    known = [name for name in ("add", "multiply") if isinstance(value, dict) and name in value]
    return known[0] if known else None


Effect = Annotated[
    Annotated[Add, Tag("add")] | Annotated[Multiply, Tag("multiply")], Discriminator(action)
]


class Walk(Frozen):
    kind: Literal["walk"]
    drift: float = Field(gt=0)


class Revert(Frozen):
    kind: Literal["revert"]
    level: float
    half_life: float = Field(validation_alias=AliasChoices("half_life", "halflife"))


class Reversion(Frozen):
    level: float
    speed: float


class Growth(Frozen):
    rate: float


def kinds_as_tags(value: Any) -> Any:
    """`process: {growth: {rate: 1}}`, or a plain name for one that needs nothing."""
    return {value: {}} if isinstance(value, str) else value


def process_tag(value: Any) -> str:
    return next(iter(value), "") if isinstance(value, dict) else ""


def inside(value: Any) -> Any:
    return next(iter(value.values())) if isinstance(value, dict) and len(value) == 1 else value


Process = Annotated[
    Annotated[Reversion, BeforeValidator(inside), Tag("reversion")]
    | Annotated[Growth, BeforeValidator(inside), Tag("growth")],
    Discriminator(process_tag),
    BeforeValidator(kinds_as_tags),
]


class Colour(Enum):
    RED = "red"
    GREEN = "green"


def expression(value: Any) -> Any:
    if isinstance(value, str) and "oops" in value:
        context = {"offset": value.index("oops"), "width": 4, "hint": "write something else"}
        raise PydanticCustomError("expression", "`oops` is no name", context)
    return value


def words(value: Any) -> Any:
    if isinstance(value, dict) and "wrong" in value:
        raise PydanticCustomError("word", "not a word", {"at": ("wrong",), "key": True})
    return value


class Driver(Frozen):
    process: Process
    start: float = 0
    note: str = ""

    @model_validator(mode="after")
    def _check(self) -> Driver:
        if self.note == "bad":
            raise ValueError("the note is bad")
        return self


class Model(Frozen):
    title: str = ""
    effects: list[Effect] = []
    stochastic: Annotated[Walk | Revert, Field(discriminator="kind")] | None = None
    drivers: dict[Annotated[str, Field(pattern="^[a-z_]+$")], Driver] = {}
    colour: Colour = Colour.RED
    step: Literal["month", "year"] = "month"
    hold: float | Literal["start"] = 0.0
    many: Literal["aa", "bb", "cc", "dd", "ee", "ff", "gg"] = "aa"
    rate: Annotated[str | float, BeforeValidator(expression)] = 0.0
    runs: int = 1
    strict: Annotated[int, Field(strict=True)] = 1
    enabled: bool = True
    ends: tuple[float, float] = (0, 1)
    few: list[int] = Field([], max_length=2)
    either: Walk | Growth | None = None
    from_: str = Field("", alias="from")
    tree: Tree | None = None
    table: Annotated[dict[str, int], BeforeValidator(words)] = {}


class Tree(Frozen):
    below: list[Tree] = []
    name: str = ""


def problems(text: str, model: Any = Model, known: bool = True):
    node = read("f.yaml", text)
    validate = model.validate_python if isinstance(model, TypeAdapter) else model.model_validate
    with pytest.raises(ValidationError) as caught:
        validate(plain(node))
    return problems_from(caught.value, node, model if known else None)


ALLOWED = ", ".join(field.alias or name for name, field in Model.model_fields.items())
FAULTS = [
    # text, line:column:width, message, hint
    ("tilte: x", "1:1:5", "unknown key 'tilte'", f"did you mean 'title'? allowed: {ALLOWED}"),
    ("from_: x", "1:1:5", "unknown key 'from_'", f"did you mean 'from'? allowed: {ALLOWED}"),
    (
        "drivers:\n  oil:\n    start: 1",
        "2:3:3",
        "`process` is missing",
        "its keys: process, start, note",
    ),
    ("effects: [{add: 1}]", "1:11:8", "`to` is missing", "its keys: add, to"),
    ("effects: [{add: 1, to: x, by: 2}]", "1:27:2", "unknown key 'by'", "allowed: add, to"),
    ("effects: [{add: 1, to: {x: 1}}]", "1:24:6", "expected text or a list, found a mapping", ""),
    ("effects: [{add: [1], to: x}]", "1:17:3", "expected a number or text, found a list", ""),
    (
        "effects: [{x: 1}]",
        "1:11:6",
        "it cannot be told which kind this is",
        "one of these is needed: add, multiply",
    ),
    (
        "effects: [x]",
        "1:11:1",
        "expected one of several kinds, found text 'x'",
        "one of these is needed: add, multiply",
    ),
    ("effects: x", "1:10:1", "expected a list, found text 'x'", "write [x]"),
    (
        "stochastic: {kind: wlak, drift: 1}",
        "1:20:4",
        "unknown kind 'wlak'",
        "did you mean 'walk'? allowed: walk, revert",
    ),
    (
        "stochastic: {drift: 1}",
        "1:1:10",
        "it cannot be told which kind this is",
        "one of these is needed: walk, revert",
    ),
    (
        "stochastic: {kind: walk, drift: 0}",
        "1:33:1",
        "must be greater than 0, found the number 0",
        "",
    ),
    (
        "stochastic: {kind: revert, level: 1, half: 1, halflife: 2}",
        "1:38:4",
        "unknown key 'half'",
        "did you mean 'halflife'? allowed: kind, level, half_life, halflife",
    ),
    (
        "drivers: {oil: {process: {growht: {rate: 1}}}}",
        "1:27:6",
        "unknown kind 'growht'",
        "did you mean 'growth'? allowed: reversion, growth",
    ),
    (
        "drivers: {oil: {process: {growth: {rate: x}}}}",
        "1:42:1",
        "expected a number, found text 'x'",
        "",
    ),
    (
        "drivers: {oil: {process: {growth: {rtae: 1, rate: 1}}}}",
        "1:36:4",
        "unknown key 'rtae'",
        "did you mean 'rate'? allowed: rate",
    ),
    ("drivers: {oil: {process: {growth: {}}}}", "1:27:6", "`rate` is missing", "its keys: rate"),
    ("drivers: {oil: {process: growth}}", "1:17:7", "`rate` is missing", "its keys: rate"),
    ("drivers: {oil: {process: {growth: {rate: 1}}, note: bad}}", "1:11:3", "the note is bad", ""),
    (
        "drivers: {Oil: {process: {growth: {rate: 1}}}}",
        "1:11:3",
        "must match the pattern ^[a-z_]+$, found text 'Oil'",
        "",
    ),
    (
        "colour: gren",
        "1:9:4",
        "expected 'red' or 'green', found text 'gren'",
        "did you mean 'green'? allowed: red, green",
    ),
    ("step: 3", "1:7:1", "expected 'month' or 'year', found the number 3", ""),
    (
        "hold: strat",
        "1:7:5",
        "expected a number or 'start', found text 'strat'",
        "did you mean 'start'? allowed: start",
    ),
    (
        "many: 1",
        "1:7:1",
        "expected one of the words below, found the number 1",
        "allowed: aa, bb, cc, dd, ee, ff, gg",
    ),
    ("rate: 2 * oops + 1", "1:11:4", "`oops` is no name", "write something else"),
    ("rate: '2 * oops'", "1:12:4", "`oops` is no name", "write something else"),
    ("rate: >-\n  2 *\n  oops", "3:3:4", "`oops` is no name", "write something else"),
    ("runs: 2.5", "1:7:3", "expected a whole number, found the number 2.5", ""),
    ("runs: 1_000x", "1:7:6", "expected a whole number, found text '1_000x'", ""),
    ("strict: '5'", "1:9:3", "expected a whole number, found text '5'", "take the quotes away: 5"),
    ("strict: true", "1:9:4", "expected a whole number, found true", ""),
    ("title: 1e-3", "1:8:4", "expected text, found the number 1e-3", 'put it in quotes: "1e-3"'),
    ("title:", "1:1:5", "expected text, found nothing", ""),
    ("title: {}", "1:8:2", "expected text, found a mapping", ""),
    (f"runs: {'x' * 90}", "1:7:90", f"expected a whole number, found text '{'x' * 37}...'", ""),
    ("enabled: maybe", "1:10:5", "expected true or false, found text 'maybe'", ""),
    ("ends: [0]", "1:7:3", "item 2 of the list is missing", ""),
    ("ends: [0, 1, 2]", "1:7:9", "must have at most 2 items, found 3", ""),
    ("ends: [0, x]", "1:11:1", "expected a number, found text 'x'", ""),
    ("few: [1, 2, 3]", "1:6:9", "must have at most 2 items, found 3", ""),
    ("either: {rate: x}", "1:16:1", "expected a number, found text 'x'", ""),
    (
        "either: {rate: 1, rats: 2}",
        "1:19:4",
        "unknown key 'rats'",
        "did you mean 'rate'? allowed: rate",
    ),
    ("either: 3", "1:9:1", "expected a mapping, found the number 3", "its keys: kind, drift"),
    (
        "tree: {below: [{below: [{nmae: x}]}]}",
        "1:26:4",
        "unknown key 'nmae'",
        "did you mean 'name'? allowed: below, name",
    ),
    ("table: {a: 1, wrong: 2}", "1:15:5", "not a word", ""),
    ("from: [1]", "1:7:3", "expected text, found a list", ""),
]


@pytest.mark.parametrize(("text", "place", "message", "hint"), FAULTS, ids=lambda v: str(v)[:40])
def test_each_fault_is_said_once_in_its_place(text, place, message, hint):
    (problem,) = problems(text)
    mark = problem.mark
    assert problem.message == message
    assert f"{mark.line}:{mark.column}:{mark.width}" == place
    assert problem.hint == hint


def test_problems_know_their_path():
    text = "drivers:\n  oil:\n    process: {growth: {rate: x}}\neffects:\n  - {add: 1}\n"
    assert [problem.path for problem in problems(text)] == [
        "drivers.oil.process.growth.rate",
        "effects.0.to",
    ]


def test_all_come_at_once_in_the_order_of_the_file():
    text = "runs: x\neffects:\n  - {add: [1], too: 2}\ntilte: y\nstep: week\n"
    found = [(p.mark.line, p.mark.column, p.message) for p in problems(text)]
    assert found == [
        (1, 7, "expected a whole number, found text 'x'"),
        (3, 11, "expected a number or text, found a list"),
        (3, 16, "unknown key 'too'"),
        (4, 1, "unknown key 'tilte'"),
        (5, 7, "expected 'month' or 'year', found text 'week'"),
    ]


def test_a_key_that_is_misspelt_is_not_called_missing_too():
    messages = [problem.message for problem in problems("effects:\n  - {add: x, too: y}\n")]
    assert messages == ["unknown key 'too'"]
    [problem] = problems("effects:\n  - {add: x, far: y}\n")
    assert (problem.message, problem.hint) == (
        "unknown key 'far'",
        "did you mean 'to'? allowed: add, to",
    )
    messages = [problem.message for problem in problems("drivers: {oil: {far: x, off: y}}")]
    assert messages == ["`process` is missing", "unknown key 'far'", "unknown key 'off'"]


def test_without_the_model_the_tree_alone_decides():
    text = "tilte: x\nruns: y\neffects:\n  - {add: [1], to: z}\n"
    found = [(p.mark.line, p.mark.column, p.hint) for p in problems(text, known=False)]
    assert found == [(1, 1, ""), (2, 7, ""), (4, 11, "")]


def test_there_is_an_end_to_complaints():
    found = problems("effects: [" + "{x: 1}, " * 3_000 + "]")
    assert len(found) == MAX_PROBLEMS + 1
    assert found[-1].message == "and 2,980 more"


@dataclass
class Point:
    x: int


@pytest.mark.parametrize(
    ("adapter", "text", "place", "message"),
    [
        (
            TypeAdapter(dict[str, list[int]]),
            "{a: [1, x]}",
            (1, 9),
            "expected a whole number, found text 'x'",
        ),
        (
            TypeAdapter(list[Point]),
            "[{x: 1}, {x: y}]",
            (1, 14),
            "expected a whole number, found text 'y'",
        ),
        (TypeAdapter(list[Point]), "[{}]", (1, 2), "`x` is missing"),
        (
            TypeAdapter(Annotated[list[Tree], Field(min_length=1)]),
            "[]",
            (1, 1),
            "must have at least 1 item, found 0",
        ),
    ],
)
def test_other_types_than_models_are_known_too(adapter, text, place, message):
    (problem,) = problems(text, adapter)
    assert (problem.mark.line, problem.mark.column) == place
    assert problem.message == message


def test_nothing_heavy_is_imported():
    script = (
        "import sys, scenario.io; print([m for m in ('pydantic', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
