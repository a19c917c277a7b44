"""A report from Python: scenarios are run and compared, what was studied is taken along.

It gathers the material of a report; what is said of it is not known here.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from scenario.api import PathLike, Scenario
from scenario.errors import InputError, Problem
from scenario.forecast import Forecast
from scenario.io.writing import check_file
from scenario.report.lead import in_short
from scenario.report.material import Material, byline
from scenario.report.sections import sections_of
from scenario.report.write import ENDINGS, write
from scenario.result import Result
from scenario.studies.compare import compare
from scenario.studies.comparison import Comparison


def write_report(  # noqa: PLR0913 - all but two have names and defaults
    scenarios: Scenario | Sequence[Scenario],
    place: PathLike,
    *,
    studies: Sequence[Result] = (),
    by: str = "",
    made: date | None = None,
    extent: Literal["short", "folded", "full"] = "folded",
    judgement: bool = True,
    workers: int | None = None,
    overwrite: bool = False,
) -> Path:
    """Write a report that needs nothing else, as the command `report` does.

    Args:
        scenarios: What it is about; of several the first, with which the others are compared.
            Each is run as often and as far as it says (see `Scenario.with_run`).
        place: A `.html` or `.md` file.
        studies: Results that get a section each, such as those of `explain`, `tornado` and
            `sensitivity`; a result of `compare` takes the place of the report's own comparison.
        by: Who made it, to stand under its title.
        made: The day that stands beside that.
        extent: The first pages alone, with the appendix folded behind them, or unfolded.
        judgement: Whether to run the ensemble that shows what the judgements contribute.
        workers: Threads to use; they change the time it takes, never the answer.
        overwrite: Whether a file that scenario did not make may be replaced.

    Returns:
        The path of the file.

    Raises:
        InputError: Another ending, a file that must not be replaced, what is no scenario or no
            result of a study, or the system does not allow it.
        RunError: A simulation had to stop.
    """
    listed = (scenarios,) if isinstance(scenarios, Scenario) else tuple(scenarios)
    if not listed or not all(isinstance(one, Scenario) for one in listed):
        hint = "give one or more, as scenario.load returns them"
        raise InputError(Problem("a report is about scenarios", hint=hint))
    name, way_out = os.fspath(place), ", or say overwrite=True"
    check_file(name, ENDINGS, overwrite=overwrite, way_out=way_out)  # before the runs
    found = {_name(study): study for study in studies}
    forecasts = tuple(one.run(judgement=judgement, workers=workers) for one in listed)
    if len(listed) > 1 and "compare" not in found:
        found["compare"] = compare(*listed, judgement=False, attribute=False, workers=workers)
    short, told = in_short(listed[0], forecasts[0], workers), byline(by, made)
    material = Material(listed, forecasts, studies=found, short=short, byline=told)
    shown = sections_of(material, appendix=extent != "short")
    unfolded = extent == "full"
    return write(material, name, overwrite=overwrite, sections=shown, unfolded=unfolded)


def _name(study: object) -> str:
    """The name under which a report keeps a result: that of the command."""
    if not isinstance(study, Result) or isinstance(study, Forecast):
        hint = "give what explain, tornado or another study returns"
        raise InputError(Problem(f"{type(study).__name__} is no result of a study", hint=hint))
    if isinstance(study, Comparison):
        return "compare"
    return type(study).__module__.rpartition(".")[2]
