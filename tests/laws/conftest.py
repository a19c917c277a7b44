"""A copy of the project with the files of CONTRIBUTING, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.laws.newcomers import copied


@pytest.fixture(scope="session")
def newcomers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with one more of each kind that CONTRIBUTING shows."""
    return copied(tmp_path_factory.mktemp("newcomers"))
