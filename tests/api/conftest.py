"""A small scenario, as analysts would have one in a file."""

from __future__ import annotations

from pathlib import Path

import pytest

import scenario
from scenario.api import Scenario

FILE = """\
title: Small <b>world</b>
horizon: 2 years
runs: 500
random_seed: 3
model:
  model: small
  title: Small
  start: 2022-12
  step: 1 month
  drivers:
    x: {start: 1, range: [0, 9], process: constant, because: B., assumed: true}
  rules:
    r: {when: x > 0, effects: [{multiply: go, by: 2}], because: B., assumed: true}
  outcome:
    start: here
    states: [here, left]
    transitions:
      go: {from: here, to: left, rate: 0.1 to 0.4, because: B.}
  expectations:
    - {that: P(left by 2023-12) > 1%, because: B.}
    - {that: P(left by 2023-12) > 99%, because: B.}
"""


@pytest.fixture
def base(tmp_path: Path) -> Scenario:
    file = tmp_path / "base.yaml"
    file.write_text(FILE, "utf-8")
    return scenario.load(file)
