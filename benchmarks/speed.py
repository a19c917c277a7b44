"""The engine against the machine's limit and against its peers, all on the reference workload.

`python -m benchmarks.speed [--rounds N] [--peers PYTHON] [--write]`: `--peers` names an interpreter
that has ema_workbench and mesa, `--write` puts the tables into `docs/speed.md`.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from datetime import date
from importlib.metadata import version
from pathlib import Path

from benchmarks.measure import (
    Measure,
    MissingError,
    Rounds,
    Spread,
    python,
    said,
    short,
    spread,
    table,
    taking_turns,
    write,
)

HERE = Path(__file__).parent
WORKLOAD = HERE / "workload.yaml"
FLAGS = ("-O3", "-ffast-math")
RUNS, SLOW_RUNS = 100_000, 1_000
ONE, TWO, C = "this engine, one core", "this engine, two workers", "C by hand, vectorised"
C_256 = "the same, vectors of 256 bits"
PLAIN, EMA, MESA = "plain Python", "EMA Workbench", "Mesa"


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


def contest(rounds: int, peers: str) -> Rounds:
    with tempfile.TemporaryDirectory() as folder:
        return taking_turns(
            {
                ONE: python("benchmarks.engine", WORKLOAD, RUNS, 1),
                C: compiled(folder),
                C_256: compiled(folder, "x86-64-v3"),
                TWO: python("benchmarks.engine", WORKLOAD, RUNS, 2),
                PLAIN: python("benchmarks.plain", SLOW_RUNS),
                EMA: python("benchmarks.peer_ema", SLOW_RUNS, interpreter=peers),
                MESA: python("benchmarks.peer_mesa", SLOW_RUNS, interpreter=peers),
            },
            rounds,
        )


def against(found: Rounds) -> str:
    """Processor time per run, as multiples of the engine's and of the kernel's."""
    rows = []
    for name in (C, C_256, ONE, PLAIN, EMA, MESA):
        if name in found:
            of_c = str(spread(found, name, "us_per_run", C)) if C in found else "not measured | "
            ours = str(spread(found, name, "us_per_run", ONE))
            rows.append([name, of_c, ours])
    heads = ["", "times C", "lowest to highest", "times this engine", "lowest to highest"]
    return table(heads, rows)


def workers(found: Rounds) -> str:
    """What a second worker brings by the clock, and what it costs in processor time."""
    faster = spread(found, ONE, "wall", TWO)
    dearer = spread(found, TWO, "run", ONE)
    best = Spread(tuple(2 / x for x in dearer.values))
    rows = [
        ["faster by the clock, two workers against one", str(faster)],
        ["processor time, two workers against one", str(dearer)],
        ["faster at best, had both a core to themselves", str(best)],
    ]
    return table(["", "median", "lowest to highest"], rows)


def agreement(found: Rounds) -> str:
    """Every contestant's share of runs in each state at the end: they answer one question."""
    rows = [[name, *(f"{p:.3f}" for p in one[0]["p"])] for name, one in found.items()]
    return table(["", *(f"s{k}" for k in range(5))], rows)


def started(rounds: int) -> Rounds:
    """From the start of the interpreter to the answer at 10,000 runs, beside NumPy alone."""
    run = ["-m", "scenario", "run", str(WORKLOAD), "--no-judgement", "--json", "--runs", "10000"]
    return taking_turns(
        {
            "interpreter": _timed("-c", "pass"),
            "numpy": _timed("-c", "import numpy"),
            "help": _timed("-m", "scenario", "--help"),
            "answer": _timed(*run),
            "one worker": _timed(*run, "--workers", "1"),
        },
        rounds,
    )


def _timed(*arguments: str) -> Measure:
    """Clock and processor seconds of a fresh interpreter, workers included."""
    timer = (
        "import json, resource, subprocess, sys, time\n"
        "began = time.perf_counter()\n"
        "subprocess.run([sys.executable, *sys.argv[1:]], stdout=subprocess.DEVNULL, check=True)\n"
        "wall, used = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(json.dumps({'wall': wall, 'processor': used.ru_utime + used.ru_stime}))\n"
    )
    return lambda: said([sys.executable, "-c", timer, *arguments])


def start_up(found: Rounds) -> str:
    names = {
        "interpreter": "an empty interpreter",
        "numpy": "`import numpy`",
        "help": "`scenario --help`",
        "answer": "first answer, 10,000 runs",
        "one worker": "the same with one worker",
    }
    rows = [
        [text, str(spread(found, key, "processor", "numpy")), short(least(found, key, "wall"))]
        for key, text in names.items()
    ]
    heads = ["", "processor time, times NumPy's", "lowest to highest", "shortest by the clock, s"]
    return table(heads, rows)


def machine(rounds: int) -> str:
    """What it was measured on and with."""
    cpu = Path("/proc/cpuinfo")
    lines = cpu.read_text("utf-8").splitlines() if cpu.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    wide = any("avx512f" in line for line in lines)
    compiler = _first_line("cc", "--version")
    return (
        f"{date.today().isoformat()}, {os.cpu_count()} processors"
        f" ({names[0] if names else platform.processor()}, vectors of"
        f" {'512' if wide else 'at most 256'} bits), Python {platform.python_version()},"
        f" NumPy {version('numpy')}, {compiler or 'no compiler'}; {rounds} rounds."
    )


def _first_line(*command: str) -> str:
    if shutil.which(command[0]) is None:
        return ""
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    return (done.stdout.splitlines() or [""])[0]


def marks(found: Rounds, starts: Rounds) -> str:
    """What was aimed at, and what was reached."""
    rows = []
    if C in found:
        times = spread(found, ONE, "us_per_run", C).median
        rows.append(["times C, on one core", "3", short(times), _verdict(times <= 3)])
    faster = spread(found, ONE, "wall", TWO).median
    rows.append(["times faster on two cores", "1.8", short(faster), _verdict(faster >= 1.8)])
    first = least(starts, "answer", "wall")
    rows.append(["seconds to the first answer", "0.35", short(first), _verdict(first <= 0.35)])
    return table(["", "mark", "reached", ""], rows)


def _verdict(met: bool) -> str:
    return "met" if met else "missed"


def least(found: Rounds, name: str, key: str) -> float:
    return min(spread(found, name, key).values)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--peers", default=sys.executable, metavar="PYTHON")
    asked.add_argument("--write", action="store_true", help="renew docs/speed.md")
    wanted = asked.parse_args()
    found = contest(wanted.rounds, wanted.peers)
    starts = started(2 * wanted.rounds)
    parts = {
        "machine": machine(wanted.rounds),
        "marks": marks(found, starts),
        "contest": against(found),
        "workers": workers(found),
        "agreement": agreement(found),
        "start": start_up(starts),
    }
    for name, text in parts.items():
        print(f"\n{text}")
        if wanted.write:
            write(name, text)


if __name__ == "__main__":
    main()
