"""The chain of hashes over the rows of a log, by which a changed past shows.

The hash of a row covers every value in it, its place, and the hash of the row before, and so
everything that came before. It knows no file.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FIRST = "0" * 64
"""What stands in for the hash before the first row."""
_HEAD = re.compile(r"(?:([0-9]{1,12}):)?([0-9a-f]{64})")


def row_hash(before: str, table: str, number: int, values: Mapping[str, Any]) -> str:
    """The hash of a row: SHA-256 of canonical JSON.

    Args:
        before: The hash of the row before; `FIRST` where there is none.
        table: The table in which it stands.
        number: Its number among all rows.
        values: Every value in it, by column.
    """
    told = [before, table, number, sorted(values.items())]
    text = json.dumps(told, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


@dataclass(frozen=True, slots=True)
class Stored:
    """A row as it stands in a file, its hash not yet believed."""

    number: Any
    table: str
    values: Mapping[str, Any]
    hash: Any


@dataclass(frozen=True, slots=True)
class Misfit:
    """The first row that does not fit, and in what."""

    number: int
    reason: str


def first_misfit(rows: Sequence[Stored]) -> Misfit | None:
    """The first row whose place or hash is not what those before it make it.

    Args:
        rows: All rows in the order of their numbers.
    """
    before = FIRST
    for expected, row in enumerate(rows, 1):
        if row.number != expected or isinstance(row.number, bool):
            return Misfit(expected, "it is missing, or another stands in its place")
        if not _can_be_told(row.values.values()):
            return Misfit(expected, "a value in it is not of a kind that is ever written")
        if row.hash != row_hash(before, row.table, expected, row.values):
            return Misfit(expected, "its hash is not that of what stands in it and before it")
        before = row.hash
    return None


def _can_be_told(values: Iterable[Any]) -> bool:
    return all(value is None or type(value) in (str, int, float) for value in values)


@dataclass(frozen=True, slots=True)
class Head:
    """What is published of a log: its last hash, and how many rows it had where that was told."""

    hash: str
    rows: int | None = None

    @classmethod
    def parse(cls, text: str) -> Head:
        """Read `57:6f1c...`, or the hash alone.

        Raises:
            ValueError: It is neither.
        """
        found = _HEAD.fullmatch(text.strip().lower())
        if not found:
            raise ValueError("a head is 64 digits from 0 to f, with or without rows and a colon")
        return cls(found[2], int(found[1]) if found[1] else None)

    def misfit(self, hashes: Sequence[str]) -> Misfit | None:
        """What is wrong with rows that fit each other, given a head that was published.

        Args:
            hashes: The hashes of all rows in order.
        """
        if self.rows is None:
            if self.hash in (FIRST, *hashes):
                return None
            reason = "no row has the published hash: rows were taken away or written anew"
            return Misfit(len(hashes) + 1, reason)
        if self.rows > len(hashes):
            return Misfit(len(hashes) + 1, f"{self.rows} rows were published, {len(hashes)} stand")
        if self.hash == (FIRST, *hashes)[self.rows]:
            return None
        reason = "its hash is not the published one, so it or a row before it was written anew"
        return Misfit(max(self.rows, 1), reason)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"rows": self.rows, "hash": self.hash}

    def __str__(self) -> str:
        return self.hash if self.rows is None else f"{self.rows}:{self.hash}"
