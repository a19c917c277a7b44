"""Shares of one whole: they add up to one, and where one is given the others fill the rest."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

import scenario
from scenario.engine.answers import Asking, Member, answered
from scenario.engine.compiler import compile_model
from scenario.engine.simulate import simulate
from scenario.engine.variants import Variant
from scenario.errors import InputError
from scenario.expr.question import parse_question
from scenario.reference import Plan, follow
from scenario.resolve import Resolved
from scenario.schema.shares import share_of
from scenario.studies.inputs import inputs_of
from tests.support.models import resolve

WEIGHTS = {"ours": 5, "theirs": 3, "rest": 0.5}
PLACE = "parameters.{}.value".format


def shares(group: str, **weights: float) -> dict[str, Any]:
    return {
        name: {"value": {"dirichlet": {"group": group, "weight": weight}}}
        for name, weight in weights.items()
    }


def model(**more: Any) -> Resolved:
    parameters = {**shares("votes", **WEIGHTS), **more}
    drivers = {f"d_{name}": {"process": "constant", "start": name} for name in parameters}
    ways = {"go": {"from": "a", "to": "b", "rate": "ours - rest / 2"}}
    outcome = {"start": "a", "states": ["a", "b"], "transitions": ways}
    elements = {"parameters": parameters, "drivers": drivers, "outcome": outcome}
    return resolve(elements, months=12, runs=500, random_seed=3)


def judgements(resolved: Resolved) -> dict[str, Any]:
    paths = simulate(resolved, judgement=False, workers=1).paths
    names = [draw.place for draw in compile_model(resolved).draws]
    return dict(zip(names, paths.draws, strict=True))


def test_shares_add_up_to_one_in_every_run() -> None:
    found = judgements(model())
    assert np.abs(sum(found.values()) - 1).max() < 1e-15
    assert all((draws >= 0).all() for draws in found.values())
    means = {name: found[PLACE(name)].mean() for name in WEIGHTS}
    assert means == {name: pytest.approx(w / 8.5, abs=0.03) for name, w in WEIGHTS.items()}


def test_another_whole_disturbs_none() -> None:
    alone, beside = judgements(model()), judgements(model(**shares("regions", east=1, west=2)))
    assert all((beside[place] == draws).all() for place, draws in alone.items())
    assert np.abs(beside[PLACE("east")] + beside[PLACE("west")] - 1).max() < 1e-15


@pytest.mark.parametrize("given", [{"ours": 0.7}, {"ours": 0.7, "rest": 0.1}, {"rest": 0.0}])
def test_beside_shares_that_are_given_the_others_fill_the_rest_in_proportion(
    given: dict[str, float],
) -> None:
    """As in a bar of `tornado`: the engine, run by run, against the reference."""
    resolved, fixed = model(), {PLACE(name): value for name, value in given.items()}
    free, plan = judgements(resolved), Plan(resolved)
    questions = [parse_question(f"mean(d_{name} at 2023-12)") for name in WEIGHTS]
    task = Asking([resolved], [[Member(0, Variant(fixed))]], questions)
    (_, moments), *_ = answered(task, 40, 1)
    paths = [follow(plan, run, draws=fixed).draws for run in range(40)]
    for number, name in enumerate(WEIGHTS):
        expected = [path[PLACE(name)] for path in paths]
        assert moments.mean(number)[0] == pytest.approx(np.mean(expected), rel=1e-12)
    for run, path in enumerate(paths):
        assert sum(path.values()) == pytest.approx(1, abs=1e-15)
        others = [name for name in WEIGHTS if name not in given]
        ratios = {path[PLACE(name)] / free[PLACE(name)][run] for name in others}
        assert max(ratios) == pytest.approx(min(ratios), rel=1e-12)


def test_a_bar_goes_from_percentile_to_percentile_of_the_share_itself() -> None:
    bars = {bar.path: bar for bar in scenario.tornado(model(), runs=400).bars}
    assert set(bars) == {PLACE(name) for name in WEIGHTS}
    assert (bars[PLACE("ours")].low_value, bars[PLACE("ours")].high_value) == pytest.approx(
        tuple(stats.beta(5, 3.5).ppf([0.05, 0.95])), abs=1e-8
    )
    assert bars[PLACE("theirs")].swing > 0.02  # which nothing reads: the others make room


def test_the_whole_is_one_input_of_a_sensitivity_study() -> None:
    resolved = model(other={"value": "1 to 2"})
    inputs = inputs_of(resolved, compile_model(resolved))
    assert sorted(len(one.slots) for one in inputs) == [1, 3]
    shown = scenario.sensitivity(model(), rows=64)
    assert shown.indices[0].total == pytest.approx(1, abs=0.05)


def test_another_weight_is_another_share_for_all() -> None:
    changed = model().with_set({f"{PLACE('ours')}.dirichlet.weight": 10})
    found = {name: share_of(p.value) for name, p in changed.model.parameters.items()}
    assert {name: share.total for name, share in found.items() if share} == dict.fromkeys(
        found, 13.5
    )
    again = resolve({"parameters": changed.document()["model"]["parameters"]})
    assert again.model.parameters == changed.model.parameters


@pytest.mark.parametrize("value", [0.5, "0.2 to 0.4", "theirs * 2"])
def test_one_share_alone_is_not_set(value: object) -> None:
    with pytest.raises(InputError, match="is one of the shares of votes") as caught:
        model().with_set({PLACE("ours"): value})
    assert "dirichlet.weight, or all of them: ours, rest and theirs" in str(caught.value)


def test_all_are() -> None:
    given = {PLACE("ours"): 0.6, PLACE("theirs"): 0.3, PLACE("rest"): 0.1}
    changed = model().with_set(given)
    assert not compile_model(changed).draws
    (pair,) = scenario.compare(model(), changed, judgement=False).pairs
    assert [change.path for change in pair.changes] == list(given)


def test_without_one_the_others_are_the_whole() -> None:
    left = model().with_remove(["drivers.d_theirs", "parameters.theirs"])
    found = judgements(left)
    assert np.abs(sum(found.values()) - 1).max() < 1e-15
