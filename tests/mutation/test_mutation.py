"""The mutants of a small function, and that a weak test lets those through that a good one finds.

The driver is tried on a project of its own, which has a room and its tests.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.mutation.equivalent import EQUIVALENT
from tests.mutation.mutants import mutants
from tests.mutation.rooms import ROOT, mutants_of, sample

SOURCE = '''\
"""A sentence with 1 number - and a sign."""

LIMIT: int = 10


class Count:
    size: int = 3

    def more(self, by: "1 + 1" = 2) -> bool:
        if not by or by > LIMIT and by != 4:
            raise ValueError(f"{by + 1}")
        return max(by * 0.5, -by) < self.size
'''


def test_every_operator_number_and_statement_has_its_mutants() -> None:
    found = [(one.line, one.change, one.names) for one in mutants("room.py", SOURCE)]
    assert [(line, change) for line, change, _ in found] == [
        (3, "10 -> 11"),
        (9, "2 -> 3"),
        (10, "not by or by > LIMIT and by != 4 -> (not by and (by > LIMIT and by != 4))"),
        (10, "not by -> (by)"),
        (10, "by > LIMIT and by != 4 -> (by > LIMIT or by != 4)"),
        (10, "by > LIMIT -> (by >= LIMIT)"),
        (10, "by != 4 -> (by == 4)"),
        (10, "4 -> 5"),
        (11, 'raise ValueError(f"{by + 1}") -> pass'),
        (12, "max(by * 0.5, -by) < self.size -> (max(by * 0.5, -by) <= self.size)"),
        (12, "max -> min"),
        (12, "by * 0.5 -> (by / 0.5)"),
        (12, "0.5 -> 0.525"),
        (12, "-by -> (by)"),
    ]
    assert [names for *_, names in found] == [("LIMIT",), *[("Count.more",)] * 13]


def test_a_mutant_stands_on_the_lines_of_its_original() -> None:
    for mutant in mutants("room.py", SOURCE):
        assert len(mutant.statement.splitlines()) <= len(SOURCE.splitlines())
        assert mutant.after in mutant.statement.splitlines()[mutant.line - 1]


def test_a_sample_is_the_same_for_a_seed_and_in_the_order_of_the_modules() -> None:
    every = mutants_of("intervals")
    chosen = sample(every, 40, seed=1)
    assert chosen == sample(every, 40, seed=1)
    assert chosen != sample(every, 40, seed=2)
    assert len(set(chosen)) == 40
    assert chosen == sorted(chosen, key=every.index)
    assert sample(every, None, seed=1) == every


def test_what_is_called_equivalent_is_a_mutant_still() -> None:
    paths = {path for path, _ in EQUIVALENT}
    texts = {path: (ROOT / path).read_text("utf-8") for path in paths}
    there = {(path, one.change) for path in paths for one in mutants(path, texts[path])}
    assert set(EQUIVALENT) <= there


# --- the whole, on a room of three functions

ROOM = '''\
"""A room."""

from functools import lru_cache

STEP = 2
LEAST, MOST = 3, 5


@lru_cache
def larger(a, b):
    return a if a > b else b


class Line:
    @staticmethod
    def above(x):
        return STEP * x + 1


def idle(x):
    return x - 1
'''
WEAK = """\
from scenario.kernel.room import Line, larger
from tests.kernel.steps import steps


def test_larger():
    assert larger(1, 2) == 2


def test_above():
    assert Line.above(0) == 1


def test_steps():
    assert steps() == [0, 2, 4]
"""
STEPS = """\
from scenario.kernel.room import LEAST, STEP


def steps():
    return [STEP * n for n in range(LEAST)]
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the command says of a project with one room and weak tests."""
    project = tmp_path_factory.mktemp("project")
    files = {
        "scenario/__init__.py": "",
        "scenario/kernel/__init__.py": "",
        "scenario/kernel/room.py": ROOM,
        "tests/kernel/test_room.py": WEAK,
        "tests/kernel/steps.py": STEPS,
        "pyproject.toml": '[tool.pytest.ini_options]\npythonpath = ["."]\n',
        **{
            f"tests/mutation/{path.name}": path.read_text("utf-8")
            for path in (ROOT / "tests" / "mutation").glob("[!t]*.py")
        },
    }
    for name, text in files.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "tests.mutation", "kernel", "--all", "--processes", "1"],
        cwd=project,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


def test_mutants_that_no_test_notices_are_told(told: str) -> None:
    survivors = [line.strip() for line in told.splitlines() if line.startswith("  ")]
    assert survivors == [
        "scenario/kernel/room.py:6  5 -> 6  (3 tests)",
        "scenario/kernel/room.py:11  a > b -> (a >= b)  (1 tests)",
        "scenario/kernel/room.py:21  x - 1 -> (x + 1)  (3 tests)",
        "scenario/kernel/room.py:21  1 -> 2  (3 tests)",
    ]


def test_the_others_are_found_out_and_counted(told: str) -> None:
    """Of wrapped and static functions, and of constants that another module has imported."""
    assert "kernel: 10 of 10 mutants" in told
    assert "kernel: 6 found out, 4 survived, 0 known to be equivalent;" in told
