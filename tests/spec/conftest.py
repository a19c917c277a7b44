"""Options for the one-fault files: `pytest tests/spec --renew` writes the messages anew."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--renew",
        action="store_true",
        help="write the expected messages of tests/spec/invalid anew; read the difference after",
    )
