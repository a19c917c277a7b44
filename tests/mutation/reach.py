"""Which tests carry out which lines of a room, and how long each takes."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from tests.mutation.mutants import Mutant

Lines = dict[str, set[int]]


@dataclass(frozen=True)
class Reach:
    """What one test does in a room."""

    place: int
    """Of the test among all that were collected."""
    file: str
    seconds: float
    lines: dict[str, frozenset[int]]


def tests_for(mutant: Mutant, reaches: Sequence[Reach]) -> list[Reach]:
    """The tests that may find a mutant out: those that carry its line out, quick files first.

    A line that is carried out at an import alone may be used anywhere: all tests of the room may
    find it out, first those that use its module.
    """
    inside = [reach for reach in reaches if mutant.path in reach.lines]
    nearest = [reach for reach in inside if mutant.line in reach.lines[mutant.path]]
    cost: dict[str, float] = defaultdict(float)
    for reach in nearest or reaches:
        cost[reach.file] += reach.seconds

    def order(reach: Reach) -> tuple[Any, ...]:
        return mutant.path not in reach.lines, cost[reach.file], reach.file, reach.seconds

    return sorted(nearest or reaches, key=order)


def record(items: Iterable[pytest.Item], run: Any, root: Path, room: str, out: Path) -> bool:
    """Runs every test, writes what each does in `room`, and tells whether all have passed."""
    recorder = _Recorder(root, str(root / room))
    rows = []
    for place, item in enumerate(items):
        start = time.process_time()
        recorder.begin()
        passed = run(item)
        lines = recorder.end()
        if not passed:
            return False
        file = item.nodeid.partition("::")[0]
        rows.append((place, file, time.process_time() - start, lines))
    out.write_text(json.dumps(rows), "utf-8")
    return True


def read(path: Path) -> list[Reach]:
    """What was written."""
    return [
        Reach(place, file, seconds, {name: frozenset(lines) for name, lines in found.items()})
        for place, file, seconds, found in json.loads(path.read_text("utf-8"))
    ]


class _Recorder:
    """Notes the lines of a room that are carried out, in all threads."""

    def __init__(self, root: Path, room: str) -> None:
        self.root, self.room = root, room
        self.lines: Lines = {}

    def begin(self) -> None:
        self.lines = defaultdict(set)
        threading.settrace(self._call)
        sys.settrace(self._call)

    def end(self) -> dict[str, list[int]]:
        sys.settrace(None)
        threading.settrace(None)  # type: ignore[arg-type]
        return {
            Path(name).relative_to(self.root).as_posix(): sorted(lines)
            for name, lines in self.lines.items()
        }

    def _call(self, frame: FrameType, event: str, arg: Any) -> Any:
        name = frame.f_code.co_filename
        if not name.startswith(self.room):
            return None
        lines = self.lines[name]
        lines.add(frame.f_lineno)

        def line(frame: FrameType, event: str, arg: Any) -> Any:
            lines.add(frame.f_lineno)
            return line

        return line
