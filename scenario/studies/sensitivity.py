"""Which judgements an answer depends on: Sobol indices or Morris' effects, with intervals.

The quantity taken apart is the answer *given* the judgements: the probability (or mean) over
paths with every uncertain number fixed. The chance in the paths is not an input, and its noise is
taken off. How designs are run and estimators work is not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from scenario.engine.compiler import compile_model
from scenario.engine.markov import chain_of
from scenario.engine.program import Program
from scenario.engine.trials import work_of
from scenario.errors import InputError, Problem, did_you_mean
from scenario.expr.question import Question
from scenario.intervals import Floats
from scenario.resolve import Resolved
from scenario.resolve.questions import Asked, asked, question_of
from scenario.result import Result
from scenario.studies.design import (
    Size,
    Trials,
    inside,
    membership,
    morris_design,
    morris_size,
    sobol_design,
    sobol_size,
)
from scenario.studies.inputs import Input, inputs_of
from scenario.studies.morris import Effects, elementary_effects
from scenario.studies.sobol import sobol_indices
from scenario.studies.subject import Runnable, refuse_given, resolved_of

if TYPE_CHECKING:
    import pandas

Method = Literal["sobol", "morris"]
METHODS = ("sobol", "morris")
WORK = 3e9
"""Steps times things times lanes that are spent; about half a minute on two processors."""
WORK_CARRIED = 3.5e8
"""The same where runs carry probabilities, and so a few paths say as much."""
PATHS, PATHS_CARRIED = 16, 4
"""Paths of a point, where there are many."""
MOST = 1_000_000
"""Lanes, however small the model."""


@dataclass(frozen=True, slots=True)
class Index:
    """How much of the variance one input accounts for; ends of 95 % intervals beside it."""

    input: Input
    first: float
    """By itself: the share of the variance that would go if it were known."""
    first_low: float
    first_high: float
    total: float
    """With all its interplay: the share that would be left if all others were known."""
    total_low: float
    total_high: float

    @property
    def name(self) -> str:
        """The judgement's name; several names where a copula joins them."""
        return self.input.name

    @property
    def distinguishable(self) -> bool:
        """Whether it can be told from zero that the input matters at all."""
        return self.total_low > 0

    @property
    def size(self) -> float:
        """What to sort by."""
        return self.total

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        names = ("first", "first_low", "first_high", "total", "total_low", "total_high")
        return _row(self, names)


@dataclass(frozen=True, slots=True)
class Effect:
    """What moving one input from its 5th to its 95th percentile does; 95 % intervals beside it."""

    input: Input
    mu: float | None
    """The mean effect; None for joined judgements, which have no common direction."""
    mu_low: float | None
    mu_high: float | None
    mu_star: float
    """The mean size of the effect."""
    mu_star_low: float
    mu_star_high: float
    sigma: float
    """How much the effect differs from place to place: interplay and curvature."""
    distinguishable: bool

    @property
    def name(self) -> str:
        """The judgement's name; several names where a copula joins them."""
        return self.input.name

    @property
    def size(self) -> float:
        """What to sort by."""
        return self.mu_star

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        names = ("mu", "mu_low", "mu_high", "mu_star", "mu_star_low", "mu_star_high", "sigma")
        return _row(self, names)


@dataclass(frozen=True)
class Sensitivity(Result):
    """What an answer depends on, the most important judgement first."""

    scenario: str
    of: str
    method: Method
    is_probability: bool
    indices: tuple[Index, ...] | tuple[Effect, ...]
    size: Size
    lanes: int
    """Paths run in all."""
    mean: float
    document: Mapping[str, Any] = field(repr=False)
    """The resolved scenario, for the titles of what is in it."""
    variance: tuple[float, float, float] | None = None
    """Of the answer over the judgements, with its interval; for Sobol's method."""
    noise: float = 0.0
    """Share of the raw variance that was the noise of the paths, and was taken off."""
    additive: tuple[float, float, float] | None = None
    """Share of the variance that is no interplay, with its interval; for Sobol's method."""

    def as_dict(self) -> dict[str, Any]:
        """As `sensitivity --json` prints it."""
        return {
            "scenario": self.scenario,
            "of": self.of,
            "method": self.method,
            "mean": self.mean,
            "variance": _interval(self.variance),
            "noise": self.noise,
            "additive": _interval(self.additive),
            "indices": [index.as_dict() for index in self.indices],
            "rows": self.size.rows,
            "paths": self.size.paths,
            "runs": self.lanes,
        }

    def table(self) -> pandas.DataFrame:
        """One row for each input."""
        import pandas

        return pandas.DataFrame([index.as_dict() for index in self.indices])


