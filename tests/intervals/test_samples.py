"""Quantiles of samples are those of NumPy, to the last bit."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from scenario.intervals.samples import quantiles

NUMBERS = st.floats(-1e6, 1e6)
SHARES = st.lists(st.floats(0, 1), min_size=1, max_size=4)


@given(
    arrays(np.float64, array_shapes(max_dims=3, max_side=6), elements=NUMBERS), SHARES, st.data()
)
def test_quantiles_are_those_of_numpy(samples, shares, data) -> None:
    axis = data.draw(st.integers(0, samples.ndim - 1))
    found = quantiles(samples, shares, axis)
    assert np.array_equal(found, np.quantile(samples, shares, axis=axis))


def test_quantiles_of_many_are_those_of_numpy() -> None:
    samples = np.random.default_rng(1).normal(size=(5, 512, 3))
    found = quantiles(samples, (0.05, 0.5, 0.95), 1)
    assert np.array_equal(found, np.quantile(samples, (0.05, 0.5, 0.95), axis=1))


def test_samples_stay_as_they_were() -> None:
    samples = np.array([3.0, 1.0, 2.0])
    assert quantiles(samples, [0.5], 0)[0] == 2.0
    assert samples.tolist() == [3.0, 1.0, 2.0]
