"""What the command line says of itself, and the shapes of what it prints as JSON.

It asks the program; a new command appears here as soon as its file is there.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any

import click

from scenario.cli.command import COMMANDS
from scenario.cli.program import program
from scenario.cli.study import Study
from scenario.io import plain, read_mapping
from scenario.plots import CHARTS
from scenario.schema import Model
from tests.docs.console import Stage
from tests.docs.tables import table

EXAMPLES: Mapping[str, str] = {
    "run": "run {base}",
    "check": "check {model} {facts}",
    "ask": "ask {base} 'P(broken by 2029-10 | scandal by 2028-10)' 'date(20% of broken)'",
    "update": "update {base} --evidence {evidence}",
    "backtest": "backtest {base} --evidence {evidence}",
    "calibrate": "calibrate {base} --evidence {evidence} -o calibrated.yaml --overwrite",
    "fit": "fit {series} --process growth",
    "compare": "compare {base} {other}",
    "pool": "pool {base} {other}",
    "sweep": "sweep {base} --over parameters.patience.value=1:3:2",
    "solve": "solve {base} --for events.scandal.rate --until 'P(broken by 2029-10) = 33%'"
    " --between 0 3",
    "explain": "explain {base} --state broken",
    "discover": "discover {base} --state broken",
    "signposts": "signposts {base} --state broken",
    "paths": "paths {base} --state broken",
    "selftest": "selftest",
}
"""Calls on the project that `init` writes; a study that is not named here is asked of `{base}`."""
INSTEAD: Mapping[str, str] = {"backtest --cases": "backtest {base} --cases {cases}"}
"""Calls of commands that ask another study then, by what is typed."""
CASES = """id,as_of,question,answer,weight,group,base_rate:TITLE
one,2028-06,P(broken by 2029-06),1,1,a,5%
two,2028-06,P(broken by 2030-06),0,2,b,10%
"""
UNSHAPED = ("verify", "score")
"""Studies of what is no scenario."""
RUNS = 512
_FILES = {
    "base": "scenarios/base.yaml",
    "other": "scenarios/early_scandal.yaml",
    "model": "models/coalition.yaml",
    "facts": "seeds/handbook.yaml",
    "evidence": "seeds/since_june.yaml",
    "cases": "seeds/cases.csv",
    "series": str(Path(__file__).parents[2] / "seeds" / "trade_with_russia.csv"),
}
_BY_ANY_NAME = ("fields", "limits", "often", "quasi_p", "stability")
"""Keys over names of all kinds, which ones depends on what the runs show."""
_MONTH = re.compile(r"\d{4}-\d{2}")


def command_tables(stage: Stage) -> Mapping[str, Callable[[], str]]:
    """Generated parts that need commands to be run."""
    return {
        "commands": _commands,
        "charts": _charts,
        "help": lambda: "\n".join(_help(stage, name) for name in COMMANDS),
        "json": lambda: "\n\n".join(
            f"#### `{name} --json`\n\n{shape_of(stage, name)}"
            for name in (part for one in COMMANDS for part in (one, f"{one} --cases"))
            if name in INSTEAD or has_shape(name)
        ),
    }


def _commands() -> str:
    rows = []
    for name in COMMANDS:
        found = program.get_command(click.Context(program), name)
        rows.append((f"[`{name}`](reference.md#{name})", found.get_short_help_str(100)))
    return table(("command", "answers"), rows)


def _charts() -> str:
    named = {"Resolved": "the model (`.resolved`)", "tuple": "a tuple of forecasts"}
    rows = [
        (f"`plots.{name}`", named.get(one.result, f"`{one.result}`"), one.shows)
        for name, one in CHARTS.items()
    ]
    return table(("chart", "of", "shows"), rows)


def _help(stage: Stage, name: str) -> str:
    code, printed = stage.run(f"scenario {name} --help")
    if code:
        raise RuntimeError(f"scenario {name} --help ends with exit code {code}:\n{printed}")
    return f"### {name}\n\n```text\n{printed.rstrip()}\n```\n"


def has_shape(name: str) -> bool:
    """Whether what a command prints as JSON is described: that of studies, and of a few others."""
    known = name in COMMANDS and name not in UNSHAPED
    return name in EXAMPLES or (known and isinstance(COMMANDS[name], Study))


def shape_of(stage: Stage, name: str) -> str:
    """What a command prints as JSON: its keys, and what stands behind them."""
    project = stage.folder / "project"
    if not project.exists():
        stage.run(f"scenario init '{project}'")
        (project / _FILES["cases"]).write_text(CASES, "utf-8")
    call = {**EXAMPLES, **INSTEAD}.get(name, f"{name} {{base}}").format(**_FILES)
    runs = ["--runs", str(RUNS)] if _takes_runs(name.partition(" ")[0]) else []
    found = stage.program([*shlex.split(call), *runs, "--json"], project)
    if found["code"] not in (0, 1):
        raise RuntimeError(f"{call} --json ends with exit code {found['code']}")
    names = _names(project / _FILES["model"])
    lines = _written(_shape(json.loads(found["out"]), names), 0)
    return "\n".join(["```yaml", *lines, "```"])


def _takes_runs(name: str) -> bool:
    found = program.get_command(click.Context(program), name)
    return any(option.name == "runs" for option in found.params)


def _names(model: Path) -> Mapping[str, str]:
    """What the names of the example stand for."""
    found = Model.model_validate(plain(read_mapping(str(model), model.read_bytes())))
    kinds = {
        "PARAMETER": found.parameters,
        "DRIVER": found.drivers,
        "ACTOR": found.actors,
        "EVENT": found.events,
        "RULE": found.rules,
        "STATE": found.states,
        "TRANSITION": found.transitions,
    }
    return {name: kind for kind, names in kinds.items() for name in names}


@dataclass(frozen=True)
class Many:
    """A list, and what its items are."""

    of: Any


def _shape(value: Any, names: Mapping[str, str]) -> Any:
    """What a value is made of: a mapping, a list, or the words for single values."""
    if isinstance(value, list):
        return Many(reduce(_joined, (_shape(item, names) for item in value), NOTHING))
    if not isinstance(value, dict):
        return frozenset([_word(value)])
    found: dict[str, Any] = {}
    for key, item in value.items():
        name = _key(key, names)
        shape = _shape(item, names)
        if key in _BY_ANY_NAME:
            shape = {"NAME": reduce(_joined, shape.values(), NOTHING)}
        found[name] = _joined(found.get(name, NOTHING), shape)
    return found


NOTHING: frozenset[str] = frozenset()


def _joined(one: Any, other: Any) -> Any:
    """What is common to two of a kind; where they differ in kind, the fuller of them."""
    if isinstance(one, dict) and isinstance(other, dict):
        keys = [*one, *(key for key in other if key not in one)]
        return {key: _joined(one.get(key, NOTHING), other.get(key, NOTHING)) for key in keys}
    if isinstance(one, Many) and isinstance(other, Many):
        return Many(_joined(one.of, other.of))
    if isinstance(one, frozenset) and isinstance(other, frozenset):
        return one | other
    return other if isinstance(one, frozenset) else one


def _word(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return "null" if value is None else "true or false"
    if isinstance(value, (int, float)):
        return "number"
    return "month" if _MONTH.fullmatch(value) else "text"


def _key(key: str, names: Mapping[str, str]) -> str:
    """The key, or what it stands for: a month, a file, a path, or a name of the model."""
    parts = key.split(".")
    if _MONTH.fullmatch(key):
        return "DATE"
    if parts[-1] == "yaml":
        return "FILE"
    if len(parts) > 2:
        return "PATH"
    return ".".join(names.get(part, part) for part in parts)


def _written(shape: Any, depth: int) -> list[str]:
    """The shape in lines, what is short on one of them."""
    blank = "  " * depth
    if isinstance(shape, Many) and isinstance(shape.of, dict):
        first, *rest = _written(shape.of, depth + 1)
        return [f"{blank}- {first.strip()}", *rest, f"{blank}- ..."]
    if not isinstance(shape, dict) or not shape:
        return [f"{blank}{_line(shape)}"]
    lines = []
    for key, item in shape.items():
        one = f"{blank}{key}: {_line(item)}"
        lines += [one] if len(one) <= 96 else [f"{blank}{key}:", *_written(item, depth + 1)]
    return lines


def _line(shape: Any) -> str:
    if isinstance(shape, dict):
        return "{" + ", ".join(f"{key}: {_line(item)}" for key, item in shape.items()) + "}"
    if isinstance(shape, Many):
        return f"[{_line(shape.of)}, ...]" if shape.of else "[]"
    return " or ".join(sorted(shape, key=lambda word: (word == "null", word)))
