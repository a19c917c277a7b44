"""From files to a resolved scenario: the pipeline, its defaults and the kinds of file."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from scenario.calendar import Month
from scenario.errors import InputError
from scenario.resolve import load, load_any
from scenario.schema import Evidence, Facts

pytestmark = pytest.mark.usefixtures("project")


def test_a_chain_of_scenarios_is_one_resolved_scenario():
    resolved = load("scenarios/crisis.yaml")

    assert resolved.title == "A crisis for certain"
    assert resolved.because == "Suppose it comes."
    assert resolved.name == "scenarios/crisis.yaml"
    assert (str(resolved.start), str(resolved.until)) == ("2022-11", "2025-11")
    assert (resolved.steps, resolved.months_per_step, resolved.dt) == (36, 1, 1 / 12)
    assert (resolved.runs, resolved.random_seed) == (1_000, 7)
    assert resolved.hold == {"aid": "start", "public": "start"}
    assert resolved.model.events["crisis"].date == (Month.parse("2023-09"),)
    assert resolved.model.events["crisis"].rate is None
    assert not resolved.model.rules["trade_binds"].enabled
    assert list(resolved.sources) == ["news"]
    assert [len(evidence.evidence) for evidence in resolved.given] == [1]
    assert resolved.warnings == ()


def test_facts_stand_inline():
    resolved = load("models/tiny.yaml")
    assert all(isinstance(facts, Facts) for facts in resolved.model.facts)


def test_a_model_alone_runs_to_the_latest_month_it_expects_something_of():
    resolved = load("models/tiny.yaml")

    assert str(resolved.until) == "2024-06"
    assert (resolved.runs, resolved.random_seed, resolved.title) == (20_000, 0, "A tiny model")


def test_a_model_without_expectations_runs_for_ten_years():
    resolved = load("models/tiny.yaml", [("expectations", "[]")])
    assert resolved.steps == 120


def test_the_end_of_a_model_alone_falls_on_a_step(project):
    resolved = load("models/tiny.yaml", [("step", "3 months")])
    assert (str(resolved.until), resolved.steps) == ("2024-08", 7)


def test_a_scenario_without_horizon_runs_for_ten_years(project):
    project(scenarios__short="model: ../models/tiny.yaml\n")
    resolved = load("scenarios/short.yaml")
    assert (resolved.steps, resolved.title) == (120, "A tiny model")


def test_arguments_come_last():
    resolved = load(
        "scenarios/crisis.yaml",
        [
            ("drivers.trade.process.mean_reverting.level", "2 to 20"),
            ("events.crisis.rate", "0.1 * trade"),
            ("drivers.trade.range", "[0, 30]"),
            ("parameters.pull.value", "{normal: {mean: 3, sd: 1}}"),
            ("runs", "50"),
            ("horizon", "2 years"),
            ("hold.aid", "0.1"),
        ],
    )

    level = resolved.model.drivers["trade"].process.mean_reverting.level
    assert (level.low, level.high) == (2, 20)
    assert resolved.model.events["crisis"].date is None
    assert resolved.model.parameters["pull"].value.normal.mean == 3
    assert (resolved.runs, resolved.steps, resolved.hold["aid"]) == (50, 24, 0.1)


def test_of_two_arguments_for_one_path_the_later_counts():
    pairs = [("drivers.trade.start", "0.1"), ("drivers.trade.start", "0.2")]
    assert load("models/tiny.yaml", pairs).model.drivers["trade"].start == 0.2


@pytest.mark.parametrize("name", ["seeds/news.yaml", "seeds/seen.yaml"])
def test_facts_and_evidence_are_no_scenario(name: str):
    with pytest.raises(InputError, match="file, not a scenario or a model"):
        load(name)


def test_every_kind_of_file_can_be_loaded():
    assert isinstance(load_any("seeds/news.yaml"), Facts)
    assert isinstance(load_any("seeds/seen.yaml"), Evidence)
    assert load_any("models/tiny.yaml") == load("models/tiny.yaml")
    assert load_any("scenarios/base.yaml") == load("scenarios/base.yaml")


def test_problems_of_every_file_of_a_chain_are_told_at_once(project):
    project(
        scenarios__worst="extends: worse.yaml\nruns: none\n",
        scenarios__worse="model: ../models/bad.yaml\nhorizon: long\n",
        models__bad="model: bad\nstart: 2022-11\nstep: never\noutcome: {}\nfacts: [no.yaml]\n",
    )
    with pytest.raises(InputError) as caught:
        load("scenarios/worst.yaml")

    files = [problem.mark.file for problem in caught.value.problems]
    assert files[0] == "scenarios/worst.yaml"
    assert set(files) == {"scenarios/worst.yaml", "scenarios/worse.yaml", "models/bad.yaml"}
    assert len(files) >= 6


def test_cross_check_problems_are_told_at_once_and_in_order():
    pairs = [
        ("drivers.trade.start", "9"),
        ("events.crisis.rate", "0.1 * trad"),
        ("outcome.start", "membr"),
    ]
    with pytest.raises(InputError) as caught:
        load("models/tiny.yaml", pairs)
    assert len(caught.value.problems) == 3


def test_a_resolved_scenario_travels_to_other_processes():
    resolved = load("scenarios/crisis.yaml")
    again = pickle.loads(pickle.dumps(resolved))
    assert again == resolved
    assert again.digest() == resolved.digest()


def test_an_element_called_cites_cites_nothing_by_that():
    added = {"value": 0.4, "because": "Guessed.", "assumed": True}
    resolved = load("models/tiny.yaml").with_set({"parameters.cites": added})

    assert resolved.model.parameters["cites"].value == 0.4


def test_what_the_hint_offers_instead_of_a_set_by_a_rule_works(tmp_path: Path) -> None:
    """A rule cannot set: multiply a rate by 0, hold a driver, or let an event set."""
    model = """
