"""One file is a function: that of CONTRIBUTING, put into a copy of the package, is one everywhere.

The file is taken from the document, so that what is told there works.
"""

from __future__ import annotations

import math
import os
import shutil
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest

from scenario.expr.functions import FUNCTIONS
from scenario.expr.operation import Function
from tests.docs.console import ROOT, Fence, pieces
from tests.expr.rows import calls
from tests.laws.test_operations import (
    LAWS_OF_A_TEXT,
    bounds_hold,
    claims_hold,
    lanes_are_floats,
)

MODEL = """
model: shares
title: A model of shares
start: 2022-11
step: 1 month
drivers:
  exports: {start: 3, range: [1, 9], process: {random_walk: {volatility: 0.3}}}
  imports: {start: 1, process: constant}
  part: {process: {derived: "share(exports, imports)"}}
outcome:
  start: a
  states: [a, b]
  transitions: {go: {from: a, to: b, rate: "share(exports, imports) * 2"}}
"""
AMOUNTS = (-2.0, -0.5, 0.0, 0.5, 1.0, 3.0)


@pytest.fixture(scope="module")
def text() -> str:
    document = pieces((ROOT / "CONTRIBUTING.md").read_text("utf-8"))
    fences = [p for p in document if isinstance(p, Fence) and p.language == "python"]
    (fence,) = [fence for fence in fences if any("FUNCTION =" in line for line in fence.lines)]
    return "\n".join(fence.lines) + "\n"


@pytest.fixture(scope="module")
def copy(text: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package and one function more, and a model that uses it.

    Compiled modules come with it: they are known by size and time of their sources.
    """
    folder = tmp_path_factory.mktemp("copy")
    shutil.copytree(ROOT / "scenario", folder / "scenario")
    (folder / "scenario/expr/functions/share.py").write_text(text, "utf-8")
    (folder / "model.yaml").write_text(MODEL, "utf-8")
    scenario = "model: model.yaml\nhorizon: 6 months\nruns: 200\n"
    (folder / "scenario.yaml").write_text(scenario, "utf-8")
    return folder


@pytest.fixture
def added(text: str, monkeypatch: pytest.MonkeyPatch) -> Function:
    """The function among those that are there."""
    module: dict[str, Function] = {}
    exec(compile(text, "share.py", "exec"), module)
    monkeypatch.setitem(FUNCTIONS, "share", module["FUNCTION"])
    return module["FUNCTION"]


def told(copy: Path, *arguments: str, code: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "scenario", *arguments],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_without_the_file_there_is_no_such_function(copy: Path) -> None:
    known = told(ROOT, "check", str(copy / "scenario.yaml"), code=2)
    assert "there is no function 'share'" in known


def test_it_is_checked(copy: Path) -> None:
    told(copy, "check", "scenario.yaml")
    wrong = MODEL.replace("share(exports, imports)", "share(exports)")
    (copy / "wrong.yaml").write_text(wrong, "utf-8")
    said = told(copy, "check", "wrong.yaml", code=2)
    assert "share takes two arguments, not 1" in said
    assert "write share(a, b)" in said


def test_it_is_run_by_the_engine_and_by_the_reference(copy: Path) -> None:
    assert "200 runs" in told(copy, "run", "scenario.yaml")
    assert "part" in told(copy, "trace", "scenario.yaml", "--run", "3")


def test_it_is_shown_and_reported(copy: Path) -> None:
    assert "share(exports, imports)" in told(copy, "show", "scenario.yaml")
    told(copy, "report", "scenario.yaml", "--output", "report.html")
    page = (copy / "report.html").read_text("utf-8")
    assert "the share of exports beside imports" in page
    assert "<mi>share</mi>" in page


def test_it_obeys_the_laws_of_all_functions(added: Function) -> None:
    for node in calls(added).values():
        for law in LAWS_OF_A_TEXT:
            law(node)
        for values in product((*AMOUNTS, math.inf, math.nan), repeat=2):
            lanes_are_floats(node, list(values))
        for values in product(AMOUNTS, repeat=2):
            claims_hold(node, list(values))
            for lows, highs in product(product(AMOUNTS, repeat=2), repeat=2):
                if all(a <= x <= b for a, x, b in zip(lows, values, highs, strict=True)):
                    bounds_hold(node, list(lows), list(values), list(highs))


def test_its_file_is_in_the_style_of_the_project(text: str) -> None:
    for command in (["check", "--stdin-filename"], ["format", "--check", "--stdin-filename"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "scenario/expr/functions/share.py", "-"],
            input=text, cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
