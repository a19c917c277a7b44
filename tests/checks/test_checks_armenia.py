"""The model of Armenia and the CSTO: what it must say, and that each claim is what makes it say so.

An expectation proves nothing if the model meets it without the claim that it stands for. So each
is tried on a model from which the claim was taken out, and has to fail there.
"""

from __future__ import annotations

from functools import cache, partial
from itertools import pairwise
from pathlib import Path

import pytest

from scenario.calendar import Month
from scenario.checks.expectations import judge
from scenario.engine.results import run
from scenario.forecast import Forecast
from scenario.resolve import load

FOLDER = Path(__file__).parents[2] / "scenarios"
SCENARIOS = sorted({path.stem for path in FOLDER.glob("*.yaml")} - {"as_of_2024"})
"""All but what is given evidence: expectations are of what was known before it."""
Pairs = tuple[tuple[str, str], ...]
NO_GATE: Pairs = (("rules.peacekeepers_hold_armenia.enabled", "false"),)
NO_OPINION: Pairs = (("rules.opinion_opens_the_door.enabled", "false"),)
NO_PULL: Pairs = (("actors.government.responds_to.western_outreach", "0"),)
WITHOUT: dict[str, Pairs] = {
    "P(left by 2025-10) < 7%": NO_GATE,
    "P(frozen by 2025-10) < 46%": NO_GATE,
    "P(given_up by 2025-10) < 3.5%": NO_GATE,
    "P(leaving by 2025-10) < 3.4%": NO_GATE,
    "P(given_up by 2032-11) < P(left by 2032-11)": (
        ("rules.exit_loosens_the_base.effects.0.by", "1000"),
    ),
    "mean(trade_with_russia at 2023-12) > 4.4": (
        ("rules.isolation_reroutes_trade.enabled", "false"),
    ),
    "mean(labour_migration at 2026-11) < 0.95": (
        ("rules.sanctions_keep_workers_home.enabled", "false"),
    ),
    "mean(protest at 2026-11) > 0.12": (("events.border_clash.enabled", "false"),),
}
"""Expectations by what they say, each with what takes its claim out of the model."""
APART: dict[tuple[str, str], tuple[float, Pairs]] = {
    ("karabakh_falls", "left"): (0.04, NO_GATE),
    ("karabakh_falls", "frozen"): (0.08, NO_GATE),
    ("karabakh_falls", "given_up"): (0.03, NO_GATE),
    ("karabakh_falls", "leaving"): (0.02, NO_GATE),
    ("peacekeepers_stay", "left"): (-0.05, NO_GATE),
    ("peacekeepers_stay", "frozen"): (-0.15, NO_GATE),
    ("opinion_turns_west", "left"): (0.01, NO_OPINION),
    ("opinion_turns_west", "frozen"): (0.02, NO_OPINION),
    ("opinion_turns_to_moscow", "left"): (-0.012, NO_OPINION),
    ("opinion_turns_to_moscow", "frozen"): (-0.02, NO_OPINION),
    ("trade_boom", "left"): (-0.01, (("rules.trade_raises_exit_cost.enabled", "false"),)),
    ("trade_boom", "leaving"): (-0.01, (("parameters.union_cost_of_ties.value", "0"),)),
    ("moscow_returns", "given_up"): (
        -0.03,
        (
            ("rules.passivity_costs_influence.enabled", "false"),
            ("actors.government.responds_to.csto_credibility", "0"),
        ),
    ),
    ("moscow_returns", "left"): (
        -0.025,
        (
            ("rules.passivity_costs_influence.enabled", "false"),
            ("actors.government.responds_to.csto_credibility", "0"),
        ),
    ),
    ("moscow_punishes", "frozen"): (-0.02, (("events.russian_coercion.effects.2.by", "1"),)),
    ("west_leans_in", "left"): (0.01, NO_PULL),
    ("west_leans_in", "frozen"): (0.02, NO_PULL),
    ("west_looks_away", "left"): (-0.01, NO_PULL),
    ("pro_russian_election", "left"): (-0.05, (("events.pro_russian_election.effects", "[]"),)),
    ("peace_treaty", "frozen"): (0.008, (("events.peace_treaty.effects.1.add", "0"),)),
    ("outreach_backfires", "frozen"): (
        0.004,
        (
            ("events.border_clash.effects", "[]"),
            ("rules.unmet_request_costs_credibility.enabled", "false"),
        ),
    ),
}
"""By how much, at least, a scenario moves a state, and what takes away that it does."""
ORDER = (
    ("peacekeepers_stay", "moscow_returns", "opinion_turns_to_moscow", "base"),
    ("pro_russian_election", "moscow_returns"),
    ("base", "opinion_turns_west", "karabakh_falls"),
    ("trade_boom", "base", "outreach_backfires", "west_leans_in"),
    ("west_looks_away", "base"),
)
"""Scenarios from the one in which an exit is least likely."""


