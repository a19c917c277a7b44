"""Whole commands from the start of the interpreter, on this engine and on the last array engine.

It knows the commands; taking turns is left to `measure`.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import (
    ROOT,
    Measure,
    Rounds,
    cells,
    least,
    said,
    table,
    taking_turns,
    timed,
    within,
)

BASE = str(ROOT / "scenarios" / "base.yaml")
WEST = str(ROOT / "scenarios" / "west_leans_in.yaml")
WORKLOAD = str(ROOT / "benchmarks" / "workload.yaml")
FIRST = ("run", WORKLOAD, "--no-judgement", "--json", "--runs", "10000")
CHANGED, CHANGED_RUNS = ("parameters.gate_on_exit.value", "4", "8"), 4_000
CHANGED_NUMBER = f"a changed number, {CHANGED_RUNS:,} runs"
NOW, AGAIN, NATIVE, BEFORE = "now", "again", "native", "before"
"""On a model met for the first time; met before; the same with llvmlite; the array engine."""
FREE = ""
"""The engine that a command chooses where all are installed."""


@dataclass(frozen=True)
class Command:
    """One command line, how it is called in the table, and whether it took minutes before."""

    name: str
    words: tuple[str, ...]
    aim: float
    """Seconds that were aimed at, as installed."""
    slow: bool = False


COMMANDS = (
    Command("`run`", ("run", BASE), 1.0),
    Command("`run` of two futures", ("run", BASE, "--runs", "2", "--no-judgement"), 0.6),
    Command("`compare` of two", ("compare", BASE, WEST), 1.2, slow=True),
    Command("`explain`", ("explain", BASE), 2.0, slow=True),
    Command("`sensitivity`", ("sensitivity", BASE), 2.0, slow=True),
    Command(
        "`solve` for one number",
        ("solve", BASE, "--for", CHANGED[0], "--until", "P(left by 2032-11) = 25%"),
        2.0,
        slow=True,
    ),
    Command("`tornado`", ("tornado", BASE), 3.0, slow=True),
    Command("`report`", ("report", BASE, "-o", "OUT", "--overwrite"), 5.0, slow=True),
    Command("`run` of the workload, 10,000 runs", FIRST, 0.4),
)


def commands(rounds: int, slow_rounds: int, before: Path | None, folder: str) -> dict[str, Rounds]:
    """Every command in turns of its own: before and now stand side by side."""
    found = {}
    for command in COMMANDS:
        words = [word.replace("OUT", f"{folder}/report.html") for word in command.words]
        line = ("-m", "scenario", *words)
        times = min(rounds, slow_rounds) if command.slow else rounds
        print(f"{command.name}:", file=sys.stderr)
        found[command.name] = taking_turns(_versions(line, before, Path(folder) / "kept"), times)
    print("a changed number:", file=sys.stderr)
    found[CHANGED_NUMBER] = changed(rounds, before)
    return found


def _versions(line: tuple[str, ...], before: Path | None, kept: Path) -> dict[str, Measure]:
    made = {
        NOW: timed(*line),
        AGAIN: timed(*line, kept=kept),
        NATIVE: timed(*line, engine=FREE, kept=kept),
    }
    if before is None:
        return made
    return {BEFORE: timed(*(within(word, before) for word in line), root=before), **made}


def changed(rounds: int, before: Path | None) -> Rounds:
    """A changed number in a process that is open already."""
    script = str(ROOT / "benchmarks" / "changed.py")
    line = [sys.executable, script, BASE, *CHANGED, str(CHANGED_RUNS)]

    def measured(root: Path = ROOT, engine: str = "wasm") -> Measure:
        def measure() -> dict:
            own = [line[0], line[1], *(within(word, root) for word in line[2:])]
            seconds = said(own, root, engine)["answer"]
            return {"wall": seconds, "processor": seconds}

        return measure

    made = {NOW: measured(), NATIVE: measured(engine=FREE)}
    return taking_turns(made if before is None else {BEFORE: measured(before), **made}, rounds)


def whole(found: dict[str, Rounds]) -> str:
    """Seconds by the clock, and how many times less than before."""
    rows = [
        [
            name,
            least(one, BEFORE, "wall"),
            least(one, NOW, "wall"),
            cells(one, BEFORE, "wall", NOW),
            least(one, AGAIN, "wall"),
            least(one, NATIVE, "wall"),
            cells(one, BEFORE, "wall", NATIVE),
        ]
        for name, one in found.items()
    ]
    heads = [
        "seconds by the clock, the shortest", "arrays", "plain, first time", "times faster",
        "lowest to highest", "plain, again", "with llvmlite, again", "times faster",
        "lowest to highest",
    ]  # fmt: skip
    return table(heads, rows)


def started(rounds: int) -> Rounds:
    """From the start of the interpreter to the answer at 10,000 runs, beside NumPy alone."""
    return taking_turns(
        {
            "interpreter": timed("-c", "pass"),
            "numpy": timed("-c", "import numpy"),
            "help": timed("-m", "scenario", "--help"),
            "two": timed("-m", "scenario", *FIRST[:-1], "2"),
            "answer": timed("-m", "scenario", *FIRST),
            "native": timed("-m", "scenario", *FIRST, engine=FREE),
        },
        rounds,
    )


def start_up(found: Rounds) -> str:
    """Processor time as multiples of what NumPy alone takes, and the clock."""
    names = {
        "interpreter": "an empty interpreter",
        "numpy": "`import numpy`",
        "help": "`scenario --help`",
        "two": "answer of two runs",
        "answer": "answer of 10,000 runs",
        "native": "the same with llvmlite",
    }
    rows = [
        [text, cells(found, key, "processor", "numpy"), least(found, key, "wall")]
        for key, text in names.items()
    ]
    heads = ["", "processor time, times NumPy's", "lowest to highest", "shortest by the clock, s"]
    return table(heads, rows)
