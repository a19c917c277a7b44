"""Planted boxes are found, with their coverage and density; where there is nothing, none is."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from scenario.analysis.discovery import _quasi_p, discover
from scenario.errors import InputError
from tests.analysis.planted import futures, reached

RUNS = 8000


def drawn(names: int, seed: int = 1) -> tuple[np.random.Generator, dict[str, np.ndarray]]:
    random = np.random.default_rng(seed)
    return random, {f"x{i}": random.random(RUNS) for i in range(names)}


def test_a_planted_box_of_two_judgements_is_found_among_nine():
    """As in the case of Bryant and Lempert: nine inputs, of which a few make the region."""
    random, x = drawn(9)
    inside = (x["x2"] > 0.6) & (x["x5"] < 0.5)
    hits = random.random(RUNS) < np.where(inside, 0.9, 0.05)

    found = discover(futures(reached(hits), judgements=x))

    box = found.boxes[0]
    assert {limit.feature.name for limit in box.limits} == {"x2", "x5"}
    ends = {limit.feature.name: (limit.low, limit.high) for limit in box.limits}
    assert ends["x2"][0] == pytest.approx(0.6, abs=0.03)
    assert ends["x5"][1] == pytest.approx(0.5, abs=0.03)
    assert box.density.p == pytest.approx(0.9, abs=0.04)
    assert box.coverage.p == pytest.approx(0.2 * 0.9 / (0.2 * 0.9 + 0.8 * 0.05), abs=0.05)
    assert box.mass.p == pytest.approx(0.2, abs=0.02)
    assert all(limit.quasi_p < 0.001 and limit.stability == 1 for limit in box.limits)
    assert found.base.p == pytest.approx(0.22, abs=0.02)


@pytest.mark.parametrize("found", [0, 1, 7, 20])
def test_the_chance_of_a_limit_is_that_of_the_binomial(found: int):
    runs = np.arange(100)
    hits = ((runs < found) | (runs >= 90)).astype(float)
    chance = _quasi_p(hits, runs < 20, runs >= 20)

    assert chance == pytest.approx(binom.sf(found - 1, 20, 10 / 80), rel=1e-9)


def test_two_planted_boxes_are_found_one_after_the_other():
    random, x = drawn(6, seed=2)
    one, other = (x["x0"] > 0.7) & (x["x1"] > 0.5), (x["x2"] < 0.15)
    hits = random.random(RUNS) < np.where(one | other, 0.85, 0.03)

    found = discover(futures(reached(hits), judgements=x))

    names = [{limit.feature.name for limit in box.limits} for box in found.boxes]
    assert sorted(map(sorted, names)) == [["x0", "x1"], ["x2"]]


def test_events_and_levels_on_the_way_can_be_limits():
    random, x = drawn(2, seed=3)
    fell = np.where(random.random(RUNS) < 0.4, 5.0, np.inf)
    hits = random.random(RUNS) < np.where((fell < 9) & (x["x0"] > 0.5), 0.8, 0.1)

    found = discover(futures(reached(hits), levels=x, events={"fall": fell}))

    box = found.boxes[0]
    limits = {limit.feature.name: limit for limit in box.limits}
    assert set(limits) == {"fall", "x0"}
    assert (limits["fall"].low, limits["fall"].high) == (1, 1)
    assert "fall has happened by 2030-07" in box.sentence
    assert "x0 is above 0.5 in 20" in box.sentence
    assert box.density.p == pytest.approx(0.8, abs=0.04)


def test_nothing_is_found_where_there_is_nothing():
    random, x = drawn(40, seed=4)
    hits = random.random(RUNS) < 0.2

    found = discover(futures(reached(hits), judgements=x))

    assert found.boxes == ()
    assert "chance decides" in found.text()


def test_figures_are_counted_in_runs_that_were_not_searched():
    """In few runs with many quantities a search flatters itself; the figures must not."""
    random = np.random.default_rng(5)
    x = {f"x{i}": random.random(1200) for i in range(60)}
    hits = random.random(1200) < np.where(x["x0"] > 0.5, 0.5, 0.1)

    box = discover(futures(reached(hits), judgements=x)).boxes[0]

    assert box.mass.runs == 600
    assert box.density.p == pytest.approx(0.5, abs=0.08)


@pytest.mark.parametrize(
    ("hits", "words"), [(0, "in no run, so"), (12, "about 2,000 runs would do")]
)
def test_too_few_hits_are_told(hits: int, words: str):
    flags = np.arange(400) < hits
    found = discover(futures(reached(flags), judgements={"x": np.linspace(0, 1, 400)}))
    assert found.boxes == ()
    assert words in " ".join(found.text().split())


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "; 1 judgement, driver, alignment or event was tried"),
        (3, "; 3 judgements, drivers, alignments and events were tried"),
    ],
)
def test_what_was_tried_is_counted(number: int, words: str):
    random, x = drawn(number, seed=6)
    hits = random.random(RUNS) < np.where(x["x0"] > 0.6, 0.6, 0.1)
    text = " ".join(discover(futures(reached(hits), judgements=x)).text().split())
    assert words in text


def test_the_object_and_the_text_say_the_same():
    random, x = drawn(3, seed=6)
    hits = random.random(RUNS) < np.where(x["x0"] > 0.6, 0.6, 0.1)
    found = discover(futures(reached(hits), judgements=x, wanted=20_000), "out", by="2031-12")

    plain = found.as_dict()
    box = plain["boxes"][0]
    assert (plain["state"], plain["by"]) == ("out", "2031-12")
    assert {"limits", "coverage", "density", "mass", "sentence"} <= set(box)
    assert box["coverage"] == pytest.approx(
        box["density"] * box["mass"] / plain["base_rate"], rel=0.06
    )
    assert box["limits"]["x0"][1] == pytest.approx(1, abs=0.001)
    assert len(found.table()) == len(box["limits"])
    text = found.text()
    assert "8,000 of 20,000 runs were kept" in " ".join(text.split())
    assert max(map(len, text.splitlines())) <= 80
    answer = " ".join(found.answer().split())
    assert answer.startswith("Out by December 2031: ")
    assert "futures in which “X0” is above 0.6, it comes to that" in answer


def test_a_state_or_month_that_is_not_there_is_refused():
    kept = futures(reached(np.arange(100) < 50))
    with pytest.raises(InputError, match="did you mean 'out'"):
        discover(kept, "ou")
    with pytest.raises(InputError, match="name a month from 2030-02 to 2032-01"):
        discover(kept, by="2040-01")
    with pytest.raises(InputError, match="not a month"):
        discover(kept, by="soon")


def test_the_wider_of_two_conditions_is_not_passed_by():
    """A rare event is peeled first, but the judgement behind most hits tells more."""
    random, x = drawn(60, seed=7)
    fell = np.where(random.random(RUNS) < 0.2, 5.0, np.inf)
    rate = np.where(fell < 9, 0.10, 0.05) * np.where(x["x0"] > 0.6, 2.0, 1.0)
    hits = random.random(RUNS) < rate

    found = discover(futures(reached(hits), judgements=x, events={"fall": fell}))

    names = {limit.feature.name for box in found.boxes for limit in box.limits}
    assert "x0" in names
    assert names <= {"x0", "fall"}
    assert found.boxes[0].density.p > 1.3 * hits.mean()
