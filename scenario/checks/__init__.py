"""What `check` says of a valid model: findings, and whether its expectations hold.

Checks are data: each is a function from a subject to findings, in a module of its own that the list
here imports. None of them runs the model; expectations are judged on a forecast that somebody else
has made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scenario.checks.chances import said_chances
from scenario.checks.cohorts import missed_tables
from scenario.checks.deterministic import deterministic_conditions
from scenario.checks.evidence_coverage import grounds, unused_facts
from scenario.checks.expectations import Verdict, judge
from scenario.checks.extremes import extreme_rates
from scenario.checks.finding import Finding, Report
from scenario.checks.influence import unreachable
from scenario.checks.initial_drift import initial_drift
from scenario.checks.subject import Subject
from scenario.checks.units import mixed_units
from scenario.resolve import Resolved

Check = Callable[[Subject], Iterator[Finding]]


def _remarked(subject: Subject) -> Iterator[Finding]:
    """What cross-checking names found valid but perhaps not meant, such as cut distributions."""
    for remark in subject.resolved.remarks:
        yield Finding("warning", remark.message, remark.mark, remark.hint)


CHECKS: tuple[Check, ...] = (
    _remarked,
    unreachable,
    extreme_rates,
    initial_drift,
    deterministic_conditions,
    mixed_units,
    said_chances,
    missed_tables,
    unused_facts,
    grounds,
)


def examine(resolved: Resolved) -> tuple[Finding, ...]:
    """Everything the checks find, warnings before notes."""
    subject = Subject(resolved)
    found = [finding for check in CHECKS for finding in check(subject)]
    return tuple(sorted(found, key=lambda finding: finding.level != "warning"))


__all__ = [
    "CHECKS",
    "Finding",
    "Report",
    "Subject",
    "Verdict",
    "examine",
    "judge",
]
