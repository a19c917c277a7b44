"""Kernels grown at random leave the same memory behind on every backend."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from tests.kernel.backends import BACKENDS, FAST
from tests.kernel.growing import Grown

SEEDS = range(14)
SOME = [name for name in FAST if "effort" not in str(name)]


@lru_cache
def grown(seed: int) -> tuple[Grown, dict[str, Any]]:
    kernel = Grown(seed)
    return kernel, kernel.answers(BACKENDS["arrays"](kernel.kernel))


def differences(found: dict[str, Any], wanted: dict[str, Any]) -> list[str]:
    return [name for name in wanted if not np.array_equal(found[name], wanted[name])]


@pytest.mark.parametrize("backend", SOME)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_grown_kernel_leaves_the_same_memory(seed: int, backend: str) -> None:
    kernel, wanted = grown(seed)
    assert differences(kernel.answers(BACKENDS[backend](kernel.kernel)), wanted) == []
