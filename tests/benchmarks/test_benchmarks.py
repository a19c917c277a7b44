"""The benchmarks run, their contestants answer one question, and their tables find their places."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import pytest

import scenario
from benchmarks import contest, grown, measure, plain
from benchmarks.measure import MissingError, Spread

STATES = 5


def shares(seen: dict) -> list[float]:
    assert seen["us_per_run"] > 0
    assert sum(seen["p"]) == pytest.approx(1, abs=1e-4)
    return seen["p"]


def apart(one: list[float], other: list[float], runs: int, of: int) -> float:
    """The largest distance between two sets of shares, in standard errors."""
    far = []
    for p, q in zip(one, other, strict=True):
        both = (p * runs + q * of) / (runs + of)
        far.append(abs(p - q) / math.sqrt(both * (1 - both) * (1 / runs + 1 / of)))
    return max(far)


@pytest.fixture(scope="module")
def ours() -> list[float]:
    return shares(measure.python("benchmarks.engine", contest.WORKLOAD, 20_000, 1)())


def test_the_native_engine_gives_the_same_shares_to_the_last_digit(ours: list[float]):
    pytest.importorskip("llvmlite")
    native = measure.python("benchmarks.engine", contest.WORKLOAD, 20_000, 2, engine="native")
    assert shares(native()) == ours


def test_plain_python_gives_the_same_shares(ours: list[float]):
    # by chance, fewer than one in 1,000 such tests would fail
    assert apart(shares(measure.python("benchmarks.plain", 500)()), ours, 500, 20_000) < 3.8


@pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler")
def test_the_kernel_gives_the_same_shares(ours: list[float], tmp_path: Path):
    kernel = contest.compiled(str(tmp_path))
    runs = 10 * contest.RUNS
    assert apart(shares(kernel()), ours, runs, 20_000) < 3.8


def test_other_shares_would_be_noticed(ours: list[float]):
    other = [ours[1], ours[0], *ours[2:]]

    assert apart(other, ours, 500, 20_000) > 10


@pytest.mark.parametrize("kind", grown.KINDS)
def test_a_grown_model_can_be_run(kind: str, tmp_path: Path):
    forecast = scenario.load(grown.file(kind, 12, tmp_path)).run(20, judgement=False, workers=1)

    assert forecast.runs == 20


def test_one_run_of_plain_python_is_counted_once():
    totals, chance = plain.Totals(), plain.random.Random(3)
    plain.one_run(plain.draw(chance), chance, totals)

    assert totals.runs == 1
    assert all(sum(counts) == 1 for counts in totals.at)


def test_a_contestant_that_fails_is_left_out(capsys: pytest.CaptureFixture[str]):
    def never() -> dict:
        raise MissingError("not here")

    found = measure.taking_turns({"a": lambda: {"x": 2.0}, "b": never}, rounds=2)

    assert list(found) == ["a"]
    assert len(found["a"]) == 2
    assert "left out: b (not here)" in capsys.readouterr().err


def test_ratios_are_taken_within_a_round():
    found = {"a": [{"x": 2.0}, {"x": 9.0}], "b": [{"x": 1.0}, {"x": 3.0}]}

    assert measure.spread(found, "a", "x", "b") == Spread((2.0, 3.0))


def test_the_power_of_a_cube_is_three():
    assert measure.exponent([1, 2, 4], [5, 40, 320]) == pytest.approx(3)


def test_figures_are_as_short_as_they_are_sure():
    assert [measure.short(x) for x in (0.0346, 1.44, 12.6, 483.0, 0)] == [
        "0.035", "1.4", "13", "480", "0",
    ]  # fmt: skip


def test_a_table_is_written_between_its_marks_only(tmp_path: Path):
    page = tmp_path / "page.md"
    page.write_text("a\n<!-- measured: x -->\nold\n<!-- end measured -->\nb\n", "utf-8")
    measure.write("x", "new", page)

    assert page.read_text("utf-8") == (
        "a\n<!-- measured: x -->\n\nnew\n\n<!-- end measured -->\nb\n"
    )
    with pytest.raises(ValueError, match="0 places"):
        measure.write("y", "new", page)


def test_every_stage_of_compiling_is_timed():
    seen = measure.python("benchmarks.compiling", contest.WORKLOAD)()

    assert seen.keys() >= {"read", "program", "emit", "write", "wat2wasm", "module", "best"}
    assert all(value > 0 for value in seen.values())
