"""Keys of names, seeds and runs, by which every random number is addressed.

The contract stands in the specification; `kernel.random` has it in kernel operations. It draws
nothing: what is hashed from these keys is the kernel's business.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenario.kernel import random
from scenario.kernel.eager import Eager

U64 = NDArray[np.uint64]
Floats = NDArray[np.float64]


@lru_cache(maxsize=4096)
def stream_key(purpose: str, name: str) -> int:
    """64 bits for a decision: its purpose and the name it is taken for."""
    digest = hashlib.blake2b(f"{purpose}\0{name}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def seed_key(random_seed: int, ensemble: str = "") -> int:
    """64 bits for a seed; `ensemble` names a separate set of runs under the same seed."""
    digest = hashlib.blake2b(f"{ensemble}\0{random_seed}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def run_keys(seed: int, runs: NDArray[np.integer]) -> U64:
    """Keys of the runs (counted from 0) under a seed key: `uint64[run]`."""
    k = Eager()
    found: U64 = _array(random.run_key(k, k.wrap(runs, "i64"), k.wrap(seed, "long")))
    return found


def uniforms(keys: U64, stream: int, step: int) -> Floats:
    """Uniform numbers of runs at one address.

    Args:
        keys: The keys of the runs: `uint64[run]`.
        stream: The key of what is drawn.
        step: The number of the step.

    Returns:
        `float64[run]` inside (0, 1), middles of 2**52 cells.
    """
    k = Eager()
    at = random.address(k, k.wrap(stream, "long"), k.wrap(step, "int"))
    found: Floats = _array(random.uniform(k, random.bits(k, k.wrap(keys, "i64"), at)))
    return found


def _array(value: Any) -> Any:
    return np.atleast_1d(value.array)
