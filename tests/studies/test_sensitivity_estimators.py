"""Sobol and Morris estimators on functions whose indices are known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from scenario.studies import design
from scenario.studies.design import inside, membership, morris_design, sobol_design
from scenario.studies.inputs import Input, Judged
from scenario.studies.morris import elementary_effects
from scenario.studies.sobol import Floats, product, sobol_indices


def inputs(*sizes: int) -> list[Input]:
    """Inputs of so many places each, in order."""
    found, slot = [], 0
    for size in sizes:
        slots = tuple(range(slot, slot + size))
        judged = tuple(Judged(f"p{i}", f"p{i}", "", "", (), assumed=True) for i in slots)
        found.append(Input(slots, judged))
        slot += size
    return found


def ishigami(u: Floats) -> Floats:
    """Ishigami and Homma (1990), a = 7, b = 0.1."""
    x, y, z = np.moveaxis(-np.pi + 2 * np.pi * u, -1, 0)
    found: Floats = np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)
    return found


ISHIGAMI_FIRST, ISHIGAMI_TOTAL = [0.3139, 0.4424, 0.0], [0.5576, 0.4424, 0.2437]
G = np.array([0.0, 1.0, 4.5, 9.0])


def sobol_g(u: Floats) -> Floats:
    """Sobol's g: nearly all of the variance is the first input's."""
    found: Floats = np.prod((np.abs(4 * u - 2) + G) / (1 + G), axis=-1)
    return found


def g_first() -> Floats:
    parts = 1 / (3 * (1 + G) ** 2)
    return np.asarray(parts / (np.prod(1 + parts) - 1))


def noisy(f: Callable[[Floats], Floats], design: Floats, paths: int, sd: float) -> Floats:
    """Noise of two kinds: shared by the points of a row, and each point's own."""
    random = np.random.default_rng(5)
    shared = random.normal(size=(len(design), 1, paths)) * (1 + design[..., :1])
    own = random.normal(size=(*design.shape[:2], paths))
    return np.asarray(f(design)[..., None] + sd * (shared + own))


def test_ishigami() -> None:
    found = sobol_indices(ishigami(sobol_design(inputs(1, 1, 1), 1024, 1))[..., None])
    assert found.first.value == pytest.approx(ISHIGAMI_FIRST, abs=0.02)
    assert found.total.value == pytest.approx(ISHIGAMI_TOTAL, abs=0.02)
    assert found.noise == 0.0 or found.noise < 0.05
    assert found.variance == pytest.approx(13.845, rel=0.03)
    assert found.additive[0] == pytest.approx(sum(ISHIGAMI_FIRST), abs=0.03)
    assert found.additive[1] < sum(ISHIGAMI_FIRST) < found.additive[2]


def test_sobol_g() -> None:
    found = sobol_indices(sobol_g(sobol_design(inputs(1, 1, 1, 1), 1024, 2))[..., None])
    assert found.first.value == pytest.approx(g_first(), abs=0.02)


def test_as_salib_estimates_them() -> None:
    """The raw estimators are SALib's; ours, steadied, lie nearer the truth and close to them."""
    from SALib.analyze.sobol import analyze

    design = sobol_design(inputs(1, 1, 1), 2048, 3)
    answers = ishigami(design)
    problem = {"num_vars": 3, "names": list("xyz"), "bounds": [[0, 1]] * 3}
    theirs = analyze(problem, answers.ravel(), calc_second_order=False, seed=1)
    ours = sobol_indices(answers[..., None])
    assert ours.first.value == pytest.approx(theirs["S1"], abs=0.03)
    assert ours.total.value == pytest.approx(theirs["ST"], abs=0.03)


@pytest.mark.statistics
def test_noise_of_the_paths_drops_out() -> None:
    design = sobol_design(inputs(1, 1, 1), 1024, 4)
    answers = noisy(ishigami, design, paths=6, sd=6.0)
    found = sobol_indices(answers)
    assert found.noise > 0.4  # there was much of it
    assert found.variance == pytest.approx(13.845, rel=0.15)
    assert found.first.value == pytest.approx(ISHIGAMI_FIRST, abs=0.08)
    assert found.total.value == pytest.approx(ISHIGAMI_TOTAL, abs=0.08)
    naive = sobol_indices(answers.mean(axis=2, keepdims=True))
    assert naive.total.value[2] > 0.35  # what it would be without the correction


@pytest.mark.statistics
@pytest.mark.parametrize("paths", [1, 8])
def test_intervals_hold_the_truth(paths: int) -> None:
    truth = np.array(ISHIGAMI_FIRST + ISHIGAMI_TOTAL)
    held = np.zeros(6)
    for seed in range(40):
        design = np.random.default_rng(seed).random((256, 2, 3))
        a, b = design[:, 0], design[:, 1]
        mixed = [np.where(np.arange(3) == i, b, a) for i in range(3)]
        points = np.stack([a, *mixed, b], axis=1)
        answers = noisy(ishigami, points, paths, sd=2.0 * (paths > 1))
        found = sobol_indices(answers, seed)
        low = np.concatenate([found.first.low, found.total.low])
        high = np.concatenate([found.first.high, found.total.high])
        held += (low <= truth) & (truth <= high)
    assert (held / 40).min() >= 0.82  # 95 % of 40 studies, four standard errors below


