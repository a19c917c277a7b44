"""Random numbers laid out for tests of their quality."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from scenario.engine.randomness import U64, run_keys, seed_key, stream_key, uniforms
from tests.support.numbers import decisions
from tests.support.numbers import normals as normals_of

Floats = NDArray[np.float64]
Source = Callable[[U64, int, int], Floats]
RUNS = 200_000
SEEDS = (0, 1, 2, 20_221_214, 2**63 - 1)
SOURCES: dict[str, Source] = {"judgement": uniforms, "event": decisions}
"""The two kinds of uniforms, by a purpose they serve: drawn once a run, and in every step."""


def keys(seed: int = 0, runs: int = RUNS, first: int = 0) -> U64:
    return run_keys(seed_key(seed), np.arange(first, first + runs))


def normals(stream: int, steps: int, seed: int = 0, runs: int = RUNS) -> Floats:
    """`float64[step, run]`, steps counted from 1."""
    own = keys(seed, runs)
    return np.array([normals_of(own, stream, step) for step in range(1, steps + 1)], float)


def fresh(purpose: str, name: str, steps: int, runs: int = RUNS, seed: int = 0) -> Floats:
    """Uniforms of a purpose: `float64[step, run]`, steps counted from 1."""
    own, stream = keys(seed, runs), stream_key(purpose, name)
    return np.array([SOURCES[purpose](own, stream, step) for step in range(1, steps + 1)])
