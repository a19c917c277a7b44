"""The files that CONTRIBUTING shows, and a copy of the project that has them.

It knows how to start Python there; what the files make of the project, the tests know.
"""

from __future__ import annotations

import atexit
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from tests.docs.console import ROOT, Fence, pieces
from tests.support.forks import Limits, Loaded

PARTS = ("scenario", "tests", "docs", "pyproject.toml")


def fences() -> list[Fence]:
    """The files that CONTRIBUTING shows."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    return [piece for piece in pieces(text) if isinstance(piece, Fence) and piece.verb == "write"]


def copied(folder: Path) -> Path:
    """The project with the files of CONTRIBUTING in it, and nothing else changed.

    Its compiled modules come with it: they are known by size and time of their sources.
    """
    for part in PARTS:
        whole = ROOT / part
        if whole.is_dir():
            ignored = shutil.ignore_patterns("golden", "published")
            shutil.copytree(whole, folder / part, ignore=ignored)
        else:
            shutil.copy(whole, folder / part)
    for fence in fences():
        (folder / fence.rest).write_text("\n".join(fence.lines) + "\n", "utf-8")
    return folder


def with_known_types(folder: Path) -> None:
    """What mypy found out of the project when it last looked at it, so that it reads the rest."""
    known = ROOT / ".mypy_cache"
    if known.is_dir():
        shutil.copytree(known, folder / known.name)


def python(folder: Path, *arguments: str, code: int = 0) -> str:
    """What Python prints, run in the copy by a fork of a process that has loaded the copy."""
    found = _loaded(folder).run(str(folder), arguments, Limits())
    assert found["code"] == code, found["out"] + found["err"]
    return str(found["out"])


@cache
def _loaded(folder: Path) -> Loaded:
    found = Loaded(_environment(folder), folder)
    atexit.register(found.end)
    return found


def started(folder: Path, *arguments: str, code: int = 0) -> str:
    """What Python prints, started anew in the copy: what loaded it does not know its last files."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=_environment(folder),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def _environment(folder: Path) -> dict[str, str]:
    return {"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin", "COLUMNS": "100"}
