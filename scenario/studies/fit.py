"""A process of drivers fitted to a dated series with errors, by its exact likelihood.

What a step of a process is, the process says. Intervals hold nine times in ten, as those of a model
file do.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter, ValidationError

from scenario.calendar import Duration
from scenario.errors import InputError, Problem, did_you_mean
from scenario.schema.base import Identifier
from scenario.schema.motion import Motion
from scenario.schema.process import MOTIONS
from scenario.studies.fitted_driver import driver
from scenario.studies.fitted_process import FittedProcess
from scenario.studies.fitting import Fit, check_facts_file
from scenario.studies.series import Series, read_series

FITTED = tuple(name for name, motion in MOTIONS.items() if motion.fitted_on)
"""The processes that can be fitted."""
SPARE = 3
"""Values beyond those that the fields of a process take up."""
POINTS = 48
"""Dates of the fan."""
STRAIGHT = 1e-9
"""How far values are from a straight line, as a share of what they span, if they move at all."""
FARTHEST = 100.0
"""Years that a fan may go."""


def fit(
    series: str | os.PathLike[str],
    process: str,
    *,
    as_of: str | None = None,
    name: str | None = None,
    ahead: str | float | None = None,
    output: str | os.PathLike[str] | None = None,
    overwrite: bool = False,
) -> Fit:
    """Fit a process of drivers to a dated series.

    Args:
        series: A CSV file with the columns date and value, and maybe sd, source, confidence, note.
        process: `random_walk`, `growth` or `mean_reverting`.
        as_of: The last day or month that may be known, such as `2022-11-30`.
        name: What the driver is called; as the file where None.
        ahead: How far the fan goes, such as `5 years`; as long as the series where None.
        output: A `.yaml` file of facts that the fit is written to; `save` does it later.
        overwrite: Whether a file that stands there may be replaced.

    Returns:
        The fields of the process with their intervals, the driver, and a fan.

    Raises:
        InputError: The series cannot be read, is too short, does not move, or has values that the
            process cannot have; there is no such process, or the file cannot be written.
    """
    if output is not None:
        check_facts_file(output, overwrite=overwrite)
    motion = _motion(process)
    read = read_series(series, as_of)
    called = _name(name, read)
    years = _ahead(ahead, read)
    _check(read, motion)
    found = FittedProcess(read, motion)
    parameters, start = found.parameters(), found.start()
    fact = "" if output is None else f"{called}_series.fit"
    fitted = Fit(
        series=read,
        process=process,
        name=called,
        parameters=parameters,
        start=start,
        log_likelihood=found.log_likelihood,
        fan=tuple(found.fan(np.linspace(0, years, POINTS + 1))),
        written=driver(read, motion, parameters, start, fact),
        place="" if output is None else os.fspath(output),
    )
    if output is not None:
        fitted.save(output, overwrite=overwrite)
    return fitted


def _motion(process: str) -> type[Motion]:
    if process in FITTED:
        return MOTIONS[process]
    hint = did_you_mean(process, FITTED, "processes that can be")
    what = f"there is no process {process[:40]!r}"
    if process in MOTIONS:
        what = f"{process} cannot be fitted: on no scale is its step linear with normal noise"
        hint = f"processes that can be: {', '.join(FITTED)}"
    raise InputError(Problem(what, hint=hint))


def _name(name: str | None, series: Series) -> str:
    """A name for the driver."""
    plain = re.sub(r"[^A-Za-z0-9]+", "_", Path(series.file).stem).strip("_")
    try:
        return str(TypeAdapter(Identifier).validate_python(plain if name is None else name))
    except ValidationError as error:
        said = error.errors()[0].get("ctx", {})
        raise InputError(Problem(f"--name: {said['message']}", hint=said["hint"])) from None


def _ahead(ahead: str | float | None, series: Series) -> float:
    """How many years the fan goes."""
    if ahead is None:
        return min(float(np.ptp(series.years)), FARTHEST) if series.rows else 1.0
    try:
        years = Duration.parse(ahead).months / 12
    except ValueError as error:
        raise InputError(f"--ahead: {error}") from None
    if not 0 < years <= FARTHEST:
        hint = f"write a time of up to {FARTHEST:g} years"
        raise InputError(Problem(f"--ahead: a fan does not go {ahead} ahead", hint=hint))
    return years


def _check(series: Series, motion: type[Motion]) -> None:
    """Refuse a series that the process cannot be fitted to.

    Raises:
        InputError: It is too short, does not move, or has values that the process cannot have.
    """
    key, rows, needed = motion.key(), series.rows, SPARE + 1 + len(motion.fitted)
    if len(rows) < needed:
        message = f"{len(rows)} of {needed} values that it takes at least to fit {key}"
        hint = "take a longer series, or say by judgement how the driver moves"
        raise InputError(Problem(f"{series.file} has {message}", hint=hint))
    if motion.fitted_on == "logarithm":
        wrong = next((row for row in rows if row.value <= 0), None)
        if wrong is not None:
            hint = "fit random_walk or mean_reverting"
            message = f"{key} has values above 0 alone, and not {wrong.value:g}"
            raise series.problem(wrong, message, hint)
    values = np.log(series.values) if motion.fitted_on == "logarithm" else series.values
    line = np.polyval(
        np.polyfit(series.years - series.years[0], values, 1), series.years - series.years[0]
    )
    if np.abs(values - line).max() <= STRAIGHT * max(1.0, float(np.abs(values).max())):
        what = "do not change" if np.ptp(values) <= STRAIGHT else "lie on one line"
        hint = "write the driver by hand: constant, or a process without volatility"
        raise series.problem(rows[0], f"all values {what}: nothing tells how far they wander", hint)
