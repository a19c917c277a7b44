"""How long the answer to a changed number takes in a process that has run the scenario before.

`python benchmarks/changed.py FILE PATH LOW HIGH RUNS` prints one line of JSON. It uses nothing but
the public package, so that it can be started against an earlier one.
"""

from __future__ import annotations

import json
import statistics
import sys
import time

import scenario

TIMES = 5


def main(file: str, path: str, low: float, high: float, runs: int) -> None:
    base = scenario.load(file)
    base.run(runs, judgement=False)
    took = []
    for k in range(TIMES):
        value = low + (high - low) * k / TIMES
        began = time.perf_counter()
        base.set({path: value}).run(runs, judgement=False)
        took.append(time.perf_counter() - began)
    print(json.dumps({"answer": statistics.median(took)}))


if __name__ == "__main__":
    file, path, low, high, runs = sys.argv[1:6]
    main(file, path, float(low), float(high), int(runs))
