"""A study made in a real browser has the digest that it has everywhere."""

from __future__ import annotations

import pytest

from tests.engine.digested import MODELS, trial_of
from tests.support import elsewhere

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page(browser):
    opened = browser.new_page()
    opened.add_script_tag(content=elsewhere.SCRIPT)
    yield opened
    opened.close()


@pytest.mark.parametrize("lanes", [2, 4])
@pytest.mark.parametrize("name", MODELS)
def test_one_digest(page, name: str, lanes: int) -> None:
    study = elsewhere.study(trial_of(name), lanes)
    found = elsewhere.digest(page.evaluate("study => carriedOut(study)", study))
    assert found == elsewhere.expected(trial_of(name))


def test_a_study_that_is_made_otherwise_is_told_apart(page) -> None:
    study = elsewhere.study(trial_of("workload"), 2)
    study["call"][2] = ["long", "8"]
    found = elsewhere.digest(page.evaluate("study => carriedOut(study)", study))
    assert found != elsewhere.expected(trial_of("workload"))
