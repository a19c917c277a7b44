"""Processes that can be fitted: the step that is fitted is the step that is run."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario.schema.process import MOTIONS

FITTED = [name for name, motion in MOTIONS.items() if motion.fitted_on]
SOME = st.floats(0.05, 3.0)


@pytest.mark.parametrize("name", FITTED)
@given(data=st.data())
def test_a_step_that_is_fitted_leads_where_the_process_does(name: str, data: st.DataObject) -> None:
    motion, dt = MOTIONS[name], data.draw(SOME)
    fields = {field: data.draw(SOME) for field in motion.fitted}
    steady, x, z = data.draw(st.floats(-2, 2)), data.draw(SOME), data.draw(st.floats(-3, 3))
    moved = motion.plain_step(x, z, dt, **fields, **{motion.steady: steady})
    step = motion.linear_step(dt, **{key: np.array(value) for key, value in fields.items()})
    on = math.log if motion.fitted_on == "logarithm" else float
    linear = step.kept * on(x) + step.pull * steady + step.added + np.sqrt(step.variance) * z
    assert moved is not None
    assert float(linear) == pytest.approx(on(moved.end), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("name", FITTED)
def test_every_field_is_fitted_or_one_that_need_not_be_said(name: str) -> None:
    motion = MOTIONS[name]
    instead = {field for pair in motion.alternatives for field in pair}
    assert motion.steady in motion.model_fields
    assert set(motion.fitted) <= set(motion.model_fields)
    assert set(motion.model_fields) - {motion.steady, *motion.fitted} <= instead
    assert set(motion.fitted) == {field for field in motion.fitted if field in motion.least}
