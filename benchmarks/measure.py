"""Taking turns on a busy machine, and putting what was found into `docs/speed.md`.

Contestants are commands that print one line of JSON. They are run one after another, round after
round, so that whatever else the machine is doing falls on all of them alike; what is reported is
how they compare within a round. It does not know what is measured.
"""

from __future__ import annotations

import json
import math
import os
import re
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "speed.md"
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}

Measure = Callable[[], dict[str, Any]]
Rounds = dict[str, list[dict[str, Any]]]


class MissingError(Exception):
    """A contestant that cannot be run here."""


@dataclass(frozen=True)
class Spread:
    """Several measurements of one thing."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    def __str__(self) -> str:
        low, high = min(self.values), max(self.values)
        return f"{short(self.median)} | {short(low)} to {short(high)}"


def short(x: float) -> str:
    """Two digits are all that a shared machine allows: 0.035, 1.4, 480."""
    if x == 0 or not math.isfinite(x):
        return f"{x:g}"
    digits = 1 - math.floor(math.log10(abs(x)))
    return f"{round(x, digits):,.{max(digits, 0)}f}"


def said(
    command: Sequence[str], root: Path = ROOT, engine: str = "wasm", kept: Path | None = None
) -> dict[str, Any]:
    """What a command prints as its last line, read as JSON.

    Args:
        command: What to start.
        root: Where it is started, and the package found.
        engine: What the package is asked to compile for; empty: it may choose.
        kept: Where what it compiles is kept; nowhere if None.

    Raises:
        MissingError: It cannot be started, or ends with an error.
    """
    env = {**os.environ, **ONE_THREAD, "PYTHONPATH": str(root), "SCENARIO_ENGINE": engine}
    env["SCENARIO_CACHE"] = "off" if kept is None else str(kept)
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed need not be compiled at each start
    try:
        done = subprocess.run(
            command, cwd=root, env=env, capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise MissingError(str(error)) from None
    if done.returncode:
        raise MissingError((done.stderr.strip() or "no reason given").splitlines()[-1])
    return json.loads(done.stdout.splitlines()[-1])


def within(word: object, root: Path) -> str:
    """The same file in another copy of the project: an earlier one reads the models of its time."""
    return str(word).replace(str(ROOT), str(root))


def python(
    module: str,
    *arguments: object,
    interpreter: str = sys.executable,
    root: Path = ROOT,
    engine: str = "wasm",
) -> Measure:
    """A measurement by a module of this project, in a process of its own."""
    command = [interpreter, "-m", module, *map(str, arguments)]
    return lambda: said(command, root, engine)


TIMER = """
import json, resource, subprocess, sys, time
began = time.perf_counter()
done = subprocess.run([sys.executable, *sys.argv[1:]], stdout=subprocess.DEVNULL)
wall, used = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"wall": wall, "processor": used.ru_utime + used.ru_stime}))
sys.exit(done.returncode if done.returncode > 1 else 0)  # 1: an answer that is no
"""


MEETINGS = 3
"""Times that a command is run until all that is worth keeping has been kept."""


def timed(
    *arguments: str, root: Path = ROOT, engine: str = "wasm", kept: Path | None = None
) -> Measure:
    """Clock and processor seconds of a fresh interpreter, from start to end, workers included.

    With `kept`, of one on a model that it has met before.
    """
    command, met = [sys.executable, "-c", TIMER, *arguments], []

    def measure() -> dict:
        while kept is not None and len(met) < MEETINGS:
            met.append(said(command, root, engine, kept))
        return said(command, root, engine, kept)

    return measure


def taking_turns(contestants: Mapping[str, Measure], rounds: int) -> Rounds:
    """Every contestant once a round; one that cannot be run is named and left out."""
    found: Rounds = {}
    for number in range(rounds):
        for name, measure in contestants.items():
            if number and name not in found:
                continue
            try:
                found.setdefault(name, []).append(measure())
            except MissingError as why:
                found.pop(name, None)
                print(f"left out: {name} ({why})", file=sys.stderr)
        print(f"round {number + 1} of {rounds}", file=sys.stderr)
    return found


def spread(rounds: Rounds, name: str, key: str, to: str = "", to_key: str = "") -> Spread:
    """A figure of one contestant; with `to`, as a multiple of another's in the same round."""
    values = [one[key] for one in rounds[name]]
    if to:
        values = [x / one[to_key or key] for x, one in zip(values, rounds[to], strict=True)]
    return Spread(tuple(values))


def cells(rounds: Rounds, name: str, key: str, to: str = "", to_key: str = "") -> str:
    """Two cells of a table: the median, and the lowest and highest; empty where one is missing."""
    if name in rounds and (not to or to in rounds):
        return str(spread(rounds, name, key, to, to_key))
    return " | "


def least(rounds: Rounds, name: str, key: str) -> str:
    """The lowest of several measurements; empty where there are none."""
    return short(min(spread(rounds, name, key).values)) if name in rounds else ""


def exponent(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """The power of the size with which a cost grows: the slope of its logarithm."""
    return statistics.linear_regression(
        [math.log(x) for x in sizes], [math.log(max(y, 1e-9)) for y in costs]
    ).slope


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; a cell may hold a `|` where it fills two columns."""
    columns = len(" | ".join(heads).split(" | "))
    lines = [" | ".join(heads), "|".join(["---"] + ["--:"] * (columns - 1))]
    return "\n".join(f"| {line} |" for line in lines + [" | ".join(row) for row in rows])


def write(name: str, text: str, page: Path = PAGE) -> None:
    """Put a table between the marks that bear its name.

    Raises:
        ValueError: The page has no such marks.
    """
    old = page.read_text("utf-8")
    pattern = re.compile(rf"(<!-- measured: {name} -->\n).*?(<!-- end measured -->)", re.DOTALL)
    new, count = pattern.subn(lambda found: f"{found[1]}\n{text}\n\n{found[2]}", old)
    if count != 1:
        raise ValueError(f"{page.name} has {count} places for {name!r}")
    page.write_text(new, "utf-8")
