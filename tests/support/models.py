"""From a model, as data or as text, to what the engine runs, through the same door as any file.

It adds what every model must have, so that a test states only what it is about.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scenario.resolve import Resolved, load

Data = dict[str, Any]

FRAME: Data = {
    "model": "small",
    "title": "A small model",
    "start": "2022-12",
    "step": "1 month",
    "outcome": {"start": "a", "states": ["a", "b"], "transitions": {}},
}
"""What a model must have; the outcome is one in which nothing happens."""


def resolve(elements: Mapping[str, Any], months: int = 12, **said: Any) -> Resolved:
    """A model as a scenario over so many months; `said` is runs, random_seed, hold and the like."""
    model = {**FRAME, **elements}
    if "outcomes" in elements:
        model.pop("outcome")
    return resolve_document({"model": model, "horizon": f"{months} months", **said})


def resolve_text(elements: str, months: int = 12, **said: Any) -> Resolved:
    """The same from the text of a model file that may leave out what `FRAME` has."""
    written = set(re.findall(r"^(\w+):", elements, re.MULTILINE))
    written |= {"outcome"} & {key.removesuffix("s") for key in written}
    frame = {key: value for key, value in FRAME.items() if key not in written}
    model = "\n".join([*(f"{key}: {json.dumps(value)}" for key, value in frame.items()), elements])
    scenario = {"model": "model.yaml", "horizon": f"{months} months", **said}
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "model.yaml").write_text(model, encoding="utf-8")
        file = Path(folder, "scenario.yaml")
        file.write_text(json.dumps(scenario), encoding="utf-8")
        return load(str(file))


def resolve_document(document: Mapping[str, Any]) -> Resolved:
    """A scenario with its model inline."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "small.yaml")
        file.write_text(json.dumps(document), encoding="utf-8")
        return load(str(file))
