"""Every command that takes a file, given what is no sound file or argument.

It knows what each command needs beside its file; nothing here is about what a command answers.
"""

from __future__ import annotations

import os

from scenario.cli.command import COMMANDS as ALL
from tests.hostile.case import TORN, TORN_YAML, Case, Content, link

MODEL = """model: m
title: M
start: 2022-12
step: 1 month
parameters: {p: {value: 1 to 2}}
drivers: {d: {start: 1 to 3, process: {random_walk: {volatility: 0.3}}}}
actors: {g: {alignment: 0, responds_to: {d: 0.1}, volatility: 0.1}}
events: {e: {rate: 0.8, effects: [{add: 1, to: d}]}}
rules: {r: {when: d > 2, effects: [{multiply: x, by: p}]}}
outcome: {start: a, states: [a, b], transitions: {x: {from: a, to: b, rate: 0.3 * exp(d / 5)}}}
"""
SCENARIO = "model: m.yaml\nhorizon: 6 months\nruns: 200\n"
OTHER = SCENARIO + "set: {drivers.d.start: 2}\n"
EVIDENCE = "evidence: [{date: 2023-03, event: e, happened: true}]\n"
STATE = ("--state", "b")
NEEDED: dict[str, tuple[str, ...]] = {
    "run": ("--no-judgement",),
    "update": ("--evidence", "s.yaml", "--runs", "512", "--no-judgement"),
    "backtest": ("--evidence", "s.yaml", "--runs", "512", "--horizon", "2 months"),
    "calibrate": ("--evidence", "s.yaml", "-o", "n.yaml", "--runs", "512"),
    "fit": ("--process", "growth"),
    "ask": ("P(b by 2023-05 and d > 2 at 2023-03)",),
    "compare": ("g.yaml", "--no-attribution", "--no-judgement"),
    "pool": ("g.yaml", "--no-attribution", "--no-judgement"),
    "sweep": ("--over", "drivers.d.start=1:2:2"),
    "solve": (
        *("--for", "drivers.d.start", "--between", "0", "5"),
        *("--until", "P(b by 2023-05) = 20%"),
    ),
    "sensitivity": ("--rows", "4"),
    "explain": (*STATE, "--walks", "4"),
    "discover": STATE,
    "signposts": STATE,
    "paths": STATE,
    "report": ("-o", "r.md", "--no-judgement"),
    "explore": ("-o", "p.html"),
}
"""What commands need beside a file to answer about `SCENARIO`, if anything."""
COMMANDS = {
    name: NEEDED.get(name, ())
    for name, one in ALL.items()
    if {"file", "files"} & {option.name for option in one.parameters()}
}
"""Every command that takes a file, and what it needs."""

BESIDE = {"m.yaml": MODEL, "g.yaml": OTHER, "s.yaml": EVIDENCE}
"""What stands beside the file."""
FILES: dict[str, tuple[Content, str]] = {
    "brackets": ("a: " + "[" * 200_000, "more than 40 mappings or lists"),
    "a pipe": (os.mkfifo, "is not an ordinary file"),
    "an endless device": (link("/dev/zero"), "is not an ordinary file"),
    "a dangling link": (link("nowhere"), "there is no file"),
    "UTF-16": (SCENARIO.encode("utf-16"), "is not UTF-8 text"),
    "a circle": ("extends: f.yaml\n", "in a circle"),
    "a tower": (SCENARIO + "set: {drivers.d.start: 9**9**9**9}\n", "not a finite number"),
    "runs of 5,000 digits": (SCENARIO.replace("200", "9" * 5_000), "is too large"),
}


def given(command: str, content: Content, *more: str, codes: tuple[int, ...], shows: str) -> Case:
    """A command with what it needs, and this as its file."""
    files: dict[str, Content] = {**BESIDE, "f.yaml": content}
    return Case(files, (command, "f.yaml", *COMMANDS[command], *more), codes, shows)


