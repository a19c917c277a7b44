"""Every file in `valid/` has one feature of the language, and beside it its resolved form.

After the resolved form has changed on purpose, `python -m pytest tests/spec --renew` writes them
anew: read the difference as another implementation of the language would have to.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from scenario.io import plain, read_mapping
from scenario.resolve.kinds import KINDS, kind_of
from scenario.schema.chance import READ_AS, READ_WITH
from tests.spec.cases import HERE, RESOLVED, files, resolved_text

FOLDER = HERE / "valid"
FILES = files("valid")


@pytest.fixture(autouse=True)
def _seen_from_its_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_resolved_form(path: Path, request: pytest.FixtureRequest) -> None:
    expected = path.with_name(path.stem + RESOLVED)
    text = resolved_text(path)
    if request.config.getoption("--renew", default=False):
        expected.write_text(text, "utf-8")
    assert text == expected.read_text("utf-8")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_resolved_form_is_a_file_of_its_own_and_resolves_to_itself(path: Path) -> None:
    expected = path.with_name(path.stem + RESOLVED)
    assert resolved_text(expected) == expected.read_text("utf-8")


def test_there_are_many_and_each_says_in_its_first_line_what_it_shows() -> None:
    assert len(FILES) >= 200
    names = {path.name.removesuffix(RESOLVED) for path in FOLDER.glob(f"*{RESOLVED}")}
    assert names == {path.stem for path in FILES}
    says = [_first_comment(path) for path in FILES]
    assert all(sentence.endswith(".") for sentence in says)
    assert len(set(says)) == len(says)


def _first_comment(path: Path) -> str:
    lines = path.read_text("utf-8").splitlines()
    comments = (line for line in lines if line.startswith("# ") and not line.startswith("# --"))
    return next(comments, "").removeprefix("# ")


# --- every key of the schema


def test_every_key_of_the_schema_is_used_somewhere() -> None:
    used = set().union(*(_used_in(path) for path in FILES))
    assert keys_of_the_schema() - used == set()


def test_a_key_that_no_file_uses_would_be_noticed() -> None:
    used = set().union(*(_used_in(path) for path in FILES if "triangular" not in path.stem))
    missing = keys_of_the_schema() - used
    assert missing == {("Distribution", "triangular")} | {
        ("Triangular", key) for key in ("low", "mode", "high")
    }


def keys_of_the_schema() -> set[tuple[str, str]]:
    """Every `(definition, key)` of the JSON Schemas of the four kinds."""
    found = set()
    for kind in KINDS.values():
        schema = kind.model_json_schema(by_alias=True)
        for name, definition in {kind.__name__: schema, **schema.get("$defs", {})}.items():
            found |= {(name, key) for key in definition.get("properties", {})}
    return found - INTERNAL


INTERNAL = {("Interval", "low"), ("Interval", "high")}
"""Keys of what is written as text: an interval stands in a file as `2 to 15`."""


def _used_in(path: Path) -> set[tuple[str, str]]:
    tree = read_mapping(path.name, path.read_bytes())
    data = plain(tree)
    return {*_keys(KINDS[kind_of(tree)].model_validate(data)), *_read_as_others(data)}


def _read_as_others(data: Any) -> Iterator[tuple[str, str]]:
    """Keys of elements that are gone once they are read, for the value of another."""
    events, outcome = data.get("events") or {}, data.get("outcome", {})
    ways, rates = (outcome.get(key, {}) for key in ("transitions", "base_rates"))
    for name, elements in (("Event", events), ("Transition", ways), ("BaseRate", rates)):
        written = {key for element in elements.values() for key in element}
        yield from ((name, key) for key in (*READ_AS, *READ_WITH.values()) if key in written)


def _keys(value: Any) -> Iterator[tuple[str, str]]:
    """Every `(class, key as written)` that was said in a validated file."""
    if isinstance(value, BaseModel):
        for name in value.model_fields_set:
            field = type(value).model_fields.get(name)
            if field and getattr(value, name) is not None:
                yield type(value).__name__, field.alias or name
                yield from _keys(getattr(value, name))
    elif isinstance(value, dict):
        for item in value.values():
            yield from _keys(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _keys(item)
