"""Runs that a kernel marked, looked at by the reference interpreter, which says what is wrong.

A kernel marks runs in which a value is not a number, or two sets contradict; it may mark one in
which this does no harm, never miss one in which it does.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from scenario.engine.variants import Variant
from scenario.errors import Problem, RunError
from scenario.resolve import Resolved

MOST = 200
"""Runs of a study that are looked at though nothing was wrong with the ones before."""


class Inspector:
    """Looks at marked runs of one scenario; shared by threads."""

    def __init__(self, resolved: Resolved) -> None:
        self._resolved, self._lock, self._looked = resolved, threading.Lock(), 0

    def look(self, runs: Iterable[int], ensemble: str = "", *, carried: bool = False) -> None:
        """Replay runs of the study (or of another set of runs).

        Args:
            runs: Their numbers.
            ensemble: The other set.
            carried: Whether they carry the probabilities of states.

        Raises:
            RunError: A run has to stop; it names expression, month and run.
        """
        for run in runs:
            with self._lock:
                self._looked += 1
                if self._looked > MOST:
                    return
            self._replay(run, ensemble, carried)

    def _replay(self, run: int, ensemble: str, carried: bool) -> None:
        from scenario.reference import Plan, carry, replay  # few studies have a run to look at

        if not carried:
            replay(self._resolved, run, ensemble=ensemble)
        elif stopped := carry(Plan(self._resolved), run, ensemble=ensemble).stopped:
            raise stopped

    def look_at_variant(
        self, runs: Iterable[int], variant: Variant, *, carried: bool = False
    ) -> None:
        """Replay runs of a variant of the scenario, to find out why one stopped.

        Args:
            runs: The numbers of the runs.
            variant: The variant.
            carried: Whether runs carry probabilities of states.

        Raises:
            RunError: A run has to stop; it names expression, month, run and variant.
        """
        for run in runs:
            varied = Varied(self._resolved, variant.off, draws=variant.fixed, carried=carried)
            varied.inspect(run, f"run {run} of the study{variant.told}")


@dataclass(frozen=True)
class Varied:
    """A scenario as some of its runs are played: with parts switched off, with given judgements."""

    resolved: Resolved
    off: Sequence[str] = ()
    """Paths of what is switched off."""
    held: Sequence[str] = ()
    """Drivers and actors that stay at their start."""
    draws: Mapping[str, float] = field(default_factory=dict)
    ensemble: str = ""
    carried: bool = False
    """Whether its runs carry the probabilities of states."""

    def inspect(self, run: int, told: str) -> None:
        """Replay a run.

        Raises:
            RunError: The run has to stop; `told` says which it is.
        """
        from scenario.reference import Plan, carry, follow

        resolved = self.resolved
        if self.off:
            resolved = resolved.with_set(dict.fromkeys(self.off, False))
        if self.held:
            resolved = resolved.with_hold(dict.fromkeys(self.held, "start"))
        followed = carry if self.carried else follow
        path = followed(Plan(resolved), run, ensemble=self.ensemble, draws=self.draws)
        if path.stopped:
            known = f"(run {run} of the {self.ensemble or 'study'})"
            raise RunError([_told(problem, known, told) for problem in path.stopped.problems])


def _told(problem: Problem, known: str, told: str) -> Problem:
    """A problem that says besides what is particular about a run."""
    return replace(problem, message=problem.message.replace(known, f"({told})"))
