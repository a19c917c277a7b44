"""What is known on paper, held against what comes out: claims, their checks, and their seeds.

It knows no model; what is claimed stands in `closed_forms`, how figures are compared in `lab`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

LIMIT = 4.5
"""Standard errors a figure may be off. A right engine exceeds it once in 150,000 figures."""


@dataclass(frozen=True)
class Subject:
    """A heading of the page: what its checks are about, in a sentence, and where it is known."""

    title: str
    about: str
    source: str


@dataclass(frozen=True)
class Check:
    """One figure held against mathematics; `z` is None where no chance is in it."""

    case: str
    expected: float
    found: float
    error: float
    runs: int
    z: float | None
    how: str = ""
    """A mark where z is not the plain (found - expected) / error."""


@dataclass(frozen=True)
class Claim:
    """A fact, its formula, and the function that checks it."""

    subject: Subject
    name: str
    formula: str
    make: Callable[..., None]

    @property
    def checks(self) -> tuple[Check, ...]:
        """Its figures, simulated once in a process."""
        return _checks(self)

    def __str__(self) -> str:
        return self.name


CLAIMS: dict[str, Claim] = {}
"""Every claim by its name, in the order of the page."""


def claim(subject: Subject, formula: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Put a function on the page; its name, read as words, says the fact."""

    def enter(make: Callable[..., None]) -> Callable[..., None]:
        name = make.__name__.replace("_", " ")
        if name in CLAIMS:
            raise ValueError(f"two claims are called {name!r}: they would share their seeds")
        CLAIMS[name] = Claim(subject, name, formula, make)
        return make

    return enter


def seed_of(name: str, number: int) -> int:
    """The random seed of a check's n-th simulation: a rule, so that none can be picked."""
    digest = hashlib.blake2b(f"{name}, {number}".encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big")


def ledger() -> list[Check]:
    """The figures of all claims that have chance in them."""
    return [check for one in CLAIMS.values() for check in one.checks if check.z is not None]


@cache
def _checks(one: Claim) -> tuple[Check, ...]:
    from tests.statistics.lab import Lab

    lab = Lab(one.name)
    one.make(lab)
    return tuple(lab.checks)
