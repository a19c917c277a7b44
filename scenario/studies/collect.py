"""Running the groups of a study, keeping what is finished when it is stopped.

What the groups are, and what is made of their answers, is the business of each study.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from scenario.engine.answers import Asking, Moments, answered
from scenario.errors import InputError
from scenario.expr.question import Question
from scenario.forecast.estimate import Z95, Estimate, shares
from scenario.resolve import Resolved

Progress = Callable[[int, int], None]
"""Told what is done, and of how much."""
GROUP = 10
"""Members of a group besides the one they follow; more would share more and hold more memory."""


@dataclass(frozen=True)
class Collected:
    """Groups by their number; those a stopped study did not finish are missing."""

    found: Mapping[int, Moments]
    stopped: bool


def collect(
    task: Asking, runs: int, workers: int | None, progress: Progress | None = None
) -> Collected:
    """Run every group; Ctrl-C ends it with the groups that are finished, if there are any."""
    found: dict[int, Moments] = {}
    try:
        found.update(answered(task, runs, processes(workers), progress))
    except KeyboardInterrupt:
        if not found:
            raise
        return Collected(found, stopped=True)
    return Collected(found, stopped=False)


def processes(workers: int | None) -> int:
    """How many processes to use: as many as there are processors where nobody says."""
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


def estimate(moments: Moments, question: Question, number: int, member: int) -> Estimate:
    """The answer of one member to one question (by its number), with its sampling error."""
    mean = float(moments.mean(number)[member])
    if question.kind != "mean":
        hits = np.array([round(moments.sums[number, member])])
        p, se, low, high = (float(part[0]) for part in shares(hits, moments.runs))
        return Estimate(p, se, low, high)
    error = float(np.sqrt(max(moments.covariance(number)[member, member], 0.0)))
    return Estimate(mean, error, mean - Z95 * error, mean + Z95 * error)


def short(cell: Estimate) -> dict[str, Any]:
    """For JSON: the estimate without a judgement range, which such a study does not compute."""
    return {"p": cell.p, "se": cell.se, "low": cell.low, "high": cell.high}


def gap(moments: Moments, question: int, first: int, second: int) -> tuple[float, float]:
    """The second member's answer minus the first's, and its standard error from paired runs."""
    mean, covariance = moments.mean(question), moments.covariance(question)
    variance = covariance[first, first] + covariance[second, second] - 2 * covariance[first, second]
    return float(mean[second] - mean[first]), float(np.sqrt(max(variance, 0.0)))
