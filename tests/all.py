"""Every check of the project in one command: style, format, types, import floors, tests.

It knows how to start each check and how to report it; what each one demands stands in
pyproject.toml. All of them run, whatever fails; the last line is always pytest's own.
"""

from __future__ import annotations

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
TESTS = [PYTHON, "-m", "pytest", "-n", "2"]


def main() -> int:
    failed = [name for name, command in CHECKS.items() if run(name, command)[0]]
    code, closing_line = run("tests", TESTS)
    if code:
        failed.append("tests")
    if failed:
        print(f"\nFailed: {', '.join(failed)}\n{closing_line}")
    return 1 if failed else 0


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
    sys.exit(main())
