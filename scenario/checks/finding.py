"""What checking found: single findings, and the report of all that was found in one scenario.

It holds findings and puts them into text and JSON; it checks nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from scenario.checks.expectations import Verdict
from scenario.errors import Mark, Problem
from scenario.result import Result

Level = Literal["warning", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing worth knowing about a model that is valid.

    A warning is most likely a slip; a note is something the author should have decided knowingly.
    """

    level: Level
    message: str
    mark: Mark | None = None
    hint: str = ""

    def __str__(self) -> str:
        place = f"{self.mark}: " if self.mark else ""
        hint = f"\n  hint: {self.hint}" if self.hint else ""
        return f"{place}{self.message}{hint}"

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "level": self.level,
            "message": self.message,
            "place": str(self.mark) if self.mark else None,
            "hint": self.hint or None,
        }


@dataclass(frozen=True)
class Report(Result):
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
        return self.text()


def problem_as_dict(problem: Problem) -> dict[str, Any]:
    """A problem for JSON."""
    return {
        "message": problem.message,
        "place": str(problem.mark) if problem.mark else None,
        "path": problem.path or None,
        "hint": problem.hint or None,
    }
