"""Planted kinds of future are found with their shares and told with their dates."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from scenario.analysis.medoids import medoids, silhouette
from scenario.analysis.path import Tendency
from scenario.analysis.paths import paths
from tests.analysis.planted import futures

RUNS = 3000


def planted():
    """A third leave early after an event, a third late without it, a third never."""
    random = np.random.default_rng(1)
    kind = random.integers(3, size=RUNS)
    jitter = random.integers(3, size=RUNS)
    first = np.select([kind == 0, kind == 1], [7.0 + jitter, 20.0 + jitter], np.inf)
    event = np.where(kind == 0, 3.0 + 3 * random.random(RUNS), np.inf)
    level = np.where(kind == 1, 2.0, 0.0) + 0.1 * random.normal(size=RUNS)
    return kind, futures(first, events={"fall": event}, levels={"ties": level})


def test_planted_kinds_are_found():
    kind, kept = planted()

    found = paths(kept)

    assert [path.reaches for path in found.paths[:2]] == [True, True]
    assert sum(path.share.p for path in found.paths) == pytest.approx(1)
    early = next(path for path in found.paths if "fall" in path.events)
    late = next(path for path in found.paths if path.reaches and path is not early)
    assert early.share.p == pytest.approx((kind == 0).mean())
    assert late.share.p == pytest.approx((kind == 1).mean())
    assert kind[early.run] == 0
    assert "2030-08" <= str(early.states[1][0]) <= "2030-10"
    assert [(t.name, t.here) for t in early.tendencies] == [("fall", 1.0)]
    assert [(turn.name, turn.spreads > 0) for turn in late.turns] == [("ties", True)]


def test_the_story_is_dated():
    _, kept = planted()
    found = paths(kept)
    path = next(path for path in found.paths if "fall" in path.events)
    assert path.story.startswith("January 2030: in. ")
    assert "2030: fall. " in path.story
    assert "the state turns from “in” to “out”." in path.story
    assert any(path.story == "January 2030: in. It stays “in”." for path in found.paths)


def test_the_object_and_the_text():
    _, kept = planted()
    found = paths(kept, "out", by="2031-01")
    plain = found.as_dict()
    assert {"share", "events", "states", "told"} <= set(plain["paths"][0])
    assert plain["paths"][0]["states"][0] == ["2030-01", "in"]
    assert max(map(len, found.text().splitlines())) <= 80
    assert found.answer()
    assert {"path", "date", "kind", "name"} <= set(found.table().columns)


def test_the_state_at_the_start_is_one_to_return_to():
    _, kept = planted()
    found = paths(kept)
    both = (Tendency("outcome.in", 0.1, 0.5), Tendency("outcome.warned", 0.2, 0.5))
    told = replace(found, paths=(replace(found.paths[0], tendencies=both),)).text()
    assert "a return to “in” (10 % against 50 %) and the state “warned” (20 %" in " ".join(
        told.split()
    )


def test_few_runs_are_not_divided_and_it_is_said():
    found = paths(futures(np.where(np.arange(40) < 5, 9.0, np.inf)))
    assert len(found.paths) == 2
    assert "would do" in found.text()


def test_medoids_are_the_best_there_are():
    random = np.random.default_rng(2)
    points = random.normal(size=(24, 2))
    between = np.abs(points[:, None] - points[None]).sum(axis=2)

    def cost(chosen: tuple[int, ...]) -> float:
        return float(between[:, list(chosen)].min(axis=1).sum())

    least = min(map(cost, combinations(range(24), 3)))
    assert cost(tuple(medoids(between, 3))) == pytest.approx(least, rel=0.03)


def test_silhouette():
    points = np.array([0.0, 0.1, 10.0, 10.1])
    between = np.abs(points[:, None] - points[None])
    assert silhouette(between, np.array([0, 0, 1, 1])) == pytest.approx(0.99, abs=0.002)
    assert silhouette(between, np.array([0, 1, 0, 1])) < 0
