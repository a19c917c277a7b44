"""What a study is made of: a resolved scenario, or anything that has one.

It refuses what no study of plain runs can honour; it runs nothing.
"""

from __future__ import annotations

from typing import Protocol

from scenario.errors import InputError, Problem
from scenario.resolve import Resolved


class HasResolved(Protocol):
    """A scenario as the Python face hands it out."""

    @property
    def resolved(self) -> Resolved:
        """The scenario with every value and its origin."""


Runnable = Resolved | HasResolved


def resolved_of(scenario: Runnable, study: str) -> Resolved:
    """The resolved scenario of a study.

    Raises:
        InputError: It is given evidence, on which plain runs do not condition.
    """
    resolved = scenario if isinstance(scenario, Resolved) else scenario.resolved
    if resolved.given:
        message = f"this scenario is given evidence, on which {study} does not condition"
        raise InputError(Problem(message, hint="take `given` out"))
    return resolved
