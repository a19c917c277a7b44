"""The mass of betas in cells against scipy's incomplete beta function."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import betainc

from scenario.forecast.cells import CELLS, NARROWEST, beta_cells

EDGES = np.sin(np.linspace(0, np.pi / 2, CELLS + 1)) ** 2
MEANS = np.concatenate([np.linspace(0.01, 0.99, 41), 10.0 ** np.arange(-9, -2), [0.5, 0.985]])


@pytest.mark.parametrize("weight", [1e-3, 0.1, 1, 2, 30, 1e3, 1e4, NARROWEST])
@pytest.mark.parametrize("mirrored", [False, True])
def test_the_mass_is_that_of_the_incomplete_beta_function(weight: float, mirrored: bool):
    a, b = MEANS[:, None] * weight, (1 - MEANS[:, None]) * weight
    if mirrored:
        a, b = b, a

    np.testing.assert_allclose(
        beta_cells(a, b), np.diff(betainc(a, b, EDGES), axis=1), rtol=0, atol=1e-8
    )


def test_a_uniform_has_the_width_of_each_cell():
    one = np.ones((1, 1))

    np.testing.assert_allclose(beta_cells(one, one)[0], np.diff(EDGES), rtol=1e-12)
