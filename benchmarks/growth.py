"""How the engine's cost grows with runs, steps, drivers, actors, events and rules, and its memory.

It knows what grows; taking turns is left to `measure`.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks import grown
from benchmarks.contest import ARMENIA, WORKLOAD
from benchmarks.measure import (
    Rounds,
    cells,
    exponent,
    python,
    short,
    spread,
    table,
    taking_turns,
)

RUNS = 32_768
"""The time of the last half is taken, in which no paths are kept."""
STUDIES = (1_000, 10_000, 100_000, 1_000_000)
WORDS = {
    "steps": "steps",
    "drivers": "drivers",
    "actors": "actors, each hearing five",
    "crowd": "actors, all hearing all",
    "events": "events",
    "rules": "rules on ten drivers",
    "pile": "rules on one transition",
    "whole": "a fifth each of five kinds",
}
STAGES = {
    "read": "read and check",
    "program": "program",
    "emit": "emit",
    "write": "write",
    "wat2wasm": "to binary",
    "module": "compile",
    "best": "all again for speed",
    "write_llvm": "write for LLVM",
    "llvm": "LLVM",
}


def growing(rounds: int) -> Rounds:
    """Every kind of model at every size."""
    with tempfile.TemporaryDirectory() as folder:
        found = taking_turns(
            {
                f"{kind} {size}": python(
                    "benchmarks.engine", grown.file(kind, size, Path(folder)), RUNS, 1
                )
                for kind, (_, sizes) in grown.KINDS.items()
                for size in sizes
            },
            rounds,
        )
    for one in (one for many in found.values() for one in many):
        one["prepare"] = one["read"] + one["compile"]
    return found


def growth(found: Rounds) -> str:
    """Cost at the largest size against the smallest, and the power it grows with at the end."""
    rows = []
    for kind, (_, sizes) in grown.KINDS.items():
        done = [size for size in sizes if f"{kind} {size}" in found]
        if len(done) > 1:
            rows.append([WORDS[kind], f"{done[0]:,} to {done[-1]:,}", *_grew(found, kind, done)])
    heads = ["", "from, to", "a run costs, times", "power", "preparing costs, times", "power"]
    return table(heads, rows)


def _grew(found: Rounds, kind: str, sizes: list[int]) -> list[str]:
    cells = []
    for key in ("us_in_last_block", "prepare"):
        costs = [spread(found, f"{kind} {size}", key).median for size in sizes]
        last = exponent(sizes[-2:], costs[-2:])
        cells += [short(costs[-1] / costs[0]), f"{last:.1f}"]
    return cells


def compiling(rounds: int) -> Rounds:
    """The stages of preparing ever larger models."""
    with tempfile.TemporaryDirectory() as folder:
        sizes = grown.KINDS["whole"][1]
        files = {f"{n:,} elements": grown.file("whole", n, Path(folder)) for n in sizes}
        files = {"the workload": WORKLOAD, "Armenia": ARMENIA, **files}
        return taking_turns(
            {name: python("benchmarks.compiling", file) for name, file in files.items()}, rounds
        )


def stages(found: Rounds) -> str:
    """Milliseconds of processor time, and the memory of an instance."""
    rows = []
    for name, many in found.items():
        took = [
            short(spread(found, name, key).median) if key in many[0] else ""
            for key in (*STAGES, "instance_mb")
        ]
        rows.append([name, *took])
    return table(["milliseconds", *STAGES.values(), "an instance, MB"], rows)


def studies(rounds: int, most: int) -> Rounds:
    """The reference workload at ever more runs."""
    return taking_turns(
        {
            f"{runs}": python("benchmarks.engine", WORKLOAD, runs, 1)
            for runs in STUDIES
            if runs <= most
        },
        rounds,
    )


def runs(found: Rounds) -> str:
    """Cost per run and peak memory against the number of runs."""
    rows = [
        [
            f"{int(name):,}",
            cells(found, name, "us_per_run", "10000"),
            f"{spread(found, name, 'peak_mb').median:.0f}",
            f"{spread(found, name, 'imported_mb').median:.0f}",
        ]
        for name in found
    ]
    heads = [
        "runs",
        "cost per run, times that at 10,000",
        "lowest to highest",
        "peak memory, MB",
        "of which before the study",
    ]
    return table(heads, rows)
