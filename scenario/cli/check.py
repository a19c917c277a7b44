"""`check`: what is wrong with files, what is missing, what looks odd, and what was promised.

It shows what the floors below find; it checks nothing itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from scenario.cli.command import Command
from scenario.cli.options import ENGINE, JSON, QUIET
from scenario.cli.typed import Count
from scenario.errors import InputError

if TYPE_CHECKING:
    from scenario.checks import Report
    from scenario.resolve import Resolved
    from scenario.schema import Evidence, Facts


@click.command(
    "check",
    cls=Command,
    short_help="Is a file sound, and does its model keep its promises?",
    examples=(
        "scenario check scenarios/base.yaml",
        "scenario check --strict models/*.yaml seeds/*.yaml",
    ),
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path())
@click.option("--strict", is_flag=True, help="Refuse warnings, such as a missing because or cites.")
@click.option("--workers", metavar="K", type=Count(1), help="Threads to use.")
@ENGINE
@JSON
@QUIET
@click.pass_context
def command(
    ctx: click.Context,
    files: tuple[str, ...],
    strict: bool,
    workers: int | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Check files of any kind: facts, models, scenarios or evidence.

    Lists what is wrong, warnings, findings and whether the expectations hold. Exit code: 0 all is
    well, 1 an expectation fails (or, with --strict, there is a warning), 2 a file is wrong.
    """
    results = []
    for file in files:
        result = _checked(file, workers)
        results.append(result)
        if not as_json:
            if len(results) > 1 and not quiet:
                click.echo()
            _show(result, strict, quiet)
    if as_json:
        from scenario.forecast.plain import json_text
        from scenario.forecast.plain import strict as plain

        ok = all(result.code(strict) == 0 for result in results)
        whole = {"ok": ok, "files": [result.as_dict(strict) for result in results]}
        click.echo(json_text(plain(whole)), nl=False)
    ctx.exit(max(result.code(strict) for result in results))


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
        from scenario.checks.finding import problem_as_dict

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
    from scenario.api import Scenario
    from scenario.cli.progress import progress
    from scenario.resolve import Resolved, load_any

    try:
        found = load_any(file)
        kind, holds = _described(found)
        if not isinstance(found, Resolved):
            return Result(file, kind, holds)
        with progress(f"checking {file}") as tell:
            report = Scenario(found).check(workers=workers, progress=tell)
        return Result(file, kind, holds, report=report)
    except InputError as error:
        return Result(file, error=error)


def _described(found: Resolved | Facts | Evidence) -> tuple[str, str]:
    """The kind of a file, and what it holds in a few words."""
    from scenario.forecast.wording import count
    from scenario.schema import Evidence, Facts

    if isinstance(found, Facts):
        return "facts", f"{count(len(found.facts), 'fact')} of {found.source.id}"
    if isinstance(found, Evidence):
        return "evidence", count(len(found.evidence), "observation")
    return ("scenario" if found.draft.is_scenario else "model"), found.title


def _show(result: Result, strict: bool, quiet: bool) -> None:
    from scenario.cli.check_page import check_page, verdict_line
    from scenario.harmless import safe
    from scenario.present.terminal import Page

    if result.error:
        click.echo(safe(str(result.error), lines=True), err=True)
    page = Page()
    if quiet:
        page.block(verdict_line(result, strict))
    else:
        check_page(result, strict, page)
    page.print()
