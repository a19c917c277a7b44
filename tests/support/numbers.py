"""The random numbers that kernels draw, for many runs at once, through the kernel's own operations.

What they decide is not known here.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenario.engine.randomness import run_keys, seed_key
from scenario.kernel import random
from scenario.kernel.eager import Eager

U64 = NDArray[np.uint64]
Floats = NDArray[np.float64]
_K = Eager(calm=True)


@lru_cache(maxsize=8)
def keys_of(runs: int, random_seed: int = 0, first: int = 0) -> U64:
    """Keys of so many runs of a study."""
    return run_keys(seed_key(random_seed), np.arange(first, first + runs))


def judgements(runs: int, stream: int, random_seed: int = 0, ensemble: str = "") -> Floats:
    """Uniforms of a judgement in the first runs of a study: `float64[run]`."""
    number = _K.wrap(np.arange(runs), "i64")
    keys, replicates = (
        random.run_key(_K, of, _K.wrap(seed_key(random_seed, ensemble), "long"))
        for of in (number, random.replicate_of(number))
    )
    own, order = (
        random.bits(_K, of, random.address(_K, _K.wrap(stream, "long"), _K.wrap(step, "int")))
        for step, of in enumerate((keys, replicates))
    )
    drawn = random.stratified(_K, own, order, random.turns_of(_K, number))
    return np.atleast_1d(random.uniform(_K, drawn).array)


def decisions(keys: U64, stream: int, step: int) -> Floats:
    """Uniforms of a decision at a step, counted from 1: `float64[run]`."""
    turn, part = divmod(step - 1, random.TURN)
    rough = random.rough_of(_K, _raw(keys, stream, turn), part)
    fine = _raw(keys, stream ^ random.FINER, step)
    return np.atleast_1d(random.refined(_K, rough, fine).array)


def normals(keys: U64, stream: int, step: int) -> Floats:
    """Normal shocks at a step, counted from 1, in single precision: `float32[run]`."""
    pair, second = divmod(step - 1, 2)
    return pairs(keys, stream, pair)[second]


def pairs(keys: U64, stream: int, number: int) -> tuple[Floats, Floats]:
    """Both normals from the bits of one address; jumps take the first, addressed by the step."""
    first, second = random.normals(_K, _raw(keys, stream, number))
    return np.atleast_1d(first.array), np.atleast_1d(second.array)


def bits(keys: U64, stream: int, number: int) -> U64:
    """64 bits for each run at an address."""
    return np.atleast_1d(_raw(keys, stream, number).array)


def _raw(keys: U64, stream: int, number: int) -> Any:
    at = random.address(_K, _K.wrap(stream, "long"), _K.wrap(number, "int"))
    return random.bits(_K, _K.wrap(keys, "i64"), at)
