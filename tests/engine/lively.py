"""A model in which everything matters, and what it is told apart from: one value changed."""

from __future__ import annotations

import copy
from typing import Any

from tests.support.models import resolve

LIVELY: dict[str, Any] = {
    "parameters": {"p": {"value": "1 to 2"}, "q": {"value": "1 to 2"}},
    "drivers": {
        "x": {"start": 1, "process": {"random_walk": {"drift": "p", "volatility": 0.3}}},
        "y": {
            "start": 1,
            "process": {"growth": {"volatility": 0.2}},
            "jumps": {"rate": 2, "size": 1},
        },
        "s": {
            "start": 0,
            "process": {
                "regime_switching": {
                    "calm_drift": 1,
                    "calm_volatility": 0.1,
                    "crisis_drift": -1,
                    "crisis_volatility": 0.5,
                    "crisis_rate": 3,
                    "recovery_rate": 4,
                    "crisis_at_start": 0.3,
                }
            },
        },
        "m": {"start": "q", "process": {"mean_reverting": {"level": 1, "half_life": 1}}},
    },
    "actors": {
        "g": {"alignment": 0.1, "susceptibility": 0.4, "listens_to": {"h": 1}, "volatility": 0.1},
        "h": {"alignment": "-0.5 to 0.5", "responds_to": {"x": 0.1}, "speed": 2},
    },
    "events": {
        "e": {
            "rate": 2,
            "once": False,
            "effects": [
                {"add": 0.6, "to": "x", "over": "6 months"},
                {"multiply": "m.level", "by": 2, "after": "1 month", "for": "4 months"},
                {"set": "g", "to": 0.3, "over": "3 months"},
            ],
        },
        "d": {"date": ["2023-03", "2023-09"], "probability": 0.5},
    },
    "rules": {"r": {"when": "x > 1.2", "effects": [{"divide": "go", "by": 3}]}},
    "outcome": {
        "start": "a",
        "states": ["a", "b", "c"],
        "transitions": {
            "go": {"from": "a", "to": "b", "rate": 1},
            "on": {"from": "b", "to": "c", "after": "3 months"},
            "back": {"from": "c", "to": "a", "rate": 4, "after": "2 months"},
        },
    },
    "totals": {
        "cost": {"of": "p * y if outcome.b else x", "discount": 0.05, "timing": "half"},
        "happenings": {"count": "e"},
        "months": {"of": "outcome.b or x > 2"},
    },
    "correlations": [
        {"between": ["x", "y"], "value": 0.5},
        {"between": ["p", "q"], "value": 0.5},
    ],
}

MUTANTS = {
    "parameters.p.value": "1 to 2.01",
    "drivers.x.process.random_walk.volatility": 0.301,
    "drivers.y.process.growth.volatility": 0.201,
    "drivers.y.jumps.rate": 2.5,
    "drivers.y.jumps.size": 1.01,
    "drivers.s.process.regime_switching.calm_drift": 1.01,
    "drivers.s.process.regime_switching.calm_volatility": 0.101,
    "drivers.s.process.regime_switching.crisis_drift": -1.01,
    "drivers.s.process.regime_switching.crisis_volatility": 0.501,
    "drivers.s.process.regime_switching.crisis_rate": 3.5,
    "drivers.s.process.regime_switching.recovery_rate": 4.5,
    "drivers.s.process.regime_switching.crisis_at_start": 0.4,
    "drivers.m.process.mean_reverting.half_life": 1.01,
    "actors.g.susceptibility": 0.41,
    "actors.g.volatility": 0.101,
    "actors.h.responds_to.x": 0.11,
    "actors.h.speed": 2.1,
    "events.e.rate": 2.5,
    "events.e.once": True,
    "events.e.effects.0.add": 0.61,
    "events.e.effects.0.over": "5 months",
    "events.e.effects.1.after": "2 months",
    "events.e.effects.1.for": "5 months",
    "events.e.effects.2.over": "2 months",
    "events.d.date": ["2023-03", "2023-10"],
    "events.d.probability": 0.6,
    "rules.r.when": "x > 1.3",
    "rules.r.effects.0.by": 4,
    "outcome.transitions.go.rate": 1.2,
    "outcome.transitions.on.after": "4 months",
    "outcome.transitions.back.after": "1 month",
    "totals.cost.of": "p * y if outcome.c else x",
    "totals.cost.discount": 0.06,
    "totals.cost.timing": "start",
    "totals.months.of": "outcome.b",
    "correlations.0.value": 0.51,
    "correlations.1.value": 0.51,
}


def lively(change: dict[str, Any] | None = None) -> Any:
    """A model in which everything matters, with one value changed."""
    elements = copy.deepcopy(LIVELY)
    for path, value in (change or {}).items():
        *way, last = path.split(".")
        place: Any = elements
        for key in way:
            place = place[int(key)] if isinstance(place, list) else place[key]
        place[last] = value
    return resolve(elements, 24, runs=40, random_seed=3)
