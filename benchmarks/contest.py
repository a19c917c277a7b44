"""The engine against the machine's limit, against what it was, and against its peers.

All contestants answer one question on the reference workload; the engines also run the Armenia
model. It knows who takes part; taking turns is left to `measure`.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measure import (
    ROOT,
    Measure,
    MissingError,
    Rounds,
    Spread,
    cells,
    python,
    said,
    spread,
    table,
    taking_turns,
)

HERE = Path(__file__).parent
WORKLOAD, ARMENIA = HERE / "workload.yaml", ROOT / "scenarios" / "base.yaml"
FLAGS = ("-O3", "-ffast-math")
RUNS, SLOW_RUNS = 1_000_000, 1_000
SHORT, LONG = 20_000, 400_000
"""Runs of the Armenia model: as its file says, and so many that faster code pays."""
C, C_256 = "C by hand, vectorised", "the same, vectors of 256 bits"
ONE, NATIVE, ARRAYS = "this engine, plain", "this engine, native", "the last array engine"
TWO, NATIVE_TWO, ARRAYS_TWO = (f"{name}, two threads" for name in (ONE, NATIVE, ARRAYS))
PLAIN, EMA, MESA = "plain Python", "EMA Workbench", "Mesa"
PAIRS = ((ONE, TWO), (NATIVE, NATIVE_TWO), (ARRAYS, ARRAYS_TWO))


def compiled(folder: str, processor: str = "native") -> Measure:
    """The kernel for a kind of processor, made with whatever C compiler there is."""
    compiler, program = shutil.which("cc"), str(Path(folder) / f"kernel_{processor}")
    source = str(HERE / "kernel.c")
    made = [str(compiler), *FLAGS, f"-march={processor}", source, "-o", program, "-lm"]
    if compiler is None or subprocess.run(made, check=False, capture_output=True).returncode:
        return _no_compiler
    return lambda: said([program, str(RUNS)])


def _no_compiler() -> dict:
    raise MissingError("there is no C compiler that makes it")


def engines(file: Path, runs: int, before: Path | None, threads: int = 1) -> dict[str, Measure]:
    """This engine both ways, and the array engine where there is one."""
    plain, native, arrays = (pair[threads - 1] for pair in PAIRS)

    def measured(root: Path = ROOT, engine: str = "wasm") -> Measure:
        return python("benchmarks.engine", file, runs, threads, root=root, engine=engine)

    made = {plain: measured(), native: measured(engine="native")}
    return made if before is None else {arrays: measured(before), **made}


def contest(rounds: int, peers: str, before: Path | None, folder: str) -> Rounds:
    """Everyone on the workload."""
    return taking_turns(
        {
            C: compiled(folder),
            C_256: compiled(folder, "x86-64-v3"),
            **engines(WORKLOAD, RUNS, before),
            **engines(WORKLOAD, RUNS, before, 2),
            PLAIN: python("benchmarks.plain", SLOW_RUNS),
            EMA: python("benchmarks.peer_ema", SLOW_RUNS, interpreter=peers),
            MESA: python("benchmarks.peer_mesa", SLOW_RUNS, interpreter=peers),
        },
        rounds,
    )


def armenia(rounds: int, before: Path | None) -> tuple[Rounds, Rounds]:
    """The engines on the Armenia model: a short study, and a long one."""
    short = engines(ARMENIA, SHORT, before)
    long = engines(ARMENIA, LONG, before) | engines(ARMENIA, LONG, before, 2)
    return taking_turns(short, rounds), taking_turns(long, rounds)


def against(found: Rounds, names: Sequence[str], others: dict[str, str]) -> str:
    """Processor time per run, as multiples of that of others, whose headings are given."""
    rows = [
        [name, *(cells(found, name, "us_per_run", other) for other in others)]
        for name in names
        if name in found
    ]
    heads = [""]
    for head in others.values():
        heads += [head, "lowest to highest"]
    return table(heads, rows)


def on_the_workload(found: Rounds) -> str:
    """Against C and against the plain engine."""
    names = (C, C_256, NATIVE, ONE, ARRAYS, PLAIN, EMA, MESA)
    return against(found, names, {C: "times C", ONE: "times this engine, plain"})


def on_armenia(short: Rounds, long: Rounds) -> str:
    """Against the array engine, in short studies and in long ones."""
    rows = [
        [name, *(cells(found, name, "us_per_run", ARRAYS) for found in (short, long))]
        for name in (ARRAYS, ONE, NATIVE)
    ]
    heads = ["times the array engine"]
    for runs in (SHORT, LONG):
        heads += [f"{runs:,} runs", "lowest to highest"]
    return table(heads, rows)


def threads(workload: Rounds, model: Rounds) -> str:
    """What a second thread brings by the clock, and what it costs in processor time."""
    rows = []
    for text, found in (("workload", workload), ("Armenia", model)):
        for one, two in PAIRS:
            if one in found and two in found:
                dearer = spread(found, two, "run", one)
                best = Spread(tuple(2 / x for x in dearer.values))
                faster = cells(found, one, "wall", two)
                rows.append([f"{text}, {one}", faster, str(dearer), str(best)])
    heads = ["", "times faster by the clock", "lowest to highest", "times the processor time",
             "lowest to highest", "times faster at best", "lowest to highest"]  # fmt: skip
    return table(heads, rows)


def agreement(found: Rounds) -> str:
    """Every contestant's share of runs in each state at the end: they answer one question."""
    rows = [[name, *(f"{p:.3f}" for p in one[0]["p"])] for name, one in found.items()]
    return table(["", *(f"s{k}" for k in range(5))], rows)
