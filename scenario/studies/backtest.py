"""Forecasts as of a row of dates, each with what was known by then, scored by what came after.

It puts together what others find: what is asked and came true (`falling_due`), what each source
says (`sources`), and how that scores (`scored`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from scenario import intervals
from scenario.calendar import MonthLike
from scenario.engine.compiler import compile_model
from scenario.engine.facts import facts_of
from scenario.engine.filter_task import FILTERS
from scenario.engine.program import Program
from scenario.errors import InputError, Problem
from scenario.resolve.given import with_evidence
from scenario.studies.backtest_dates import HORIZONS, dates_of, horizons_of
from scenario.studies.backtested import Backtest, Group, Open, Plain, Row, Score
from scenario.studies.falling_due import Calendar, Due
from scenario.studies.reference_forecasts import Measure
from scenario.studies.scored import (
    SOURCES,
    Filters,
    Said,
    Scored,
    Source,
    answered_by_all,
    counts_of,
    filter_errors,
    mean_scores,
    score_differences,
)
from scenario.studies.sources import Sources
from scenario.studies.subject import Progress, Runnable, subject_of

OF_RUNS: tuple[Source, ...] = ("model", "no_evidence")
"""Sources whose forecasts are those of runs."""


def backtest(  # noqa: PLR0913 - all but the scenario have names and defaults
    scenario: Runnable,
    evidence: Sequence[str | os.PathLike[str] | Mapping[str, Any]] = (),
    *,
    dates: Iterable[MonthLike] = (),
    every: str | None = None,
    horizons: Sequence[str] = HORIZONS,
    runs: int | None = None,
    random_seed: int | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Backtest:
    """Score a model's forecasts as of a row of dates by what came after.

    As of each date runs agree with what was known by then and with nothing else. Beside them are
    scored the model's base rates, persistence, and the model without any evidence.

    Args:
        scenario: A scenario; what it is given already counts too.
        evidence: Evidence files, or observations as such a file has them.
        dates: Months by the end of which something is known, in any order.
        every: In place of them, how long from one to the next, from the start of the scenario on;
            3 months, or a step where that is longer, if neither is said.
        horizons: How far ahead is asked, each such as `6 months`.
        runs: How many runs; as the file says where None.
        random_seed: Another whole number for other random draws.
        workers: Threads to use; they change no number.
        progress: Told how much is done, and of how much.

    Returns:
        Every question that was resolved, what each source said of it, and scores.

    Raises:
        InputError: There is no evidence, it is about nothing in the model, outside its time or too
            unlikely; a date or a horizon cannot be; or nothing that is asked was resolved.
        RunError: A value was not a number.
    """
    whole = with_evidence(subject_of(scenario, "backtest"), evidence)
    whole = whole.with_run(runs=runs, random_seed=random_seed)
    program = compile_model(whole)
    facts = facts_of(whole, program)
    if not facts:
        hint = "name evidence files with --evidence, or under `given:` in the scenario"
        raise InputError(Problem("there is no evidence to score forecasts by", hint=hint))
    calendar = Calendar(whole, program, facts, horizons_of(horizons, whole))
    chosen = dates_of(dates, every, whole, calendar.last)
    asked = [due for date in chosen for due in calendar.asked(date)]
    resolved = [due for due in asked if due.truth is not None]
    if not resolved:
        hint = f"the last that is known is of {calendar.last}: ask as of earlier, or less far ahead"
        raise InputError(Problem("nothing that is asked as of these dates was resolved", hint=hint))
    sources = Sources(whole, calendar, resolved, workers, progress)
    scored = [sources.scored(due) for due in resolved]
    return Backtest(
        scenario=whole.title,
        model=whole.model.model,
        as_of=whole.model.as_of,
        known={date: len(calendar.known(date)) for date in chosen},
        horizons=tuple(calendar.horizons),
        last=calendar.last,
        rows=tuple(_row(one, program) for one in scored),
        open=tuple(_open(due) for due in asked if due.truth is None),
        scores=_scores(answered_by_all(scored)),
        groups=tuple(_groups(scored)),
        differences=_differences(scored, whole.model.model),
        without_base_rates=tuple(sources.base_rates.missing),
        document=whole.document(),
    )


def _open(due: Due) -> Open:
    when = due.when
    return Open(when.date, when.month, when.horizon, due.kind, due.of)


def _row(one: Scored, program: Program) -> Row:
    due, when, truth = one.due, one.due.when, one.truth
    names: Sequence[str] = ()
    if due.kind == "state":
        states = program.chains[due.index].states
        names = program.states[states.start : states.stop]
    return Row(
        date=when.date,
        due=when.month,
        horizon=when.horizon,
        kind=due.kind,
        of=due.of,
        truth=names[int(truth)] if names else truth,
        lasted=due.lasted,
        forecasts={source: _plain(said, names) for source, said in one.said.items()},
        scores={source: one.scores(source) for source in one.said},
    )


def _plain(said: Said | Filters, names: Sequence[str]) -> Plain:
    """A forecast in plain numbers."""
    if isinstance(said, Filters):
        said = said.whole
    if isinstance(said, Measure):
        reach = intervals.Z_PERCENTILE_95 * said.sd
        return {"mean": said.mean, "q05": said.mean - reach, "q95": said.mean + reach}
    if not isinstance(said, np.ndarray):
        return said
    if names:
        return dict(zip(names, said.tolist(), strict=True))
    low, high = np.quantile(said, [0.05, 0.95])
    return {"mean": float(said.mean()), "q05": float(low), "q95": float(high)}


def _scores(scored: Sequence[Scored], *, errors: bool = True) -> dict[Source, Score]:
    """The mean scores of each source that says anything."""
    found = {}
    for source in SOURCES:
        means = mean_scores(scored, source)
        if means:
            of_runs = errors and source in OF_RUNS
            se = filter_errors(scored, source, FILTERS) if of_runs else {}
            found[source] = Score(means, se, counts_of(scored, source))
    return found


def _groups(scored: Sequence[Scored]) -> list[Group]:
    """Questions by what they are about, in the order in which they are first asked."""
    about: dict[tuple[Any, str], list[Scored]] = {}
    for one in scored:
        about.setdefault((one.due.kind, one.due.of), []).append(one)
    compared = {key: answered_by_all(some) for key, some in about.items()}
    return [
        Group(
            kind=kind,
            of=of,
            questions=len(some),
            happened=sum(bool(one.truth) for one in some) if kind in ("reached", "event") else None,
            scores=_scores(some, errors=False),
        )
        for (kind, of), some in compared.items()
    ]


def _differences(scored: Sequence[Scored], model: str) -> dict[Source, Any]:
    """Of the model and each other source; all questions are about the one course of one model."""
    found = {other: score_differences(scored, other, model) for other in SOURCES[1:]}
    return {other: some for other, some in found.items() if some}
