"""What is said of fixed numbers that move the answer.

A study finds them; here are the words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scenario.checks.finding import Finding
from scenario.checks.subject import Path, Subject

A_POINT = 0.01
"""A fixed number that moves the answer by less is not worth a word."""


def fixed_numbers(
    subject: Subject, moved: Iterable[tuple[Path, float, float]]
) -> Iterator[Finding]:
    """A note for each: its path, its value, and how far it moves the answer."""
    for path, value, by in moved:
        message = (
            f"{'.'.join(path)} is fixed at {value:g}, and moves the answer by"
            f" {100 * by:.1f} points if a tenth larger or smaller"
        )
        low, high = sorted((0.9 * value, 1.1 * value))
        hint = (
            f"write it as an interval, such as {low:.3g} to {high:.3g}, unless it is known exactly;"
            " then the judgement range covers it"
        )
        yield Finding("note", message, subject.mark(*path), hint)
