"""The rooms whose tests are tried with mutants, and which tests those are."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from tests.mutation.mutants import Mutant, mutants

ROOT = Path(__file__).resolve().parents[2]
ROOMS = {
    "forecast_log": ("tests/forecast_log",),
    "intervals": ("tests/intervals",),
    "kernel": ("tests/kernel",),
    "resolve": ("tests/resolve", "tests/spec"),
    "studies": ("tests/studies",),
}
"""Folders of the package, and of the tests that are near to them."""


def mutants_of(room: str) -> list[Mutant]:
    """Every mutant of every module of a room."""
    modules = sorted((ROOT / "scenario" / room).rglob("*.py"))
    return [
        mutant
        for path in modules
        for mutant in mutants(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))
    ]


def sample(of: Sequence[Mutant], size: int | None, seed: int) -> list[Mutant]:
    """So many of them, always the same for a seed, in the order of the modules."""
    if size is None or size >= len(of):
        return list(of)
    chosen = random.Random(seed).sample(range(len(of)), size)
    return [of[place] for place in sorted(chosen)]
