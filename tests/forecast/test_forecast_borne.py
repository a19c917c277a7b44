"""What few runs can bear: a word, a bound, an ordering, as far as the interval goes."""

from __future__ import annotations

import numpy as np
import pytest

from scenario import intervals
from scenario.forecast import Estimate
from scenario.forecast.answer import said
from scenario.forecast.borne import between, digits, doubt, firm, likeliest, little, word
from scenario.forecast.estimate import share_of
from scenario.forecast.verbal_probability import WORDS, bears_a_word, in_words, too_wide


def test_the_words_in_order_are_those_of_the_yardstick():
    found = dict.fromkeys(in_words(p) for p in np.linspace(0, 1, 2001))
    assert tuple(found) == WORDS


@pytest.mark.parametrize(
    ("hits", "runs", "bears"),
    [
        (0, 1, False), (1, 1, False), (1, 3, False), (2, 5, False), (10, 20, False),
        (0, 20, False), (0, 60, False), (0, 80, True), (80, 80, True), (15, 30, False),
        (25, 50, False), (32, 64, True), (200, 1000, True),
    ],
)  # fmt: skip
def test_counts_bear_a_word_as_far_as_their_interval_does(hits: int, runs: int, bears: bool):
    assert firm(share_of(hits, runs)) is bears
    assert bool(word(share_of(hits, runs))) is bears


def test_an_interval_may_reach_into_the_next_word_and_no_farther():
    assert bears_a_word(0.16, 0.3, 0.4)
    assert bears_a_word(0.16, 0.3, 0.41)
    assert not bears_a_word(0.04, 0.2, 0.28)  # almost no chance to unlikely
    assert not bears_a_word(0.14, 0.19, 0.46)  # roughly even is two words away
    assert not bears_a_word(0.2, 0.3, 0.451)  # too wide for the widest
    assert too_wide(-0.1, 0.16)
    assert not too_wide(0.2, 0.45)


def test_exact_and_nearly_exact_probabilities_of_a_single_run_keep_their_words():
    exact = Estimate(0.3, 0.0, 0.3, 0.3)
    narrow = Estimate(0.0004, 0.0001, 0.0002, 0.0007)
    assert said(exact) == "30 %, unlikely"
    assert said(narrow) == "<0.1 %, negligible chance"
    assert doubt(1, (exact, narrow)) == ""


def test_what_is_exact_at_either_end_is_said_exactly():
    assert said(Estimate(0.0, 0.0, 0.0, 0.0)) == "0 %, impossible under the model"
    assert said(Estimate(1.0, 0.0, 1.0, 1.0)) == "100 %, certain"
    assert "impossible" not in said(share_of(0, 20_000))
    assert "certain" not in said(share_of(20_000, 20_000)).replace("all but certain", "")


def test_what_bears_no_word_has_its_interval():
    assert said(share_of(1, 3)) == "33 %, 2 to 88 % (95 %)"
    assert said(share_of(0, 20)) == "0 to 16 % (95 %)"
    assert said(Estimate(0.3, 0.1, 0.15, 0.52, (0.05, 0.38))) == (
        "30 %, 15 to 52 % (95 %; judgement range 5.0 to 38 %)"
    )
    assert between(share_of(20, 20)) == "84 to 100 %"


def test_a_bound_is_no_tighter_than_the_interval():
    assert digits(share_of(0, 20)) == "<16 %"
    assert digits(share_of(20, 20)) == ">84 %"
    assert digits(share_of(0, 1)) == "<95 %"
    assert digits(share_of(0, 100)) == "<1 %"
    assert digits(share_of(1, 3)) == "33 %"


def test_how_little_is_said_goes_by_the_interval():
    assert little(1, 0, 0.95) == "1 run says next to nothing"
    assert little(20, 0.15, 0.52) == "20 runs say little"
    assert doubt(20, [share_of(6, 20), Estimate(0.5, 0, 0.5, 0.5)]) == "20 runs say little"


def test_the_likeliest_is_named_alone_where_no_interval_reaches_its_own():
    def of(*hits: int) -> dict[str, Estimate]:
        return {f"s{i}": share_of(n, 100) for i, n in enumerate(hits)}

    assert likeliest(of(10, 70, 20)) == ("s1",)
    assert likeliest(of(32, 45, 23)) == ("s1", "s0")


@pytest.mark.statistics
def test_a_likeliest_named_alone_is_hardly_ever_the_wrong_one():
    """Of two states all but equally likely, each is named in one study of 40 at most."""
    rng, runs = np.random.default_rng(5), 200
    counts = rng.multinomial(runs, [0.401, 0.399, 0.2], 4000)
    _, _, low, high = intervals.shares(counts, runs)
    wrong = low[:, 1] > high[:, [0, 2]].max(axis=1)
    assert wrong.mean() < 0.025
