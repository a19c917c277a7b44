"""Reported intervals, by repetition: do they cover the truth as often as they say?"""

from __future__ import annotations

import numpy as np
import pytest

from tests.statistics import coverage, judgement_ranges
from tests.statistics.coverage import Covered
from tests.statistics.judgement_ranges import Ends
from tests.statistics.ledger import LIMIT

pytestmark = pytest.mark.statistics

HALF = coverage.REPETITIONS // 2
"""Repetitions that tell an interval from one of nine tenths of its width, over all its cases."""


def as_often_as_it_says(found: Covered) -> None:
    """As on paper where that is known; 93 to 97 % where no lattice of counts is in the way."""
    if found.on_paper is not None:
        assert abs(found.share - found.on_paper) <= LIMIT * found.error, found
    if found.at_least:
        assert found.share >= 0.95 - 4 * found.error, found
    elif found.plain:
        allowed = max(0.02, 4 * found.error)  # fewer than 2,000 repetitions are less sure
        assert abs(found.share - 0.95) <= allowed, found


def stands_for_nine_tenths(found: Ends) -> None:
    """Both ends where they should be to half a point, and nine tenths between them."""
    assert 0.88 < (found.held or 0) < 0.92, found
    assert np.all(np.abs(np.subtract(found.mean, found.truth)) < 0.005), found


@pytest.mark.slow
def test_intervals_of_probabilities_cover_the_truth() -> None:
    found = coverage.probabilities(HALF)
    assert sum(one.plain for one in found) >= 5
    for one in found:
        as_often_as_it_says(one)


def test_on_paper_intervals_cover_93_to_97_percent_on_average() -> None:
    for interval in (coverage.wilson_coverage, coverage.difference_coverage):
        for runs in (100, 1000):
            curve = coverage.Curve.of(interval, runs)
            assert 0.93 < curve.mean < 0.97
            assert curve.least > 0.9


@pytest.mark.slow
def test_intervals_of_differences_cover_the_truth() -> None:
    found = coverage.differences(HALF)
    assert sum(one.plain for one in found) >= 2
    for one in found:
        as_often_as_it_says(one)


@pytest.mark.slow
def test_intervals_of_studies_cover_the_truth() -> None:
    found = coverage.studies()
    assert len(found) == 18
    for one in found:
        as_often_as_it_says(one)


@pytest.mark.slow
def test_judgement_ranges_hold_nine_tenths_of_what_the_judgements_say() -> None:
    for one in judgement_ranges.ranges():
        gap = np.subtract(one.mean, one.truth)
        assert np.all(np.abs(gap) < 0.05), one
        if one.held is not None:
            assert 0.88 < one.held < 0.95, one
    sure = [one for one in judgement_ranges.ranges() if one.truth[0] > 0.04 and one.held]
    assert len(sure) == 3
    for one in sure:
        stands_for_nine_tenths(one)


def test_judgement_ranges_of_differences_are_about_right() -> None:
    """A skewed one, and one that is bounded at a quarter, near which most of it lies."""
    skewed, bounded = judgement_ranges.ranges_of_differences()
    assert skewed.held is not None
    assert 0.86 < skewed.held < 0.94, skewed
    for found in (skewed, bounded):
        assert np.all(np.abs(np.subtract(found.mean, found.truth)) < 0.01), found


def test_intervals_that_are_too_narrow_would_be_found_out() -> None:
    """Nine tenths of the right width: 92.2 % in 2,000 repetitions."""
    with pytest.raises(AssertionError):
        as_often_as_it_says(Covered("narrow", 0.4, 300, 2000, 0.922))
    with pytest.raises(AssertionError):
        as_often_as_it_says(Covered("wide", 0.4, 300, 2000, 0.978))
    with pytest.raises(AssertionError):
        as_often_as_it_says(Covered("not even", 0.4, 300, 100, 0.85, at_least=True))
    with pytest.raises(AssertionError):
        as_often_as_it_says(Covered("not as on paper", 0.01, 300, 2000, 0.95, 0.98))
    with pytest.raises(AssertionError):
        stands_for_nine_tenths(Ends("too wide", (0.1, 0.5), (0.097, 0.503), (0.0, 0.0), 0.93))
    with pytest.raises(AssertionError):
        stands_for_nine_tenths(Ends("too high", (0.1, 0.5), (0.11, 0.51), (0.0, 0.0), 0.9))
