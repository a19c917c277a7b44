"""`show` and `schema`: what a file comes to, who said so, and what may stand in it."""

from __future__ import annotations

import json
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import jsonschema
import pytest

from scenario.cli import main
from scenario.cli.commands.init import starter
from scenario.io import plain, read

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = [
    *sorted((ROOT / "models").glob("*.yaml")),
    *sorted((ROOT / "scenarios").glob("*.yaml")),
    *sorted((ROOT / "seeds").glob("*.yaml")),
]


def test_what_is_shown_is_its_own_fixed_point_and_runs_to_the_same(call, project: Path):
    shown = call("show", "base.yaml").out
    (project / "shown.yaml").write_text(shown, "utf-8")

    assert call("show", "shown.yaml").out == shown
    same = [call("run", name, "-q", "--no-judgement").out for name in ("base.yaml", "shown.yaml")]
    assert same[0] == same[1]


def test_json_is_the_same_document(call):
    shown, as_json = call("show", "base.yaml").out, call("show", "base.yaml", "--json").out

    assert json.loads(as_json) == plain(read("shown", shown))


def test_overrides_are_applied(call):
    out = call("show", "base.yaml", "--set", "drivers.fund.start=3").out

    assert "start: 3.0" in out


def test_origin_tells_file_and_line_of_each_value(call):
    lines = call("show", "base.yaml", "--origin", "--set", "drivers.fund.start=3").out.splitlines()
    said = {line.split("  ", 1)[1].strip().split(":")[0]: line.split()[0] for line in lines}

    assert said["title"] == "base.yaml:1"
    assert said["until"] == "base.yaml:3"
    assert said["runs"] == "base.yaml:4"
    assert said["model.drivers.fund.start"] == "--set"
    assert said["model.drivers.fund.range"] == "model.yaml:16"
    assert said["model.parameters.deal_rate.value"] == "model.yaml:9"
    assert said["model.facts.0.facts.deals.claim"] == "facts.yaml:3"
    assert said["model.events.mediation.once"] == "default"


def test_origin_as_json(call):
    said = json.loads(call("show", "base.yaml", "--origin", "--json").out)

    assert said["model.drivers.fund.start"] == {"origin": "model.yaml:15", "value": 10}
    assert said["model.parameters.deal_rate.cites"]["value"] == ["paper.deals"]


def test_facts_are_shown_too_but_have_one_origin(call):
    assert "Half of all strikes" in call("show", "facts.yaml").out
    ended = call("show", "facts.yaml", "--origin")
    assert ended.code == 2
    assert "--origin is for scenarios and models" in ended.err


def test_schema_of_all_kinds_is_valid_and_names_each(call):
    whole = json.loads(call("schema").out)

    jsonschema.Draft202012Validator.check_schema(whole)
    assert {"Facts", "Model", "Scenario", "Evidence"} <= set(whole["$defs"])
    assert len(whole["anyOf"]) == 5


@pytest.mark.parametrize("kind", ["facts", "model", "scenario", "evidence"])
def test_schema_of_one_kind_is_valid(call, kind: str):
    jsonschema.Draft202012Validator.check_schema(json.loads(call("schema", kind).out))


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    """Of the schema of all kinds; that it is a valid one is tested above."""
    printed = StringIO()
    with redirect_stdout(printed):
        assert main(["schema"]) == 0
    return jsonschema.Draft202012Validator(json.loads(printed.getvalue()))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_files_fit_the_schema(validator: jsonschema.Draft202012Validator, path: Path):
    validator.validate(plain(read(path.name, path.read_bytes())))


def test_the_schema_refuses_an_unknown_key(call):
    data = plain(read("base.yaml", starter()["scenarios/base.yaml"])) | {"horizzon": 1}

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, json.loads(call("schema", "scenario").out))


def test_an_unknown_kind_is_told(call):
    ended = call("schema", "models")

    assert ended.code == 2
    assert "facts, model, scenario, evidence, cases. Did you mean model?" in ended.err
