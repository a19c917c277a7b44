"""What one run can read: its random numbers, its judgements and the names in expressions.

It knows nothing of steps: `twin.Run` moves the values on that are read here.
"""

from __future__ import annotations

import math
import re
from types import CodeType, SimpleNamespace
from typing import Any, cast

import numpy as np
from scipy.special import ndtr, ndtri

from scenario.engine import randomness
from scenario.expr import source
from scenario.schema import Expression, Judgement
from tests.engine.twin_moves import clipped

WORDS: dict[str, Any] = {
    "min": min,
    "max": max,
    "abs": abs,
    "exp": math.exp,
    "log": math.log,
    "sqrt": math.sqrt,
    "logistic": lambda x: 1 / (1 + math.exp(-x)),
    "clip": lambda x, low, high: min(max(x, low), high),
    "true": True,
    "false": False,
}


class Numbers:
    """The random numbers of the first `runs` runs, by address, and the code of expressions."""

    def __init__(self, random_seed: int, runs: int) -> None:
        self.keys = randomness.run_keys(randomness.seed_key(random_seed), np.arange(runs))
        self.read: dict[tuple[str, str, int], Any] = {}
        self.codes: dict[int, CodeType] = {}

    def at(self, kind: Any, purpose: str, name: str, step: int, run: int) -> float:
        address = (purpose, name, step)
        if address not in self.read:
            self.read[address] = kind(self.keys, randomness.stream_key(purpose, name), step)
        return float(self.read[address][run])

    def code(self, expression: Expression) -> CodeType:
        """The Python code of one of the model's expressions, which outlive this."""
        if id(expression) not in self.codes:
            self.codes[id(expression)] = compiled(source(expression.tree))
        return self.codes[id(expression)]


def compiled(text: str) -> CodeType:
    """Python code for a printed expression; questions about names take the names as text."""
    text = re.sub(r"\b(happened|months_since|change)\(([\w.]+)\)", r"\1('\2')", text)
    return compile(text, text, "eval")


def root(matrix: list[list[float]]) -> list[list[float]]:
    """The lower-triangular Cholesky root of a correlation matrix, which may be singular."""
    lower = [[0.0] * len(matrix) for _ in matrix]
    for i in range(len(matrix)):
        for j in range(i + 1):
            rest = matrix[i][j] - sum(lower[i][n] * lower[j][n] for n in range(j))
            if i == j:
                lower[i][i] = math.sqrt(max(rest, 0.0))
            else:
                lower[i][j] = rest / lower[j][j] if lower[j][j] > 1e-9 else 0.0
    return lower


class Reading:
    """One run as it stands; as a mapping, the names an expression may use."""

    def __init__(self, resolved: Any, numbers: Numbers, run: int) -> None:
        self.resolved, self.model, self.numbers, self.run = resolved, resolved.model, numbers, run
        self.months_per_step: int = resolved.months_per_step
        self.dt = self.months_per_step / 12
        self.step = 0
        self.values: dict[str, float] = {}  # drivers and actors now
        self.start: dict[str, float] = {}
        self.state: str = self.model.outcome.start
        self.entered = {self.state: 0}  # the step in which a state was last entered
        self.months: dict[str, list[float]] = {name: [] for name in self.model.events}
        self.draws: dict[str, float] = {}  # judgements by place

    # Random numbers

    def uniform(self, purpose: str, name: str, step: int) -> float:
        kind = randomness.uniforms if purpose == "judgement" else randomness.decisions
        return self.numbers.at(kind, purpose, name, step, self.run)

    def normal(self, purpose: str, name: str, step: int) -> float:
        return self.numbers.at(randomness.normal, purpose, name, step, self.run)

    def group(self, name: str) -> list[str]:
        """All that correlations tie to a name, directly or not, by the alphabet."""
        group, size = {name}, 0
        while len(group) > size:
            size = len(group)
            for correlation in self.model.correlations:
                group |= set(correlation.between) if group & set(correlation.between) else set()
        return sorted(group)

    def joined(self, group: list[str], scores: list[float], name: str) -> float:
        """The score of one of a group after the Cholesky root has tied them together."""
        known = {frozenset(c.between): c.value for c in self.model.correlations}
        known |= {frozenset((member,)): 1.0 for member in group}
        matrix = [[known.get(frozenset((a, b)), 0.0) for b in group] for a in group]
        row = root(matrix)[group.index(name)]
        return sum(factor * score for factor, score in zip(row, scores, strict=True))

    # Quantities

    def number(
        self, quantity: Any, place: str, limits: tuple[float | None, float | None] | None = None
    ) -> float:
        """A quantity as it is now; a judgement is drawn once, cut to its limits."""
        if isinstance(quantity, Expression):
            return float(self.evaluate(quantity))
        if not isinstance(quantity, Judgement):
            return float(quantity)
        if place not in self.draws:
            low, high = limits or (None, None)
            shape = quantity.shape
            below = 0.0 if low is None else float(shape.cdf(np.array(np.nextafter(low, -np.inf))))
            above = 1.0 if high is None else float(shape.cdf(np.array(high)))
            share = below + self.share(place) * (above - below)
            self.draws[place] = float(shape.ppf(np.array([share]))[0])
        return self.draws[place]

    def share(self, place: str) -> float:
        """The uniform behind a judgement; correlated parameters share normal scores."""
        kind, name = place.split(".")[:2]
        group = self.group(name) if kind == "parameters" else [name]
        if len(group) == 1:
            return self.uniform("judgement", place, 0)
        places = [f"parameters.{other}.value" for other in group]
        scores = [float(ndtri(self.uniform("judgement", other, 0))) for other in places]
        return float(ndtr(self.joined(group, scores, name)))

    # Expressions

    def evaluate(self, expression: Expression) -> Any:
        return eval(self.numbers.code(expression), {"__builtins__": {}}, cast("Any", self))

    def __getitem__(self, name: str) -> Any:
        model = self.model
        if name in model.parameters:
            parameter = model.parameters[name]
            return self.number(parameter.value, f"parameters.{name}.value", parameter.range)
        if name in model.drivers:
            return self.value(name)
        if name in model.actors:
            return SimpleNamespace(alignment=self.value(name))
        if name == "outcome":
            return SimpleNamespace(**{state: state == self.state for state in model.outcome.states})
        if name == "t":
            return self.step * self.dt
        return WORDS[name] if name in WORDS else getattr(self, name)

    def value(self, name: str) -> float:
        """A driver or an alignment now; derived drivers are worked out when first asked for."""
        if name not in self.values:
            driver = self.model.drivers[name]
            self.values[name] = clipped(self.evaluate(driver.process.derived), driver.range)
        return self.values[name]

    def happened(self, event: str) -> bool:
        return bool(self.months[event])

    def months_since(self, what: str) -> float:
        if what.startswith("outcome."):
            entered = self.entered.get(what.removeprefix("outcome."), -math.inf)
            return (self.step - entered) * self.months_per_step
        return self.step * self.months_per_step - max(self.months[what], default=-math.inf)

    def change(self, what: str) -> float:
        name = what.removesuffix(".alignment")
        return self.value(name) - self.start.get(name, self.value(name))
