"""Discovery, signposts and storylines: what is asked of many futures; `analysis` answers it.

How futures are made and kept is not known here.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TypedDict

from scenario.analysis import discovery
from scenario.analysis import paths as routes
from scenario.analysis import signposts as watching
from scenario.analysis.discovery import Discovery
from scenario.analysis.futures import Futures, of_forecast
from scenario.analysis.paths import Storylines
from scenario.analysis.signposts import Signposts
from scenario.calendar import MonthLike
from scenario.engine.workers import threads
from scenario.errors import InputError, Problem
from scenario.expr.statement import Named, Seen
from scenario.forecast import Forecast
from scenario.resolve import Resolved
from scenario.resolve.questions import Asked, QuestionLike
from scenario.studies.kept_futures import no_futures, simulated
from scenario.studies.subject import (
    Progress,
    Runnable,
    asked_of_runs,
    run_settings,
    subject_of,
)

Source = Runnable | Forecast | str | os.PathLike[str]
"""A scenario, a forecast, or the folder that one was saved in."""


class _Settings(TypedDict):
    """How futures are to be made."""

    runs: int | None
    random_seed: int | None
    workers: int | None
    progress: Progress | None


def discover(  # noqa: PLR0913 - all but one have defaults
    source: Source,
    state: str | None = None,
    *,
    of: QuestionLike = None,
    by: MonthLike | None = None,
    runs: int | None = None,
    random_seed: int | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Discovery:
    """Under what conditions it comes to something often (see `analysis.discovery.discover`).

    Args:
        source: A scenario, all of whose runs are looked at; or a forecast, or the folder that one
            was saved in, whose kept runs are.
        state: Which state; the one the model asks about when None.
        of: The question, such as `P(left before crisis)`; else what `state` and `by` say.
        by: The last month that counts; the end when None.
        runs: How many futures of a scenario to simulate; as it says where None.
        random_seed: Another whole number for other random draws of a scenario.
        workers: Threads to use; they change the time it takes, never the answer.
        progress: Told, now and then, how many runs are done, and of how many.

    Returns:
        Sets of conditions on judgements, values and events, the one that says most first.

    Raises:
        InputError: There is no such state or month, the question asks for what is not so or not
            in each run (a mean, a date, a conditional probability), or the source cannot be used:
            too few runs agree with its evidence, or a forecast is asked a whole question, or for
            runs or a seed, which it has already.
    """
    settings: _Settings = {
        "runs": runs, "random_seed": random_seed, "workers": workers, "progress": progress
    }  # fmt: skip
    found, state, by = _questioned(source, "discover", of, state, by, settings)
    return discovery.discover(found, state, by=by)


def signposts(  # noqa: PLR0913 - all but one have defaults
    source: Source,
    state: str | None = None,
    *,
    of: QuestionLike = None,
    by: MonthLike | None = None,
    runs: int | None = None,
    random_seed: int | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Signposts:
    """What to look for before it comes to something (see `analysis.signposts.signposts`).

    Args:
        source: A scenario, all of whose runs are looked at; or a forecast, or the folder that one
            was saved in, whose kept runs are.
        state: Which state; the one the model asks about when None.
        of: The question, such as `P(left before crisis)`; else what `state` and `by` say.
        by: The last month that counts; the end when None.
        runs: How many futures of a scenario to simulate; as it says where None.
        random_seed: Another whole number for other random draws of a scenario.
        workers: Threads to use; they change the time it takes, never the answer.
        progress: Told, now and then, how many runs are done, and of how many.

    Returns:
        Levels, events and other states at dates on the way, the one that says most first.

    Raises:
        InputError: There is no such state or month, the question asks for what is not so or not
            in each run (a mean, a date, a conditional probability), or the source cannot be used:
            too few runs agree with its evidence, or a forecast is asked a whole question, or for
            runs or a seed, which it has already.
    """
    settings: _Settings = {
        "runs": runs, "random_seed": random_seed, "workers": workers, "progress": progress
    }  # fmt: skip
    found, state, by = _questioned(source, "signposts", of, state, by, settings)
    return watching.signposts(found, state, by=by)


def paths(
    source: Source,
    state: str | None = None,
    *,
    by: MonthLike | None = None,
    runs: int | None = None,
    random_seed: int | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Storylines:
    """How a state comes about, in a few representative futures (see `analysis.paths.paths`).

    Args:
        source: A scenario, all of whose runs are looked at; or a forecast, or the folder that one
            was saved in, whose kept runs are.
        state: Which state; the one the model asks about when None.
        by: The last month that counts; the end when None.
        runs: How many futures of a scenario to simulate; as it says where None.
        random_seed: Another whole number for other random draws of a scenario.
        workers: Threads to use; they change the time it takes, never the answer.
        progress: Told, now and then, how many runs are done, and of how many.

    Returns:
        Futures that reach the state and futures that do not, each with the share it stands for.

    Raises:
        InputError: There is no such state or month, or the source cannot be used: too few runs
            agree with its evidence, or runs or a seed are asked of a forecast, which has its own.
    """
    settings: _Settings = {
        "runs": runs, "random_seed": random_seed, "workers": workers, "progress": progress
    }  # fmt: skip
    if not isinstance(source, (str, os.PathLike, Forecast)):
        _askable(subject_of(source, "paths"), state, by)
    return routes.paths(futures(source, "paths", **settings), state, by=by)


def _questioned(
    source: Source,
    study: str,
    of: QuestionLike,
    state: str | None,
    by: MonthLike | None,
    settings: _Settings,
) -> tuple[Futures, str | None, MonthLike | None]:
    """The futures, with the state and the month if these are asked for, else with the statement.

    Whether the question can be asked at all is found out before they are made.
    """
    if isinstance(source, (str, os.PathLike, Forecast)):
        if of is not None:
            message = (
                f"of the runs that a forecast keeps, {study} asks for a state by a month alone"
            )
            hint = "name resolved.yaml in its folder, of which new runs are asked; or say --state"
            raise InputError(Problem(message, hint=hint))
        return futures(source, study, **settings), state, by
    resolved = subject_of(source, study)
    stated: Asked | None = None
    if of is not None:
        asked = _of_statement(asked_of_runs(resolved, study, of, state, by), study)
        stated = asked if asked.statements else None
        state, by = asked.question.subject, asked.question.month
    if stated is not None:
        made = run_settings(resolved, settings["runs"], settings["random_seed"])
        stated = replace(stated, resolved=made)
        count = threads(settings["workers"])
        return simulated(made, settings["progress"], count, stated=stated), None, None
    name = _askable(resolved, state, by)
    return futures(source, study, state=name, **settings), state, by


def _askable(resolved: Resolved, state: str | None, by: MonthLike | None) -> str:
    """The state that is asked for; no futures at all tell whether it and the month are there."""
    none = no_futures(resolved)
    none.step(by)
    return none.state(state)


def _of_statement(asked: Asked, study: str) -> Asked:
    """The question as one about a statement, but for that about a state by a month.

    Raises:
        InputError: It asks for a mean.
    """
    question = asked.question
    if question.kind == "mean":
        message = f"{study} looks for what goes with something that is so in a run or is not"
        hint = f"a mean is neither; `explain` and `sensitivity` take {question.source()}"
        if not question.by:
            value = question.source()[len("mean(") : -len(f" at {question.month})")]
            hint = f"ask P({value} > VALUE at {question.month}), or `explain` for the mean"
        raise InputError(Problem(message, hint=hint))
    if question.kind != "at":
        return asked
    here = Seen(Named(question.subject, "state"), "at", question.month)
    return replace(asked, question=replace(question, statement=here))


def futures(
    source: Source,
    study: str = "this analysis",
    *,
    state: str | None = None,
    runs: int | None = None,
    random_seed: int | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Futures:
    """The futures of a scenario, or those that a forecast has kept.

    A forecast keeps the whole paths of its first runs. Of a scenario all runs are kept, with levels
    at twenty dates or so: 40 MB for 20,000 runs of ten years with 28 drivers and actors, 20 MB
    more where they carry a probability; where they
    would take more than `MEMORY`, as many as do not.

    Args:
        source: The scenario, the forecast or the folder of one.
        study: Who asks, for messages.
        state: The state whose probability runs of a scenario carry, if they can.
        runs: How many; those of the scenario when None.
        random_seed: Another seed.
        workers: Threads.
        progress: Is told how many runs are done.

    Raises:
        InputError: Too few runs agree with evidence, or settings are given for a saved forecast.
    """
    if isinstance(source, (str, os.PathLike)):
        from scenario.forecast import load

        source = load(os.fspath(source))
    if isinstance(source, Forecast):
        if runs is not None or random_seed is not None:
            message = "a forecast that was saved has its runs and its seed"
            raise InputError(Problem(message, hint="name the scenario file to run it anew"))
        return of_forecast(source)
    resolved = run_settings(subject_of(source, study), runs, random_seed)
    return simulated(resolved, progress, threads(workers), state=state)
