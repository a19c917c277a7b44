"""A session of pytest that runs the collected tests against many mutants, each in a fork of it.

All is loaded and collected once. The first fork carries the code out as it is and notes which test
reaches which line; every other has one mutant put in and stops at the first test that fails.
"""

from __future__ import annotations

import importlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from tests.mutation import reach
from tests.mutation.mutants import Mutant
from tests.mutation.patch import module_name, put_in
from tests.mutation.process import forked, succeeded
from tests.mutation.reach import Reach, tests_for

LONGEST = 3600.0
PATIENCE = 10.0
"""Seconds that the tests of a mutant may take beyond twice what they take without it."""
Told = Callable[[Mutant, int], None]
"""Takes a survivor, and how many tests have let it through."""


class Session:
    """A plugin of pytest that takes the place of its loop over the tests."""

    def __init__(
        self, root: Path, room: str, mutants: Sequence[Mutant], processes: int, told: Told
    ) -> None:
        self.root, self.room, self.mutants = root, room, mutants
        self.processes, self.told = processes, told

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed:
            raise session.Interrupted("its tests cannot be collected")
        for path in sorted({mutant.path for mutant in self.mutants}):
            importlib.import_module(module_name(path))
        reporter = session.config.pluginmanager.get_plugin("terminalreporter")
        session.config.pluginmanager.unregister(reporter)
        reaches = self._reaches(session)
        if reaches is None:
            raise session.Failed("its tests fail without any mutant")
        for mutant, tests, survived in self._tried(session, reaches):
            if survived:
                self.told(mutant, tests)
        return True

    def _reaches(self, session: pytest.Session) -> list[Reach] | None:
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "reach.json"
            run = partial(_run, session)
            work = partial(reach.record, session.items, run, self.root, self.room, out)
            _, status = os.waitpid(forked(work, LONGEST), 0)
            return reach.read(out) if succeeded(status) else None

    def _tried(
        self, session: pytest.Session, reaches: Sequence[Reach]
    ) -> Iterator[tuple[Mutant, int, bool]]:
        """Each mutant with the number of its tests and whether all pass, as they end."""
        running: dict[int, tuple[Mutant, int]] = {}
        for mutant in self.mutants:
            tests = tests_for(mutant, reaches)
            items = [session.items[one.place] for one in tests]
            seconds = PATIENCE + 2 * sum(one.seconds for one in tests)
            process = forked(partial(_survives, session, mutant, items), seconds)
            running[process] = mutant, len(items)
            if len(running) >= self.processes:
                yield _ended(running)
        while running:
            yield _ended(running)


def _ended(running: dict[int, tuple[Mutant, int]]) -> tuple[Mutant, int, bool]:
    process, status = os.wait()
    return *running.pop(process), succeeded(status)


def _survives(session: pytest.Session, mutant: Mutant, items: Iterable[pytest.Item]) -> bool:
    put_in(mutant)
    return all(_run(session, item, after) for item, after in pairwise([*items, None]) if item)


def _run(session: pytest.Session, item: pytest.Item, after: pytest.Item | None = None) -> bool:
    """Runs one test; whether it passes."""
    item.ihook.pytest_runtest_protocol(item=item, nextitem=after)
    return not session.testsfailed
