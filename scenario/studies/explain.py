"""Why an answer is what it is: how it differs from what it were if nothing changed, by parts.

If nothing changed, every driver and actor would stay at its own drawn start, no event would happen,
and of the rules only those that hold at the start would act, run by run. Each part (a driver, an
actor, an event, a rule that holds later) gets its Shapley value (Shapley 1953): what it adds when
it comes in, the mean over all orders, on common random numbers. How runs are played is not known
here.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from scenario import intervals
from scenario.calendar import Month, MonthLike
from scenario.engine.compiler import compile_model
from scenario.engine.markov import chain_of
from scenario.engine.switches import Part
from scenario.engine.trials import work_of
from scenario.engine.workers import Workers
from scenario.errors import InputError, Problem
from scenario.expr.question import Question
from scenario.forecast.estimate import Estimate, mean_of, probability_of, share_of
from scenario.resolve import Resolved
from scenario.resolve.questions import QuestionLike
from scenario.result import Result
from scenario.schema import Model
from scenario.studies.cast import GROUPS, cast_of
from scenario.studies.players import Game, Played, Player
from scenario.studies.rule_activity import RuleRecord, Watch, rule_record
from scenario.studies.shapley import Division, Floats, divide
from scenario.studies.subject import (
    Runnable,
    asked_of_runs,
    resolved_of,
    run_settings,
    settled_runs,
)

if TYPE_CHECKING:
    import pandas

WORK = 2e9
"""Steps times things times lanes that are spent; about half a minute on two processors."""
WORK_CARRIED = 2.5e8
"""The same where runs carry probabilities: as sharp, from an eighth of the runs."""
MOST_EXACT, FEWEST_EXACT = 10, 2_000
"""Players up to which all sets are played, if that many runs can be."""
RECORDED = 4_096
"""Runs behind the record of the rules."""


@dataclass(frozen=True, slots=True)
class Portion:
    """One part's share of the difference."""

    name: str
    kind: str
    value: float
    se: float
    title: str
    because: str = ""
    cites: tuple[str, ...] = ()
    idle: bool = False
    """Whether it could not matter: it never moves, or nothing leads from it to the answer."""

    @property
    def shown(self) -> bool:
        """Whether the value can be told from zero."""
        return intervals.differs(self.value, self.se)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        found = {"name": self.name, "kind": self.kind, "value": self.value, "se": self.se}
        return {**found, "distinguishable": self.shown, "cites": list(self.cites)}


@dataclass(frozen=True, slots=True)
class Kept:
    """A rule that holds at the start, and so goes on if nothing changes."""

    name: str
    share: float
    """Of the runs; in the others it does not hold then, and is a part where it comes in."""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"name": self.name, "share": self.share}