def sensitivity(
    scenario: Runnable,
    of: str | Question | None = None,
    *,
    method: str = "sobol",
    rows: int | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Sensitivity:
    """Which judgements the answer to a question depends on.

    Args:
        scenario: A scenario with judgements.
        of: The question, such as `P(left by 2030-12)`; the model's own when None.
        method: `sobol` for shares of variance, `morris` for a quick screening by effects.
        rows: Rows of the design (Morris: trajectories); as many as are worth half a minute when
            None. Sobol's method takes a power of two, at most this.
        workers: Threads to use; they change no number.
        progress: Told how many runs are done, and of how many.

    Returns:
        Each judgement, or group that is drawn together, with its share of the variance of the
        answer (or its effects, in the answer's unit), the largest first.

    Raises:
        InputError: The question asks for what the scenario does not have, or it has no judgement.
    """
    if method not in METHODS:
        hint = did_you_mean(method, METHODS, "methods")
        raise InputError(Problem(f"there is no method {method!r}", hint=hint))
    resolved = resolved_of(scenario, "sensitivity")
    question = asked(resolved, question_of(of, resolved))
    refuse_given(question.question, "sensitivity")
    program = compile_model(resolved)
    inputs = inputs_of(resolved, program)
    if not inputs:
        message = "this scenario has no judgements: every number in it is given exactly"
        hint = "write an interval such as 2 to 5 where you are unsure"
        raise InputError(Problem(message, hint=hint))
    study = _Study(resolved, question, program, inputs, rows, workers, progress)
    return study.sobol() if method == "sobol" else study.morris()


@dataclass(frozen=True)
class _Study:
    resolved: Resolved
    question: Asked
    program: Program
    inputs: tuple[Input, ...]
    rows: int | None
    workers: int | None
    progress: Callable[[int, int], None] | None

    def sobol(self) -> Sensitivity:
        size = sobol_size(len(self.inputs), self._worth(), self.rows, self._paths())
        design = sobol_design(self.inputs, size.rows, self.resolved.random_seed)
        answers = self._answers(design, size)
        found = sobol_indices(answers, self.resolved.random_seed)
        shares = (found.first, found.total)
        columns = [x.tolist() for each in shares for x in (each.value, each.low, each.high)]
        indices = [Index(*each) for each in zip(self.inputs, *columns, strict=True)]
        return Sensitivity(
            **self._common(size, answers),
            method="sobol",
            indices=tuple(sorted(indices, key=lambda index: -index.size)),
            mean=found.mean,
            variance=(found.variance, found.variance_low, found.variance_high),
            noise=found.noise,
            additive=found.additive,
        )

    def morris(self) -> Sensitivity:
        size = morris_size(len(self.inputs), self._worth(), self.rows, self._paths())
        design = morris_design(self.inputs, size.rows, self.resolved.random_seed)
        answers = self._answers(inside(design), size)
        joined = membership(self.inputs)
        found = elementary_effects(answers, design, joined, self.resolved.random_seed)
        effects = [_effect(one, found, index) for index, one in enumerate(self.inputs)]
        return Sensitivity(
            **self._common(size, answers),
            method="morris",
            indices=tuple(sorted(effects, key=lambda effect: -effect.size)),
            mean=float(answers.mean()),
        )

    def _worth(self) -> float:
        work = WORK_CARRIED if self._carried else WORK
        return min(work / work_of(self.program, self.question), MOST)

    def _paths(self) -> int:
        """Paths of a point, where there are many."""
        return PATHS_CARRIED if self._carried else PATHS

    @property
    def _carried(self) -> bool:
        """Whether runs carry probabilities of states."""
        return chain_of(self.program) is not None and not self.question.drawn

    def _answers(self, uniforms: Any, size: Size) -> Any:
        trials = Trials(self.resolved, self.question, uniforms, size.paths, self.program)
        return trials.all(self.workers, self.progress)

    def _common(self, size: Size, answers: Any) -> dict[str, Any]:
        return {
            "scenario": self.resolved.title,
            "of": self.question.question.source(),
            "is_probability": self.question.is_probability,
            "size": size,
            "lanes": int(answers.size),
            "document": self.resolved.document(),
        }


def _effect(one: Input, found: Effects, index: int) -> Effect:
    def mean(values: Floats) -> float | None:
        return None if one.correlated else float(values[index])

    return Effect(
        one,
        mu=mean(found.mu),
        mu_low=mean(found.mu_low),
        mu_high=mean(found.mu_high),
        mu_star=float(found.mu_star[index]),
        mu_star_low=float(found.mu_star_low[index]),
        mu_star_high=float(found.mu_star_high[index]),
        sigma=float(found.sigma[index]),
        distinguishable=bool(found.certain[index]),
    )


def _interval(values: tuple[float, float, float] | None) -> dict[str, float] | None:
    return None if values is None else dict(zip(("value", "low", "high"), values, strict=True))


def _row(index: Index | Effect, names: tuple[str, ...]) -> dict[str, Any]:
    found = {"name": index.name, **{name: getattr(index, name) for name in names}}
    return {**found, "distinguishable": index.distinguishable}
