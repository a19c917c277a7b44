"""What stops a block of runs: a value that is not a number, or two sets that contradict.

It says which run of the block and which place in the model; naming the month and the run of the
study is done where those are known.
"""

from __future__ import annotations


class Stop(Exception):  # noqa: N818 - it stops a block; the analyst sees a RunError
    """A block cannot go on."""

    def __init__(self, message: str, lane: int, place: str = "") -> None:
        super().__init__(message)
        self.message, self.lane, self.place = message, lane, place
        self.step = 0
