"""A little fuzzing in every run of the tests; `python -m tests.fuzz --minutes 60` does more.

What was ever found stands in `tests/hostile/found` and is tried again here.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from scenario.selftest import Trial
from tests.fuzz.engines import fuzz_engines, generated_model
from tests.fuzz.targets import TARGETS, Broken, holds_for_file, patience
from tests.kernel.backends import needs_native

FOUND = sorted((Path(__file__).parents[1] / "hostile" / "found").glob("*.yaml"))
COUNTS = {"bytes": 200, "trees": 100, "expressions": 1_500, "arguments": 150, "engines": 8}


@pytest.mark.parametrize("name", TARGETS)
def test_whatever_goes_in(name: str) -> None:
    make, holds = TARGETS[name]
    for number in range(COUNTS[name]):
        data = make(Random(number))
        with patience():
            holds(data)


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.stem)
def test_what_was_once_found(path: Path) -> None:
    with patience():
        holds_for_file(path.read_bytes())


def test_what_takes_too_long_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.fuzz.targets.SECONDS", 0.05)
    with pytest.raises(Broken, match="seconds"), patience():
        any(sum(range(1_000)) < 0 for _ in iter(int, 1))


@needs_native
def test_engines_that_disagree_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    made = generated_model(Random(1))
    digest = Trial.digest
    monkeypatch.setattr(Trial, "digest", lambda trial, code: f"{digest(trial, code)} {code.engine}")
    with pytest.raises(AssertionError, match="leave different bits"):
        fuzz_engines(made)
