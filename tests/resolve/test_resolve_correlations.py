"""Correlations: which matrices can be, who is to blame, and the largest scale that works."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario.errors import InputError
from scenario.resolve import load
from scenario.resolve.crosscheck.correlations import largest_scale, smallest_eigenvalue


def matrix(values: list[float]) -> np.ndarray:
    size = int((1 + np.sqrt(1 + 8 * len(values))) / 2)
    found = np.eye(size)
    found[np.triu_indices(size, 1)] = values
    return np.triu(found) + np.triu(found, 1).T


@given(st.lists(st.floats(-1, 1), min_size=6, max_size=6))
def test_the_largest_scale_is_the_edge_of_what_is_possible(values: list[float]):
    full = matrix(values)
    if smallest_eigenvalue(full) > -1e-6:
        return
    scale, rest = largest_scale(full), full - np.eye(4)
    assert 0 < scale < 1
    assert smallest_eigenvalue(np.eye(4) + scale * rest) == pytest.approx(0, abs=1e-9)
    assert smallest_eigenvalue(np.eye(4) + 1.01 * scale * rest) < 0


def correlated(project, *triples: tuple[str, str, float]):
    base = load("models/tiny.yaml")
    more = {
        f"drivers.{n}": {"start": 1, "process": {"growth": {"volatility": 0.1}}} for n in "abcde"
    }
    return base.with_set(
        {**more, "correlations": [{"between": list(t[:2]), "value": t[2]} for t in triples]}
    )


def test_full_correlation_is_possible(project):
    assert correlated(project, ("a", "b", 1), ("b", "c", -1), ("a", "c", -1))


def test_the_culprits_are_named_and_no_others(project):
    with pytest.raises(InputError) as caught:
        correlated(
            project,
            ("a", "b", 0.9),
            ("b", "c", 0.9),
            ("a", "c", -0.9),
            ("c", "d", 0.1),
            ("d", "e", 1),
        )
    (problem,) = caught.value.problems
    assert problem.message.endswith("a with b (0.9), b with c (0.9) and a with c (-0.9)")
    assert problem.hint == "multiply these values by 0.55 or less"


def test_the_scale_of_the_hint_works(project):
    triples = [("a", "b", 0.9), ("b", "c", 0.9), ("a", "c", -0.9)]
    assert correlated(project, *[(a, b, 0.55 * value) for a, b, value in triples])


def test_two_impossible_groups_are_both_told(project):
    names = [("a", "b"), ("b", "c"), ("c", "d"), ("d", "e"), ("e", "a")]
    # a ring of five with one sign turned: impossible as a whole, possible in every part
    values = [0.85, 0.85, 0.85, 0.85, -0.85]
    with pytest.raises(InputError) as caught:
        correlated(project, *[(*pair, value) for pair, value in zip(names, values, strict=True)])
    assert len(caught.value.problems) == 1
