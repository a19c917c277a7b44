"""A published cohort: its facts, its matrices, and its trace as the program finds it.

What is made of a trace is not known here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import scenario

Floats = NDArray[np.float64]
MODELS = Path(__file__).parent / "models"


def figures(fact: str) -> dict[str, float]:
    """The figures of a published fact."""
    (facts,) = scenario.load(MODELS / "hiv.yaml").model.facts
    return dict(facts.facts[fact].figures)


@dataclass(frozen=True)
class Cohort:
    """A model file, and the matrix that takes the cohort through each step."""

    file: str
    horizon: str
    matrices: tuple[Floats, ...]
    start: str = ""
    """Where it begins, if not where the file says."""

    def trace(self) -> Floats:
        """The part of the cohort in each state after each step, found by the program."""
        model = scenario.load(MODELS / self.file)
        if self.start:
            model = model.set({"outcome.start": self.start})
        found = model.run(1, horizon=self.horizon, judgement=False, method="propagated")
        if not found.certain:
            raise ValueError(f"{self.file} is not certain")
        return np.asarray(found.at, float)

    def by_matrices(self) -> Floats:
        """The same by powers of matrices."""
        states = list(scenario.load(MODELS / self.file).model.states)
        present = np.zeros(len(states))
        present[states.index(self.start) if self.start else self._first(states)] = 1.0
        found = [present]
        for matrix in self.matrices:
            found.append(found[-1] @ matrix)
        return np.array(found)

    def _first(self, states: list[str]) -> int:
        return states.index(scenario.load(MODELS / self.file).model.chains["outcome"].start)


def matrix(states: str | list[str], moves: Mapping[str, float]) -> Floats:
    """Probabilities of a step: of moves from one state to another (`a_b`); the rest stays."""
    found = np.eye(len(states))
    for move, chance in moves.items():
        here, there = (states.index(name) for name in move.split("_"))
        found[here, there] += chance
        found[here, here] -= chance
    return found


def discounted(per_step: Floats, rate: float, first: int = 0) -> Floats:
    """What each step brings, discounted; step `first` is the first."""
    years = np.arange(first, first + len(per_step))
    return per_step / (1 + rate) ** years


def simpson(steps: int) -> Floats:
    """Weights of the points of time from 0 to the last, by Simpson's 1/3 rule."""
    found = np.where(np.arange(1, steps + 2) % 2 == 0, 2 / 3, 4 / 3)
    found[[0, -1]] = 1 / 3
    return found
