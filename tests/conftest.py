"""What holds for all tests: none is judged by the clock but how soon a study ends at Ctrl-C."""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import signal
import tempfile

import pytest
from hypothesis import settings

from scenario.engine import kept_kernels

if "SCENARIO_CACHE" not in os.environ:
    # for all workers and all commands under test: what one has compiled none compiles again
    os.environ["SCENARIO_CACHE"] = tempfile.mkdtemp(prefix="scenario-code-")
    atexit.register(shutil.rmtree, os.environ["SCENARIO_CACHE"], ignore_errors=True)

# tests change what writes kernels, so that within their own process none is taken from another test
kept_kernels.own_files = lambda: ""  # type: ignore[assignment]

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # as in a job of a shell that runs it in the background; commands under test would ignore it too
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("project", deadline=None)
settings.load_profile("project")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow tests first, so that none is left alone at the end."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish() -> None:
    """Look for no garbage among twelve thousand tests, each time that any is looked for."""
    gc.collect()
    gc.freeze()
