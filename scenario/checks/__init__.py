"""What `check` says of a valid model: findings, and whether its expectations hold.

Checks are data: each is a function from a subject to findings. None of them runs the model;
expectations are judged on a forecast that somebody else has made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scenario.checks.expectations import Verdict, judge
from scenario.checks.extremes import extreme_rates
from scenario.checks.finding import Finding
from scenario.checks.grounds import grounds, unused_facts
from scenario.checks.influence import unreachable
from scenario.checks.remarks import remarked
from scenario.checks.report import Report
from scenario.checks.still import still_conditions
from scenario.checks.subject import Subject
from scenario.checks.trends import hidden_trends
from scenario.checks.units import mixed_units
from scenario.resolve import Resolved

Check = Callable[[Subject], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    remarked,
    unreachable,
    extreme_rates,
    hidden_trends,
    still_conditions,
    mixed_units,
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
