"""Merging: what `remove`, `set` and `hold` do to the explicit model, layer by layer."""

from __future__ import annotations

import pytest

from scenario.errors import InputError
from scenario.resolve import load
from tests.support.models import resolve_text

pytestmark = pytest.mark.usefixtures("project")


def with_set(values: dict[str, object], name: str = "models/tiny.yaml"):
    return load(name).with_set(values)


def test_set_replaces_and_never_merges():
    model = with_set({"drivers.trade": {"start": 1, "process": "constant"}}).model
    assert model.drivers["trade"].range is None
    assert model.drivers["trade"].process.kind == "constant"


def test_optional_keys_that_were_not_written_can_be_set():
    resolved = with_set({"actors.public.speed": 3, "events.crisis.when": "trade < 0.5"})
    assert resolved.model.actors["public"].speed == 3
    assert resolved.model.events["crisis"].when.text == "trade < 0.5"


def test_a_default_can_be_set_back_with_null():
    assert with_set({"drivers.trade.range": None}).model.drivers["trade"].range is None


def test_list_items_are_set_and_added_by_number():
    resolved = with_set(
        {
            "events.crisis.effects.1.by": 3,
            "rules.trade_binds.effects.1": {"add": 0.1, "to": "trade"},
            "rules.trade_binds.effects.2": {"add": 0.1, "to": "aid"},
        }
    )
    assert resolved.model.events["crisis"].effects[1].by == 3
    assert len(resolved.model.rules["trade_binds"].effects) == 3


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("parameters.lift", {"value": "1 to 2"}),
        ("actors.court", {"alignment": 0.1}),
        ("drivers.debt", {"start": 1, "process": "constant"}),
        ("events.vote", {"date": "2024-05"}),
        ("rules.calm", {"when": "trade > 0.9", "effects": []}),
        ("outcome.states.frozen", "on ice"),
        ("outcome.transitions.back", {"from": "notice", "to": "member", "rate": 0.1}),
        ("actors.public.listens_to.government", 0.5),
        ("actors.public.responds_to.trade", 0.5),
    ],
)
def test_a_new_element_is_added(path: str, value: object):
    resolved = with_set({path: value})
    assert resolved.draft.changed == {tuple(path.split("."))}
    assert resolved.document() != load("models/tiny.yaml").document()


def test_several_chains_take_the_place_of_one_and_one_that_of_several() -> None:
    chain = {"start": "inside", "states": ["inside", "left"], "transitions": {}}
    of_one = resolve_text(
        "outcome: {start: inside, states: [inside, left], transitions: {}}", 12, runs=1
    )
    several = of_one.with_set({"outcome": None, "outcomes": {"base": chain}})
    assert list(several.model.chains) == ["base"]
    with pytest.raises(InputError, match="the model has outcomes, and outcome cannot stand beside"):
        several.with_set({"outcome": chain})
    one = several.with_set({"outcome": chain, "outcomes": {}})
    assert list(one.model.chains) == ["outcome"]


@pytest.mark.parametrize(
    ("path", "value", "cleared"),
    [
        ("events.crisis.date", "2023-09", "rate"),
        ("drivers.trade.process.mean_reverting.speed", 1, "half_life"),
        ("drivers.trade.process.mean_reverting.spread", 0.1, "volatility"),
    ],
)
def test_one_of_two_alternatives_clears_the_other_and_back(path, value, cleared):
    parent, _, key = path.rpartition(".")
    changed = with_set({path: value})
    back = changed.with_set({f"{parent}.{cleared}": 1})

    assert changed.origin_of(path) != "default"
    assert changed.text_at(f"{parent}.{cleared}") is None
    assert back.text_at(path) is None
    assert key != cleared


def test_a_rate_clears_the_probability_of_a_date():
    dated = with_set({"events.crisis.date": "2023-09", "events.crisis.probability": 0.5})
    rated = dated.with_set({"events.crisis.rate": 0.1})
    assert rated.model.events["crisis"].probability is None


def test_a_chance_sets_the_rate_and_clears_the_date():
    dated = with_set({"events.crisis.date": "2023-09", "events.crisis.probability": 0.5})
    event = dated.with_set({"events.crisis.chance": "50% a year"}).model.events["crisis"]
    assert event.rate == pytest.approx(0.693147, rel=1e-6)
    assert (event.date, event.probability, event.chance) == (None, None, None)


def test_a_rate_and_a_chance_replace_each_other():
    path = "outcome.transitions.exit"
    said = with_set({f"{path}.chance": "50% a year"})
    rated = said.with_set({f"{path}.rate": 0.2})
    again = rated.with_set({f"{path}.chance": "2% a year"})

    found = [one.model.transitions["exit"].rate for one in (said, rated, again)]
    assert found == pytest.approx([0.693147, 0.2, 0.0202027], rel=1e-5)
    assert [one.said_at(f"{path}.rate") for one in (said, rated, again)] == [
        "50% a year",
        None,
        "2% a year",
    ]
    with pytest.raises(InputError, match="twice"):
        said.with_set({f"{path}.rate": 0.2, f"{path}.chance": "2% a year"})


