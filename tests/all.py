"""Every check of the project in one command: style, format, types, import floors, tests.

It knows how to start each check and how to report it; what each one demands stands in
pyproject.toml. All of them run, whatever fails; the last line is always pytest's own, which says
how long the tests took. A part of them alone is run by `--quick` (style, format, and the most
telling tests of each folder, which `quick.txt` lists), `--usual` (all that are not marked as slow)
or `--slow` (those that are).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
CHECKS = {
    "style": [PYTHON, "-m", "ruff", "check"],
    "format": [PYTHON, "-m", "ruff", "format", "--check"],
    "types": [PYTHON, "-m", "mypy"],
    "floors": [str(Path(PYTHON).with_name("lint-imports"))],
}
TESTS = [PYTHON, "-m", "pytest", "-n", "2", "--dist", "worksteal"]
QUICK = Path(__file__).with_name("quick.txt")
PARTS = {"quick": ["style", "format"], "usual": [*CHECKS], "slow": []}
"""The checks beside the tests of a part."""


def main(part: str | None = None) -> int:
    checks = CHECKS if part is None else PARTS[part]
    failed = [name for name in checks if run(name, CHECKS[name])[0]]
    code, closing_line = run("tests", [*TESTS, *chosen(part)])
    if code:
        failed.append("tests")
    if failed:
        print(f"\nFailed: {', '.join(failed)}\n{closing_line}")
    return 1 if failed else 0


def chosen(part: str | None) -> list[str]:
    """What is said to pytest to have it run the tests of a part."""
    match part:
        case "quick":
            return quick()
        case "usual":
            return ["-m", "not slow"]
        case "slow":
            return ["-m", "slow"]
    return []


def quick() -> list[str]:
    """The most telling tests of each folder, as they are listed."""
    lines = QUICK.read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def asked() -> str | None:
    parser = argparse.ArgumentParser(description=__doc__)
    parts = parser.add_mutually_exclusive_group()
    for part in PARTS:
        parts.add_argument(f"--{part}", dest="part", action="store_const", const=part)
    part: str | None = parser.parse_args().part
    return part


def run(name: str, command: list[str]) -> tuple[int, str]:
    """Runs one check, passing its output on; gives its exit code and its last line."""
    print(f"--- {name}", flush=True)
    start = time.perf_counter()
    last = ""
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            last = line.rstrip() or last
    if name != "tests":
        verdict = "failed" if process.returncode else "passed"
        print(f"--- {name} {verdict} in {time.perf_counter() - start:.1f} s\n", flush=True)
    return process.returncode, last


if __name__ == "__main__":
    sys.exit(main(asked()))
