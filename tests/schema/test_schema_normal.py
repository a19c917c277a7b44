"""The normal quantile against scipy's, over the whole range of doubles."""

import numpy as np
from scipy.special import ndtri

from scenario.schema.normal import quantile


def test_quantile_equals_scipys_everywhere() -> None:
    u = np.concatenate(
        [
            np.linspace(0, 1, 100_003)[1:-1],
            10.0 ** -np.arange(1, 300, 7.0),
            1 - 10.0 ** -np.arange(1, 16.0),
            [0.5, 0.5 - 1e-17, 2.0**-54, 1 - 2.0**-53],
        ]
    )
    np.testing.assert_allclose(quantile(u), ndtri(u), rtol=2e-15, atol=1e-16)


def test_the_ends_are_far_out_and_scalars_stay_scalars() -> None:
    assert quantile(np.array([0.0, 1.0])).tolist()[0] < -38
    assert quantile(np.array(0.3)).shape == ()
