"""`check`: what is wrong with files, what is missing, what looks odd, and what was promised.

It shows what the floors below find; it checks nothing itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import click

from scenario.api import Scenario
from scenario.checks import Report
from scenario.checks.finding import problem_as_dict
from scenario.cli.command import Command
from scenario.cli.options import ENGINE, JSON, QUIET, THREADS
from scenario.cli.progress import progress
from scenario.errors import InputError
from scenario.forecast.plain import json_text
from scenario.forecast.plain import strict as plain
from scenario.forecast.wording import count
from scenario.harmless import safe
from scenario.present.finding import found, tally
from scenario.present.terminal import Page
from scenario.resolve import Resolved, load_any
from scenario.schema import Cases, Evidence, Facts


def _run(
    files: tuple[str, ...],
    strict: bool,
    workers: int | None,
    as_json: bool,
    quiet: bool,
) -> int:
    results = []
    for file in files:
        result = _checked(file, workers)
        results.append(result)
        if not as_json:
            if len(results) > 1 and not quiet:
                click.echo()
            _show(result, strict, quiet)
    if as_json:
        ok = all(result.code(strict) == 0 for result in results)
        whole = {"ok": ok, "files": [result.as_dict(strict) for result in results]}
        click.echo(json_text(plain(whole)), nl=False)
    return max(result.code(strict) for result in results)


@dataclass(frozen=True)
class Result:
    """What became of one file."""

    file: str
    kind: str = ""
    holds: str = ""
    error: InputError | None = None
    report: Report | None = None

    def code(self, strict: bool) -> int:
        """The exit code this file alone would give."""
        if self.error:
            return 2
        if self.report is None:
            return 0
        return int(not (self.report.strictly_ok if strict else self.report.ok))

    def as_dict(self, strict: bool) -> dict[str, Any]:
        """For JSON."""
        problems = self.error.problems if self.error else ()
        empty: dict[str, Any] = {"warnings": [], "findings": [], "expectations": []}
        return {
            "file": self.file,
            "kind": self.kind or None,
            "ok": self.code(strict) == 0,
            "problems": [problem_as_dict(problem) for problem in problems],
            **(self.report.as_dict() if self.report else empty),
        }


def _checked(file: str, workers: int | None) -> Result:
    try:
        read = load_any(file)
        kind, holds = _described(read)
        if not isinstance(read, Resolved):
            return Result(file, kind, holds)
        with progress(f"checking {file}") as tell:
            report = Scenario(read).check(workers=workers, progress=tell)
        return Result(file, kind, holds, report=report)
    except InputError as error:
        return Result(file, error=error)


def _described(found: Resolved | Facts | Evidence | Cases) -> tuple[str, str]:
    """The kind of a file, and what it holds in a few words."""
    if isinstance(found, Facts):
        return "facts", f"{count(len(found.facts), 'fact')} of {found.source.id}"
    if isinstance(found, Evidence):
        return "evidence", count(len(found.evidence), "observation")
    if isinstance(found, Cases):
        return "cases", found.title or found.cases
    return ("scenario" if found.draft.is_scenario else "model"), found.title


def _show(result: Result, strict: bool, quiet: bool) -> None:
    if result.error:
        click.echo(safe(str(result.error), lines=True), err=True)
    page = Page()
    if quiet:
        page.block(_verdict_line(result, strict))
    else:
        _page(result, strict, page)
    page.print()


def _page(result: Result, strict: bool, page: Page) -> None:
    """Everything `check` says of one file."""
    if result.error is None:
        page.heading(f"{result.file} ({result.kind}): {result.holds}")
    if result.report:
        page.write(found(result.report))
        page.gap()
    page.text(_verdict_line(result, strict))


def _verdict_line(result: Result, strict: bool) -> str:
    """The file and what became of it, in one sentence."""
    return f"{result.file}: {_verdict(result, strict)}"


def _verdict(result: Result, strict: bool) -> str:
    if result.error:
        return f"wrong, {count(len(result.error.problems), 'problem')}"
    start = "not ok" if result.code(strict) else "ok"
    refused = " (refused by --strict)" if strict else ""
    return ", ".join([start, *tally(result.report or Report(), refused)])


COMMAND = Command(
    rank=20,
    short="Is a file sound, and does its model keep its promises?",
    help="""Check files of any kind: facts, models, scenarios, evidence or cases.

    Lists what is wrong, warnings, findings and whether the expectations hold. Exit code: 0 all is
    well, 1 an expectation fails (or, with --strict, there is a warning), 2 a file is wrong.
    """,
    examples=(
        "scenario check scenarios/base.yaml",
        "scenario check --strict models/*.yaml seeds/*.yaml",
    ),
    options=(
        click.Argument(["files"], metavar="FILE...", nargs=-1, required=True, type=click.Path()),
        click.Option(
            ["--strict"],
            is_flag=True,
            help="Refuse warnings, such as a missing because or cites.",
        ),
        THREADS,
        ENGINE,
        JSON,
        QUIET,
    ),
    run=_run,
)
