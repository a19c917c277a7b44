"""The files with one fault, written out, and how their messages are written anew."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scenario.io.files import PROJECT_MARKS
from tests.spec.faults import FOLDER, faults


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--renew",
        action="store_true",
        help="write the expected messages of tests/spec anew; read the difference after",
    )


@pytest.fixture(scope="session")
def fault_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of a project with every file that has one fault, beside it what these read."""
    project = tmp_path_factory.mktemp("project")
    for mark in PROJECT_MARKS:
        (project / mark).mkdir()
    folder = project / "tests" / "spec" / "invalid"
    shutil.copytree(FOLDER / "base", folder / "base")
    for fault in faults():
        (folder / fault.file).write_bytes(fault.text.encode())
    return folder
