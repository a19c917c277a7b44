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
RUNS, SLOW_RUNS, ARMENIA_RUNS = 100_000, 1_000, 20_000
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
    return lambda: said([program, str(10 * RUNS)])


def _no_compiler() -> dict:
    raise MissingError("there is no C compiler that makes it")


def engines(file: Path, runs: int, before: Path | None) -> dict[str, Measure]:
    """This engine both ways, and the array engine where there is one: one thread, and two."""
    name = "benchmarks.engine"
    found = {}
    for names, count in ((0, 1), (1, 2)):
        plain, native, arrays = (pair[names] for pair in PAIRS)
        found[plain] = python(name, file, runs, count)
        found[native] = python(name, file, runs, count, engine="native")
        if before is not None:
            found[arrays] = python(name, file, runs, count, root=before)
    return found


def contest(rounds: int, peers: str, before: Path | None, folder: str) -> Rounds:
    """Everyone on the workload."""
    return taking_turns(
        {
            C: compiled(folder),
            C_256: compiled(folder, "x86-64-v3"),
            **engines(WORKLOAD, RUNS, before),
            PLAIN: python("benchmarks.plain", SLOW_RUNS),
            EMA: python("benchmarks.peer_ema", SLOW_RUNS, interpreter=peers),
            MESA: python("benchmarks.peer_mesa", SLOW_RUNS, interpreter=peers),
        },
        rounds,
    )


def armenia(rounds: int, before: Path | None) -> Rounds:
    """The engines on the Armenia model."""
    return taking_turns(engines(ARMENIA, ARMENIA_RUNS, before), rounds)


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


def on_armenia(found: Rounds) -> str:
    """Against the array engine."""
    others = {ARRAYS: "times the array engine", ONE: "times this engine, plain"}
    return against(found, (ARRAYS, ONE, NATIVE), others)


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
