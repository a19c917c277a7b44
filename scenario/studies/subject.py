"""What a study is made of, and how it is to be run: the scenario, its runs and seed, the threads.

It refuses what no study of plain runs can honour; it runs nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from scenario.engine.runs import CARRIED, settled
from scenario.errors import InputError, Problem, article
from scenario.expr.question import Question
from scenario.resolve import Resolved


class HasResolved(Protocol):
    """A scenario as the Python face hands it out."""

    @property
    def resolved(self) -> Resolved:
        """The scenario with every value and its origin."""


Runnable = Resolved | HasResolved
Progress = Callable[[int, int], None]
"""Told what is done, and of how much."""


def resolved_of(scenario: Runnable, study: str) -> Resolved:
    """The resolved scenario of a study.

    Raises:
        InputError: It is no scenario, or is given evidence, on which plain runs do not condition.
    """
    resolved = scenario if isinstance(scenario, Resolved) else getattr(scenario, "resolved", None)
    if not isinstance(resolved, Resolved):
        raise InputError(_no_scenario(scenario, study))
    if resolved.given:
        message = f"this scenario is given evidence, on which {study} does not condition"
        raise InputError(Problem(message, hint="take `given` out"))
    return resolved


def others_of(given: Iterable[Runnable | Sequence[Runnable]], study: str) -> list[Resolved]:
    """The resolved scenarios that another is set against, each given by itself or in a list.

    Raises:
        InputError: There are none; or one of them is no scenario, or is given evidence.
    """
    found: list[Resolved] = []
    for one in given:
        several = one if isinstance(one, Sequence) and not isinstance(one, str) else [one]
        found += (resolved_of(each, study) for each in several)
    if not found:
        raise InputError(Problem(f"{study} needs two scenarios", hint="name another one"))
    return found


def _no_scenario(given: object, study: str) -> Problem:
    if isinstance(given, (str, os.PathLike)):
        name = os.fspath(given)
        hint = f"load the file first: scenario.load({str(name)!r})"
        return Problem(f"{study} takes a scenario, not the name of a file", hint=hint)
    found = type(given).__name__
    hint = "give the scenario itself, as scenario.load returns it"
    return Problem(f"{study} takes a scenario, not {article(found)}", hint=hint)


def threads(workers: int | None) -> int:
    """How many threads to use: as many as there are processors where nobody says."""
    if workers is not None and workers < 1:
        raise InputError(f"at least one worker has to do the work, not {workers}")
    return workers or os.cpu_count() or 1


def run_settings(
    resolved: Resolved, runs: int | None = None, random_seed: int | None = None
) -> Resolved:
    """The scenario with another number of runs or another seed, where they are given."""
    if runs is None and random_seed is None:
        return resolved
    return resolved.with_run(runs=runs, random_seed=random_seed)


def settled_runs(
    resolved: Resolved,
    question: Question,
    runs: int | None = None,
    random_seed: int | None = None,
    carried: int = CARRIED,
) -> Resolved:
    """The same for a study of one question: about states, fewer runs may do (`engine.runs`)."""
    found = run_settings(resolved, runs, random_seed)
    return found if question.kind == "mean" else settled(found, carried)
