"""A process and a distribution are one file each: those of CONTRIBUTING, in a copy of the project.

The document is replayed word for word, so that what it shows is what works.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.console import ROOT, Fence, pieces

PARTS = ("scenario", "tests", "docs", "pyproject.toml")
NAMES = ("fading", "exponential")
UNWRITTEN = {
    "test_it_is_in_the_tables_of_the_specification",
    "test_the_specification_has_its_formula",
    "test_it_has_a_closed_form",
    "test_it_is_at_fault_in_a_file_with_one_fault",
    "test_it_is_resolved_in_a_valid_file",
}
"""Laws that ask for what is written beside the file, and so miss it."""


def fences() -> list[Fence]:
    """The files that CONTRIBUTING shows."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    return [piece for piece in pieces(text) if isinstance(piece, Fence) and piece.verb == "write"]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with the files of CONTRIBUTING in it, and nothing else changed."""
    folder = tmp_path_factory.mktemp("newcomers")
    for part in PARTS:
        whole = ROOT / part
        if whole.is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "golden", "published")
            shutil.copytree(whole, folder / part, ignore=ignored)
        else:
            shutil.copy(whole, folder / part)
    for fence in fences():
        (folder / fence.rest).write_text("\n".join(fence.lines) + "\n", "utf-8")
    return folder


def python(folder: Path, *arguments: str, code: int = 0) -> str:
    """What Python prints, started in the copy and importing from it."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin", "COLUMNS": "100"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def test_the_document_shows_one_file_each() -> None:
    assert [fence.rest for fence in fences()] == [
        "scenario/schema/processes/fading.py",
        "scenario/schema/distributions/exponential.py",
        "newcomers.yaml",
    ]


def test_they_are_checked_run_and_shown(copy: Path) -> None:
    scenario = ("-m", "scenario")
    python(copy, *scenario, "check", "newcomers.yaml")
    ran = json.loads(python(copy, *scenario, "run", "newcomers.yaml", "--json"))
    assert "attention" in json.dumps(ran)
    shown = python(copy, *scenario, "show", "newcomers.yaml")
    assert re.search(r"fading:\s*(\{|\n\s+)rate: 0.5", shown)
    assert re.search(r"exponential:\s*(\{|\n\s+)mean: 2", shown)


def test_a_wrong_field_is_refused_in_words(copy: Path) -> None:
    text = (copy / "newcomers.yaml").read_text("utf-8")
    (copy / "wrong.yaml").write_text(text.replace("{rate: 0.5}", "{rate: -0.5}"), "utf-8")
    (copy / "bare.yaml").write_text(text.replace("{fading: {rate: 0.5}}", "fading"), "utf-8")
    for file, words in (("wrong.yaml", "a rate"), ("bare.yaml", "rate")):
        told = json.loads(python(copy, "-m", "scenario", "check", file, "--json", code=2))
        assert words in json.dumps(told)


def test_the_schema_and_the_tables_describe_them(copy: Path) -> None:
    found = json.loads(python(copy, "-m", "scenario", "schema", "model"))["$defs"]
    keys = found["Process"]["anyOf"][0]["properties"]
    assert keys["fading"]["description"].startswith("Wears off")
    assert found["Fading"]["properties"]["rate"]["description"].startswith("The share lost")
    assert found["Distribution"]["properties"]["exponential"]["description"].startswith("A time")
    names = [f"keys {name}" for name in ("process", "fading", "shapes")]
    script = f"from tests.docs.tables import TABLES; print(*(TABLES[n]() for n in {names}))"
    tables = python(copy, "-c", script)
    for row in ("| `fading` | its fields |", "| `rate` | number | required |", "| `exponential` |"):
        assert row in tables
    assert re.search(r"`derived`.*\n\| `fading`.*\n\| `interpolate`", tables)


def test_they_are_under_the_laws_which_tell_what_is_missing(copy: Path) -> None:
    laws = ("-m", "pytest", "-q", "-n", "0", "-rf", "-p", "no:cacheprovider")
    chosen = ("tests/laws/test_registries.py", "-k", " or ".join(NAMES))
    printed = python(copy, *laws, *chosen, code=1)
    failed = set(re.findall(r"^FAILED \S+::(\w+)", printed, re.MULTILINE))
    assert failed == UNWRITTEN
    assert int(re.findall(r"(\d+) passed", printed)[0]) >= 9


def test_they_are_in_style(copy: Path) -> None:
    files = [fence.rest for fence in fences() if fence.rest.endswith(".py")]
    python(copy, "-m", "ruff", "check", *files)
    python(copy, "-m", "ruff", "format", "--check", *files)
    python(copy, "-m", "mypy", *files)


def test_a_file_that_holds_no_process_is_refused(copy: Path) -> None:
    place = copy / "scenario" / "schema" / "processes" / "nothing.py"
    place.write_text('"""Holds nothing."""\n', "utf-8")
    try:
        script = "import scenario.schema\n"
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=copy, capture_output=True, text=True, check=False
        )
    finally:
        place.unlink()
    assert "nothing must define one Motion, not 0" in done.stderr
