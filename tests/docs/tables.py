"""The tables of the documents that are generated: keys of the files, numbers, words.

It reads the package and writes Markdown; where a table stands is the document's choice.
"""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import numpy as np
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from scenario import schema as s
from scenario.engine.simulate import KEPT
from scenario.expr import RESERVED, parser, scanner
from scenario.expr.functions import FUNCTIONS
from scenario.expr.syntax_errors import FOREIGN_WORDS
from scenario.forecast.verbal_probability import in_words
from scenario.io import builder, source
from scenario.io import table as csv_table
from scenario.resolve import budget
from scenario.resolve.crosscheck import past, times
from scenario.schema import (
    action,
    base,
    calibrated,
    chance,
    cohort,
    distribution,
    effect,
    facts,
    model,
    number,
    outcome,
    process,
    quantity,
)
from scenario.schema import scenario as scenario_file
from scenario.schema.described import describe
from scenario.schema.distributions import choice, metalog, quantiles
from scenario.schema.processes import path
from tests.docs.imports_map import imports_map

KEYS: Mapping[str, type[BaseModel]] = {
    "source": s.Source,
    "fact": s.Fact,
    "facts": s.Facts,
    "model": s.Model,
    "parameter": s.Parameter,
    "actor": s.Actor,
    "driver": s.Driver,
    "process": s.Process,
    **{name: motion for name, motion in process.MOTIONS.items() if motion.model_fields},
    "jumps": process.Jumps,
    "event": s.Event,
    "rule": s.Rule,
    **effect.ACTIONS,
    "outcome": s.Outcome,
    "base rate": s.BaseRate,
    "state": s.State,
    "transition": s.Transition,
    "total": s.Total,
    "correlation": s.Correlation,
    "expectation": s.Expectation,
    "calibrated": s.Calibrated,
    "used": s.Used,
    "scenario": s.Scenario,
    "evidence": s.Evidence,
    "observation": s.Observation,
    "cases": s.Cases,
    "distribution": s.Distribution,
}
"""Mappings of the language by the name of their table."""
SHAPES: Mapping[str, type[BaseModel]] = {
    name: shape for name, shape in distribution.SHAPES.items() if shape.written() is shape
}
"""Distributions whose fields share one table."""
SHARED: tuple[type[BaseModel], ...] = (base.Reasoned, action.Action)
"""Keys that many mappings have; each group is told once."""

