"""A forecast brought forward by evidence, and what each fact did to it on the way.

What the runs come to with all facts is one forecast. What each fact does is seen by making runs
agree with the first fact, with the first two, and so on; these are fewer, and say how likely each
fact was before it was known.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenario import intervals
from scenario.calendar import MonthLike, month_of
from scenario.engine.compiler import compile_model
from scenario.engine.facts import Fact
from scenario.engine.filter_task import Task
from scenario.engine.given import posterior_of, simulate_given
from scenario.engine.results import forecast_of
from scenario.engine.workers import threads
from scenario.forecast.estimate import Estimate
from scenario.resolve.given import known_by, with_evidence
from scenario.resolve.questions import Asked, QuestionLike, asked, question_of
from scenario.schema import normal
from scenario.studies.fact_by_fact import Part, Steps
from scenario.studies.given_evidence import (
    answer_over_filters,
    nothing_to_learn,
    over_filters,
    refuse_joint,
)
from scenario.studies.subject import Progress, Runnable, subject_of
from scenario.studies.updating import Expected, Learned, Moved, Update

Floats = NDArray[np.float64]

CLEAR, SURE = 0.1, 1.5
"""Standard deviations that a judgement must have moved to be told of, and how many times the 95 %
error of that: the farthest of many is told."""
LEAST = 1e-300
"""What is less likely is as surprising as this."""


def update(  # noqa: PLR0913 - all but the scenario have names and defaults
    scenario: Runnable,
    evidence: Sequence[str | os.PathLike[str] | Mapping[str, Any]] = (),
    *,
    of: QuestionLike = None,
    as_of: MonthLike | None = None,
    runs: int | None = None,
    random_seed: int | None = None,
    judgement: bool = True,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Update:
    """Bring a forecast forward by evidence, fact by fact.

    Args:
        scenario: A scenario; what it is given already counts too.
        evidence: Evidence files, or observations as such a file has them.
        of: The question that is watched; the model's own when None.
        as_of: Only what was known by the end of this month.
        runs: How many runs; as the file says where None.
        random_seed: Another whole number for other random draws.
        judgement: Whether to find out what the judgements contribute once the evidence is known.
        workers: Threads to use; they change no number.
        progress: Told how much is done, and of how much.

    Returns:
        The forecast that the evidence leads to, and what each fact did.

    Raises:
        InputError: Evidence is about nothing in the model, outside its time, impossible, or so
            unlikely that too few runs agree with it; or there is none.
    """
    whole = with_evidence(subject_of(scenario, "update"), evidence)
    whole = whole.with_run(runs=runs, random_seed=random_seed)
    until = None if as_of is None else month_of(as_of)
    resolved = whole if until is None else known_by(whole, until)
    program = compile_model(resolved)
    question = asked(resolved, question_of(of, resolved))
    known = posterior_of(resolved, workers=workers, program=program)
    if not known.task.facts:
        raise nothing_to_learn(whole, until)
    refuse_joint(question, known.task)
    steps = Steps(known, question, threads(workers)).found(progress)
    simulation = simulate_given(resolved, known, judgement=judgement, workers=workers)
    every = sum(len(file.evidence) for file in whole.given)
    agreed = known.agreed
    return Update(
        forecast=forecast_of(resolved, simulation),
        of=question.question,
        as_of=until,
        prior=_estimate(steps[0], question),
        posterior=_estimate(steps[-1], question),
        facts=tuple(_learned(steps, known.task, question)),
        unknown=every - len(known.task.facts),
        judgements=_moved(steps[0], steps[-1], known.task),
        effective=min(each.effective for each in agreed),
        distinct=min(each.distinct for each in agreed),
        document=resolved.document(),
    )


def _estimate(parts: Sequence[Part], question: Asked) -> Estimate:
    return answer_over_filters(np.array([part.answer for part in parts]), question)


def _learned(steps: Sequence[Sequence[Part]], task: Task, question: Asked) -> list[Learned]:
    """What each fact did."""
    found = []
    for fact, (before, after) in zip(task.facts, pairwise(steps), strict=True):
        ends = [_estimate(parts, question) for parts in (before, after)]
        expected = _expected(before, fact)
        certain = fact.measured is None and fact.reported is None
        odds = min(1.0, float(np.mean([part.next_chance for part in before])))
        chance = odds if certain else None
        seen = expected.tail if expected else chance
        found.append(
            Learned(
                number=fact.number + 1,
                month=fact.observation.last,
                before=ends[0],
                after=ends[1],
                difference=_difference(before, after),
                log_odds=_log_odds(*ends) if question.question.kind != "mean" else None,
                chance=chance,
                expected=expected,
                surprise=0.0 if seen is None else _bits(seen),
                moved=_moved(before, after, task)[:3],
                observation=fact.observation.model_dump(mode="json", exclude_defaults=True),
            )
        )
    return found


def _difference(before: Sequence[Part], after: Sequence[Part]) -> Estimate:
    answers = (np.array([part.answer for part in parts]) for parts in (after, before))
    return over_filters(np.subtract(*answers))


def _log_odds(before: Estimate, after: Estimate) -> float | None:
    if not (0 < before.p < 1 and 0 < after.p < 1):
        return None
    ends = [np.log(each.p / (1 - each.p)) for each in (before, after)]
    return float(ends[1] - ends[0])


def _bits(chance: float) -> float:
    """How surprising it is that something so likely is so."""
    return max(0.0, float(-np.log2(max(chance, LEAST))))


def _expected(parts: Sequence[Part], fact: Fact) -> Expected | None:
    """What a measurement was expected to be, its error included."""
    if fact.measured is None:
        return None
    values, sd = np.concatenate([part.next for part in parts]), fact.measured.sd
    shares = (np.arange(len(values)) + 0.5) / len(values)
    turned = np.random.default_rng(0).permutation(shares)  # errors, spread evenly over the runs
    low, high = np.quantile(values + sd * normal.quantile(turned), [0.05, 0.95])
    below = float(normal.share_below((fact.measured.value - values) / sd).mean())
    tail = 2 * min(below, 1 - below)
    return Expected(float(values.mean()), float(low), float(high), tail)


def _moved(before: Sequence[Part], after: Sequence[Part], task: Task) -> tuple[Moved, ...]:
    """The judgements whose means have moved clearly, and by more than filters disagree."""
    one, other = (np.array([part.judgements for part in parts]) for parts in (before, after))
    gaps, means = other[:, 0] - one[:, 0], (one.mean(axis=0), other.mean(axis=0))
    unsure = gaps.std(axis=0, ddof=1) / np.sqrt(len(gaps)) * intervals.reach_of_few(len(gaps))
    widths = one[:, 1].mean(axis=0)
    usual = np.median(unsure[widths > 0] / widths[widths > 0]) if widths.any() else 0.0
    found = []
    for place, draw in enumerate(task.program.draws):
        spread, gap = means[0][1, place], float(gaps[:, place].mean())
        if spread > 0 and abs(gap) > max(CLEAR * spread, SURE * max(unsure[place], usual * spread)):
            (old, wide), (new, left) = (part[:, place].tolist() for part in means)
            found.append(Moved(draw.place, old, new, wide, left, gap / float(spread)))
    return tuple(sorted(found, key=lambda each: -abs(each.moved)))