model: m
title: M
start: 2022-12
step: 1 month
drivers: {d: {start: 1, process: constant}}
events: {e: {rate: 1, effects: [EVENT]}}
rules: {r: {when: d > 0, effects: [RULE]}}
outcome: {start: a, states: [a, b], transitions: {x: {from: a, to: b, rate: 0.1}}}
"""

    def written(rule: str, event: str = "") -> str:
        text = model.replace("RULE", rule).replace("EVENT", event)
        (tmp_path / "m.yaml").write_text(text, "utf-8")
        return str(tmp_path / "m.yaml")

    for text, offered in (("x", "{multiply: x, by: 0}"), ("d", "{add: 0.1, to: d}")):
        with pytest.raises(InputError) as caught:
            load(written(f"{{set: {text}, to: 0}}"))
        (problem,) = caught.value.problems
        assert offered in problem.hint
        assert f"effects: [{{set: {text}, to: VALUE}}]" in problem.hint
        load(written(offered, f"{{set: {text}, to: 0.4}}"))
    assert "write hold: {d: VALUE} in a scenario" in problem.hint
    (tmp_path / "f.yaml").write_text("model: m.yaml\nhold: {d: 0.4}\nhorizon: 1 year\n", "utf-8")
    assert load(str(tmp_path / "f.yaml")).hold == {"d": 0.4}


def test_a_file_of_no_kind_is_told_as_such(tmp_path: Path) -> None:
    """Where it is typed, and where another names it, beside what is wrong there."""
    (tmp_path / "neither.yaml").write_text("foo: 1\nbar: 2\n", "utf-8")
    (tmp_path / "over.yaml").write_text("extends: neither.yaml\nbaz: 1\n", "utf-8")
    said = "this is none of the five kinds of file"
    for name, expected in (("neither", {said}), ("over", {"unknown key 'baz'", said})):
        with pytest.raises(InputError) as caught:
            load(str(tmp_path / f"{name}.yaml"))
        assert {problem.message for problem in caught.value.problems} == expected


def test_a_file_of_too_many_keys_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scenario.resolve.budget.MAX_NODES", 20)
    with pytest.raises(InputError, match="keys and values is too large: at most 20 are allowed"):
        load("models/tiny.yaml")
