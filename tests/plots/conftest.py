"""Real results of a small project, made once."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

import scenario
from scenario.studies.compare import compare
from scenario.studies.explain import explain
from scenario.studies.pool import pool
from scenario.studies.sensitivity import sensitivity
from scenario.studies.sweep import sweep
from scenario.studies.tornado import tornado
from tests.forecast_log.made import forecast, question, small, write
from tests.support import strike

ASKED = ("P(deal by 2030-12)", "P(deal by 2030-12 | strike at 2030-06)", "date(10% of deal)",
         "mean(fund at 2030-12)")  # fmt: skip
TOTALS = {
    "totals.lost": {"title": "Wages lost by all", "unit": "million crowns", "of": "9000 * wages"},
    "totals.over": {"title": "Time after the strike", "of": "not outcome.strike"},
    "totals.mediations": {"count": "mediation"},
    "totals.time": {"title": "Time that has passed", "of": "1"},
}


SERIES = Path(__file__).parents[2] / "seeds" / "trade_with_russia.csv"


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    folder = strike.write(tmp_path_factory.mktemp("strike"))
    logs = tmp_path_factory.mktemp("logs")
    unscored = write(logs / "unscored.log", [question()])
    base, full = (scenario.load(folder / f"{name}.yaml") for name in ("base", "full"))
    return SimpleNamespace(
        base=base,
        forecast=base.run(workers=1),
        full=full.run(workers=1),
        adding=base.set(TOTALS).run(judgement=False, workers=1),
        compare=compare(base, full, runs=200, judgement=False, attribute=False, workers=1),
        pool=pool(base, full, weights=[2, 1], runs=200, attribute=False, workers=1),
        pool_mean=pool(base, full, of="mean(fund at 2030-12)", runs=100, workers=1),
        tornado=tornado(base, runs=100, workers=1),
        tornado_mean=tornado(base, "mean(fund at 2032-01)", runs=100, workers=1),
        sweep=sweep(base, {"drivers.fund.start": "0:40:5"}, runs=100, workers=1),
        mean=sweep(
            base, {"drivers.fund.start": "0:40:5"}, "mean(fund at 2030-12)", runs=100, workers=1
        ),
        words=sweep(base, {"rules.pride.enabled": "true,false"}, runs=100, workers=1),
        grid=sweep(
            base,
            {"drivers.fund.start": "0:40:3", "parameters.deal_rate.value": "0.2:1:4"},
            state="deal",
            runs=100,
            workers=1,
        ),
        sobol=sensitivity(base, rows=8, workers=1),
        morris=sensitivity(base, method="morris", rows=4, workers=1),
        cases=scenario.backtest_cases(base, _cases(logs), runs=64, workers=1),
        scores=scenario.score(small(logs / "scored.log")),
        unscored=scenario.score(unscored),
        history=scenario.log_history(logs / "scored.log", "P(war by 2024-06)"),
        open_history=scenario.log_history(_open(logs / "open.log"), "P(war by 2030-06)"),
        answers=scenario.ask(base, list(ASKED), runs=400, workers=1),
        solution=scenario.solve(
            base,
            "parameters.deal_rate.value",
            "P(deal by 2032-12) = 50%",
            between=(0.1, 2),
            runs=200,
            workers=1,
        ),
        trace=scenario.trace(base, 3),
        discovery=scenario.discover(base, "deal", by="2031-01", runs=2000, workers=1),
        signposts=scenario.signposts(base, "deal", by="2031-01", runs=2000, workers=1),
        storylines=scenario.paths(base, "deal", runs=500, workers=1),
        explain=explain(base, "deal", walks=20, workers=1),
        fit=scenario.fit(SERIES, "growth"),
        update=scenario.update(base.given(*_seen(base)), of="P(deal by 2030-12)", runs=512),
        backtest=scenario.backtest(base, _seen(base), horizons=["3 months"], runs=512),
        of_values=scenario.backtest(base, _seen(base)[:1], runs=512),
    )


def _cases(folder: Path) -> Path:
    """Three cases of two groups."""
    rows = ("a,1,1,x,0.1", "b,0,2,x,0.3", "c,0,4,y,0.2")
    split = (row.partition(",") for row in rows)
    lines = [f"{name},2030-01,P(deal by 2030-12),{rest}" for name, _, rest in split]
    heads = "id,as_of,question,answer,weight,group,base_rate:what is usual"
    place = folder / "cases.csv"
    place.write_text("\n".join([heads, *lines]) + "\n")
    return place


def _open(place: Path) -> Path:
    """A log with an open question, of two authors, one of whom said the same for years."""
    bob = {"author": "bob", "judgement_low": None, "judgement_high": None}
    return write(
        place,
        [
            question(due="2030-06"),
            forecast(0.2, due="2030-06"),
            forecast(0.5, "2026-04-01", due="2030-06", **bob),
            forecast(0.6, "2026-04-01", due="2030-06"),
        ],
    )


def _seen(base: scenario.Scenario) -> list[dict[str, object]]:
    """A measurement and a state, half a year after the start."""
    month = str(base.resolved.start + 6)
    first = base.model.outcome.start
    return [
        {"date": month, "driver": "fund", "value": 12, "sd": 4, "assumed": True},
        {"date": month, "outcome": first, "assumed": True},
    ]
