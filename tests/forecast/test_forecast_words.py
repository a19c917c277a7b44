"""Probabilities in words (ICD 203) and in digits."""

from __future__ import annotations

import re

import numpy as np
import pytest

from scenario.engine import run
from scenario.forecast import in_words, percent
from tests.support.models import resolve_text

YARDSTICK = [
    (0.0, "negligible chance"),
    (0.0094, "negligible chance"),
    (0.01, "almost no chance"),
    (0.0494, "almost no chance"),
    (0.05, "very unlikely"),
    (0.1994, "very unlikely"),
    (0.20, "unlikely"),
    (0.4494, "unlikely"),
    (0.45, "roughly even chance"),
    (0.5, "roughly even chance"),
]
MIRRORED = {
    "negligible chance": "all but certain",
    "almost no chance": "almost certain",
    "very unlikely": "very likely",
    "unlikely": "likely",
    "roughly even chance": "roughly even chance",
}


@pytest.mark.parametrize(("p", "word"), YARDSTICK)
def test_the_yardstick_and_its_mirror(p: float, word: str):
    assert in_words(p) == word
    assert in_words(1 - p) == MIRRORED[word]


def test_every_share_of_a_thousand_runs_has_the_mirrored_word_of_its_complement():
    for hits in range(1001):
        assert in_words(1 - hits / 1000) == MIRRORED.get(
            in_words(hits / 1000), in_words((1000 - hits) / 1000)
        )


@pytest.mark.parametrize(
    ("p", "se", "text"),
    [
        (0.0, None, "0 %"),
        (1.0, None, "100 %"),
        (0.0, 0.0, "0 %"),
        (1.0, 0.0, "100 %"),
        (0.0, 0.0002, "<0.1 %"),
        (1.0, 0.0002, ">99.9 %"),
        (1e-9, None, "<0.1 %"),
        (1 - 1e-9, None, ">99.9 %"),
        (0.00099, None, "<0.1 %"),
        (0.001, None, "0.1 %"),
        (0.006, None, "0.6 %"),
        (0.006, 0.001, "0.6 %"),
        (0.12, None, "12 %"),
        (0.1249, 0.001, "12 %"),
        (0.0994, 0.001, "9.9 %"),
        (0.0997, 0.001, "10 %"),
        (0.9003, 0.001, "90 %"),
        (0.9006, 0.001, "90.1 %"),
        (0.999, 0.001, "99.9 %"),
        (0.9995, 0.001, ">99.9 %"),
        (0.043, 0.02, "4 %"),
        (0.004, 0.02, "<1 %"),
        (0.996, 0.02, ">99 %"),
        (np.float64(0.5), np.float64(0.1), "50 %"),
    ],
)
def test_percentages(p: float, se: float | None, text: str):
    assert percent(p, se) == text


def test_nothing_that_is_estimated_reads_as_certain():
    for p in np.linspace(0, 1, 3001):
        for se in (1e-4, 0.004, 0.006, 0.3):
            assert percent(p, se) not in ("0 %", "0.0 %", "100 %", "100.0 %")


@pytest.mark.parametrize("say", [in_words, percent])
@pytest.mark.parametrize("p", [-0.01, 1.01, float("nan"), float("inf")])
def test_what_is_no_probability_is_refused(say, p: float):
    with pytest.raises(ValueError, match="between 0 and 1"):
        say(p)


def test_an_event_that_is_off_or_has_a_later_date_is_no_bound() -> None:
    text = """
events: {off: {rate: 1, enabled: false}, late: {date: 2040-01}, rare: {rate: 0.000001}}
outcome: {start: a, states: [a, b], transitions: {go: {from: a, to: b, rate: 1}}}
"""
    told = run(resolve_text(text, 12, runs=50)).text()
    assert re.search(r"^Off +0$", told, re.MULTILINE)
    assert re.search(r"^Late +0$", told, re.MULTILINE)
    assert re.search(r"^Rare +<7$", told, re.MULTILINE)