@dataclass(frozen=True)
class Explanation(Result):
    """An answer as what it were if nothing changed plus each part; these add up exactly."""

    scenario: str
    of: Question
    start: Month
    unchanged: Estimate
    """If nothing changed from the start on."""
    p: Estimate
    """The answer: a probability or a mean."""
    difference_se: float
    parts: tuple[Portion, ...]
    kinds: tuple[Portion, ...]
    """Sums of the parts by kind, with errors that take their covariance into account."""
    kept: tuple[Kept, ...]
    """The rules that hold at the start, none where all rules are parts."""
    all_rules: bool
    """Whether all rules are parts, those that hold at the start too."""
    rules: tuple[RuleRecord, ...]
    exact: bool
    runs: int
    divided: int
    """Runs that were divided among the parts; the others only sharpen the two ends."""
    recorded: int
    """Runs behind the record of the rules."""
    document: Mapping[str, Any] = field(repr=False)
    """The resolved scenario, for the titles of what is in it."""
    division: Division = field(repr=False, compare=False)
    """The parts that could matter, with their covariance, in the order of `divided_among`."""
    divided_among: tuple[str, ...] = field(repr=False)
    """Kind and name of each, such as `driver trade`."""

    @property
    def method(self) -> str:
        """How the values were found."""
        return "exact" if self.exact else "sampled orders"

    def together(self, parts: Iterable[Portion]) -> tuple[float, float]:
        """What some parts come to together, and its standard error."""
        names = [f"{part.kind} {part.name}" for part in parts if not part.idle]
        places = np.array([self.divided_among.index(name) for name in names], np.intp)
        return float(self.division.values[places].sum()), self.division.error(places)

    def as_dict(self) -> dict[str, Any]:
        """As `explain --json` prints it."""
        return {
            "scenario": self.scenario,
            "of": self.of.source(),
            "unchanged": _ends(self.unchanged),
            "p": _ends(self.p),
            "parts": [part.as_dict() for part in self.parts],
            "kinds": [part.as_dict() for part in self.kinds],
            "rules_at_start": [rule.as_dict() for rule in self.kept],
            "rules": [record.as_dict() for record in self.rules],
            "method": self.method,
            "runs": self.runs,
            "divided_runs": self.divided,
        }

    def table(self) -> pandas.DataFrame:
        """One row for each part, the largest first."""
        import pandas

        return pandas.DataFrame([part.as_dict() for part in self.parts])


