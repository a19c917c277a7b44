"""What can be asked of a file, or of a scenario that was made of one: is it sound, what is in it.

Files of all five kinds are taken; what is found, and how it is worded, is known elsewhere. What
can be asked of a loaded scenario alone stands in `scenario`, which loads more.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from scenario.api.scenario import PathLike, Progress, Scenario
from scenario.errors import InputError, Problem
from scenario.forecast import Forecast
from scenario.harmless import safe
from scenario.io import dump
from scenario.resolve import Resolved, load_any
from scenario.schema import Cases, Evidence, Facts, explicit

if TYPE_CHECKING:
    from scenario.checks import Report


def load_forecast(folder: PathLike) -> Forecast:
    """Read a forecast that was saved with `Forecast.save` or `run --out`.

    Args:
        folder: The folder that was written.

    Returns:
        A forecast equal to the one that was saved.

    Raises:
        InputError: There is none that can be read.
    """
    from scenario.forecast.reading import load as read

    return read(os.fspath(folder))


def check(
    source: Scenario | PathLike, *, workers: int | None = None, progress: Progress | None = None
) -> Report:
    """Look for what a valid file can still have wrong, and run the expectations of its model.

    Args:
        source: A scenario; or a file of any kind: facts, a model, a scenario, evidence or cases.
        workers: Threads to use; they change the time it takes, never the answer.
        progress: Told, now and then, how many runs are done.

    Returns:
        Warnings, findings, and whether each expectation holds; nothing for facts, evidence and
        cases, which are sound if they can be read.

    Raises:
        InputError: Everything that is wrong with the file, each with its place.
        RunError: A simulation had to stop.
    """
    from scenario.checks import Report

    found = _found(source)
    if not isinstance(found, Resolved):
        return Report()
    return Scenario(found).check(workers=workers, progress=progress)


def show(source: Scenario | PathLike, *, origin: bool = False) -> str:
    """A file as it stands once everything is resolved, or where each of its values comes from.

    Args:
        source: A scenario; or a file of any kind: facts, a model, a scenario, evidence or cases.
        origin: Give the file and line of every value instead; of scenarios and models alone.

    Returns:
        A text to be printed. Without `origin` it is YAML: a valid file that needs no other.

    Raises:
        InputError: The file is wrong, or origins are asked of facts, evidence or cases.
    """
    found = _found(source)
    if isinstance(found, Resolved):
        return _origins(found) if origin else safe(dump(found.document()), lines=True)
    if origin:
        hint = "facts and evidence have one file"
        raise InputError(Problem("origins are for scenarios and models", hint=hint))
    return safe(dump(explicit(found)), lines=True)


def _origins(resolved: Resolved) -> str:
    from scenario.resolve.told import lines

    return "".join(f"{safe(line)}\n" for line in lines(resolved))


def _found(source: Scenario | PathLike) -> Resolved | Facts | Evidence | Cases:
    return source.resolved if isinstance(source, Scenario) else load_any(os.fspath(source))
