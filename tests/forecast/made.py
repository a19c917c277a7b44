"""Forecasts made up for tests: every array filled, no engine."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from scenario.calendar import Month
from scenario.forecast import QUANTILES, Forecast, Labels, Paths

STATES = ("in", "frozen", "out")
DOCUMENT = {
    "title": "Näher am Westen & <weiter>",
    "runs": 2_000,
    "model": {"model": "toy", "step": "1 month", "rates": [0.1, 1e-05, 5e-324, -0.0, 3]},
    "because": "a  space,\n a line \u2028 a separator \x85 an emoji 😀 'and' \"quotes\" \\ \t tab",
    "flags": [True, False, None, {}, []],
}


def made(seed: int = 0, *, steps: int = 24, runs: int = 2_000, kept: int = 50) -> Forecast:
    """Three states, two drivers, an actor, two events, a rule; random but always the same."""
    rng = np.random.default_rng(seed)
    moves = np.cumsum(rng.multinomial(runs // (2 * steps), [0.7, 0.3], size=steps), axis=0)
    gone = np.vstack([np.zeros((1, 2), np.int64), moves])
    at = np.column_stack([runs - gone.sum(axis=1), gone])
    reached = np.column_stack([np.full(steps + 1, runs), gone])
    judgement = np.sort(rng.random((steps + 1, 3, 2)), axis=2)
    values = rng.normal(size=(steps + 1, 3, kept)).astype(np.float32)
    happened = np.where(rng.random((2, kept)) < 0.5, 3.0, np.inf).astype(np.float32)
    return Forecast(
        title="Näher am Westen & <weiter>",
        model="toy",
        question='Wann, <b>wenn</b> "überhaupt"?',
        start=Month.parse("2022-11"),
        months_per_step=1,
        runs=runs,
        random_seed=20221214,
        labels=labels(),
        at=at,
        reached=reached,
        judgement_at=judgement,
        judgement_by=judgement / 2,
        happened=np.cumsum(rng.integers(0, 3, size=(steps + 1, 2)), axis=0),
        occurrences=np.array([700, 3_000_000_000]),
        mean=rng.normal(size=(steps + 1, 3)),
        sd=rng.random((steps + 1, 3)),
        quantiles=np.sort(rng.normal(size=(steps + 1, 3, len(QUANTILES))), axis=2),
        rule_share=rng.random(1),
        notes=("the rate <went> negative 3 times",),
        document=DOCUMENT,
        provenance={"model_sha256": "abc", "version": "0.1.0", "resolved": "def"},
        paths=Paths(
            values=values,
            states=rng.integers(0, 3, size=(1, steps + 1, kept)).astype(np.int8),
            happened=happened,
            rule_steps=rng.integers(0, steps, size=(1, kept)).astype(np.int32),
            judgements=rng.normal(size=(2, kept)),
            places=("parameters.gate", "drivers.trade.start"),
        ),
        extra={"watched": {"state": "out", "weights": [0.5, 1]}},
    )


def labels() -> Labels:
    return Labels(
        states=STATES,
        drivers=("trade", "support"),
        actors=("government",),
        events=("karabakh_falls", "treaty"),
        rules=("gate",),
        titles={
            "states.in": "participates",
            "states.frozen": "frozen <since>",
            "states.out": "left",
            "drivers.trade": "Trade with Russia",
            "drivers.support": "Support",
            "actors.government": "Government",
            "events.treaty": "Peace treaty",
        },
        units={"trade": "bn US$", "support": ""},
    )


def bare(**changes: Any) -> Forecast:
    """A model of states alone: no drivers, actors, events, rules or judgements."""
    full = made()
    steps, kept = len(full.at), full.paths.runs
    empty = np.zeros((steps, 0))
    parts: dict[str, Any] = {
        "labels": Labels(STATES, (), (), (), (), {}, {}),
        "judgement_at": None,
        "judgement_by": None,
        "happened": np.zeros((steps, 0), np.int64),
        "occurrences": np.zeros(0, np.int64),
        "mean": empty,
        "sd": empty,
        "quantiles": np.zeros((steps, 0, len(QUANTILES))),
        "rule_share": np.zeros(0),
        "notes": (),
        "extra": {},
        "paths": Paths(
            values=np.zeros((steps, 0, kept), np.float32),
            states=full.paths.states,
            happened=np.zeros((0, kept), np.float32),
            rule_steps=np.zeros((0, kept), np.int32),
            judgements=np.zeros((0, kept)),
            places=(),
        ),
    }
    return replace(full, **{**parts, **changes})