def explain(  # noqa: PLR0913 - all but one have defaults
    scenario: Runnable,
    state: str | None = None,
    *,
    of: QuestionLike = None,
    by: MonthLike | None = None,
    by_group: bool = False,
    all_rules: bool = False,
    walks: int | None = None,
    runs: int | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Explanation:
    """Share out a probability, or a mean, among what makes it.

    Args:
        scenario: What to explain.
        state: Ever reached by the end, or by `by`; the one the model asks about when None.
        of: The question, such as `P(left by 2030-12)`; else what `state` and `by` say.
        by: The last month that counts.
        by_group: Take all drivers as one part, all actors, all rules and all events.
        all_rules: Take rules that hold at the start as parts too; else they go on if nothing
            changes.
        walks: How many of the runs to divide; as many as are worth half a minute when None.
        runs: Runs of the two ends; as the file says where None.
        workers: Threads to use; they change no number.
        progress: Told how many runs are done, and of how many.

    Returns:
        What each part adds to the answer, to a probability in shares (0.1 is ten points); they add
        up exactly.

    Raises:
        InputError: There is no such state or month, the question asks for what no run has alone
            (a date, a conditional probability), or there are fewer runs than walks.
    """
    resolved = run_settings(resolved_of(scenario, "explain"), runs)
    _may_divide(resolved, walks)
    question = asked_of_runs(resolved, "explain", of, state, by)
    if walks is None:
        resolved = settled_runs(resolved, question.question)
    program = compile_model(resolved)
    cast = cast_of(resolved, program, question, all_rules, workers)
    players = cast.players(by_group)
    work = WORK if chain_of(program) is None else WORK_CARRIED
    plan = _plan(resolved.runs, len(players), work / work_of(program, question), walks)
    game = Game(resolved, question, players, plan.exact, program, cast.sometimes, cast.live)
    played = _play(game, resolved.runs, plan.divided, workers, progress)
    recorded = min(RECORDED, resolved.runs)
    watch = Watch(game.program, question, question.step)
    rare = played.unseen()
    division = divide(
        played.parts,
        played.full - played.unchanged,
        certain=game.certain or not question.is_probability,
        rare=played.unseen(plan.divided),
    )
    portions = list(_portions(resolved.model, players, division, () if by_group else cast.still))
    return Explanation(
        scenario=resolved.title,
        of=question.question,
        start=resolved.start,
        unchanged=_estimate(game, played.unchanged, game.unchanged_is_certain),
        p=_estimate(game, played.full, game.certain, rare),
        difference_se=replace(division, rare=rare).error(),
        parts=tuple(sorted(portions, key=lambda part: -abs(part.value))),
        kinds=tuple(portions if by_group else _kinds(players, division)),
        kept=tuple(Kept(part.name, cast.at_start[part.name]) for part in cast.kept),
        all_rules=all_rules,
        rules=rule_record(watch, recorded, cast.at_start, workers),
        exact=plan.exact,
        runs=resolved.runs,
        divided=plan.divided,
        recorded=recorded,
        document=resolved.document(),
        division=division,
        divided_among=tuple(f"{player.kind} {player.name}" for player in players),
    )


def _may_divide(resolved: Resolved, walks: int | None) -> None:
    if walks is not None and not 2 <= walks <= resolved.runs:
        message = f"of {resolved.runs:,} runs, {walks:,} cannot be divided"
        raise InputError(Problem(message, hint="divide 2 or more, or ask for more runs"))


@dataclass(frozen=True)
class _Plan:
    """How the players are put in order, and how many runs are divided."""

    exact: bool
    divided: int


def _plan(runs: int, players: int, worth: float, walks: int | None) -> _Plan:
    """All sets of players where that leaves runs enough, else as many orders as it is worth."""
    wanted = worth / 2**players if walks is None else walks
    if not players or (players <= MOST_EXACT and wanted >= min(FEWEST_EXACT, runs)):
        return _Plan(True, max(1, min(runs, int(wanted))))
    wanted = worth / (2 * players) if walks is None else walks
    return _Plan(False, max(2, min(runs, int(wanted))))


def _play(
    game: Game,
    runs: int,
    divided: int,
    workers: int | None,
    progress: Callable[[int, int], None] | None,
) -> Played:
    """Play all runs, in order."""
    stretches = list(game.stretches(runs, divided))
    count = min(workers or os.cpu_count() or 1, len(stretches))
    found, done = [], 0
    with Workers(game.worker, count) as crew:
        for stretch, result in crew.results(stretches):
            found.append(result)
            done += stretch.runs
            if progress:
                progress(done, runs)
    names = ("unchanged", "full", "parts", "happened")
    return Played(*(np.concatenate([getattr(each, name) for each in found]) for name in names))


def _estimate(game: Game, answers: Floats, certain: bool, rare: float = 0.0) -> Estimate:
    """The probability, or the mean, that so many runs show."""
    if not game.question.is_probability:
        spread = intervals.Grouped.of(answers - answers.mean())
        return mean_of(float(answers.mean()), sqrt(spread.variance))
    if game.outcomes == "drawn" and not certain:
        return share_of(round(float(answers.sum())), len(answers))
    return probability_of(intervals.Grouped.of(answers), certain=certain, rare=rare)


def _portions(
    model: Model, players: Sequence[Player], division: Division, still: Iterable[Part]
) -> Iterator[Portion]:
    """Every part with its value, and those that could not matter."""
    for index, player in enumerate(players):
        value, se = float(division.values[index]), division.error(np.array([index]))
        yield _portion(model, player.kind, player.name, value, se)
    for part in still:
        yield replace(_portion(model, part.kind, part.name, 0.0, 0.0), idle=True)


def _portion(model: Model, kind: str, name: str, value: float, se: float) -> Portion:
    if kind == "group":
        return Portion(name, kind, value, se, f"all {name}")
    element = getattr(model, GROUPS[kind])[name]
    because = element.because or ""
    return Portion(name, kind, value, se, element.called(name), because, tuple(element.cites))


def _kinds(players: Sequence[Player], division: Division) -> Iterator[Portion]:
    """The values of all parts of a kind together."""
    for kind in dict.fromkeys(player.kind for player in players):
        those = np.array([i for i, player in enumerate(players) if player.kind == kind])
        value, se = float(division.values[those].sum()), division.error(those)
        plural = GROUPS.get(kind, kind)
        yield Portion(plural, "group", value, se, f"all {plural}")


def _ends(estimate: Estimate) -> dict[str, float]:
    return {name: getattr(estimate, name) for name in ("p", "se", "low", "high")}
