"""The document: valid, complete, its own fixed point, and the same in any order of keys."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from scenario.io import dump
from scenario.resolve import Resolved, load

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = [*sorted(ROOT.glob("models/*.yaml")), *sorted(ROOT.glob("scenarios/*.yaml"))]


def again(resolved: Resolved, folder: Path, data: Any = None) -> Resolved:
    """What its document resolves to."""
    path = folder / "document.yaml"
    path.write_text(dump(resolved.document() if data is None else data), "utf-8")
    return load(str(path))


def shuffled(data: Any, chance: random.Random) -> Any:
    if isinstance(data, list):
        return [shuffled(item, chance) for item in data]
    if not isinstance(data, dict):
        return data
    keys = list(data)
    chance.shuffle(keys)
    return {key: shuffled(data[key], chance) for key in keys}


@pytest.mark.parametrize(
    "name", ["models/tiny.yaml", "scenarios/base.yaml", "scenarios/crisis.yaml"]
)
def test_it_is_its_own_fixed_point(name: str, project, tmp_path: Path):
    resolved = load(name)
    second = again(resolved, tmp_path)

    assert second.document() == resolved.document()
    assert second.digest() == resolved.digest()
    assert second.model_digest() == resolved.model_digest()
    assert second.hold == resolved.hold
    assert second.clock == resolved.clock


def test_it_needs_no_other_file(project, tmp_path: Path):
    document = load("scenarios/crisis.yaml").document()
    assert not {"extends", "set", "remove", "horizon"} & set(document)
    assert document["model"]["facts"][0]["source"]["id"] == "news"
    assert document["given"][0]["evidence"][0]["driver"] == "trade"
    json.dumps(document, allow_nan=False)


def test_defaults_that_matter_are_written_out(project):
    model = load("models/tiny.yaml").document()["model"]
    public = model["actors"]["public"]
    assert (public["susceptibility"], public["speed"], public["volatility"]) == (0.0, 1.0, 0.0)
    assert (model["events"]["crisis"]["once"], model["events"]["crisis"]["enabled"]) == (True, True)
    assert model["rules"]["trade_binds"]["enabled"] is True
    assert "note" not in public
    assert "assumed" not in public


def test_a_list_of_dates_is_told_to_happen_again(project):
    resolved = load("models/tiny.yaml", [("events.crisis.date", "[2023-05, 2024-05]")])
    assert resolved.document()["model"]["events"]["crisis"]["once"] is False


@pytest.mark.parametrize("random_seed", range(5))
def test_the_order_of_keys_does_not_matter(random_seed: int, project, tmp_path: Path):
    resolved = load("scenarios/crisis.yaml")
    mixed = shuffled(resolved.document(), random.Random(random_seed))
    assert again(resolved, tmp_path, mixed).digest() == resolved.digest()


def test_a_digest_knows_every_value(project):
    resolved = load("scenarios/crisis.yaml")
    other = resolved.with_set({"events.crisis.effects.0.add": -0.2})
    reseeded = resolved.with_run(random_seed=8)

    assert other.digest() != resolved.digest()
    assert other.model_digest() != resolved.model_digest()
    assert reseeded.digest() != resolved.digest()
    assert reseeded.model_digest() == resolved.model_digest()


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_files_are_their_own_fixed_points(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(ROOT)
    resolved = load(str(path.relative_to(ROOT)))
    second = again(resolved, tmp_path)
    assert second.document() == resolved.document()
    assert second.digest() == resolved.digest()


def test_there_are_shipped_files():
    assert len(SHIPPED) > 3