RUNS, FEWER = 5_000, 1_000
"""Runs of what is shipped, and of models with a claim taken out, which differ by far from it.

Outcomes are exact in each run, so that these say enough.
"""


def forecast(name: str, changes: Pairs = (), runs: int = RUNS) -> Forecast:
    return simulated(name, changes, runs)


@cache  # which takes the same call written otherwise for another
def simulated(name: str, changes: Pairs, runs: int) -> Forecast:
    resolved = load(str(FOLDER / f"{name}.yaml"), changes)
    return run(resolved.with_run(runs=runs), judgement=False)


def likely(name: str, state: str, changes: Pairs = (), runs: int = RUNS) -> float:
    return forecast(name, changes, runs).probability(state, by=Month.parse("2032-11")).p


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_scenario_meets_all_expectations(name: str) -> None:
    expectations = load(str(FOLDER / f"{name}.yaml")).model.expectations
    verdicts = [judge(expectation, forecast(name)) for expectation in expectations]
    assert [str(verdict) for verdict in verdicts if verdict.status != "holds"] == []


@pytest.mark.parametrize("that", WITHOUT)
def test_an_expectation_fails_where_its_claim_is_taken_out(that: str) -> None:
    model = load(str(FOLDER / "base.yaml")).model
    (expectation,) = (one for one in model.expectations if one.that == that)
    assert judge(expectation, forecast("base")).status == "holds"
    assert judge(expectation, forecast("base", WITHOUT[that], FEWER)).status == "fails"


@pytest.mark.parametrize(("name", "state"), APART)
def test_a_scenario_moves_a_state_by_the_claim_it_is_about_alone(name: str, state: str) -> None:
    least, without = APART[name, state]
    sign = 1 if least > 0 else -1
    moved = likely(name, state) - likely("base", state)
    assert sign * moved > sign * least
    unmoved = likely(name, state, without, FEWER) - likely("base", state, without, FEWER)
    assert sign * unmoved < sign * least


@pytest.mark.parametrize("names", ORDER, ids=" < ".join)
def test_the_order_of_scenarios(names: tuple[str, ...]) -> None:
    found = [likely(name, "left") for name in names]
    assert found == sorted(found)
    apart = [after - before for before, after in pairwise(found)]
    assert min(apart) > 0.004


def test_neither_the_base_nor_the_union_bears_on_the_csto() -> None:
    without = (
        ("rules.exit_loosens_the_base.enabled", "false"),
        ("parameters.base_exit_rate.value", "0.5"),
        ("parameters.union_exit_rate.value", "0.5"),
    )
    before, after = forecast("base", runs=FEWER), forecast("base", without, FEWER)
    states = [before.labels.states.index(state) for state in before.labels.states_of("csto")]
    assert len(states) == 6
    for one, other in ((before.at, after.at), (before.reached, after.reached)):
        assert one[:, states] == pytest.approx(other[:, states], rel=1e-11)
    assert likely("base", "given_up") + 0.1 < likely("base", "given_up", without, FEWER)


def test_an_exit_bears_on_the_base_and_not_on_the_union() -> None:
    without = (("rules.exit_loosens_the_base.enabled", "false"),)
    before, after = (partial(likely, "base", changes=each, runs=FEWER) for each in ((), without))
    assert before("given_up") > after("given_up") + 0.01
    assert before("leaving") == pytest.approx(after("leaving"), rel=1e-11)


def test_help_is_counted_as_readiness_that_no_exit_ends() -> None:
    """So that outcomes stay exact: nothing that moves by itself may depend on the state."""
    assert forecast("base").method == "propagated"