def test_jumps_are_found_inside_and_beside_the_process():
    inside = with_set({"drivers.aid.jumps.rate": 0.5})
    assert inside.model.drivers["aid"].all_jumps.rate == 0.5
    beside = with_set({"drivers.trade.jumps": {"rate": 1, "size": 0.1}})
    moved = beside.with_set({"drivers.trade.process.jumps.size": 0.2})
    assert moved.model.drivers["trade"].jumps.size == 0.2


def test_a_key_with_a_dot_is_one_key():
    choice = with_set({"drivers.trade.start": {"choice": {"0.5": 1, "0.25": 2}}})
    changed = choice.with_set({"drivers.trade.start.choice.0.5": 7})
    assert dict(changed.model.drivers["trade"].start.choice) == {0.25: 2.0, 0.5: 7.0}


def test_remove_comes_before_set_in_one_layer(project):
    project(
        scenarios__new="""\
            extends: base.yaml
            remove: [rules.trade_binds, events.crisis.effects.0, correlations.1]
            set:
              rules.trade_binds: {when: aid > 1, effects: []}
              events.crisis.effects.0.by: 4
            """
    )
    model = load("scenarios/new.yaml").model

    assert model.rules["trade_binds"].when.text == "aid > 1"
    assert [effect.by for effect in model.events["crisis"].effects] == [4]
    assert [c.between for c in model.correlations] == [("trade", "aid")]


def test_two_items_of_one_list_are_removed_by_the_numbers_they_had():
    resolved = load("models/tiny.yaml").with_remove(["correlations.0", "correlations.1"])
    assert resolved.model.correlations == ()


def test_holds_are_merged_by_name_and_can_be_taken_out(project):
    project(scenarios__free="extends: crisis.yaml\nremove: [hold.aid]\nhold: {trade: 0.5}\n")
    assert load("scenarios/free.yaml").hold == {"public": "start", "trade": 0.5}


def test_horizon_and_until_replace_each_other(project):
    project(scenarios__long="extends: crisis.yaml\nhorizon: 20 years\n")
    assert load("scenarios/long.yaml").steps == 240


def test_facts_named_under_set_are_read(project):
    project(
        seeds__more="source: {id: more}\nfacts: {law: {claim: It is so.}}\n",
        scenarios__more="""\
            extends: base.yaml
            set:
              facts.1: ../seeds/more.yaml
              rules.trade_binds.cites: [more.law]
            """,
    )
    assert list(load("scenarios/more.yaml").sources) == ["news", "more"]


def test_a_set_that_makes_a_correlation_moot_takes_it_out():
    fixed = with_set({"parameters.pull.value": 3, "drivers.aid.process": "constant"})
    assert fixed.model.correlations == ()
    assert "correlations" not in fixed.document()["model"]
    judged = fixed.with_set({"parameters.pull.value": "1 to 3"})
    assert [c.between for c in judged.model.correlations] == [("pull", "drag")]


def test_what_is_held_may_be_correlated():
    assert len(load("models/tiny.yaml").with_hold({"trade": 0.5}).model.correlations) == 2


def test_an_error_after_merging_stands_at_the_overriding_line(project):
    project(scenarios__bad="extends: base.yaml\nset:\n  drivers.trade.start: aid / 2\n")
    with pytest.raises(InputError) as caught:
        load("scenarios/bad.yaml")
    (problem,) = caught.value.problems
    assert (problem.mark.file, problem.mark.line, problem.mark.column) == (
        "scenarios/bad.yaml",
        3,
        24,
    )


def test_an_error_of_the_whole_element_stands_at_the_overriding_line(project):
    project(scenarios__bad="extends: base.yaml\nset:\n  drivers.trade.start: null\n")
    with pytest.raises(InputError) as caught:
        load("scenarios/bad.yaml")
    assert [str(problem.mark) for problem in caught.value.problems] == ["scenarios/bad.yaml:3:3"]


def hints(values: dict[str, object], name: str = "models/tiny.yaml") -> list[str]:
    with pytest.raises(InputError) as caught:
        with_set(values, name)
    return [problem.hint for problem in caught.value.problems]


def test_as_many_wrong_paths_as_a_file_may_tell_have_their_way_out():
    found = hints({f"drivers.trad.{key}": 1 for key in range(40)})
    assert all(hint.startswith("did you mean drivers.trade? in drivers: ") for hint in found[:20])
    assert found[20:] == [""] * 20


def test_nothing_near_is_looked_for_among_ever_so_many_paths(monkeypatch):
    """In a large model the first get the nearest right path, the others what there is."""
    monkeypatch.setattr("scenario.resolve.paths.MAX_COMPARED", 100)
    first, *others = hints({"drivers.trad.start": 1, "drivers.ad.start": 1, "drivers.ai.start": 1})
    assert first.startswith("did you mean drivers.trade.start? in drivers: ")
    assert [hint.partition(":")[0] for hint in others] == ["in drivers"] * 2


def test_it_is_said_where_there_is_nothing(tmp_path):
    (tmp_path / "m.yaml").write_text(
        "model: m\ntitle: M\nstart: 2022-12\nstep: 1 month\n"
        "outcome: {start: a, states: [a], transitions: {}}\n"
    )
    said = hints({"drivers.trade.start": 1}, str(tmp_path / "m.yaml"))
    assert said == ["there is nothing in drivers"]
