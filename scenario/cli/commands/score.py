"""`score`: how good forecasts have been.

It asks for the scores and shows them; it scores nothing.
"""

from __future__ import annotations

import click

from scenario.cli.logs import HEAD
from scenario.cli.study import Study

COMMAND = Study(
    rank=124,
    short="How good have the forecasts been?",
    help="""Score the forecasts of a log whose questions were resolved.

    Brier and log scores are means over the days on which a forecast was in force. Live forecasts,
    imported ones and those that were logged when the answer was known are scored apart.

    Exit code: 0 done, 2 there is no log, or its past was changed.
    """,
    examples=(
        "scenario score forecasts.log --plot calibration.svg",
        "scenario score forecasts.log --head 57:1f0c...",
    ),
    of=click.Argument(["file"], metavar="LOG", type=click.Path()),
    options=(HEAD,),
    settings=(),
    subject="place",
    study="scenario.forecast_log.scores.score",
    result="Scores",
    detail=True,
)
