"""What became of checking one scenario: warnings, findings and verdicts in one object.

It counts and says; it checks nothing itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scenario.checks.expectations import Verdict
from scenario.checks.finding import Finding
from scenario.errors import Problem


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that checking a valid scenario brought to light."""

    warnings: tuple[Problem, ...] = ()
    """Missing reasons and the like, which `strict` refuses."""
    findings: tuple[Finding, ...] = ()
    verdicts: tuple[Verdict, ...] = ()

    @property
    def failed(self) -> tuple[Verdict, ...]:
        """Expectations that do not hold."""
        return tuple(verdict for verdict in self.verdicts if verdict.status == "fails")

    @property
    def ok(self) -> bool:
        """Whether no expectation fails."""
        return not self.failed

    @property
    def strictly_ok(self) -> bool:
        """Whether nothing is there to warn of, either."""
        return self.ok and not self.warnings

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "warnings": [problem_as_dict(problem) for problem in self.warnings],
            "findings": [finding.as_dict() for finding in self.findings],
            "expectations": [verdict.as_dict() for verdict in self.verdicts],
        }

    def __str__(self) -> str:
        lines = [f"warning: {problem}" for problem in self.warnings]
        lines += [f"{finding.level}: {finding}" for finding in self.findings]
        lines += [str(verdict) for verdict in self.verdicts]
        return "\n".join(lines)


def problem_as_dict(problem: Problem) -> dict[str, Any]:
    """A problem for JSON."""
    return {
        "message": problem.message,
        "place": str(problem.mark) if problem.mark else None,
        "path": problem.path or None,
        "hint": problem.hint or None,
    }
