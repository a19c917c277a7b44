"""The engine against the machine's limit, against what it was, and against its peers.

All contestants answer one question on the reference workload; the engines also run the Armenia
model, and a model checker stands beside them on a chain of constant rates. It knows who takes part;
taking turns is left to `measure`.
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
    least,
    python,
    said,
    spread,
    table,
    taking_turns,
    within,
)
from benchmarks.precision import QUESTION, with_precision

HERE = Path(__file__).parent
WORKLOAD, ARMENIA = HERE / "workload.yaml", ROOT / "scenarios" / "base.yaml"
FLAGS = ("-O3", "-ffast-math")
WORKLOAD_STATES = tuple(f"s{k}" for k in range(5))
RUNS, SLOW_RUNS = 1_000_000, 1_000
SHORT, LONG = 20_000, 400_000
"""Runs of the Armenia model: of a short study, and so many that faster code pays."""
MANY = 200_000
"""Runs of it as it is today, drawn and carried."""
C, C_256 = "C by hand, vectorised", "the same, vectors of 256 bits"
ONE, NATIVE, ARRAYS = "this engine, plain", "this engine, native", "the last array engine"
TWO, NATIVE_TWO, ARRAYS_TWO = (f"{name}, two threads" for name in (ONE, NATIVE, ARRAYS))
CARRIED, NATIVE_CARRIED = f"{ONE}, propagated", f"{NATIVE}, propagated"
OURS = (ONE, CARRIED, NATIVE, NATIVE_CARRIED)
PLAIN, EMA, MESA = "plain Python", "EMA Workbench", "Mesa"
STORM, STORM_FRACTIONS = "Storm", "Storm, its fractions made beforehand"
PRODUCTS = "NumPy, products of matrices"
ASKED, NATIVE_ASKED = f"{ONE}, as a study asks", f"{NATIVE}, as a study asks"
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
        own = within(file, root)
        return python("benchmarks.engine", own, runs, threads, root=root, engine=engine)

    made = {plain: measured(), native: measured(engine="native")}
    return made if before is None else {arrays: measured(before), **made}


def carried(file: Path, runs: int) -> dict[str, Measure]:
    """This engine both ways, its runs carrying the probability of every state."""
    words = (file, runs, 1, "propagated", QUESTION)
    return {
        CARRIED: python("benchmarks.engine", *words),
        NATIVE_CARRIED: python("benchmarks.engine", *words, engine="native"),
    }


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
    """The engines on the Armenia model that all of them can read: a short study, and a long one."""
    file = Path(within(ARMENIA, before or ROOT))
    short = engines(file, SHORT, before) | carried(file, SHORT)
    long = engines(file, LONG, before) | carried(file, LONG)
    long |= engines(file, LONG, before, 2)
    found = (taking_turns(short, rounds), taking_turns(long, rounds))
    return with_precision(found[0], CARRIED), with_precision(found[1], CARRIED)


def drawn_and_carried(rounds: int) -> Rounds:
    """This engine on the Armenia model of today, its outcomes drawn and carried."""
    return taking_turns(engines(ARMENIA, MANY, None) | carried(ARMENIA, MANY), rounds)


def checkers(peers: str) -> dict[str, Measure]:
    """This engine, NumPy and a model checker on a chain that is exact from one run."""

    def ours(way: str, engine: str = "wasm") -> Measure:
        return python("benchmarks.cohort_engine", way, engine=engine)

    return {
        ONE: ours("program"),
        NATIVE: ours("program", "native"),
        ASKED: ours("study"),
        NATIVE_ASKED: ours("study", "native"),
        PRODUCTS: python("benchmarks.cohort"),
        STORM: python("benchmarks.peer_storm", interpreter=peers),
        STORM_FRACTIONS: python("benchmarks.peer_storm", "fractions", interpreter=peers),
    }


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
        for name in (ARRAYS, *OURS)
    ]
    return table(["times the array engine", *_lengths()], rows)


def _lengths() -> list[str]:
    return [head for runs in (SHORT, LONG) for head in (f"{runs:,} runs", "lowest to highest")]


def propagation(found: Rounds) -> str:
    """What it costs a run to carry probabilities, as multiples of one whose outcome is drawn."""
    rows = [
        [name, cells(found, name, "us_per_run", drawn)]
        for name, drawn in ((CARRIED, ONE), (NATIVE_CARRIED, NATIVE))
    ]
    return table(["", "times a sampled run", "lowest to highest"], rows)


def on_the_cohort(found: Rounds) -> str:
    """Microseconds for a new set of numbers, and as multiples of the plain engine's."""
    rows = [
        [name, least(found, name, "us_per_set"), cells(found, name, "us_per_set", ONE)]
        for name in found
    ]
    heads = ["a new set of numbers", "microseconds, the least", f"times {ONE}", "lowest to highest"]
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


def agreement(found: Rounds, states: Sequence[str] = WORKLOAD_STATES) -> str:
    """Every contestant's share of runs in each state at the end: they answer one question."""
    rows = [[name, *(f"{p:.3f}" for p in one[0]["p"])] for name, one in found.items()]
    return table(["", *states], rows)
