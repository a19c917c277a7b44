"""The reference workload in the EMA Workbench: one run an experiment, the judgements uncertainties.

The arithmetic is that of `benchmarks.plain`; sampling and keeping the outcomes are the workbench's.
`python -m benchmarks.peer_ema [RUNS]` prints its time and its answer.
"""

from __future__ import annotations

import json
import logging
import math
import random
import sys
import time

import numpy as np
from ema_workbench import (
    ArrayOutcome,
    Model,
    RealParameter,
    SequentialEvaluator,
)
from scipy import stats

from benchmarks import plain

CHANCE = random.Random(1)


class Kept:
    """Stands in for `plain.Totals`: keeps one path whole, as the workbench wants it."""

    def __init__(self) -> None:
        self.runs = 0
        self.states, self.values, self.happened = [], [], []

    def note(self, step: int, values: list[float], state: int, ever: set, events: list) -> None:  # noqa: ARG002 - one face for both
        self.states.append(state)
        self.values.append(values)
        self.happened.append(events)


def workload(**p: float) -> dict[str, np.ndarray]:
    kept = Kept()
    plain.one_run([p[f"p{k}"] for k in range(10)], CHANCE, kept)
    return {
        "state": np.array(kept.states),
        "values": np.array(kept.values),
        "happened": np.array(kept.happened),
    }


def between(low: float, high: float) -> stats.rv_continuous:
    return stats.lognorm(math.log(high / low) / (2 * 1.6448536269514722), scale=(low * high) ** 0.5)


def model() -> Model:
    made = Model("workload", function=workload)
    spans = [
        between(0.04, 0.12), stats.norm(1.0, 0.3), between(2, 8), stats.uniform(0.1, 0.4),
        between(0.02, 0.08), stats.norm(0.4, 0.1), stats.uniform(0.2, 0.4), between(0.05, 0.3),
        stats.norm(0.5, 0.1), stats.uniform(0.5, 1.0),
    ]  # fmt: skip
    made.uncertainties = [RealParameter.from_dist(f"p{k}", d) for k, d in enumerate(spans)]
    made.outcomes = [ArrayOutcome(name) for name in ("state", "values", "happened")]
    return made


def main(runs: int) -> None:
    logging.disable()
    made, began = model(), time.process_time()
    with SequentialEvaluator(made) as evaluator:
        _, outcomes = evaluator.perform_experiments(scenarios=runs)
    states = outcomes["state"]
    shares = [(states == state).mean(axis=0) for state in range(5)]
    np.quantile(outcomes["values"], (0.05, 0.25, 0.5, 0.75, 0.95), axis=0)
    seconds = time.process_time() - began
    p = [float(share[-1]) for share in shares]
    print(json.dumps({"us_per_run": 1e6 * seconds / runs, "p": p}))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