_SAID: Sequence[tuple[Any, str]] = (
    (base.Citation, "citation"),
    (base.Text, "text"),
    (base.Words, "text"),
    (base.FileName, "file"),
    (facts.Ordinal, "whole number"),
    (calibrated.Digest, "SHA-256"),
    (base.Identifier, "name"),
    (base.MonthField, "month"),
    (base.Months, "month, or a list"),
    (base.Names, "text, or a list"),
    (base.DurationField, "duration"),
    (base.RecurrenceField, "how often and from when"),
    (base.Span, "two months"),
    (facts.Day, "day, month or year"),
    (number.NumberField, "plain number"),
    (number.Positive, "plain number above 0"),
    (number.WholeField, "whole number"),
    (quantity.Wait, "duration or number of years"),
    (outcome.Start, "state, or shares by state"),
    (outcome.Since, "month, or by state"),
    (quantity.Quantity, "number"),
    (chance.QuantityOrChance, "number or chance"),
    (chance.Chance, "chance"),
    (cohort.Share, "plain number, or a formula of such"),
    (quantity.HalfLife, "duration or number of years"),
    (quantity.ExpressionField, "expression"),
    (model.Range, "two plain numbers"),
    (model.Axis, "two texts"),
    (choice.Choice, "weights by value"),
    (quantiles.Quantiles, "values by percentile"),
    (metalog.Metalog, "values by percentile, `low`, `high`"),
    (path.PathPoints, "numbers by month"),
    (effect.Effect, "effect"),
    (scenario_file.Held, "number, or `start`"),
    (scenario_file.ModelHere, "file, or a model"),
    (scenario_file.EvidenceHere, "file, or evidence"),
    (bool, "true or false"),
    (Any, "value"),
)
_PLACES: Mapping[tuple[type[BaseModel], str], str] = {
    **{(s.Process, name): "its fields" for name in KEYS if name in process.MOTIONS},
    (s.Process, "constant"): "nothing",
    (s.Process, "jumps"): "its fields",
    (s.Driver, "jumps"): "its fields",
    **{(s.Distribution, name): "its fields" for name in SHAPES},
    (s.Actor, "listens_to"): "numbers by actor",
    (s.Actor, "responds_to"): "numbers by driver",
    (s.Transition, "from_"): "state, or a list",
    (s.Transition, "to"): "state",
    (s.Outcome, "start"): "state",
    **{(s.Cases, name): "column" for name in ("id", "as_of", "answer", "weight", "group")},
    (s.Cases, "question"): "question",
    (s.Cases, "set"): "columns by path",
    (s.Cases, "base_rates"): "columns by title",
    (s.Cases, "cautions"): "text, or a list",
    (s.Scenario, "extends"): "file",
    (s.Scenario, "set"): "values by path",
    (s.Scenario, "hold"): "numbers, or `start`, by name",
    (s.Scenario, "given"): "files, or evidence",
    (s.Event, "when"): "condition",
    (s.Total, "of"): "condition or expression",
    (s.Total, "count"): "event",
    (s.Rule, "when"): "condition",
    (s.Model, "facts"): "files, or facts",
    (s.Scenario, "runs"): "whole number",
    (s.Scenario, "random_seed"): "whole number",
    (s.Outcome, "states"): "states by name, or a list",
    (s.BaseRate, "rate"): "plain number",
    (s.Outcome, "order"): "list of states",
    (s.Outcome, "base_rates"): "base rates by state",
    (s.Fact, "figures"): "plain numbers by name",
    (s.Calibrated, "files"): "SHA-256 by file",
    (s.Calibrated, "evidence"): "list of observations",
    (s.Model, "calibrated"): "its fields",
}
"""Keys whose type is better told than read."""

describe()


def keys(kind: type[BaseModel]) -> str:
    """A row for each key of a mapping: what it takes, what stands there if it is left out."""
    rows = [_row(kind, name) for name in kind.model_fields if not _told_elsewhere(kind, name)]
    return table(("key", "takes", "default", "meaning"), rows)


def shapes() -> str:
    """The fields of the distributions that have some."""
    rows = [
        (f"`{shape}`", f"`{name}`", said(_hints(kind)[name]), _meaning(kind.model_fields[name]))
        for shape, kind in SHAPES.items()
        for name in kind.model_fields
    ]
    return table(("distribution", "key", "takes", "meaning"), rows)


def _row(kind: type[BaseModel], name: str) -> tuple[str, str, str, str]:
    field = kind.model_fields[name]
    takes = _PLACES.get((kind, name)) or said(_hints(kind)[name])
    return f"`{field.alias or name}`", takes, _otherwise(field), _meaning(field)


def _hints(kind: type[BaseModel]) -> Mapping[str, Any]:
    return get_type_hints(kind, include_extras=True)


def _meaning(field: FieldInfo) -> str:
    return " ".join((field.description or "").split())


def _told_elsewhere(kind: type[BaseModel], name: str) -> bool:
    """Whether a key is one of a group that many mappings have, with the same meaning here."""
    groups = [group for group in SHARED if issubclass(kind, group) and kind is not group]
    same = (group.model_fields.get(name) for group in groups)
    return any(_meaning(field) == _meaning(kind.model_fields[name]) for field in same if field)


def _otherwise(field: FieldInfo) -> str:
    default = field.default
    if field.is_required():
        return "required"
    if default in (None, (), {}, ""):
        return ""
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, tuple):
        return f"[{', '.join(default)}]"
    return f"{default:g}" if isinstance(default, float) else f"`{default}`"


