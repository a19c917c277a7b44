"""Numbers that answer a question, as sentences and tables tell them."""

from __future__ import annotations

import pytest

from scenario.present.figures import difference


@pytest.mark.parametrize(
    ("apart", "se", "told"),
    [
        (0.00123, 0.0000125, "+0.0012 ± <0.0001"),
        (0.000123, 0.000025, "+0.00012 ± 0.00005"),
        (4_200_000.0, 800_000.0, "+4,200,000 ± 1,600,000"),
        (-0.2, 0.0, "−0.2 ± 0"),
    ],
)
def test_a_difference_has_no_exponent(apart: float, se: float, told: str) -> None:
    assert difference(apart, se, share=False) == told
