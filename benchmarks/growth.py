"""How the engine's cost grows with runs, steps, drivers, actors, events and rules, and its memory.

`python -m benchmarks.growth [--rounds N] [--most RUNS] [--write]`; `--write` puts the tables into
`docs/speed.md`. Every measurement is made in a process of its own.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks import grown
from benchmarks.measure import (
    Rounds,
    exponent,
    python,
    short,
    spread,
    table,
    taking_turns,
    write,
)

RUNS = 32_768
"""Two blocks or more: the last one, whose time is taken, keeps no paths."""
STUDIES = (1_000, 10_000, 100_000, 1_000_000)
WORDS = {
    "steps": "steps",
    "drivers": "drivers",
    "actors": "actors, each hearing five",
    "crowd": "actors, all hearing all",
    "events": "events",
    "rules": "rules on ten drivers",
    "pile": "rules on one transition",
}


def growing(rounds: int) -> Rounds:
    """Every kind of model at every size."""
    with tempfile.TemporaryDirectory() as folder:
        return taking_turns(
            {
                f"{kind} {size}": python(
                    "benchmarks.engine", grown.file(kind, size, Path(folder)), RUNS, 1
                )
                for kind, (_, sizes) in grown.KINDS.items()
                for size in sizes
            },
            rounds,
        )


def growth(found: Rounds) -> str:
    """Cost at the largest size against the smallest, and the power it grows with at the end."""
    rows = []
    for kind, (_, sizes) in grown.KINDS.items():
        done = [size for size in sizes if f"{kind} {size}" in found]
        if len(done) > 1:
            rows.append([WORDS[kind], f"{done[0]:,} to {done[-1]:,}", *_grew(found, kind, done)])
    heads = ["", "from, to", "a run costs, times", "power", "reading costs, times", "power"]
    return table(heads, rows)


def _grew(found: Rounds, kind: str, sizes: list[int]) -> list[str]:
    cells = []
    for key in ("us_in_last_block", "prepare"):
        costs = [spread(found, f"{kind} {size}", key).median for size in sizes]
        last = exponent(sizes[-2:], costs[-2:])
        cells += [short(costs[-1] / costs[0]), f"{last:.1f}"]
    return cells


def prepared(found: Rounds) -> Rounds:
    """Adds to each measurement what it took to prepare the runs."""
    for one in (one for many in found.values() for one in many):
        one["prepare"] = one["read"] + one["compile"]
    return found


def studies(rounds: int, most: int) -> Rounds:
    """The reference workload at ever more runs."""
    return taking_turns(
        {
            f"{runs}": python("benchmarks.engine", grown.WORKLOAD, runs, 1)
            for runs in STUDIES
            if runs <= most
        },
        rounds,
    )


def runs(found: Rounds) -> str:
    """Cost per run and peak memory against the number of runs."""
    base = "10000"
    rows = [
        [
            f"{int(name):,}",
            str(spread(found, name, "us_per_run", base)),
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


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--most", type=int, default=STUDIES[-1], metavar="RUNS")
    asked.add_argument("--write", action="store_true", help="renew docs/speed.md")
    wanted = asked.parse_args()
    parts = {
        "growth": growth(prepared(growing(wanted.rounds))),
        "runs": runs(studies(wanted.rounds, wanted.most)),
    }
    for name, text in parts.items():
        print(f"\n{text}")
        if wanted.write:
            write(name, text)


if __name__ == "__main__":
    main()
