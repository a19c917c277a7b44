"""A report of a small project, and one of a project that wishes us ill, written once."""

from __future__ import annotations

from datetime import date
from functools import cached_property

import pytest

import scenario
from scenario.report import Material, byline, in_short, text_of
from scenario.studies.compare import compare
from scenario.studies.explain import explain
from tests.support import strike


@pytest.fixture(scope="session")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    folder = strike.write(tmp_path_factory.mktemp("strike"))
    scenarios = tuple(scenario.load(folder / f"{name}.yaml") for name in ("base", "full"))
    forecasts = tuple(one.run(workers=1) for one in scenarios)
    studies = {
        "compare": compare(*scenarios, judgement=False, attribute=False, workers=1),
        "explain": explain(scenarios[0], "deal", walks=20, workers=1),
    }
    short = in_short(scenarios[0], forecasts[0], workers=1)
    told = byline("Ada & Bo", date(2030, 2, 1))
    command = "scenario report base.yaml -o r.html"
    return Material(scenarios, forecasts, command, studies, short, told)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Material:
    folder = strike.hostile(tmp_path_factory.mktemp("hostile"))
    base = scenario.load(folder / "base.yaml")
    forecast = base.run(workers=1)
    told = byline("<b>Eve</b>", None)
    return Material((base,), (forecast,), short=in_short(base, forecast, 1), byline=told)


class Pages:
    """The text of both reports in both forms, each written when it is asked for."""

    def __init__(self, material: Material, hostile: Material) -> None:
        self.materials = material, hostile

    @cached_property
    def html(self) -> str:
        return text_of(self.materials[0])

    @cached_property
    def markdown(self) -> str:
        return text_of(self.materials[0], ".md")

    @cached_property
    def hostile(self) -> str:
        return text_of(self.materials[1])

    @cached_property
    def hostile_markdown(self) -> str:
        return text_of(self.materials[1], ".md")


@pytest.fixture(scope="session")
def pages(material: Material, hostile: Material) -> Pages:
    return Pages(material, hostile)
