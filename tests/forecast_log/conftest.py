"""A forecast of a small scenario, to be logged."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scenario.api import Scenario
from scenario.forecast import Forecast
from tests.support.models import resolve_text

MODEL = """\
model: river
title: The river
start: 2023-12
outcome:
  start: peace
  states: {peace: {means: Nobody shoots}, talks: Talks are held, war: War}
  transitions:
    talk: {from: peace, to: talks, rate: 0.5}
    part: {from: talks, to: peace, rate: 1}
    break: {from: [peace, talks], to: war, rate: RATE}
  resolves: As the gazette says
"""


@pytest.fixture
def run() -> Callable[..., Forecast]:
    """`run(rate, months)`: a forecast of so many months."""

    def made(rate: float = 0.2, months: int = 12, **said: object) -> Forecast:
        resolved = resolve_text(MODEL.replace("RATE", str(rate)), months, **said)
        return Scenario(resolved).run(64)

    return made
