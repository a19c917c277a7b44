"""Runs that a kernel marked, looked at by the reference interpreter, which says what is wrong.

A kernel marks runs in which a value is not a number, or two sets contradict; it may mark one in
which this does no harm, never miss one in which it does.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from scenario.engine.variants import Variant
from scenario.errors import InputError, Problem, RunError
from scenario.resolve import Resolved

MOST = 200
"""Runs of a study that are looked at though nothing was wrong with the ones before."""


class Inspector:
    """Looks at marked runs of one scenario; shared by threads."""

    def __init__(self, resolved: Resolved) -> None:
        self._resolved, self._lock, self._looked = resolved, threading.Lock(), 0

    def look(self, runs: Iterable[int], ensemble: bool = False) -> None:
        """Replay runs of the study (or of its judgement ensemble).

        Raises:
            RunError: A run has to stop; it names expression, month and run.
        """
        from scenario.reference import replay

        for run in runs:
            with self._lock:
                self._looked += 1
                if self._looked > MOST:
                    return
            replay(self._resolved, run, ensemble=ensemble)

    def look_at_variant(self, runs: Iterable[int], variant: Variant) -> None:
        """Replay runs of a variant of the scenario.

        Raises:
            RunError: A run has to stop; it names expression, month, run and variant.
        """
        marked = list(runs)
        if not marked:
            return
        for run in marked:
            inspect(self._resolved, run, variant.changes, {}, variant.told)


def inspect(
    resolved: Resolved,
    run: int,
    changes: Mapping[str, Any],
    hold: Mapping[str, Any],
    told: str,
) -> None:
    """Replay a run of a scenario in which some values are changed, and some are held.

    Raises:
        RunError: The run has to stop; `told` says what is particular about it.
    """
    from scenario.reference import replay

    try:
        varied = resolved.with_set(changes) if changes else resolved
        replay(varied.with_hold(hold) if hold else varied, run)
    except InputError:  # what no file can say is not looked at
        return
    except RunError as error:
        raise RunError([_told(problem, told) for problem in error.problems]) from None


def _told(problem: Problem, more: str) -> Problem:
    """A problem that says besides what is particular about a variant."""
    message = problem.message.replace("of the study)", f"of the study{more})")
    return replace(problem, message=message)
