"""Chances that were written in place of rates: what rate each comes to.

It reads what was written and what was made of it; what acts on a rate is for others to weigh.
"""

from __future__ import annotations

from collections.abc import Iterator

from scenario.checks.finding import Finding
from scenario.checks.subject import Subject
from scenario.resolve.paths import dotted
from scenario.schema.chance import in_words
from scenario.schema.cohort import in_words as row_in_words


def said_chances(subject: Subject) -> Iterator[Finding]:
    """A note on each place where a chance was written, with its rate per year."""
    for spot in subject.places:
        path = dotted(spot.path)
        said = subject.resolved.said_at(path)
        if said is not None:
            message = f"{row_in_words(said)} is a rate of {in_words(spot.value)}"
            yield Finding("note", message, subject.resolved.mark_at(path))
