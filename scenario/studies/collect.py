"""Running the groups of a study, keeping what is finished when it is stopped.

What the groups are, and what is made of their answers, is the business of each study.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scenario import intervals
from scenario.engine.answers import Asking, answered
from scenario.engine.moments import Moments
from scenario.engine.workers import threads
from scenario.errors import InputError, Problem
from scenario.expr.question import Question
from scenario.forecast.estimate import Estimate, mean_of, probability_of, share_of
from scenario.studies.subject import Progress

LEAST, SURER = 200, 1.3
"""Runs that must bear a condition; and how many times more are proposed than should just do."""
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
        for group, moments in answered(task, runs, threads(workers), progress):
            refuse_few(moments)
            found[group] = moments
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
    if moments.bearing is not None:
        refuse_few(moments)
        return _among(moments, number, member, float(moments.bearing[number, member]))
    total = moments.sums[number, member]
    if moments.outcomes == "drawn":
        return share_of(round(total), moments.runs)
    certain, rare = bool(moments.exact[number, member]), moments.unseen(member)
    return probability_of(moments.grouped(number, member), certain=certain, rare=rare)


def _among(moments: Moments, number: int, member: int, bearing: float) -> Estimate:
    """A probability among the runs that bear a condition."""
    total = moments.sums[number, member]
    if moments.outcomes == "drawn":
        return share_of(round(total), round(bearing))
    p = float(moments.mean(number)[member])
    se = intervals.error_of_sum(moments.covariance(number)[member, member])
    if moments.exact[number, member]:
        return Estimate(p, 0.0, p, p)
    alike = p * (1 - p) / se**2 if se > 0 else bearing
    found = share_of(p * alike, alike)
    return Estimate(p, se or found.se, found.low, found.high)


def refuse_few(moments: Moments) -> None:
    """Refuse a probability among some of the runs where these are too few.

    Raises:
        InputError: They are.
    """
    if moments.bearing is not None and moments.bearing.min() < LEAST:
        raise _too_few(float(moments.bearing.min()), moments.runs)


def _too_few(bearing: float, runs: int) -> InputError:
    message = (
        f"what is given is so in {bearing:,.0f} of {runs:,} runs; a conditional probability needs"
        f" {LEAST}"
    )
    if bearing < 1:
        return InputError(Problem(message, hint="ask for both together, or give what is likelier"))
    more = _rounded(LEAST * runs / bearing * SURER)
    return InputError(Problem(message, hint=f"make more runs: --runs {more}"))


def _rounded(number: float) -> int:
    """Up to two digits, such as 8,200 for 8,126."""
    digits = 10 ** max(0, len(str(int(number))) - 2)
    return int(-(-number // digits) * digits)


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
        among = moments.runs
        if moments.bearing is not None:
            among = round(moments.bearing[number, [first, second]].min())
        alike = intervals.error_if_alike(among)
        se = intervals.error_allowing(se, alike, moments.unseen(first, second))
    return float(mean[second] - mean[first]), se
