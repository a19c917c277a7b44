"""A real browser without a window, and a report for it to show; skipped where there is none."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import scenario
from scenario.report import Material, in_short, text_of
from tests.support import strike

FLAGS = (
    "--no-sandbox",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
)
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    place = next((found for name in NAMES if (found := shutil.which(name))), None)
    if place is None:
        pytest.skip("there is no Chromium here")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=place, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of the project that wishes us ill, with another scenario beside it."""
    folder = strike.hostile(tmp_path_factory.mktemp("hostile"))
    scenarios = tuple(scenario.load(folder / f"{name}.yaml") for name in ("base", "full"))
    forecasts = tuple(one.run(workers=1) for one in scenarios)
    place = folder / "report.html"
    short = in_short(scenarios[0], forecasts[0], workers=1)
    material = Material(scenarios, forecasts, "scenario report", short=short)
    place.write_text(text_of(material), "utf-8")
    return place
