"""Why a run cannot go on, and the error that the analyst reads.

It knows no rule by which a run stops.
"""

from __future__ import annotations

from scenario.errors import Problem, RunError
from scenario.resolve import Resolved


class Stop(Exception):  # noqa: N818 - it stops a run; the analyst sees a RunError
    """A run cannot go on: `message` says what is wrong with what stands at `place`."""

    def __init__(self, message: str, place: str, subject: str = "") -> None:
        super().__init__(message)
        self.message, self.place, self.subject = message, place, subject


def explained(stop: Stop, resolved: Resolved, step: int, which: str) -> RunError:
    """The error for the analyst: at which expression a run stopped, and in which month.

    Args:
        stop: Why the run could not go on.
        resolved: The scenario, which says where the expression is written.
        step: The step that could not be taken, counted from 1.
        which: What the run is called.
    """
    month = resolved.start + step * resolved.months_per_step
    written = stop.subject or resolved.text_at(stop.place) or stop.place
    return RunError(
        Problem(
            f"{written} {stop.message} in {month} ({which})",
            mark=resolved.mark_at(stop.place),
            path=stop.place,
            hint="keep it in bounds with clip(x, low, high), max(...) or a range",
        )
    )
