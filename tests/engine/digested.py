"""Models whose studies have one digest, wherever they are made."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random

from scenario.engine.compiler import compile_model
from scenario.resolve import load
from scenario.selftest import Trial, trial
from tests.fuzz.engines import generated_model
from tests.support.models import resolve_document

ROOT = Path(__file__).resolve().parents[2]
FILES = {"workload": "benchmarks/workload.yaml", "base": "scenarios/base.yaml"}
GENERATED = ("generated 1", "generated 2", "generated 3")
MODELS = (*FILES, "every", *GENERATED)


@cache
def trial_of(name: str) -> Trial:
    """The study of one of `MODELS`, of few steps."""
    if name == "every":
        return trial(name)
    if name in FILES:
        resolved = load(str(ROOT / FILES[name]), [("horizon", "12 months")])
    else:
        resolved = resolve_document(generated_model(Random(name))["document"])
    return Trial(compile_model(resolved))
