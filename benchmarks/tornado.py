"""How long a tornado takes: every judgement and every switch of the Armenia model.

Run it from the root of the project: `python benchmarks/tornado.py [RUNS]`. The mark is 40 uncertain
numbers at 10,000 runs in less than 40 seconds on two processors.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import scenario

RUNS, WORKERS, MARK = 10_000, 2, 40.0
FILE = Path(__file__).parents[1] / "scenarios" / "base.yaml"


def main(runs: int) -> None:
    base = scenario.load(FILE)
    began = time.perf_counter()
    base.run(runs, judgement=False, workers=WORKERS)
    one = time.perf_counter() - began
    began = time.perf_counter()
    found = scenario.tornado(base, runs=runs, workers=WORKERS)
    seconds = time.perf_counter() - began
    switches = sum(isinstance(bar.low_value, bool) for bar in found.bars)
    numbers = len(found.bars) - switches
    ends = 2 * numbers + switches + 1
    for_forty = seconds * 81 / ends
    print(f"{numbers} uncertain numbers and {switches} switches, {runs:,} runs for each end")
    print(f"{WORKERS} workers on {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    print(f"tornado        {seconds:7.1f} s for {ends} ends: {seconds / ends:.2f} s each")
    print(f"one plain run  {one:7.1f} s")
    print(f"40 numbers     {for_forty:7.1f} s in proportion (mark: {MARK:.0f} s)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else RUNS)
