"""How far each thing that can be moved moves the answer: by which a page sorts its sliders.

It is asked once, when a page is written, of few runs; a page says no more of it than points.
"""

from __future__ import annotations

from collections.abc import Callable

from scenario.api import Scenario
from scenario.studies.tornado import tornado

RUNS = 512
"""Enough to tell what moves an answer much from what moves it little."""


def influence_of(
    scenario: Scenario,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, float]:
    """By path, the difference in the answer between the ends of a judgement, or on and off.

    Args:
        scenario: The base.
        workers: Threads to use; they change no number.
        progress: Told how many runs are done, and of how many.

    Returns:
        Shares, as differences of probabilities; only those that runs can tell from none.
    """
    found = tornado(
        scenario, runs=min(RUNS, scenario.resolved.runs), workers=workers, progress=progress
    )
    return {bar.path: bar.swing for bar in found.bars if bar.shown}
