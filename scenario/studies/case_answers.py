"""What a model says of each of many cases: one scenario for all that have one probability.

Scenarios that differ in numbers alone share a kernel, and those that are asked the same side by
side. What is made of the answers is not known here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from scenario.engine.answers import TILE, Asking, Member
from scenario.engine.moments import Outcomes
from scenario.errors import InputError
from scenario.expr.question import Question
from scenario.forecast.estimate import Estimate
from scenario.resolve import Resolved
from scenario.resolve.cases import CaseTable
from scenario.studies.collect import collect, estimate
from scenario.studies.subject import Progress, settled_runs

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class CaseAnswer:
    """A probability, and what it rests on."""

    estimate: Estimate
    runs: int
    outcomes: Outcomes


def case_answers(
    table: CaseTable,
    scenarios: Mapping[Key, Resolved],
    *,
    workers: int | None = None,
    progress: Progress | None = None,
) -> dict[Key, CaseAnswer]:
    """The probability of what each case asks, by its key.

    Args:
        table: The cases.
        scenarios: The scenario of each, by its key.
        workers: Threads to use; they change no number.
        progress: Told how many are done, and of how many.

    Raises:
        InputError: Too few runs bear what a question takes as given.
        RunError: A simulation had to stop.
    """
    together: dict[Question, list[Key]] = {}
    for key, question in {case.key: case.question for case in table.cases}.items():
        together.setdefault(question, []).append(key)
    found: dict[Key, CaseAnswer] = {}
    places = {case.question: case.asked_at for case in reversed(table.cases)}
    for question, keys in sorted(together.items(), key=lambda pair: pair[0].source()):
        some = [scenarios[key] for key in keys]
        try:
            found |= dict(zip(keys, _answers(some, question, workers), strict=True))
        except InputError as error:
            at = places[question]
            raise InputError(
                [replace(one, mark=one.mark or at) for one in error.problems]
            ) from None
        if progress:
            progress(len(found), len(scenarios))
    return found


def _answers(
    scenarios: Sequence[Resolved], question: Question, workers: int | None
) -> list[CaseAnswer]:
    """The answers of some scenarios to one question, those of one length and start at a time."""
    found: dict[int, CaseAnswer] = {}
    alike: dict[int, list[int]] = {}
    for number, resolved in enumerate(scenarios):
        alike.setdefault(resolved.start.index, []).append(number)
    for numbers in alike.values():
        some = [scenarios[number] for number in numbers]
        found |= dict(zip(numbers, _side_by_side(some, question, workers), strict=True))
    return [found[number] for number in range(len(scenarios))]


def _side_by_side(
    scenarios: Sequence[Resolved], question: Question, workers: int | None
) -> list[CaseAnswer]:
    settled = [settled_runs(resolved, question) for resolved in scenarios]
    groups = [[Member(number)] for number in range(len(settled))]
    task = Asking(settled, groups, [question])
    runs = TILE if task.outcomes == "certain" else settled[0].runs
    collected = collect(task, runs, workers)
    if collected.stopped:
        raise KeyboardInterrupt  # scores of some of the cases are no scores
    moments = collected.found
    return [
        CaseAnswer(estimate(moments[number], question, 0, 0), moments[number].runs, task.outcomes)
        for number in range(len(settled))
    ]