def said(hint: Any) -> str:
    """What a key takes, in words."""
    known = next((words for type_, words in _SAID if type_ is hint or type_ == hint), None)
    if known:
        return known
    if inspect.isclass(hint) and issubclass(hint, BaseModel):
        return _plain(hint.__name__)
    return _BY_ORIGIN[get_origin(hint)](get_args(hint))


_Parts = tuple[Any, ...]


def _either(parts: _Parts) -> str:
    return " or ".join(said(part) for part in parts if part is not type(None))


def _listed(parts: _Parts) -> str:
    return f"{'list of' if parts[1:] == (...,) else 'two'} {_many(said(parts[0]))}"


_BY_ORIGIN: Mapping[Any, Callable[[_Parts], str]] = {
    Union: _either,
    types.UnionType: _either,
    Annotated: lambda parts: said(parts[0]),
    Literal: lambda parts: ", ".join(f"`{part}`" for part in parts),
    dict: lambda parts: f"{_many(said(parts[1]))} by name",
    tuple: _listed,
}


def _plain(name: str) -> str:
    return "".join(f" {c.lower()}" if c.isupper() else c for c in name).strip()


def _many(noun: str) -> str:
    return noun if noun.endswith(("s", "evidence")) or "," in noun else f"{noun}s"


SPELLINGS = (
    "0.43", "43%", "1_000", "1e-3", "2 to 20", "5% to 15%", "2 to 10%", "-1 to 3",
*({name: shape.example} for name, shape in distribution.SHAPES.items()),
)  # fmt: skip


def effects() -> str:
    """Every kind of effect: how to write it and what it does."""
    rows = [(f"`{kind.usage}`", kind.summary) for kind in effect.ACTIONS.values()]
    return table(("written", "does"), rows)


def acting() -> str:
    """Which effects rules and events may have, on what."""
    kinds = effect.ACTIONS.values()
    all_of_them = _named(kinds)
    rows = (
        (
            "from a **rule**",
            f"{_named(k for k in kinds if k.a_year)} only, so much per year while the rule holds",
            f"{_named(k for k in kinds if k.by_rules)}, while the rule holds",
        ),
        (
            "from an **event**",
            f"{all_of_them}: a push, done once, at the end of the step in which the event happens",
            f"{all_of_them}: a change that lasts, from the next step on",
        ),
    )
    return table(("", "on a **value**", "on a **field, target or rate**"), rows)


def _named(kinds: Iterable[type[action.Action]]) -> str:
    return ", ".join(f"`{kind.key()}`" for kind in kinds)


def numbers() -> str:
    """Every way to write a number, with the percentiles it stands for."""
    rows = []
    for written in SPELLINGS:
        read = s.Parameter.model_validate({"value": written}).value
        if isinstance(read, float):
            cells = ["", f"{read:g}", ""]
        else:
            cells = [f"{value:.3g}" for value in read.shape.ppf(np.array([0.05, 0.5, 0.95]))]
        rows.append((f"`{_yaml(written)}`", _family(read), *cells))
    return table(("written", "read as", "5th", "50th", "95th"), rows)


def chances() -> str:
    """Ways to say a chance, with the rates they are read as."""
    said = (
        "30% within 5 years",
        "2% a year",
        "2% a month",
        "0% a year",
        "10% to 40% within 18 months",
    )
    rows = [(f"`chance: {one}`", chance.in_words(chance.read_chance(one))) for one in said]
    return table(("written", "rate"), rows)


def _family(read: Any) -> str:
    if isinstance(read, float):
        return "that number"
    name = _plain(type(read.shape).__name__).removesuffix(" shape")
    return f"{name}, 5th and 95th percentile given" if isinstance(read, s.Interval) else name


def _yaml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_yaml(item)}" for key, item in value.items()) + "}"
    return str(value)


