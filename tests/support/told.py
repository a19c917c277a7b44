"""Everything a simulation says, bit by bit, so that two can be compared."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np


def told(simulation: Any) -> dict[str, bytes]:
    """Counts, sums, percentiles, whole paths and hits, each by its name."""
    parts: dict[str, Any] = {"percentiles": simulation.percentiles}
    parts |= {f"record.{key}": value for key, value in vars(simulation.record).items()}
    paths = simulation.paths
    parts |= {
        f"paths.{key}": getattr(paths, key)
        for key in ("values", "states", "happened", "rule_steps", "draws")
    }
    if simulation.judged is not None:
        parts |= {f"judged.{key}": value for key, value in vars(simulation.judged).items()}
    return {key: as_bytes(value) for key, value in parts.items()}


def as_bytes(value: Any) -> bytes:
    """The bits of an array, or the text of anything else."""
    if isinstance(value, np.ndarray):
        return hashlib.sha256(np.ascontiguousarray(value).tobytes()).digest()
    return repr(sorted(value.items()) if isinstance(value, dict) else value).encode()


def parted(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """The names of what is not the same."""
    return sorted(key for key in one.keys() | other.keys() if one.get(key) != other.get(key))


def without(names: str, found: dict[str, bytes]) -> dict[str, bytes]:
    """All but what rounding may move: sums, where they are added up in another order."""
    left_out = names.split()
    return {key: value for key, value in found.items() if key.split(".")[-1] not in left_out}
