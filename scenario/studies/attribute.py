"""A difference between two scenarios, divided among the paths in which they differ.

It switches the changed paths in the first scenario, on the same runs; what the difference itself
is, `compare` says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from scenario import intervals
from scenario.engine.answers import Asking, Member, Moments
from scenario.errors import InputError
from scenario.expr.question import Question
from scenario.resolve import Resolved
from scenario.studies.changes import Change, applied, separable
from scenario.studies.collect import collect
from scenario.studies.shapley import coalitions, exact_weights
from scenario.studies.subject import Progress

Floats = NDArray[np.float64]
Method = Literal["shapley", "one at a time"]

ALL = "all changes"
EXACT, MOST = 5, 40
"""Changes that are divided exactly (every set of them is run), and that are divided at all."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one change, or the interplay of all, does to the answer."""

    path: str
    difference: float
    se: float

    @property
    def shown(self) -> bool:
        """Whether these runs show that it does anything (95 %)."""
        return intervals.differs(self.difference, self.se)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {**asdict(self), "shown": self.shown}


@dataclass(frozen=True)
class Attribution:
    """Parts that add up to the difference."""

    of: Question
    method: Method
    total: Part
    parts: tuple[Part, ...]
    """One for each changed path, the largest first."""
    interaction: Part | None
    """What is left when each change is made alone; None where it is divided as well."""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "of": self.of.source(),
            "method": self.method,
            "total": self.total.as_dict(),
            "parts": [part.as_dict() for part in self.parts],
            "interaction": self.interaction.as_dict() if self.interaction else None,
        }


def attribution(
    base: Resolved,
    other: Resolved,
    found: Sequence[Change],
    question: Question,
    total: Part | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Attribution | None:
    """Divide the difference in an answer among the changes.

    Up to five are divided by Shapley's rule: each gets its effect averaged over all orders in
    which the changes could be made, so interplay is shared out evenly (Shapley 1953, "A value for
    n-person games"). More are made one at a time, and what their effects do not add up to is
    stated as interaction. Errors come from the covariance of all members on the same runs. A
    single change does all that there is, which is not simulated again where it is known (`total`).

    Returns:
        None where the changes cannot be made one by one.
    """
    if not 0 < len(found) <= MOST or not separable(base, found, other):
        return None
    if total is not None and len(found) == 1:
        parts = (replace(total, path=found[0].path),)
        return Attribution(question, "shapley", total, parts, interaction=None)
    exact = len(found) <= EXACT
    sets = coalitions(len(found)).T if exact else _alone(len(found))
    try:
        scenarios = [
            applied(base, [c for c, on in zip(found, row, strict=True) if on]) for row in sets
        ]
    except InputError:  # some of the changes need others
        return None
    task = Asking(scenarios, [[Member(number) for number in range(len(scenarios))]], [question])
    done = collect(task, base.runs, workers, progress)
    weights = exact_weights(len(found)) if exact else _differences(len(found))
    return _divided(done.found[0], weights, found, question, exact)


def _alone(changes: int) -> NDArray[np.bool_]:
    """Nothing, each change alone, all of them: `[set, change]`."""
    none = np.zeros((1, changes), bool)
    return np.vstack([none, np.eye(changes, dtype=bool), ~none])


def _differences(changes: int) -> Floats:
    """Each change alone minus nothing: `[set, change]`."""
    return np.vstack([-np.ones((1, changes)), np.eye(changes), np.zeros((1, changes))])


def _divided(
    moments: Moments, weights: Floats, found: Sequence[Change], question: Question, exact: bool
) -> Attribution:
    mean, covariance = moments.mean(0), moments.covariance(0)
    rare = 0.0 if question.kind == "mean" else moments.unseen()

    def part(path: str, weight: Floats) -> Part:
        se = intervals.error_of_sum(covariance, weight)
        return Part(path, float(weight @ mean), intervals.widened(se, rare))

    whole = np.zeros(len(mean))
    whole[0], whole[-1] = -1.0, 1.0
    parts = [part(change.path, row) for change, row in zip(found, weights.T, strict=True)]
    left = part("interaction", whole - weights.sum(axis=1))
    return Attribution(
        of=question,
        method="shapley" if exact else "one at a time",
        total=part(ALL, whole),
        parts=tuple(sorted(parts, key=lambda each: -abs(each.difference))),
        interaction=None if exact else left,
    )