def yardstick() -> str:
    """The words for probabilities, found by asking for every tenth of a point."""
    rows: list[list[str]] = []
    for tenths in range(1001):
        word = in_words(tenths / 1000)
        if rows and rows[-1][0] == word:
            rows[-1][2] = f"{tenths / 10:g} %"
        else:
            rows.append([word, f"{tenths / 10:g} %", f"{tenths / 10:g} %"])
    return table(("word", "from", "to"), rows)


def reserved() -> str:
    """Words that cannot name anything."""
    own = sorted(RESERVED - set(FOREIGN_WORDS))
    foreign = sorted(set(FOREIGN_WORDS) - set(own))
    lists = [", ".join(f"`{word}`" for word in words) for words in (own, foreign)]
    return f"{lists[0]}; and, so that a slip from another language is noticed: {lists[1]}."


def functions() -> str:
    """Every function of the language: how to write it and what it gives."""
    rows = [(f"`{function.usage}`", function.meaning) for function in FUNCTIONS.values()]
    return table(("function", "gives"), rows)


def calls() -> str:
    """The grammar of calls: functions by how many arguments they take."""
    shapes: dict[tuple[int, bool], list[str]] = {}
    for name, function in FUNCTIONS.items():
        shapes.setdefault((function.fewest, function.most is None), []).append(f'"{name}"')
    ways = [
        f'( {" | ".join(names)} ), "(", expression'
        + ', ",", expression' * (fewest - 1)
        + (', { ",", expression }' if more else "")
        + ', ")"'
        for (fewest, more), names in shapes.items()
    ]
    return "```ebnf\ncall       = {} ;\n```".format("\n           | ".join(ways))


def limits() -> str:
    """What is refused for being too much, from the constants that refuse it."""
    whole = "runs times steps times the size of the model"
    rows = (
        ("size of a file", f"{source.MAX_BYTES:,} bytes"),
        ("keys and values in a file", f"{builder.MAX_NODES:,}"),
        ("keys and values in a model, facts aside", f"{budget.MAX_NODES:,}"),
        ("mappings and lists in each other", f"{builder.MAX_DEPTH}"),
        ("columns of a table of cases", f"{csv_table.MOST_COLUMNS}"),
        ("rows of a table of cases", f"{csv_table.MOST_ROWS:,}"),
        ("length of one text", f"{builder.MAX_SCALAR:,} characters"),
        ("all texts of a model together, facts aside", f"{budget.MAX_TEXT:,} characters"),
        ("length of a name", "100 characters"),
        ("length of an expression", f"{scanner.MAX_LENGTH:,} characters"),
        ("brackets, signs and conditionals in each other", f"{parser.MAX_NESTING}"),
        ("operations in one chain", f"{parser.MAX_CHAIN}"),
        ("parameters, actors, drivers, events, rules and transitions", f"{budget.MAX_ELEMENTS:,}"),
        ("states of the outcome", f"{budget.MAX_STATES}"),
        ("steps over which an expression looks back, except with `lasted`", f"{past.MAX_BACK:,}"),
        ("the same, added up over a model", f"{past.MAX_KEPT:,}"),
        ("length of a step", "whole months, one at least"),
        ("steps in a run", f"{times.MAX_STEPS:,}, fewer for a large model"),
        ("runs", f"{budget.MAX_RUNS:,}, fewer where {whole} passes {budget.MAX_WORK:.0e}"),
        ("runs kept whole for later questions", f"the first {KEPT:,}"),
    )
    return table(("what", "at most"), rows)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


TABLES: Mapping[str, Callable[[], str]] = {
    **{f"keys {name}": (lambda kind=kind: keys(kind)) for name, kind in KEYS.items()},
    "keys reasons": lambda: keys(base.Reasoned),
    "keys timing": lambda: keys(action.Action),
    "keys shapes": shapes,
    "calls": calls,
    "chances": chances,
    "effects": effects,
    "effects by whom": acting,
    "functions": functions,
    "imports": imports_map,
    "limits": limits,
    "numbers": numbers,
    "reserved words": reserved,
    "yardstick": yardstick,
}
"""Every generated part by the name between its markers."""
