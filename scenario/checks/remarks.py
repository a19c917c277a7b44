"""What cross-checking found sound but perhaps not meant: cut distributions, repeated dates.

It passes on; the judging was done where the names were resolved.
"""

from __future__ import annotations

from collections.abc import Iterator

from scenario.checks.finding import Finding
from scenario.checks.subject import Subject


def remarked(subject: Subject) -> Iterator[Finding]:
    """Each remark as a finding."""
    for remark in subject.resolved.remarks:
        yield Finding("warning", remark.message, remark.mark, remark.hint)