def test_pure_noise_shows_nothing() -> None:
    design = sobol_design(inputs(1, 1, 1), 256, 6)
    found = sobol_indices(noisy(lambda u: np.zeros(u.shape[:2]), design, paths=8, sd=1.0))
    assert found.variance_low <= 0 < found.variance_high
    assert (found.total.low <= 0).all()


def test_nothing_varies() -> None:
    found = sobol_indices(np.ones((64, 5, 4)))
    assert found.variance == found.noise == 0.0
    assert not found.first.value.any()
    assert not found.total.high.any()


def test_product_leaves_out_pairs_of_one_path() -> None:
    x, y = np.random.default_rng(0).normal(size=(2, 3, 2, 5))
    pairs = [(j, k) for j in range(5) for k in range(5) if j != k]
    expected = np.mean([x[..., j] * y[..., k] for j, k in pairs], axis=0)
    assert product(x, y) == pytest.approx(expected)


def test_correlated_places_move_together() -> None:
    design = sobol_design(inputs(1, 2, 1), 64, 7)
    assert design.shape == (64, 5, 4)
    a, b = design[:, 0], design[:, -1]
    assert (design[:, 2, [1, 2]] == b[:, [1, 2]]).all()
    assert (design[:, 2, [0, 3]] == a[:, [0, 3]]).all()


@pytest.mark.parametrize("sizes", [(1, 1, 1), (1, 2, 1), (2, 1, 3)])
def test_the_design_is_that_of_salib(sizes: tuple[int, ...], monkeypatch: Any) -> None:
    """On the points of our sequence: which input is taken from which of them."""
    from SALib.sample import sobol

    class Ours:
        def __init__(self, d: int, **settings: Any) -> None:
            self.dimensions, self.seed = d, settings["seed"]

        def random_base2(self, m: int) -> Any:
            return self.random(2**m)

        def random(self, rows: int) -> Any:
            return design._sequence(rows, self.dimensions, self.seed)

    groups = [f"input {i}" for i, size in enumerate(sizes) for _ in range(size)]
    problem = {
        "num_vars": len(groups),
        "names": [f"place {i}" for i in range(len(groups))],
        "bounds": [[0.0, 1.0]] * len(groups),
        "groups": groups,
    }
    monkeypatch.setattr(sobol.qmc, "Sobol", Ours)
    theirs = sobol.sample(problem, 64, calc_second_order=False, seed=5)
    ours = sobol_design(inputs(*sizes), 64, 5)
    assert (ours.reshape(theirs.shape) == np.clip(theirs, 2.0**-54, 1 - 2.0**-54)).all()


def test_its_points_are_spread_evenly_and_others_for_another_seed() -> None:
    points = design._sequence(64, 6, 1)
    assert (np.sort((64 * points).astype(int), axis=0) == np.arange(64)[:, None]).all()
    boxes = (8 * points[:, :2]).astype(int) @ [8, 1]
    assert (np.sort(boxes) == np.arange(64)).all()
    assert not (design._sequence(64, 6, 2) == points).any()
    uniform = np.concatenate([design._sequence(8, 3, seed) for seed in range(2000)])
    assert np.abs(uniform.mean(axis=0) - 0.5).max() < 4 / np.sqrt(12 * len(uniform))


def test_judgements_that_all_go_together_are_one_input() -> None:
    points = sobol_design(inputs(2), 8, 1)
    assert points.shape == (8, 3, 2)
    assert (points[:, 1] == points[:, 2]).all()
    assert (points[:, 0] != points[:, 2]).all()


def test_morris_of_a_line() -> None:
    places = inputs(1, 1, 1)
    design = morris_design(places, 20, 1)

    def line(u: Floats) -> Floats:
        return np.asarray(u @ np.array([1.0, -2.0, 0.0]))

    answers = line(inside(design))[..., None]
    found = elementary_effects(answers, design, membership(places))
    assert found.mu == pytest.approx([0.9, -1.8, 0.0])
    assert found.mu_star == pytest.approx([0.9, 1.8, 0.0])
    assert found.sigma == pytest.approx([0.0, 0.0, 0.0], abs=1e-7)
    assert found.certain.tolist() == [True, True, False]


def test_morris_sees_interplay_and_as_salib_does() -> None:
    from SALib.analyze.morris import analyze

    places = inputs(1, 1, 1)
    design = morris_design(places, 60, 2)
    answers = ishigami(design)
    found = elementary_effects(answers[..., None], design, membership(places))
    problem = {"num_vars": 3, "names": list("xyz"), "bounds": [[0, 1]] * 3}
    theirs = analyze(problem, design.reshape(-1, 3), answers.ravel(), num_levels=4, seed=1)
    assert found.mu == pytest.approx(np.asarray(theirs["mu"]))
    assert found.mu_star == pytest.approx(np.asarray(theirs["mu_star"]))
    assert found.sigma == pytest.approx(np.asarray(theirs["sigma"]), rel=0.02)


def test_morris_of_noise_shows_nothing() -> None:
    places = inputs(1, 1)
    design = morris_design(places, 40, 3)
    answers = noisy(lambda u: 0.5 * u[..., 0], design, paths=10, sd=0.05)
    found = elementary_effects(answers, design, membership(places))
    assert found.certain.tolist() == [True, False]


def test_morris_moves_joined_places_at_once() -> None:
    places = inputs(2, 1)
    design = morris_design(places, 10, 4)
    answers = design[..., 2][..., None]
    found = elementary_effects(answers, design, membership(places))
    assert found.mu_star == pytest.approx([0.0, 1.0])