def typed(*arguments: str, shows: str = "", codes: tuple[int, ...] = (2,)) -> Case:
    """A sound scenario and this command line."""
    files: dict[str, Content] = {**BESIDE, "f.yaml": SCENARIO}
    return Case(files, arguments, codes, shows)


_NO_FOLDER = {**dict.fromkeys(FILES, "is not a folder"), "a dangling link": "there is no folder"}
_NO_LOG = {
    **dict.fromkeys(FILES, "is not a forecast log"),
    **dict.fromkeys(("a pipe", "an endless device"), "is not an ordinary file"),
    "a dangling link": "there is no log",
}
_NO_SERIES = {
    **dict.fromkeys(FILES, "the columns date and value are missing"),
    "brackets": "this is no CSV",
    **{
        name: FILES[name][1]
        for name in ("a pipe", "an endless device", "a dangling link", "UTF-16")
    },
}
_OTHERS = {"verify": _NO_FOLDER, "score": _NO_LOG, "fit": _NO_SERIES}
"""What is told by commands that take no scenario."""

BROKEN = {
    f"{command} of {name}": given(
        command, content, codes=(2,), shows=_OTHERS.get(command, {name: shows})[name]
    )
    for command in COMMANDS
    for name, (content, shows) in FILES.items()
}
TORN_TITLES = {
    f"{command} of escape codes{' as JSON' * bool(how)}": given(
        command,
        SCENARIO + f"title: {TORN_YAML}\nset: {{outcome.states.b: {TORN_YAML}, "
        f"drivers.d.title: {TORN_YAML}, rules.r.because: {TORN_YAML}}}\n",
        *how,
        codes=(0, 1),
        shows="",
    )
    for command in COMMANDS
    if command not in _OTHERS
    for how in ((), ("--json",))
    if (command, how) not in (("report", ("--json",)), ("explore", ("--json",)))
}

