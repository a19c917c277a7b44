"""The result of checking a file as a page: warnings, findings, notes, expectations, the verdict.

It lays out; it judges nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scenario.forecast.wording import count, listing
from scenario.present.terminal import Page

if TYPE_CHECKING:
    from scenario.checks import Finding, Report, Verdict
    from scenario.cli.check import Result
    from scenario.errors import Problem


def check_page(result: Result, strict: bool, page: Page) -> None:
    """Everything `check` says of one file."""
    if result.error is None:
        page.heading(f"{result.file} ({result.kind}): {result.holds}")
    if result.report:
        report = result.report
        _items(page, "Warnings", report.warnings)
        _items(page, "Worth a look", _of(report, "warning"))
        _items(page, "Notes", _of(report, "note"))
        _expectations(page, report.verdicts)
        page.gap()
    page.text(verdict_line(result, strict))


def verdict_line(result: Result, strict: bool) -> str:
    """The file and what became of it, in one sentence."""
    return f"{result.file}: {_verdict(result, strict)}"


def _verdict(result: Result, strict: bool) -> str:
    if result.error:
        return f"wrong, {count(len(result.error.problems), 'problem')}"
    if result.report is None:
        return "ok"
    parts = [_warned(result.report, strict), *_tallied(result.report.verdicts)]
    start = "ok" if not result.code(strict) else "not ok"
    return ", ".join([start, *(part for part in parts if part)])


def _warned(report: Report, strict: bool) -> str:
    if not report.warnings:
        return ""
    refused = " (refused by --strict)" if strict else ""
    return f"{count(len(report.warnings), 'warning')}{refused}"


def _tallied(verdicts: Sequence[Verdict]) -> list[str]:
    if not verdicts:
        return []
    counts = dict.fromkeys(("holds", "fails", "too close to call", "not asked"), 0)
    for verdict in verdicts:
        counts[verdict.status] += 1
    kept, broken = counts["holds"], counts["fails"]
    said = [f"{kept} of {count(len(verdicts), 'expectation')} met"]
    said += [f"{broken} not met"] if broken else []
    rest = [f"{counts[s]} {s}" for s in ("too close to call", "not asked") if counts[s]]
    return [*said, *rest]


def _items(page: Page, head: str, items: Sequence[Problem | Finding]) -> None:
    if not items:
        return
    page.gap()
    page.text(f"{head}:", indent="  ")
    for item in items:
        place = f"{item.mark}: " if item.mark else ""
        page.text(f"{place}{item.message}", indent="  - ", hang="    ")
        if item.hint:
            page.text(f"hint: {item.hint}", indent="    ", hang="      ")


def _expectations(page: Page, verdicts: Sequence[Verdict]) -> None:
    if not verdicts:
        return
    page.gap()
    page.text(f"Expectations ({count(verdicts[0].runs, 'run')}, 95 % intervals):", indent="  ")
    width = max(len(verdict.status) for verdict in verdicts) + 2
    for verdict in verdicts:
        said = f": {listing(map(str, verdict.answers))}" if verdict.answers else ""
        first = f"  {verdict.status:{width}}"
        page.text(f"{verdict.that}{said}", first, " " * len(first))
    for verdict in verdicts:
        if verdict.status == "fails" and verdict.because:
            page.text(f"{verdict.that} was expected because: {verdict.because}", "  ", "    ")


def _of(report: Report, level: str) -> list[Finding]:
    return [finding for finding in report.findings if finding.level == level]
