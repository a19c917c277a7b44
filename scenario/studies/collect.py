"""Running the groups of a study, keeping what is finished when it is stopped.

What the groups are, and what is made of their answers, is the business of each study.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scenario import intervals
from scenario.engine.answers import Asking, Moments, answered
from scenario.engine.workers import threads
from scenario.expr.question import Question
from scenario.forecast.estimate import Estimate, mean_of, probability_of, share_of
from scenario.studies.subject import Progress

GROUP = 40
"""Members of a group besides the one they follow; more would share more and hold more memory."""


@dataclass(frozen=True)
class Collected:
    """Groups by their number; those a stopped study did not finish are missing."""

    found: Mapping[int, Moments]
    stopped: bool


def collect(
    task: Asking, runs: int, workers: int | None, progress: Progress | None = None
) -> Collected:
    """Run every group; Ctrl-C ends it with the groups that are finished.

    Args:
        task: What is run and asked.
        runs: Runs of each member of a group.
        workers: Threads to use; as many as there are processors if None.
        progress: Told, now and then, how many runs are done, and of how many.

    Raises:
        KeyboardInterrupt: No group is finished.
    """
    found: dict[int, Moments] = {}
    try:
        found.update(answered(task, runs, threads(workers), progress))
    except KeyboardInterrupt:
        if not found:
            raise
        return Collected(found, stopped=True)
    return Collected(found, stopped=False)


def estimate(moments: Moments, question: Question, number: int, member: int) -> Estimate:
    """The answer of one member to one question, with its sampling error.

    Args:
        moments: What is known of the answers of a group.
        question: The question.
        number: Its number among those that were asked.
        member: The number of the member in the group.
    """
    mean = float(moments.mean(number)[member])
    if question.kind != "mean":
        return _probability(moments, number, member)
    return mean_of(mean, intervals.error_of_sum(moments.covariance(number)[member, member]))


def _probability(moments: Moments, number: int, member: int) -> Estimate:
    total = moments.sums[number, member]
    if moments.outcomes == "drawn":
        return share_of(round(total), moments.runs)
    certain, rare = bool(moments.exact[number, member]), moments.unseen(member)
    return probability_of(moments.grouped(number, member), certain=certain, rare=rare)


def short(cell: Estimate) -> dict[str, Any]:
    """For JSON: the estimate without a judgement range, which such a study does not compute."""
    return {"p": cell.p, "se": cell.se, "low": cell.low, "high": cell.high}


def gap(
    moments: Moments, question: Question, number: int, first: int, second: int
) -> tuple[float, float]:
    """The second member's answer minus the first's, and its standard error from paired runs.

    Probabilities that no run shows to differ may differ still, but for those that are certain; and
    all may by what came in few runs.

    Args:
        moments: What is known of the answers of a group.
        question: The question.
        number: Its number among those that were asked.
        first: The number of one member in the group.
        second: The number of the other.

    Returns:
        The difference in the answer's own unit (of probabilities from -1 to 1), and its error.
    """
    mean, covariance = moments.mean(number), moments.covariance(number)
    se = intervals.error_of_gap(covariance, first, second)
    exact = moments.exact[number, [first, second]].all() or first == second
    if question.kind != "mean" and not exact:
        alike = intervals.error_if_alike(moments.runs)
        se = intervals.error_allowing(se, alike, moments.unseen(first, second))
    return float(mean[second] - mean[first]), se
