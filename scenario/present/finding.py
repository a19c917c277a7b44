"""What checking a scenario brought to light, in words: warnings, findings, expectations.

It words the report and judges nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scenario.checks import Finding, Report, Verdict
from scenario.errors import Problem
from scenario.forecast.wording import capital, count, listing
from scenario.present import presents
from scenario.present.blocks import Block, Heading, Items, items, lead, paragraph


def headline(report: Report) -> Iterator[Block]:
    """The verdict in a sentence."""
    start = "ok" if report.ok else "not ok"
    yield lead(f"{capital(', '.join([start, *tally(report)]))}.")


def tally(report: Report, refused: str = "") -> list[str]:
    """How many warnings there are and how many expectations are met, as parts of a sentence.

    Args:
        report: What was found.
        refused: What is said of the warnings besides, if there are any.
    """
    warned = len(report.warnings)
    said = [f"{count(warned, 'warning')}{refused}"] if warned else []
    if not report.verdicts:
        return said
    counts = dict.fromkeys(("holds", "fails", "too close to call", "not asked"), 0)
    for verdict in report.verdicts:
        counts[verdict.status] += 1
    said.append(f"{counts['holds']} of {count(len(report.verdicts), 'expectation')} met")
    said += [f"{counts['fails']} not met"] if counts["fails"] else []
    rest = (status for status in ("too close to call", "not asked") if counts[status])
    return [*said, *(f"{counts[status]} {status}" for status in rest)]


def found(report: Report) -> Iterator[Block]:
    """Everything that was found, in the order of how much it matters."""
    yield from _listed("Warnings", report.warnings)
    for head, level in (("Worth a look", "warning"), ("Notes", "note")):
        yield from _listed(head, [one for one in report.findings if one.level == level])
    yield from _expected(report.verdicts)


def _listed(head: str, some: Sequence[Problem | Finding]) -> Iterator[Block]:
    if some:
        yield Heading(head)
        yield items(map(_one, some))


def _one(found: Problem | Finding) -> str:
    place = f"{found.mark}: " if found.mark else ""
    return f"{place}{found.message}" + (f" (hint: {found.hint})" if found.hint else "")


def _expected(verdicts: Sequence[Verdict]) -> Iterator[Block]:
    if not verdicts:
        return
    yield Heading(f"Expectations ({count(verdicts[0].runs, 'run')}, 95 % intervals)")
    width = max(len(verdict.status) for verdict in verdicts) + 1
    labels = tuple(f"{verdict.status:{width}}" for verdict in verdicts)
    yield Items(tuple((_answered(verdict),) for verdict in verdicts), labels)
    for verdict in verdicts:
        if verdict.status == "fails" and verdict.because:
            yield paragraph(f"{verdict.that} was expected because: {verdict.because}")


def _answered(verdict: Verdict) -> str:
    answers = listing(map(str, verdict.answers))
    return f"{verdict.that}: {answers}" if answers else verdict.that


presents(Report, headline=headline, rest=found)
