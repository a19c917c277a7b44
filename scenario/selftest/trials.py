"""Small studies with fixed seeds, and the digests that they have on every machine.

A digest is of all counts, sums and bins that a kernel leaves in memory, bit by bit. Who carries the
kernel out is not known here.
"""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256
from importlib.resources import as_file, files

import numpy as np

from scenario.engine.bins import Bins
from scenario.engine.codes import QUICK, Codes, Source
from scenario.engine.compiled import Compiled
from scenario.engine.compiler import compile_model
from scenario.engine.emit.layout import BINS, WIDTH
from scenario.engine.emit.tile import emitted
from scenario.engine.instance import Instance
from scenario.engine.program import Program
from scenario.engine.randomness import seed_key
from scenario.kernel.machine import Code
from scenario.resolve import load

SUBJECTS = ("every", "starter", "armenia")
"""The models: one with everything that the language has, a small one and a large one."""
RUNS = 300
"""Runs of a study: several tiles, the last of which is not full."""
NESTED, DRAW = 40, 3
"""Runs that share the judgements of one draw."""


class Trial:
    """A study that can be made by any code of its kernel."""

    def __init__(self, program: Program) -> None:
        self.program = program
        emission = emitted(program, WIDTH)
        self.kernel, self.layout = emission.kernel, emission.layout
        self.limits = emission.limits

    def instance(self, code: Code) -> Instance:
        """An instance of this code, ready to begin."""
        codes = Codes(Source.of(self.kernel))
        codes.put(QUICK, code)
        compiled = Compiled(
            self.program, self.layout, self.limits, codes, grades=(QUICK,), again=False
        )
        found = Instance(compiled, edges=1)
        found.bin_values(_bins((self.program.steps + 1) * len(self.program.lows)))
        return found

    def digest(self, code: Code) -> str:
        """The digest of the study, as this code makes it."""
        instance = self.instance(code)
        instance.run(0, RUNS, seed_key(1))
        instance.run(RUNS, NESTED, seed_key(2), DRAW)
        self._given(instance)
        return digest_of(instance)

    def _given(self, instance: Instance) -> None:
        """A tile whose judgements the host gives."""
        if self.program.draws:
            shape = (len(self.program.draws), NESTED)
            instance.give((1 + np.arange(np.prod(shape)).reshape(shape)) / (1 + np.prod(shape)))
        instance.play(np.arange(NESTED), seed_key(3))


def trial(name: str) -> Trial:
    """The study of one of the models in the package."""
    with as_file(files("scenario.selftest") / "models" / f"{name}.yaml") as path:
        return Trial(compile_model(load(str(path))))


def digest_of(instance: Instance) -> str:
    """SHA-256 of all counts, sums and bins."""
    layout = instance.layout
    bins = instance.array(layout.bins, layout.bins_end - layout.bins, "u1")
    return sha256(instance.counters().tobytes() + bins.tobytes()).hexdigest()


@cache
def recorded() -> dict[str, str]:
    """The digest that the study of each model has on every machine."""
    text = (files("scenario.selftest") / "recorded.json").read_text("utf-8")
    found: dict[str, str] = json.loads(text)
    return found


def _bins(places: int) -> Bins:
    """Bins of equal width for all places but one, whose edges are told one by one."""
    edges = (np.arange(BINS - 1) - BINS / 2) / 32
    told = {places // 2: edges} if places else {}
    return Bins(np.full(places, -2.0), np.full(places, 32.0), told, {})
