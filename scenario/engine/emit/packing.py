"""Numbers as they stand in a kernel's memory."""

from __future__ import annotations

import struct
from collections.abc import Sequence


def doubled(numbers: Sequence[float]) -> bytes:
    """Numbers as they stand in memory for all lanes: each twice."""
    return struct.pack(f"<{2 * len(numbers)}d", *(x for x in numbers for _ in range(2)))


def words(numbers: Sequence[int]) -> bytes:
    """32 bits each."""
    return struct.pack(f"<{len(numbers)}I", *numbers)


def longs(numbers: Sequence[int]) -> bytes:
    """64 bits each."""
    return struct.pack(f"<{len(numbers)}Q", *numbers)
