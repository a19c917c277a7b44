"""A model whose judgements are consistent with evidence, made of runs that agree with it.

What the runs say of judgements is written into the model: percentiles in the form each judgement
had, and which of them go together. What they say of states, events and values is not: the model
begins where it did.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenario.calendar import Month, MonthLike, month_of
from scenario.engine.compiler import compile_model
from scenario.engine.conditioning import Posterior
from scenario.engine.given import posterior_of
from scenario.errors import InputError, Problem
from scenario.forecast.estimate import Estimate
from scenario.resolve import Resolved
from scenario.resolve.given import (
    evidence_files,
    facts_files,
    known_by,
    with_evidence,
    without_evidence,
)
from scenario.resolve.questions import Asked, QuestionLike, asked, question_of
from scenario.resolve.used_evidence import used
from scenario.schema import Calibrated
from scenario.studies.ask import ask
from scenario.studies.calibrated_model import calibrated_model
from scenario.studies.calibrating import Calibration, check_model_file
from scenario.studies.given_evidence import answer_over_filters, nothing_to_learn, refuse_joint
from scenario.studies.judged_anew import judged_anew
from scenario.studies.posterior_draws import drawn
from scenario.studies.subject import Progress, Runnable, subject_of
from scenario.studies.together import judged_together

Floats = NDArray[np.float64]


def calibrate(  # noqa: PLR0913 - all but the scenario have names and defaults
    scenario: Runnable,
    evidence: Sequence[str | os.PathLike[str] | Mapping[str, Any]] = (),
    *,
    of: QuestionLike = None,
    as_of: MonthLike | None = None,
    runs: int | None = None,
    random_seed: int | None = None,
    output: str | os.PathLike[str] | None = None,
    overwrite: bool = False,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Calibration:
    """Make the judgements of a model consistent with evidence.

    Args:
        scenario: A scenario; what it is given already counts too.
        evidence: Evidence files, or observations as such a file has them.
        of: The question whose answer is told before and after; the model's own when None.
        as_of: Only what was known by the end of this month.
        runs: How many runs; as the file says where None.
        random_seed: Another whole number for other random draws.
        output: A `.yaml` file that the new model is written to; `save` does it later.
        overwrite: Whether a file that stands there may be replaced.
        workers: Threads to use; they change no number.
        progress: Told how much is done, and of how much.

    Returns:
        The new model, what has become of every judgement, and which go together.

    Raises:
        InputError: Evidence is about nothing in the model, outside its time, impossible, or so
            unlikely that too few runs agree with it; or there is none. The scenario holds
            something, which no model says; nothing in the model is uncertain; or the file cannot
            be written.
    """
    if output is not None:
        check_model_file(output, overwrite=overwrite)  # better now than after the runs
    whole = with_evidence(subject_of(scenario, "calibrate"), evidence)
    whole = whole.with_run(runs=runs, random_seed=random_seed)
    _refuse_held(whole)
    until = None if as_of is None else month_of(as_of)
    resolved = whole if until is None else known_by(whole, until)
    program = compile_model(resolved)
    question = asked(resolved, question_of(of, resolved))
    if not program.draws:
        hint = "give what is uncertain an interval: value: 2 to 15"
        raise InputError(Problem("no judgement of this model is uncertain", hint=hint))
    tell = progress or (lambda *_: None)
    known = posterior_of(resolved, workers=workers, program=program)
    tell(1, 4)
    if not known.task.facts:
        raise nothing_to_learn(whole, until)
    refuse_joint(question, known.task)
    shown = drawn(known, question)
    tell(2, 4)
    prior = without_evidence(resolved)
    judgements = judged_anew(prior, program.draws, shown.values)
    together, correlations = judged_together(prior, program.draws, shown.values)
    record = _record(resolved, known, until)
    made = calibrated_model(prior, judgements, correlations, record)
    answers = []
    for number, one in enumerate((prior, made), 3):
        answers.append(_answer(one, question, workers))
        tell(number, 4)
    agreed, every = known.agreed, sum(len(file.evidence) for file in whole.given)
    found = Calibration(
        scenario=resolved.title,
        of=question.question,
        as_of=until,
        before=answers[0],
        after=answers[1],
        given=answer_over_filters(shown.answers, question),
        judgements=judgements,
        correlations=together,
        observations=len(known.task.facts),
        unknown=every - len(known.task.facts),
        filters=len(known.filters),
        effective=min(each.effective for each in agreed),
        distinct=min(each.distinct for each in agreed),
        place="" if output is None else os.fspath(output),
        model=made.document()["model"],
        facts=facts_files(prior),
        document=resolved.document(),
    )
    if output is not None:
        found.save(output, overwrite=overwrite)
    return found


def _refuse_held(resolved: Resolved) -> None:
    """Refuse a scenario that says what no model can."""
    if resolved.hold:
        name = next(iter(resolved.hold))
        message = f"the scenario holds {name}, and the new model could not say so"
        hint = "calibrate a scenario without `hold`, or give the driver itself this course"
        raise InputError(Problem(message, resolved.mark_at(f"hold.{name}"), hint=hint))


def _record(resolved: Resolved, known: Posterior, until: Month | None) -> Calibrated:
    """What the new model says of the evidence, and of evidence that it knew before."""
    document, before = resolved.document(), resolved.model.calibrated
    seen = [fact.observation for fact in known.task.facts]
    return Calibrated(
        source=resolved.name,
        model_sha256=resolved.model_digest(),
        as_of=until or max(one.published for one in seen),
        filters=len(known.filters),
        effective_sample_size=round(min(each.effective for each in known.agreed), 1),
        files={**(before.files if before else {}), **evidence_files(resolved)},
        evidence=(*(before.evidence if before else ()), *(used(one, document) for one in seen)),
    )


def _answer(resolved: Resolved, question: Asked, workers: int | None) -> Estimate:
    (found,) = ask(resolved, [question.question], workers=workers).answers
    told = found.answer
    return Estimate(told.value, told.se, told.low, told.high)
