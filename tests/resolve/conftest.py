"""A small project on disk: a model with facts, a base scenario and a scenario that extends it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

FILES = {
    "seeds/news.yaml": """\
        source: {id: news, title: A newspaper, date: 2022-11-20}
        facts:
          poll: {claim: Four in ten would leave., figures: {leave: 40}, unit: percent}
        """,
    "seeds/seen.yaml": """\
        evidence:
          - {date: 2023-06, driver: trade, value: 0.41, sd: 0.06, cites: [news.poll]}
        """,
    "models/tiny.yaml": """\
        model: tiny
        title: A tiny model
        start: 2022-11
        step: 1 month
        facts: [../seeds/news.yaml]
        parameters:
          pull: {value: 2 to 15, because: Guessed., assumed: true}
          drag: {value: 1 to 2, because: Guessed., assumed: true}
        actors:
          government:
            alignment: 10%
            susceptibility: 0.3
            listens_to: {public: 1}
            because: It governs.
            assumed: true
          public: {alignment: 0, because: It votes., cites: [news.poll]}
        drivers:
          trade:
            start: 0.4
            range: [0, 1]
            process: {mean_reverting: {level: 0.5, half_life: 2 years, volatility: 0.1}}
            because: It binds.
            assumed: true
          aid:
            start: 0.2
            process: {random_walk: {volatility: 0.1}, jumps: {rate: 0.1, size: -0.2}}
            because: It helps.
            assumed: true
          need: {process: {derived: 1 - aid}, because: By definition., assumed: true}
        events:
          crisis:
            rate: 0.2
            effects:
              - {add: -0.1, to: trade}
              - {multiply: leave, by: pull, for: 6 months}
            because: They come.
            assumed: true
        rules:
          trade_binds:
            when:   trade  >  0.5
            effects: [{divide: leave, by: drag}]
            because: It does.
            assumed: true
        outcome:
          start: member
          states: [member, notice, gone]
          transitions:
            leave: {from: member, to: notice, rate: 0.1, because: Why not., assumed: true}
            exit: {from: notice, to: gone, after: 6 months, because: By law., assumed: true}
        correlations:
          - {between: [trade, aid], value: 0.3, because: They move together., assumed: true}
          - {between: [pull, drag], value: 0.5, because: One reason., assumed: true}
        expectations:
          - {that: P(gone by 2024-06) < 20%, because: It takes time.}
          - {that: mean(trade at 2023-12) > 0.3, because: It changes slowly.}
        """,
    "scenarios/base.yaml": """\
        title: Base
        model: ../models/tiny.yaml
        horizon: 5 years
        runs: 1_000
        random_seed: 7
        hold: {aid: 0.3, public: start}
        """,
    "scenarios/crisis.yaml": """\
        title: A crisis for certain
        extends: base.yaml
        until: 2025-11
        set:
          events.crisis.date: 2023-09
          drivers.trade.process.mean_reverting.level: 60%
          rules.trade_binds.enabled: false
        hold: {aid: start}
        given: [../seeds/seen.yaml]
        because: Suppose it comes.
        """,
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """The files, in a folder that is now the working directory; call it to write more."""
    monkeypatch.chdir(tmp_path)

    def write(**texts: str) -> None:
        for name, text in texts.items():
            path = Path(name.replace("__", "/") + ".yaml")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text), "utf-8")

    write(**{name.removesuffix(".yaml").replace("/", "__"): text for name, text in FILES.items()})
    return write
