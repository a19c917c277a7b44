"""Published cohort models: traces against powers of matrices, sums against what was printed."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

import scenario
from tests.statistics.proof import PAGE
from tests.statistics.published.cohorts import MODELS
from tests.statistics.published.studies import STUDIES, Figure, Study

pytestmark = pytest.mark.statistics
COHORTS = [(study, name) for study in STUDIES for name in study.cohorts()]


@pytest.mark.parametrize(("study", "name"), COHORTS, ids=lambda one: getattr(one, "title", one))
def test_cohorts_go_as_the_powers_of_their_matrices(study: Study, name: str) -> None:
    cohort = study.cohorts()[name]
    np.testing.assert_allclose(cohort.trace(), cohort.by_matrices(), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("study", STUDIES, ids=lambda study: study.title)
def test_figures_come_out_as_they_were_printed(study: Study) -> None:
    found = study.figures()
    assert found
    assert not [figure for figure in found if not figure.agrees]


def test_another_last_digit_is_noticed() -> None:
    figure = Figure("one", 0.0661127, 0.06611268)
    assert figure.agrees
    assert not replace(figure, found=0.06611264).agrees
    assert not replace(figure, printed=0.0661126).agrees


def test_another_matrix_is_noticed() -> None:
    cohort = STUDIES[0].cohorts()["combined"]
    late = replace(cohort, matrices=(*cohort.matrices[:1], *cohort.matrices[2:3] * 19))
    assert np.abs(cohort.trace() - late.by_matrices()).max() > 0.01


@pytest.mark.parametrize("path", sorted(MODELS.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_element_has_its_source(path) -> None:
    if path.stem != "facts":
        assert not scenario.load(path).warnings


def test_the_page_has_every_figure_as_printed() -> None:
    section = PAGE.read_text("utf-8").partition("\n## Published models\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| ([^|]+) \| ([\d,.]+) \| ([\d,.]+) \|$", section, re.MULTILINE)
    told = [(case, float(printed.replace(",", ""))) for case, printed, _ in rows]
    assert told == [(one.case, one.printed) for study in STUDIES for one in study.figures()]
