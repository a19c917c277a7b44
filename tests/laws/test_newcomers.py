"""A process and a distribution are one file each: those of CONTRIBUTING, in a copy of the project.

The document is replayed word for word, so that what it shows is what works.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from tests.laws.newcomers import fences, python

NAMES = ("fading", "exponential")
STUDY = (
    "studies/repeat.py",
    "present/repeat.py",
    "cli/commands/repeat.py",
    "plots/charts/seeds.py",
)
UNWRITTEN = {
    "test_it_is_in_the_tables_of_the_specification",
    "test_the_specification_has_its_formula",
    "test_it_has_a_closed_form",
    "test_it_is_at_fault_in_a_file_with_one_fault",
    "test_it_is_resolved_in_a_valid_file",
}
"""Laws that ask for what is written beside the file, and so miss it."""


def test_the_document_shows_one_file_each() -> None:
    assert [fence.rest for fence in fences()] == [
        "scenario/schema/processes/fading.py",
        "scenario/schema/distributions/exponential.py",
        "newcomers.yaml",
        *(f"scenario/{place}" for place in STUDY),
    ]


def test_they_are_checked_run_and_shown(newcomers: Path) -> None:
    scenario = ("-m", "scenario")
    python(newcomers, *scenario, "check", "newcomers.yaml")
    ran = json.loads(python(newcomers, *scenario, "run", "newcomers.yaml", "--json"))
    assert "attention" in json.dumps(ran)
    shown = python(newcomers, *scenario, "show", "newcomers.yaml")
    assert re.search(r"fading:\s*(\{|\n\s+)rate: 0.5", shown)
    assert re.search(r"exponential:\s*(\{|\n\s+)mean: 2", shown)


def test_a_wrong_field_is_refused_in_words(newcomers: Path) -> None:
    text = (newcomers / "newcomers.yaml").read_text("utf-8")
    (newcomers / "wrong.yaml").write_text(text.replace("{rate: 0.5}", "{rate: -0.5}"), "utf-8")
    (newcomers / "bare.yaml").write_text(text.replace("{fading: {rate: 0.5}}", "fading"), "utf-8")
    for file, words in (("wrong.yaml", "a rate"), ("bare.yaml", "rate")):
        told = json.loads(python(newcomers, "-m", "scenario", "check", file, "--json", code=2))
        assert words in json.dumps(told)


def test_the_schema_and_the_tables_describe_them(newcomers: Path) -> None:
    found = json.loads(python(newcomers, "-m", "scenario", "schema", "model"))["$defs"]
    keys = found["Process"]["anyOf"][0]["properties"]
    assert keys["fading"]["description"].startswith("Wears off")
    assert found["Fading"]["properties"]["rate"]["description"].startswith("The share lost")
    assert found["Distribution"]["properties"]["exponential"]["description"].startswith("A time")
    names = [f"keys {name}" for name in ("process", "fading", "shapes")]
    script = f"from tests.docs.tables import TABLES; print(*(TABLES[n]() for n in {names}))"
    tables = python(newcomers, "-c", script)
    for row in ("| `fading` | its fields |", "| `rate` | number | required |", "| `exponential` |"):
        assert row in tables
    assert re.search(r"`derived`.*\n\| `fading`.*\n\| `interpolate`", tables)


def test_they_are_under_the_laws_which_tell_what_is_missing(newcomers: Path) -> None:
    laws = ("-m", "pytest", "-q", "-n", "0", "-rf", "-p", "no:cacheprovider")
    chosen = ("tests/laws/test_registries.py", "-k", " or ".join(NAMES))
    printed = python(newcomers, *laws, *chosen, code=1)
    failed = set(re.findall(r"^FAILED \S+::(\w+)", printed, re.MULTILINE))
    assert failed == UNWRITTEN
    assert int(re.findall(r"(\d+) passed", printed)[0]) >= 9


def test_they_are_in_style(newcomers: Path) -> None:
    files = [fence.rest for fence in fences() if fence.rest.endswith(".py")]
    python(newcomers, "-m", "ruff", "check", *files)
    python(newcomers, "-m", "ruff", "format", "--check", *files)
    python(newcomers, "-m", "mypy", *files)


def test_a_file_that_holds_no_process_is_refused(newcomers: Path) -> None:
    place = newcomers / "scenario" / "schema" / "processes" / "nothing.py"
    place.write_text('"""Holds nothing."""\n', "utf-8")
    try:
        script = "import scenario.schema\n"
        done = subprocess.run(
            [sys.executable, "-c", script],
            cwd=newcomers,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        place.unlink()
    assert "nothing must define one Motion, not 0" in done.stderr
