"""All measurements of one session, and the tables of `docs/speed.md` made of them.

`python -m benchmarks.speed [--peers PYTHON] [--before COMMIT] [--rounds N] [--only PART]
[--write]`: `--peers` names an interpreter that has ema_workbench, mesa and stormpy, `--before` the
commit whose engine stands beside this one, `--write` puts the tables into the page.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks import cohort, commands, contest, growth, precision
from benchmarks.before import LAST_ARRAY_ENGINE, before
from benchmarks.commands import AGAIN, CHANGED_NUMBER, COMMANDS, NOW
from benchmarks.commands import NATIVE as WITH_LLVM
from benchmarks.contest import (
    ARRAYS,
    CARRIED,
    NATIVE,
    NATIVE_CARRIED,
    NATIVE_TWO,
    ONE,
    TWO,
    C,
)
from benchmarks.measure import Rounds, cells, short, spread, table, taking_turns, write

PARTS = ("contest", "commands", "growth")
MOST = growth.STUDIES[-1]


@dataclass(frozen=True)
class Mark:
    """What was aimed at, in the terms of one measurement."""

    text: str
    aim: float
    where: str
    name: str
    key: str
    to: str = ""
    at_most: bool = True

    def row(self, all_rounds: dict[str, Rounds]) -> list[str]:
        """A line of the table; nothing is said of what was not measured."""
        found = all_rounds.get(self.where, {})
        if not cells(found, self.name, self.key, self.to).strip(" |"):
            return []
        reached = spread(found, self.name, self.key, self.to).median
        met = reached <= self.aim if self.at_most else reached >= self.aim
        return [self.text, f"{self.aim:,.3g}", short(reached), "met" if met else "missed"]


FASTER = (("plain", ONE, TWO), ("native", NATIVE, NATIVE_TWO))
MARKS = (
    Mark("workload, plain, times C", 3.2, "workload", ONE, "us_per_run", C),
    Mark("workload, native, times C", 1.3, "workload", NATIVE, "us_per_run", C),
    *(
        Mark(f"{model}, {engine}, times faster than arrays", aim, model, ARRAYS, "us_per_run", name,
             at_most=False)
        for model in ("Armenia", "Armenia at length")
        for engine, aim, name in (("plain", 4.5, ONE), ("native", 12, NATIVE))
    ),
    *(
        Mark(f"Armenia of today, {engine}, propagated, times a sampled run", 1.6,
             "Armenia of today", carried, "us_per_run", drawn)
        for engine, carried, drawn in (("plain", CARRIED, ONE), ("native", NATIVE_CARRIED, NATIVE))
    ),
    *(
        Mark(f"{precision.QUESTION} to the same error, {engine}, times less time than arrays", aim,
             "Armenia at length", ARRAYS, "to_error", name, at_most=False)
        for engine, aim, name in (("plain", 40, CARRIED), ("native", 120, NATIVE_CARRIED))
    ),
    *(
        Mark(f"{model}, {engine}, times faster on two threads", 1.85, model, one, "wall", two,
             at_most=False)
        for model in ("workload", "Armenia at length")
        for engine, one, two in FASTER
    ),
    *(
        Mark(f"{command.name}, seconds, {text}", command.aim, command.name, name, "wall")
        for command in COMMANDS
        for text, name in (("plain, again", AGAIN), ("with llvmlite, again", WITH_LLVM))
    ),
    Mark(f"{CHANGED_NUMBER}, seconds", 0.15, CHANGED_NUMBER, NOW, "wall"),
    Mark("MB at a million runs", 110, "studies", f"{MOST}", "peak_mb"),
)  # fmt: skip


def marks(found: dict[str, Rounds]) -> str:
    """What was aimed at, and what was reached."""
    rows = [row for row in (mark.row(found) for mark in MARKS) if row]
    return table(["", "mark", "reached", ""], rows)


def machine(wanted: argparse.Namespace, there: Path | None) -> str:
    """What it was measured on and with."""
    cpu = Path("/proc/cpuinfo")
    lines = cpu.read_text("utf-8").splitlines() if cpu.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    wide = any("avx512f" in line for line in lines)
    earlier = f"commit {wanted.before}" if there else "not measured"
    return (
        f"{date.today().isoformat()}, {os.cpu_count()} processors"
        f" ({names[0] if names else platform.processor()}, vectors of"
        f" {'512' if wide else 'at most 256'} bits), load {os.getloadavg()[0]:.1f} at the start,"
        f" {platform.system()} {platform.release()}, Python {platform.python_version()},"
        f" NumPy {_version('numpy')}, wasmtime {_version('wasmtime')},"
        f" llvmlite {_version('llvmlite')}, {_first_line('cc', '--version') or 'no compiler'};"
        f" the array engine: {earlier}; {wanted.rounds} rounds, {wanted.slow_rounds} of the slow"
        " commands."
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _first_line(*command: str) -> str:
    if shutil.which(command[0]) is None:
        return ""
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    return (done.stdout.splitlines() or [""])[0]


class Session:
    """What is measured in one go, part by part, and the tables made of it."""

    def __init__(self, wanted: argparse.Namespace, there: Path | None, folder: str) -> None:
        self.wanted, self.there, self.folder = wanted, there, folder
        self.found: dict[str, Rounds] = {}

    def tell(self, **tables: str) -> None:
        """Show what is known already, and write it."""
        for name, text in tables.items():
            print(f"\n{text}", flush=True)
            if self.wanted.write:
                write(name, text)

    def contest(self) -> None:
        """C, this engine, what it was, and its peers."""
        asked = self.wanted
        work = contest.contest(asked.rounds, asked.peers, self.there, self.folder)
        short, long = contest.armenia(asked.rounds, self.there)
        today = contest.drawn_and_carried(asked.rounds)
        chain = taking_turns(contest.checkers(asked.peers), asked.rounds)
        self.found |= {"workload": work, "Armenia": short, "Armenia at length": long}
        self.found["Armenia of today"] = today
        self.tell(
            contest=contest.on_the_workload(work),
            armenia=contest.on_armenia(short, long),
            propagation=contest.propagation(today),
            error=precision.to_error(long, (ARRAYS, *contest.OURS), ARRAYS),
            shares=contest.agreement(long, cohort.STATES),
            cohort=contest.on_the_cohort(chain),
            threads=contest.threads(work, long),
            agreement=contest.agreement(work),
        )

    def commands(self) -> None:
        """Whole commands, and the way to the first answer."""
        asked = self.wanted
        whole = commands.commands(asked.rounds, asked.slow_rounds, self.there, self.folder)
        start = commands.started(2 * asked.rounds)
        self.found |= whole
        self.tell(commands=commands.whole(whole), start=commands.start_up(start))

    def growth(self) -> None:
        """More runs, larger models, what compiling costs."""
        rounds = self.wanted.slow_rounds
        self.found["studies"] = growth.studies(rounds, self.wanted.most)
        self.tell(
            runs=growth.runs(self.found["studies"]),
            growth=growth.growth(growth.growing(rounds)),
            stages=growth.stages(growth.compiling(rounds)),
        )


def arguments() -> argparse.Namespace:
    """What is asked for."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--rounds", type=int, default=7)
    asked.add_argument("--slow-rounds", type=int, default=3, help="of what takes long")
    asked.add_argument("--peers", default=sys.executable, metavar="PYTHON")
    asked.add_argument("--before", default=LAST_ARRAY_ENGINE, metavar="COMMIT")
    asked.add_argument("--most", type=int, default=MOST, metavar="RUNS")
    asked.add_argument("--only", choices=PARTS, action="append", help="a part; may be repeated")
    asked.add_argument("--write", action="store_true", help="renew docs/speed.md")
    wanted = asked.parse_args()
    if wanted.only and wanted.write:
        asked.error("--only measures a part, and docs/speed.md tells of one whole session")
    return wanted


def main() -> None:
    wanted, began = arguments(), time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        there = before(wanted.before, f"{folder}/before")
        session = Session(wanted, there, folder)
        session.tell(machine=machine(wanted, there))
        for part in wanted.only or PARTS:
            measure: Callable[[], None] = getattr(session, part)
            measure()
        session.tell(marks=marks(session.found))
    print(f"\n{(time.monotonic() - began) / 60:.0f} minutes", file=sys.stderr)


if __name__ == "__main__":
    main()
