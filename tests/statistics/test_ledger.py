"""The scores of all figures together, and the page that lists them."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

import numpy as np
import pytest
from scipy import stats

import tests.statistics.closed_forms
import tests.statistics.random_numbers  # noqa: F401 - both enter what they claim
from scenario.resolve import Resolved
from tests.statistics import lab
from tests.statistics.ledger import CLAIMS, LIMIT, ledger
from tests.statistics.proof import PAGE
from tests.statistics.shape import Shape
from tests.statistics.tables import sentence
from tests.statistics.trials import TRIALS
from tests.support.models import resolve

pytestmark = pytest.mark.statistics
NORMAL = stats.norm.ppf((np.arange(400) + 0.5) / 400)
WRONG = {
    "shifted": NORMAL + 0.25,
    "too wide": 1.2 * NORMAL,
    "too narrow": 0.8 * NORMAL,
    "all on one side": np.abs(NORMAL),
    "repeated": np.repeat(np.random.default_rng(1).normal(size=20), 20),
    "a few far off": np.where(np.arange(400) < 8, 6.0, NORMAL),
    "not a number": np.where(np.arange(400) < 1, np.nan, NORMAL),
}


def test_all_scores_together_look_standard_normal() -> None:
    shape = Shape.of([check.z for check in ledger()])
    assert shape.z.size >= 300
    assert shape.looks_standard_normal, shape.probabilities


@pytest.mark.parametrize("scores", WRONG.values(), ids=WRONG)
def test_wrong_scores_would_be_found_out(scores: np.ndarray) -> None:
    assert Shape.of(NORMAL).looks_standard_normal
    assert not Shape.of(scores).looks_standard_normal


def test_good_scores_pass() -> None:
    """Five hundred sets of good scores: hardly one may be refused."""
    rng = np.random.default_rng(2)
    refused = sum(not Shape.of(rng.normal(size=400)).looks_standard_normal for _ in range(500))
    assert refused <= 2


def test_an_engine_whose_rates_are_one_percent_low_would_be_found_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No figure need be far off by itself; all together they lean to one side."""

    def slowed(elements: dict, *given: Any, **said: Any) -> Resolved:
        slow = deepcopy(elements)
        ways = slow.get("outcome", {}).get("transitions", {})
        for one in (*ways.values(), *slow.get("events", {}).values()):
            if isinstance(one.get("rate"), int | float):
                one["rate"] *= 0.99
        return resolve(slow, *given, **said)

    monkeypatch.setattr(lab, "resolve", slowed)
    scores = []
    for claim in CLAIMS.values():
        if claim.subject.title in {"Outcome clocks and competing risks", "Waiting times", "Events"}:
            work = lab.Lab(claim.name)
            claim.make(work)
            scores += [check.z for check in work.checks if check.z is not None]
    assert len(scores) > 90
    assert np.mean(scores) < 0
    assert not Shape.of(scores).looks_standard_normal


def test_the_page_lists_what_is_checked() -> None:
    """By name: digits may differ from one make of processor to another."""
    text = PAGE.read_text("utf-8")
    renew = "renew the page with: python -m tests.statistics.proof"
    claims = re.findall(r"^### (.+)\n\n`(.+)`$", text, re.MULTILINE)
    assert claims == [(sentence(one.name), one.formula) for one in CLAIMS.values()], renew
    row = r"^\| ([A-Z][^|]+) \| [\d,]+ \| [\d,]+ \| [^|]+ \| [\d.]+ \|$"
    tests = re.findall(row, text, re.MULTILINE)
    assert tests == [sentence(one.name) for one in TRIALS.values()], renew


def test_the_page_lists_every_figure() -> None:
    text = PAGE.read_text("utf-8")
    row = r"^\| ([^|]+) \| [\d,]+ \| (?:[^|]+ \| ){3}([+-][\d.]+)[ᵇᶜ]? \|$"
    rows = re.findall(row, text, re.MULTILINE)
    assert [case for case, _ in rows] == [check.case for check in ledger()]
    assert all(abs(float(z)) <= LIMIT for _, z in rows)
