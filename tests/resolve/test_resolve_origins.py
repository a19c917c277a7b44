"""Origins: file and line of every value, through every layer."""

from __future__ import annotations

import pytest

from scenario.io import Map
from scenario.resolve import load
from scenario.resolve.tree_edit import leaves
from tests.support.models import resolve_text

pytestmark = pytest.mark.usefixtures("project")


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("events.crisis.date", "scenarios/crisis.yaml:5:23"),
        ("model.events.crisis.date", "scenarios/crisis.yaml:5:23"),
        ("drivers.trade.start", "models/tiny.yaml:19:12"),
        ("drivers.trade.process.mean_reverting.level", "scenarios/crisis.yaml:6:47"),
        ("facts.0.facts.poll.figures.leave", "seeds/news.yaml:3:60"),
        ("until", "scenarios/crisis.yaml:3:8"),
        ("runs", "scenarios/base.yaml:4:7"),
        ("hold.aid", "scenarios/crisis.yaml:8:13"),
        ("hold.public", "scenarios/base.yaml:6:26"),
        ("given.0.evidence.0.value", "seeds/seen.yaml:2:43"),
        ("actors.public.speed", "default"),
        ("actors.public.nothing", "default"),
    ],
)
def test_the_origin_of(path: str, place: str):
    assert str(load("scenarios/crisis.yaml").origin_of(path)) == place


def test_changes_from_python_have_their_label_as_origin():
    resolved = load("models/tiny.yaml").with_set({"drivers.trade.start": 0.1}, label="sweep")
    assert str(resolved.origin_of("drivers.trade.start")) == "sweep drivers.trade.start"


def test_every_leaf_of_a_model_file_keeps_its_place():
    resolved = load("models/tiny.yaml")
    assert isinstance(resolved.draft.tree, Map)
    files = {node.mark.file for _, node in leaves(resolved.draft.tree)}
    assert files == {"models/tiny.yaml", "seeds/news.yaml", "default"}


def test_a_default_is_placed_where_its_element_stands():
    resolved = load("models/tiny.yaml")
    assert str(resolved.mark_at("actors.public.speed")) == "models/tiny.yaml:16:11"


def test_a_text_is_given_back_as_written():
    resolved = load("models/tiny.yaml")
    assert resolved.text_at("rules.trade_binds.when") == "trade  >  0.5"
    assert resolved.text_at("actors.government.alignment") == "10%"
    assert resolved.text_at("actors.government") is None


def test_every_value_of_the_document_has_an_origin():
    resolved = load("scenarios/crisis.yaml")
    origins = resolved.origins()
    assert str(origins["model.events.crisis.date"]) == "scenarios/crisis.yaml:5:23"
    assert origins["model.events.crisis.once"] == "default"
    assert str(origins["hold.public"]) == "scenarios/base.yaml:6:26"
    assert str(load("scenarios/base.yaml").origins()["until"]) == "scenarios/base.yaml:3:10"
    assert len(origins) > 100


CHANCES = """\
parameters:
  chance: {value: 0.3}
  rate: {value: {chance: 2% a month}}
events:
  crisis:
    because: It may come.
    chance: "30% within 5 years"
  vote: {rate: chance}
"""


def test_a_rate_stands_where_its_chance_was_written():
    resolved = resolve_text(CHANCES)
    paths = ("events.crisis.rate", "parameters.rate.value")

    assert [str(resolved.origin_of(path)).split(":", 1)[1] for path in paths] == ["12:13", "8:26"]
    assert [resolved.said_at(path) for path in paths] == ["30% within 5 years", "2% a month"]
    assert resolved.origin_of("events.crisis.chance") == "default"
    assert resolved.said_at("events.vote.rate") is None
    assert resolved.said_at("parameters.chance.value") is None
    assert resolved.said_at("events.crisis") is None
