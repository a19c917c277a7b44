"""Sections on studies say what the studies themselves say, with a chart in place of the table."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from scenario.present import blocks_of
from scenario.present.blocks import Figure, Table, without_drawings
from scenario.report import Material, text_of
from scenario.report.sections import sections_of
from scenario.report.sections import studied as section_on
from scenario.studies.sensitivity import sensitivity
from scenario.studies.tornado import tornado


@pytest.fixture(scope="module")
def studied(material: Material) -> Material:
    base = material.scenario
    studies = {
        "tornado": tornado(base, runs=400, workers=1),
        "sensitivity": sensitivity(base, rows=32, workers=1),
    }
    return replace(material, scenarios=(base,), forecasts=(material.forecast,), studies=studies)


@pytest.mark.parametrize("name", ["tornado", "sensitivity"])
def test_a_section_is_the_result_with_its_chart(studied: Material, name: str) -> None:
    shown = list(section_on(studied, name).build(studied))
    said = blocks_of(studied.studies[name])

    assert len(shown) == len(said)
    for block, other in zip(shown, said, strict=True):
        if isinstance(other, Table):
            assert isinstance(block, Figure)
            assert (block.name, block.table) == (name, other)
        else:
            assert block == other


@pytest.mark.parametrize("suffix", [".html", ".md"])
def test_pages_leave_out_pictures_made_of_characters(studied: Material, suffix: str) -> None:
    page = text_of(studied, suffix)

    numbers = next(b for b in blocks_of(studied.studies["tornado"]) if isinstance(b, Table))
    assert numbers.columns[-1].drawn
    assert without_drawings(numbers).caption in page
    assert not re.search(r"as it is -low|\|\+\+", page)


def test_sections_are_those_of_the_studies_that_were_made_in_their_order(
    studied: Material, material: Material
) -> None:
    made = [one.anchor for one in sections_of(studied)]
    assert made[6:10] == ["basis", "moves", "judgements", "when"]
    none = replace(material, studies={})
    assert [one.anchor for one in sections_of(none)] == [*made[:7], *made[9:]]
