"""What numbers rest on, counted in plain data, is what the model itself has."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scenario.forecast.evidence_coverage import ground_at, grounds_of
from scenario.forecast.numbers import numbers_of
from scenario.resolve import Resolved, load_any
from scenario.resolve.quantities import quantities
from scenario.schema import Distribution, Interval

ROOT = Path(__file__).parents[2]
FILES = [
    *sorted((ROOT / "tests/spec/valid").glob("*.yaml")),
    ROOT / "scenarios/base.yaml",
    ROOT / "scenario/cli/starter/scenarios/base.yaml",
]


def in_use(resolved: Resolved, path: tuple[str, ...]) -> bool:
    """Whether the element of a number is switched on."""
    model = resolved.model
    if path[0] == "hold":
        return True
    if path[0] == "outcome":
        return model.transitions[path[2]].enabled
    return getattr(getattr(model, path[0])[path[1]], "enabled", True)


def test_the_numbers_of_the_document_are_those_of_the_model() -> None:
    for file in FILES:
        resolved = load_any(str(file))
        if not isinstance(resolved, Resolved):
            continue
        expected = {
            ".".join(place.path): not isinstance(place.value, float)
            for place in quantities(resolved.model, resolved.hold)
            if isinstance(place.value, (Interval, Distribution))
            or (isinstance(place.value, float) and place.value not in (0, 1))
            if in_use(resolved, place.path)
        }
        found = {number.place: number.uncertain for number in numbers_of(resolved.document())}
        assert found == expected, file.name


SIZED = {"fact": "s.f", "gives": ["start", "level"]}
PROCESS = {"mean_reverting": {"level": 5, "half_life": 2, "spread": 0.1}}


def document(**elements: Any) -> dict[str, Any]:
    return {"model": {**elements, "outcome": {"transitions": {}}}}


@pytest.mark.parametrize(
    ("field", "ground"),
    [
        ("start", "size"),
        ("process.mean_reverting.level", "size"),
        ("process.mean_reverting.half_life", "direction"),
    ],
)
def test_a_citation_gives_the_numbers_it_names_and_no_other(field: str, ground: str) -> None:
    found = document(drivers={"x": {"start": 4, "process": PROCESS, "cites": [SIZED]}})
    assert ground_at(found, f"drivers.x.{field}") == ground
    assert grounds_of(found).elements.size == 1
    assert (grounds_of(found).fixed.size, grounds_of(found).fixed.direction) == (2, 2)


def test_an_effect_may_cite_for_itself() -> None:
    effect = {"multiply": ["go"], "by": 3, "cites": [{"fact": "s.f", "gives": ["by"]}]}
    other = {"add": 0.2, "to": ["x"]}
    found = document(events={"e": {"rate": 0.5, "effects": [effect, other], "assumed": True}})
    assert ground_at(found, "events.e.effects.0.by") == "size"
    assert ground_at(found, "events.e.effects.1.add") == "assumed"
    assert ground_at(found, "events.e.rate") == "assumed"


def test_zero_and_one_and_what_is_off_are_no_numbers_and_formulas_are_counted_apart() -> None:
    rules = {
        "on": {"when": "x1 > 0.5", "effects": [{"multiply": ["go"], "by": "exp(2 * x1) + 1"}]},
        "off": {"when": "x1 > 7", "effects": [{"multiply": ["go"], "by": 3}], "enabled": False},
    }
    found = grounds_of(document(rules=rules, parameters={"p": {"value": 1}, "q": {"value": 0}}))
    assert found.numbers == 0
    assert found.in_formulas == 2


def test_what_is_said_never_sounds_as_if_nothing_were_guessed() -> None:
    parameter = {"value": "1 to 2", "cites": ["s.f"]}
    cited = document(parameters={"p": parameter, "q": parameter})
    assert "none take their size from a source" in str(grounds_of(cited))
    assert "the size of all is the analyst's own" in str(grounds_of(cited))


def test_the_only_number_of_a_model_is_spoken_of_as_one() -> None:
    def said(value: object, **more: object) -> str:
        return str(grounds_of(document(parameters={"p": {"value": value, **more}})))

    own = "The only number does not take its size from a source."
    assert said("1 to 2").endswith(own)
    assert said(3).endswith(f"{own} It is not uncertain; the judgement range does not cover it.")
    sized = {"fact": "s.f", "gives": ["value"]}
    assert said("1 to 2", cites=[sized]).endswith("The only number takes its size from a source.")
