"""How much sharper the points of judgements make an answer, against independent ones.

Every scenario is run under many seeds, with judgements drawn as they are (replicated Latin
hypercubes) and with independent ones; a table says by how much the variance of each probability
falls, and the standard error of that factor. `python -m benchmarks.points [FILE...]`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

import scenario
from scenario.engine.compiled import Compiled, kernel_of
from scenario.engine.compiler import compile_model
from scenario.engine.instance import Instance
from scenario.engine.markov import chain_of
from scenario.engine.randomness import seed_key

FILES = ("scenarios/base.yaml", "scenario/cli/starter/scenarios/base.yaml")
RUNS, SEEDS, FIRST = 1_024, 200, 10_000
Floats = NDArray[np.float64]


def means(kernel: Compiled, independent: bool) -> Floats:
    """Mean probabilities of having reached each state by the end: `[seed, state]`."""
    program, random = kernel.program, np.random.default_rng(1)
    instance = Instance(kernel, taken=1)
    for count in (instance.count_values, instance.count_rules, instance.draw_outcome):
        count(False)
    instance.carry_outcome(True)
    instance.take_at([program.steps])
    found = np.zeros((SEEDS, len(program.states)))
    for seed in range(SEEDS):
        key, width = seed_key(FIRST * (1 + independent) + seed), instance.layout.width
        for first in range(0, RUNS, width):
            if independent:
                instance.give(random.random((len(program.draws), width)))
            instance.run(first, width, key)
            found[seed] += instance.all_chances(width)[0, 1].sum(axis=-1)
    return found / RUNS


def factors(file: str) -> Iterator[tuple[str, float]]:
    """By what factor the variance of each probability falls."""
    program = compile_model(scenario.load(file).resolved)
    kernel = kernel_of(program, chain=chain_of(program))
    plain, better = (
        means(kernel, independent).var(axis=0, ddof=1) for independent in (True, False)
    )
    for state, before, after in zip(program.states, plain, better, strict=True):
        if before > 0:
            yield state, before / after


def main(files: Sequence[str]) -> None:
    """Print the tables."""
    unsure = 2 / np.sqrt(SEEDS - 1)
    print(f"variance falls to one in (each within {100 * unsure:.0f} %, one standard error)")
    for file in files or FILES:
        print(file)
        for state, factor in factors(file):
            print(f"  {state:<16}{factor:6.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
