"""One model tried on many cases whose answers are known: scores, skill against base rates.

Cases of one group hang together, and every interval rests on how far groups are apart. How the
cases were chosen, and so what their scores are worth, is told by whoever collected them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from scenario.forecast.estimate import Estimate
from scenario.resolve.case_scenarios import LaterFact, later_facts, scenarios_of
from scenario.resolve.cases import Case, CaseTable, read_cases
from scenario.result import Result
from scenario.scoring import (
    DRAWS,
    FLOOR,
    Skill,
    brier,
    log_score,
    share_of_others,
    skill,
    weighted_mean,
)
from scenario.studies.case_answers import CaseAnswer, case_answers
from scenario.studies.subject import Progress, Runnable, resolved_of, run_settings

if TYPE_CHECKING:
    import pandas

CLASSES = (0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
"""Ends of the classes of probabilities whose calibration is looked at: most cases are rare."""


@dataclass(frozen=True, slots=True)
class CaseScore:
    """One case, what the model said of it, and how good that was."""

    case: Case
    answer: CaseAnswer
    brier: float
    log: float

    @property
    def p(self) -> float:
        """What the model said."""
        return self.answer.estimate.p

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        said: Estimate = self.answer.estimate
        case = self.case
        return {
            "id": case.name,
            "group": case.group,
            "as_of": case.as_of,
            "question": case.question.source(),
            "answer": int(case.happened),
            "weight": case.weight,
            "p": said.p,
            "se": said.se,
            "low": said.low,
            "high": said.high,
            "brier": self.brier,
            "log_score": self.log,
            "base_rates": dict(case.base_rates),
        }


@dataclass(frozen=True, slots=True)
class Standing:
    """One way of forecasting all cases, and how far the model does better."""

    title: str
    """Empty of the model itself."""
    fitted: bool
    """Whether it was worked out from the cases, each from those of other groups."""
    mean: float
    brier: float
    log: float
    brier_skill: Skill | None
    """Of the model against it; None of the model itself."""
    log_skill: Skill | None

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        skills = {"brier_skill": self.brier_skill, "log_skill": self.log_skill}
        return {
            "title": self.title,
            "fitted": self.fitted,
            "mean": self.mean,
            "brier": self.brier,
            "log_score": self.log,
            **{name: one.as_dict() for name, one in skills.items() if one is not None},
        }


@dataclass(frozen=True, slots=True)
class Weighing:
    """How the model and all it is compared with stand, by one way of counting cases."""

    happened: float
    """The share that came true."""
    model: Standing
    others: tuple[Standing, ...]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        others = [one.as_dict() for one in self.others]
        return {"happened": self.happened, "model": self.model.as_dict(), "against": others}


@dataclass(frozen=True, slots=True)
class Part:
    """Cases of one group or one class of probabilities, counted by their weights."""

    name: str
    cases: int
    happened: int
    weight: float
    mean: float
    share: float
    """Of their weight, what came true."""
    brier: float
    log: float

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        told = asdict(self)
        return {**told, "log_score": told.pop("log")}


@dataclass(frozen=True)
class CaseScores(Result):
    """How a model has fared with many cases."""

    scenario: str
    table: CaseTable
    scores: tuple[CaseScore, ...]
    weighted: Weighing
    unweighted: Weighing
    later: tuple[LaterFact, ...]
    random_seed: int
    document: Mapping[str, Any] = field(repr=False)

    @property
    def groups(self) -> list[Part]:
        """The cases by what they hang together by, in the order of the table."""
        return _parts(self.scores, lambda one: one.case.group)

    @property
    def calibration(self) -> list[Part]:
        """How often what was forecast has happened, by how likely it was said to be."""
        found = {part.name: part for part in _parts(self.scores, lambda one: _class(one.p))}
        return [found[name] for name in _names() if name in found]

    @property
    def counted(self) -> Weighing:
        """By weights where cases have some, else each alike."""
        return self.weighted if self.table.weighted else self.unweighted

    @property
    def largest_error(self) -> float:
        """The largest sampling error of any of the probabilities."""
        return max(one.answer.estimate.se for one in self.scores)

    def as_dict(self) -> dict[str, Any]:
        """As `backtest --cases --json` prints it."""
        return {
            "scenario": self.scenario,
            "cases": self.table.title,
            "count": len(self.scores),
            "happened": sum(one.case.happened for one in self.scores),
            "groups": [one.as_dict() for one in self.groups],
            "weighted": self.weighted.as_dict(),
            "unweighted": self.unweighted.as_dict(),
            "calibration": [one.as_dict() for one in self.calibration],
            "by_case": [one.as_dict() for one in self.scores],
            "later_facts": [asdict(one) for one in self.later],
            "cautions": [*self.table.columns.cautions],
            "log_floor": FLOOR,
            "bootstrap_draws": DRAWS,
            "random_seed": self.random_seed,
        }

    def to_frame(self) -> pandas.DataFrame:
        """One row for each case."""
        import pandas

        rows = (one.as_dict() for one in self.scores)
        return pandas.DataFrame([{**row, **row.pop("base_rates")} for row in rows])


def backtest_cases(
    scenario: Runnable,
    cases: str | os.PathLike[str],
    *,
    columns: str | os.PathLike[str] | None = None,
    runs: int | None = None,
    random_seed: int | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> CaseScores:
    """Try a model on many cases whose answers are known.

    Args:
        scenario: A scenario; it starts anew where each case does.
        cases: A CSV file, or a cases file, which names one and says what its columns are.
        columns: A cases file whose columns are those of the CSV file, where that does not say.
        runs: How many runs for each case; as the file says where None.
        random_seed: Another whole number for other random draws.
        workers: Threads to use; they change no number.
        progress: Told how many cases are done, and of how many.

    Returns:
        Scores with and without weights, and skill against each base rate.

    Raises:
        InputError: Everything that is wrong with the cases, each with its file, line and column.
        RunError: A simulation had to stop.
    """
    resolved = run_settings(resolved_of(scenario, "a backtest"), runs, random_seed)
    table = read_cases(cases, columns)
    scenarios = scenarios_of(table, resolved)
    answers = case_answers(table, scenarios, workers=workers, progress=progress)
    found = [answers[case.key] for case in table.cases]
    weights = [case.weight for case in table.cases]
    seed = resolved.random_seed
    return CaseScores(
        scenario=resolved.title,
        table=table,
        scores=tuple(_scored(table.cases, found)),
        weighted=_weighing(table.cases, found, weights, seed),
        unweighted=_weighing(table.cases, found, [1.0] * len(weights), seed),
        later=later_facts(table, resolved),
        random_seed=seed,
        document=resolved.document(),
    )


def _scored(cases: Sequence[Case], answers: Sequence[CaseAnswer]) -> Iterator[CaseScore]:
    squared, logs = _scores(cases, [one.estimate.p for one in answers])
    for case, answer, one, other in zip(cases, answers, squared, logs, strict=True):
        yield CaseScore(case, answer, one, other)


def _scores(cases: Sequence[Case], p: Sequence[float]) -> tuple[list[float], list[float]]:
    happened = [case.happened for case in cases]
    squared, logs = (rule(p, happened).tolist() for rule in (brier, log_score))
    return squared, logs


# -------------------------------------------------------------------------------- against others


def _weighing(
    cases: Sequence[Case], answers: Sequence[CaseAnswer], weights: Sequence[float], seed: int
) -> Weighing:
    """How all stand if cases count so much."""
    p = [one.estimate.p for one in answers]
    own = _scores(cases, p)
    groups = [case.group for case in cases]
    happened = [float(case.happened) for case in cases]
    others = [
        _standing(title, fitted, cases, said, weights, (own, groups, seed))
        for title, fitted, said in _others(cases, weights)
    ]
    model = _standing("", False, cases, p, weights, None)
    return Weighing(weighted_mean(happened, weights), model, tuple(others))


def _others(
    cases: Sequence[Case], weights: Sequence[float]
) -> Iterator[tuple[str, bool, list[float]]]:
    """Base rates by their titles, and what the other groups of the panel came to."""
    for title in cases[0].base_rates:
        yield title, False, [case.base_rates[title] for case in cases]
    groups = [case.group for case in cases]
    if shares := share_of_others([case.happened for case in cases], weights, groups):
        yield "the share of the other groups", True, shares


Against = tuple[tuple[list[float], list[float]], list[str], int]
"""The scores of the model, the groups, and the seed of the draws."""


def _standing(
    title: str,
    fitted: bool,
    cases: Sequence[Case],
    p: Sequence[float],
    weights: Sequence[float],
    against: Against | None,
) -> Standing:
    scores = _scores(cases, p)
    skills: list[Skill | None] = [None, None]
    if against is not None:
        own, groups, seed = against
        skills = [
            skill(mine, theirs, weights, groups, seed)
            for mine, theirs in zip(own, scores, strict=True)
        ]
    mean, squared, log = (weighted_mean(values, weights) for values in (list(p), *scores))
    return Standing(title, fitted, mean, squared, log, *skills)


# ---------------------------------------------------------------------------------------- parts


def _parts(scores: Sequence[CaseScore], name: Callable[[CaseScore], str]) -> list[Part]:
    named: dict[str, list[CaseScore]] = {}
    for one in scores:
        named.setdefault(name(one), []).append(one)
    return [_part(name, some) for name, some in named.items()]


def _part(name: str, some: Sequence[CaseScore]) -> Part:
    weights = [one.case.weight for one in some]
    happened = [one.case.happened for one in some]

    def mean(values: Sequence[float]) -> float:
        return weighted_mean(values, weights)

    return Part(
        name=name,
        cases=len(some),
        happened=sum(happened),
        weight=sum(weights),
        mean=mean([one.p for one in some]),
        share=mean([float(yes) for yes in happened]),
        brier=mean([one.brier for one in some]),
        log=mean([one.log for one in some]),
    )


def _names() -> list[str]:
    return [f"{100 * low:g} to {100 * high:g} %" for low, high in pairwise(CLASSES)]


def _class(p: float) -> str:
    """The class that a probability lies in."""
    number = sum(end <= p for end in CLASSES[1:-1])
    return _names()[number]
