"""Mutants that no test can find out, because they compute the same; each with the reason."""

from __future__ import annotations

from tests.mutation.mutants import Mutant

EQUIVALENT: dict[tuple[str, str], str] = {}
"""`(module, change)`, and why it makes no difference."""


def reason(mutant: Mutant) -> str | None:
    return EQUIVALENT.get((mutant.path, mutant.change))
