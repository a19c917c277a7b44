"""The package as it was at an earlier commit, unpacked beside today's to be measured with it.

It knows git and folders, not what is measured.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from benchmarks.measure import ROOT, MissingError, said

LAST_ARRAY_ENGINE = "d69464e"
"""The last commit whose engine was a loop over operations on arrays."""
WHERE = "import json, scenario; print(json.dumps({'file': scenario.__file__}))"


def unpacked(commit: str, folder: Path) -> Path:
    """The root of the project as it was at a commit.

    Raises:
        MissingError: There is no git, or no such commit, or another package would be measured.
    """
    git = shutil.which("git")
    if git is None:
        raise MissingError("there is no git")
    made = subprocess.run(
        [git, "-C", str(ROOT), "archive", commit], capture_output=True, check=False
    )
    if made.returncode:
        raise MissingError(f"there is no commit {commit}")
    with tarfile.open(fileobj=io.BytesIO(made.stdout)) as archive:
        archive.extractall(folder, filter="data")
    _warm(folder)
    if not Path(said([sys.executable, "-c", WHERE], folder)["file"]).is_relative_to(folder):
        raise MissingError("another package stands before it")
    return folder


def before(commit: str, folder: str) -> Path | None:
    """The same, or None and a word on why not; today's package is made ready as well."""
    _warm(ROOT)
    try:
        return unpacked(commit, Path(folder).resolve())
    except MissingError as why:
        print(f"left out: the array engine ({why})", file=sys.stderr)
        return None


def _warm(root: Path) -> None:
    """Compile all modules, so that no first round has to."""
    command = [sys.executable, "-m", "compileall", "-q", "scenario", "benchmarks"]
    subprocess.run(command, cwd=root, check=False)
