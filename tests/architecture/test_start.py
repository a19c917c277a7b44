"""What a run loads and builds before its first answer: nothing that this answer does not need.

What `--help` loads is held in `test_floors`; how long anything takes is measured in `benchmarks`.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LONG = ("run", "benchmarks/workload.yaml", "--no-judgement", "--json")
RUN = (*LONG, "--runs", "10")

# Runs the command line, then tells on stderr which modules are loaded.
LOADED = """
import sys
from scenario.cli import main
code = main(sys.argv[1:])
print(*sorted(sys.modules), file=sys.stderr)
sys.exit(code)
"""
# Runs the program as users start it, then tells on stderr how often garbage was looked for.
COLLECTED = """
import gc, sys
from scenario.__main__ import ended
begun = []
gc.callbacks.append(lambda phase, info: begun.append(info) if phase == "start" else None)
code = ended()
print(len(begun), file=sys.stderr)
sys.exit(code)
"""
# Reads a scenario and tells how often the schema of a part of its model was made.
BUILT = """
import sys
from scenario.api import load
from scenario.schema import Driver, Scenario
built = []
def counted(source, handler):
    built.append(source)
    return handler(source)
Driver.__get_pydantic_core_schema__ = staticmethod(counted)
if "scenario-first" in sys.argv:
    Scenario.model_rebuild()
load("benchmarks/workload.yaml")
print(len(built), file=sys.stderr)
"""

SAVERS = (
    *("forecast.archive", "forecast.reading", "forecast.to_xarray", "forecast.netcdf"),
    "io.writing",
)
THREADS = {"concurrent.futures", "logging"}
SAVING = {f"scenario.{name}" for name in SAVERS}
NOT_FOR_A_RUN = THREADS | SAVING | {
    "altair", "html", "jinja2", "multiprocessing", "pandas", "rich", "SALib",
    "scenario.checks", "scenario.plots", "scenario.report", "scenario.studies", "scipy",
    "vl_convert", "xarray",
}  # fmt: skip


def told(script: str, *arguments: str) -> str:
    """The last line on stderr of a fresh interpreter that runs a script."""
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stderr.splitlines()[-1]


def loaded(*arguments: str) -> set[str]:
    """The modules loaded once a command has ended."""
    return set(told(LOADED, *arguments).split())


def test_a_short_run_loads_only_what_it_needs():
    loaded(*RUN)  # once for what is kept of it
    modules = loaded(*RUN)

    assert {"numpy", "scenario.engine.simulate", "scenario.forecast.plain"} <= modules
    assert not modules & NOT_FOR_A_RUN


def test_a_page_loads_neither_checks_nor_what_explains_mistakes():
    modules = loaded("run", "benchmarks/workload.yaml", "--no-judgement", "--runs", "10")

    assert "scenario.present.forecast" in modules
    assert not modules & {"scenario.checks", "scenario.studies.compare", "scenario.io.translate"}


def test_judgement_ranges_load_no_scipy():
    assert "scipy" not in loaded("run", "benchmarks/workload.yaml", "--json", "--runs", "10")


def test_the_probe_sees_what_longer_commands_load(tmp_path: Path):
    assert loaded(*LONG, "--runs", "20000", "--workers", "2") >= THREADS
    saving = SAVING - {"scenario.forecast.reading"}
    assert saving | {"scipy", "xarray"} <= loaded(*RUN, "--out", str(tmp_path / "kept"))


def test_a_short_run_ends_before_garbage_is_looked_for():
    assert told(COLLECTED, *RUN) == "0"


def test_the_schema_of_a_model_is_built_once_though_a_scenario_holds_it():
    assert told(BUILT) == "1"


def test_the_count_sees_a_schema_that_is_built_twice():
    assert told(BUILT, "scenario-first") == "2"
