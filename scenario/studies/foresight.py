"""Discovery, signposts and representative paths of a scenario or of a saved forecast.

It gets the futures and hands them to `analysis`; it computes nothing of its own.
"""

from __future__ import annotations

import os
from typing import Any

from scenario.analysis import discovery
from scenario.analysis import paths as routes
from scenario.analysis import signposts as watching
from scenario.analysis.discovery import Discovery
from scenario.analysis.futures import Futures
from scenario.analysis.paths import Routes
from scenario.analysis.signposts import Signposts
from scenario.calendar import Month
from scenario.forecast import Forecast
from scenario.studies.futures import Source, futures


def discover(
    source: Source, state: str | None = None, *, by: str | Month | None = None, **settings: Any
) -> Discovery:
    """Under what conditions a state is reached (see `analysis.discovery.discover`).

    Args:
        source: A scenario, or a forecast or its folder, whose kept runs are used then.
        state: Which state; the one the model asks about when None.
        by: The last month that counts; the end when None.
        settings: `runs`, `random_seed`, `workers` and `progress`, as for `Scenario.run`.

    Raises:
        InputError: There is no such state or month, or the source cannot be used.
    """
    return discovery.discover(_asked(source, "discover", state, by, settings), state, by=by)


def signposts(
    source: Source, state: str | None = None, *, by: str | Month | None = None, **settings: Any
) -> Signposts:
    """What to watch for before a state (see `analysis.signposts.signposts`).

    The arguments are those of `discover`.
    """
    return watching.signposts(_asked(source, "signposts", state, by, settings), state, by=by)


def paths(
    source: Source, state: str | None = None, *, by: str | Month | None = None, **settings: Any
) -> Routes:
    """How a state comes about, in a few representative futures (see `analysis.paths.paths`).

    The arguments are those of `discover`.
    """
    return routes.paths(_asked(source, "paths", state, by, settings), state, by=by)


def _asked(
    source: Source,
    study: str,
    state: str | None,
    by: str | Month | None,
    settings: dict[str, Any],
) -> Futures:
    """The futures; one of them first, which tells whether the question can be asked at all."""
    if not isinstance(source, (str, os.PathLike, Forecast)):
        one = futures(source, study, **settings | {"runs": 1, "progress": None})
        one.state(state)
        one.step(by)
    return futures(source, study, **settings)
