"""The promise of `docs/hostile-files.md`: whatever the files, a short answer within three seconds.

Where a case is not refused it is harmless: what is printed controls no terminal and the file is
worked on like any other.
"""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from tests.hostile.case import SMALL, Case
from tests.hostile.cases import CASES
from tests.support.forks import Limits, loaded

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 3.0
LINES = 100
LIMITS = Limits(seconds=30, memory=2 * 2**30)

Outcomes = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Outcomes:
    """All cases, run one after the other in processes of their own."""
    top = tmp_path_factory.mktemp("hostile")
    found = {}
    for number, (name, case) in enumerate(CASES.items()):
        folder = top / str(number)
        case.lay(folder)
        found[name] = loaded().run(str(folder), case.arguments, limits_of(case))
    return found


def limits_of(case: Case) -> Limits:
    """What draws charts reserves far more addresses than it uses memory."""
    draws = case.arguments[0] == "report" and 0 in case.codes
    return LIMITS._replace(memory=None) if draws else LIMITS


@pytest.mark.parametrize("name", CASES)
def test_it_ends_soon_in_few_words_and_harmlessly(name: str, outcomes: Outcomes) -> None:
    case, found = CASES[name], outcomes[name]
    printed = found["out"] + found["err"]
    assert found["code"] in case.codes, printed[:2_000]
    assert found["seconds"] < SECONDS
    assert found["err"].count("\n") < LINES
    assert len(found["err"]) < 20_000
    assert case.shows in (found["err"] or found["out"])
    assert not [c for c in printed if controls(c)]
    assert "Traceback" not in printed
    if found["code"] == 2:
        assert found["err"].strip()


def controls(character: str) -> bool:
    """Whether a character moves a cursor, changes a colour or turns the direction of writing."""
    kinds = ("Cc", "Cf", "Cs", "Zl", "Zp")
    return character not in "\n\t" and unicodedata.category(character) in kinds


def test_nothing_was_run_on_the_way(outcomes: Outcomes, tmp_path_factory: Any) -> None:
    top = tmp_path_factory.getbasetemp()
    assert outcomes
    assert not list(top.glob("hostile*/*/here"))


def test_there_are_many() -> None:
    assert len(CASES) >= 500


@pytest.mark.parametrize(
    "name",
    ["alias bomb", "200,000 opening brackets", "a tower of powers", "an endless device", "a pipe"],
)
def test_the_command_itself(name: str, tmp_path: Path) -> None:
    case: Case = CASES[name]
    case.lay(tmp_path / "here")
    done = subprocess.run(
        [sys.executable, "-m", "scenario", *case.arguments],
        cwd=tmp_path / "here",
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 2
    assert case.shows in done.stderr


def test_a_case_that_took_too_long_would_be_seen(tmp_path: Path) -> None:
    case = Case(
        {"f.yaml": SMALL},
        ("run", "f.yaml", "--runs", "15_000_000", "--no-judgement", "--workers", "1"),
    )
    case.lay(tmp_path / "here")
    found = loaded().run(str(tmp_path / "here"), case.arguments, LIMITS)
    assert found["code"] in (0, -9)  # done, or killed by the runner
    assert found["seconds"] > SECONDS
