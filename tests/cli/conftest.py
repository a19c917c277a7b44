"""A small project on disk, and the command line called in this process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.typed import Ended, typist

# Nothing here is drawn from a normal distribution, so the counts are the same on every processor.
MODEL = """\
model: strike
title: The dock workers' strike
question: Does the strike end in a deal?
start: 2030-01
step: 1 month
facts: [facts.yaml]
parameters:
  deal_rate:
    value: {uniform: {low: 0.4, high: 0.9}}
    because: Deals per year of strike.
    cites: [paper.deals]
drivers:
  fund:
    title: Weeks the strike fund lasts
    start: 10
    range: [0, 60]
    process: constant
    because: As the union says.
    assumed: true
events:
  mediation:
    title: A mediator is called
    rate: 0.5
    effects: [{multiply: sign, by: 2}]
    because: It happened in half of past strikes.
    cites: [paper.deals]
rules:
  hunger:
    when: fund < 5
    effects: [{multiply: sign, by: 1.5}]
    because: Empty funds make people sign.
    assumed: true
outcome:
  start: strike
  states: {strike: {means: On strike}, deal: {means: A deal is signed},
    court: {means: Ended by a court}}
  transitions:
    sign: {from: strike, to: deal, rate: deal_rate, because: Its parameter., cites: [paper.deals]}
    ban: {from: strike, to: court, rate: 0.05, because: Rare., assumed: true}
expectations:
  - {that: P(deal by 2031-01) > 30%, because: Most strikes end in deals.}
"""
FACTS = """\
source: {id: paper, title: A paper}
facts:
  deals: {claim: Half of all strikes end in a deal within the year.}
"""
SCENARIO = """\
title: As things stand
model: model.yaml
horizon: 2 years
runs: 4000
random_seed: 7
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in the working directory, on a page 80 characters wide."""
    for name, text in (("model", MODEL), ("facts", FACTS), ("base", SCENARIO)):
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


@pytest.fixture
def call(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Ended]:
    """`call("run", "base.yaml")` as if it were typed."""
    return typist(capsys, monkeypatch)
