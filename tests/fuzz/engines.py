"""The fuzzing of machine code against WebAssembly: whole models, drawn as the tests draw them."""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from scenario.engine.compiler import compile_model
from scenario.selftest import WAYS, Trial
from tests.strategies import documents
from tests.support.models import resolve_document

MONTHS = (3, 6, 12, 24)
"""Whole quarters, for some models step by quarters."""


def generated_model(random: Random) -> dict[str, Any]:
    """A scenario with its model inline, as JSON, and two ways to compare."""
    found: list[dict[str, Any]] = []

    # The first example is the simplest there is, whatever the seed.
    @settings(
        max_examples=2,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @seed(random.getrandbits(32))
    @given(documents(months=random.choice(MONTHS), runs=1, several=True))
    def draw(document: dict[str, Any]) -> None:
        found.append(document)

    draw()
    ways = [random.choice(_numbers(engine)) for engine in ("wasm", "native")]
    return {"document": found[-1], "ways": ways}


def _numbers(engine: str) -> list[int]:
    return [number for number, way in enumerate(WAYS) if way.engine == engine]


def fuzz_engines(data: dict[str, Any]) -> None:
    """Two ways to carry a model out leave the same bits."""
    trial = Trial(compile_model(resolve_document(data["document"])))
    ways = [WAYS[number] for number in data["ways"]]
    digests = [trial.digest(way.compile(trial.kernel)) for way in ways]
    if digests[0] != digests[1]:
        told = " and ".join(f"{way} ({way.lanes})" for way in ways)
        raise AssertionError(f"{told} leave different bits")