_SWEEP = ("sweep", "f.yaml", *STATE, "--over")
_SOLVE = ("solve", "f.yaml", "--for", "drivers.d.start", "--until")
ARGUMENTS = {
    "--over a billion values": typed(
        *_SWEEP, "drivers.d.start=0:1:1000000000", shows="the count must be"
    ),
    "--over 5,000 digits of values": typed(*_SWEEP, f"drivers.d.start=0:1:{'9' * 5_000}"),
    "--over from minus infinity": typed(*_SWEEP, "drivers.d.start=-inf:inf:3"),
    "--over nothing": typed(*_SWEEP, "drivers.d.start=,,,"),
    "--over a path of Python": typed(*_SWEEP, "__class__=1,2"),
    "--over escape codes": typed(*_SWEEP, f"drivers.d.start={TORN}"),
    "--over a million cells": typed(
        *_SWEEP, "drivers.d.start=1:2:3000", "--over", "parameters.p.value=1:2:3000"
    ),
    "--weights of 5,000 digits": typed(
        "pool", "f.yaml", "--weights", "9" * 5_000, shows="--weights"
    ),
    "--weights by the million": typed("pool", "f.yaml", "--weights", "1," * 50_000 + "1"),
    "--weights of escape codes": typed("pool", "f.yaml", "--weights", TORN, shows="--weights"),
    "--until of brackets": typed(*_SOLVE, "(" * 50_000),
    "--until of infinity": typed(*_SOLVE, "P(b by 2023-05) = 1e999%"),
    "--until of two answers": typed(*_SOLVE, "P(b by 2023-05) = 20% = 30%"),
    "--until of escape codes": typed(*_SOLVE, TORN),
    "--between nothing and NaN": typed(
        *_SOLVE, "P(b by 2023-05) = 20%", "--between", "0", "nan", shows="--between"
    ),
    "--for a path of 100,000 characters": typed(
        *("solve", "f.yaml", "--for", "a." * 50_000, "--until", "P(b by 2023-05) = 20%")
    ),
    "--for a text": typed(
        *("solve", "f.yaml", "--for", "drivers.d.title", "--until", "P(b by 2023-05) = 20%")
    ),
    "--rows by the billion": typed(
        "sensitivity", "f.yaml", "--rows", "1000000000", shows="rows of 4 points are too many"
    ),
    "--rows by the billion, morris": typed(
        *("sensitivity", "f.yaml", "--method", "morris", "--rows", "1000000000"),
        shows="rows of 3 points are too many",
    ),
    "--walks by the billion": typed(
        "explain", "f.yaml", *STATE, "--walks", "1000000000", shows="cannot be divided"
    ),
    "--of brackets": typed("tornado", "f.yaml", "--of", "(" * 100_000),
    "brackets of a question": typed("ask", "f.yaml", f"P({'(' * 100_000}"),
    "not of a question": typed("ask", "f.yaml", f"P({'not ' * 100_000}b by 2023-05)"),
    "and of a question": typed("ask", "f.yaml", f"P({'b by 2023-05 and ' * 5_000}b by 2023-05)"),
    "--of an attribute": typed("tornado", "f.yaml", "--of", "mean(g.__class__ at 2023-05)"),
    "--of a year of 5,000 digits": typed("tornado", "f.yaml", "--of", f"P(b by {'9' * 5_000}-01)"),
    "--state of escape codes": typed("paths", "f.yaml", "--state", TORN, shows="no state"),
    "--by the year 10,000": typed("paths", "f.yaml", *STATE, "--by", "10000-01", shows="month"),
    "--only escape codes": typed("trace", "f.yaml", "--only", TORN, shows="to follow"),
    "--only 100,000 characters": typed("trace", "f.yaml", "--only", "d" * 100_000),
    "--run of 300 digits": typed("trace", "f.yaml", "--run", "9" * 300, codes=(0,)),
    "--run of 5,000 digits": typed("trace", "f.yaml", "--run", "9" * 5_000, shows="--run"),
    "--from after --to": typed(
        *("trace", "f.yaml", "--from", "2023-05", "--to", "2023-02"), shows="lies after"
    ),
    "--by 5,000 digits": typed("explain", "f.yaml", *STATE, "--by", "9" * 5_000, shows="month"),
    "--runs of 5,000 digits": typed("run", "f.yaml", "--runs", "9" * 5_000, shows="--runs"),
    "--random-seed of 5,000 digits": typed("run", "f.yaml", "--random-seed", "9" * 5_000),
    "--horizon of infinity": typed("run", "f.yaml", "--horizon", "inf years", shows="--horizon"),
    "--set of 4,000 hexadecimals": typed(
        "run", "f.yaml", "--set", f"drivers.d.start=0x{'f' * 4_000}"
    ),
    "--set of a year of 4,000 digits": typed("run", "f.yaml", "--set", f"start={'9' * 4_000}-01"),
    "--set of what is no text": typed("run", "f.yaml", "--set", "drivers.d.start=\udcff"),
    "--set of an item beyond all": typed(
        "run", "f.yaml", "--set", "rules.r.effects.99999999999999999999.by=1", shows="--set"
    ),
    "--set of a beta that is a number": typed(
        *("run", "f.yaml", "--set", "parameters.p.value={beta: {mean: 0.5, sd: 1e-300}}"),
        shows="too narrow",
    ),
    "--set of no dates": typed(
        "run", "f.yaml", "--set", "events.e.date=[]", shows="this event has no date"
    ),
    "--workers of 5,000 digits": typed(
        "run", "f.yaml", "--workers", "9" * 5_000, shows="--workers"
    ),
    "schema of escape codes": typed("schema", TORN),
    "schema of a path": typed("schema", "/etc/passwd"),
}

COMMAND_CASES = {**BROKEN, **TORN_TITLES, **ARGUMENTS}
