"""Processes, distributions and effects are one file each: those of CONTRIBUTING, in a copy.

The document is replayed word for word, so that what it shows is what works.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from tests.laws.newcomers import fences, python, with_known_types

NAMES = ("fading", "momentum", "exponential", "floor")
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
        "scenario/schema/processes/momentum.py",
        "scenario/schema/distributions/exponential.py",
        "scenario/schema/effects/floor.py",
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
    assert re.search(r"floor: \[?attention\]?, at: 1\b", shown)


def test_a_wrong_field_is_refused_in_words(newcomers: Path) -> None:
    text = (newcomers / "newcomers.yaml").read_text("utf-8")
    (newcomers / "wrong.yaml").write_text(text.replace("{rate: 0.5}", "{rate: -0.5}"), "utf-8")
    (newcomers / "bare.yaml").write_text(text.replace("{fading: {rate: 0.5}}", "fading"), "utf-8")
    low = text.replace("{floor: stir, at: 0.4}", "{floor: stir, at: -0.4}")
    spread = text.replace("at: 1}", "at: 1, over: 2 months}")
    unlike = text.replace("{floor: attention, at: 1}", "{flor: attention, at: 1}")
    value = text.replace("{floor: stir, at: 0.4}", "{floor: attention, at: 0.4}")
    for file, written in (("low", low), ("spread", spread), ("unlike", unlike), ("value", value)):
        (newcomers / f"{file}.yaml").write_text(written, "utf-8")
    for file, words in (
        ("wrong.yaml", "a rate"),
        ("bare.yaml", "rate"),
        ("low.yaml", "a rate (stir) cannot be kept at -0.4 or more"),
        ("spread.yaml", "to floor a value is done at once"),
        ("unlike.yaml", "did you mean 'floor'?"),
        ("value.yaml", "a rule cannot floor the value of attention, only add to it"),
    ):
        told = json.loads(python(newcomers, "-m", "scenario", "check", file, "--json", code=2))
        assert words in json.dumps(told)


def test_the_reference_interpreter_gives_the_same(newcomers: Path) -> None:
    """Attention only fades by itself: where it rises, the effect has raised it."""
    script = """
import numpy as np
from scenario.engine.simulate import simulate
from scenario.resolve import load
from tests.reference.agreement import agree, compare
resolved = load("newcomers.yaml")
simulation = simulate(resolved, judgement=False, workers=1)
agree(compare(simulation, resolved, resolved.runs))
print((np.diff(simulation.paths.values[:, 0], axis=0) > 0).any())
"""
    assert python(newcomers, "-c", script).split()[-1] == "True"


def test_it_is_spoken_of_in_words(newcomers: Path) -> None:
    scenario = ("-m", "scenario")
    traced = python(newcomers, *scenario, "trace", "newcomers.yaml", "--run", "1", "--only", "stir")
    assert "at least 0.4 by “watched”" in traced
    python(newcomers, *scenario, "report", "newcomers.yaml", "-o", "newcomers.md")
    report = (newcomers / "newcomers.md").read_text("utf-8")
    assert "keeps attention at 1 or more" in report
    assert "keeps the rate of the transition “stir” at 0.4 or more" in report


def test_the_schema_and_the_tables_describe_them(newcomers: Path) -> None:
    found = json.loads(python(newcomers, "-m", "scenario", "schema", "model"))["$defs"]
    keys = found["Process"]["anyOf"][0]["properties"]
    assert keys["fading"]["description"].startswith("Wears off")
    assert found["Fading"]["properties"]["rate"]["description"].startswith("The share lost")
    assert found["Distribution"]["properties"]["exponential"]["description"].startswith("A time")
    floor = found["Floor"]
    assert floor["description"].startswith("Keep a value")
    assert floor["properties"]["at"]["description"] == "The least it can be."
    effects = found["Event"]["properties"]["effects"]
    assert "#/$defs/Floor" in json.dumps(effects)
    names = ["effects", "effects by whom"]
    names += [f"keys {name}" for name in ("process", "fading", "shapes", "floor")]
    script = f"from tests.docs.tables import TABLES; print(*(TABLES[n]() for n in {names}))"
    tables = python(newcomers, "-c", script)
    for row in ("| `fading` | its fields |", "| `rate` | number | required |", "| `exponential` |"):
        assert row in tables
    for row in (
        "| `{floor: TARGET, at: VALUE}` | raises it to this where it is less |",
        "`divide`, `floor`, while the rule holds",
        "| `floor` | text, or a list | required |",
    ):
        assert row in tables
    assert re.search(r"`derived`.*\n\| `fading`.*\n\| `momentum`.*\n\| `interpolate`", tables)


def test_they_are_under_the_laws_which_tell_what_is_missing(newcomers: Path) -> None:
    laws = ("-m", "pytest", "-q", "-n", "0", "-rf", "-p", "no:cacheprovider")
    files = ("tests/laws/test_registries.py", "tests/laws/test_effects.py")
    chosen = (*files, "-k", " or ".join(NAMES))
    printed = python(newcomers, *laws, *chosen, code=1)
    failed = set(re.findall(r"^FAILED \S+::(\w+)", printed, re.MULTILINE))
    assert failed == UNWRITTEN
    assert int(re.findall(r"(\d+) passed", printed)[0]) >= 18


def test_what_is_carried_makes_a_move_go_on(newcomers: Path) -> None:
    """Moves of neighbouring months are alike, as those of a random walk would not be."""
    script = (
        "import numpy as np, scenario\n"
        "forecast = scenario.load('newcomers.yaml').run(runs=400)\n"
        "row = forecast.labels.drivers.index('support')\n"
        "moves = np.diff(forecast.paths.values[:, row], axis=0)\n"
        "print(float(np.abs(moves[0]).max()))\n"
        "print(np.corrcoef(moves[11], moves[12])[0, 1])\n"
    )
    first, alike = map(float, python(newcomers, "-c", script).split())
    assert first == 0
    assert alike > 0.6


def test_what_is_carried_must_stay_finite(newcomers: Path) -> None:
    """A speed of a driver that is put back into its range: nothing else would show."""
    text = (
        (newcomers / "newcomers.yaml")
        .read_text("utf-8")
        .replace("friction: 2", "friction: -9000 * t")
    )
    text = text.replace("      start: 0\n", "      start: 0\n      range: [-1, 1]\n")
    (newcomers / "endless.yaml").write_text(text, "utf-8")
    script = (
        "import scenario\n"
        "try: scenario.load('endless.yaml').run()\n"
        "except scenario.RunError as error: print(error)\n"
    )
    told = python(newcomers, "-c", script)
    assert "drivers.support.process.momentum is infinite in 2023-06 (run 0 of the study)" in told


def test_they_are_in_style(newcomers: Path) -> None:
    files = [fence.rest for fence in fences() if fence.rest.endswith(".py")]
    python(newcomers, "-m", "ruff", "check", *files)
    python(newcomers, "-m", "ruff", "format", "--check", *files)
    with_known_types(newcomers)
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
