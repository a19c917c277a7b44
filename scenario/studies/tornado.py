"""One thing moved at a time: every judgement to its 5th and 95th percentile, every rule switched.

All bars are paired: run `k` draws the same random numbers in each, so bars much narrower than the
sampling error of the answer itself can be told from nothing. What moves together is not seen here;
that is the business of `sensitivity`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from scenario import intervals
from scenario.calendar import Month
from scenario.engine.answers import Asking, Member
from scenario.engine.compiler import compile_model
from scenario.engine.learned import Learned
from scenario.engine.moments import Moments
from scenario.engine.program import Program
from scenario.engine.reach import reach_of
from scenario.engine.runs import PAIRED
from scenario.engine.trials import nodes_asked
from scenario.engine.variants import Variant
from scenario.errors import InputError
from scenario.expr.question import Question
from scenario.forecast import Estimate
from scenario.forecast.observations import last_observed
from scenario.resolve import Resolved
from scenario.resolve.questions import QuestionLike, asked, question_of
from scenario.result import Result
from scenario.studies.collect import GROUP, collect, estimate, gap, short
from scenario.studies.evidence import learned_of
from scenario.studies.subject import Progress, Runnable, settled_runs, subject_of

if TYPE_CHECKING:
    import pandas

SWITCHED = ("rules", "events")


@dataclass(frozen=True, slots=True)
class Bar:
    """What the answer comes to at both ends of one thing."""

    path: str
    low_value: float | bool
    high_value: float | bool
    low: Estimate
    high: Estimate
    swing: float
    """How far apart the two answers are."""
    swing_se: float
    """Its standard error, from paired runs."""

    @property
    def shown(self) -> bool:
        """Whether these runs show that it matters at all (95 %)."""
        return intervals.differs(self.swing, self.swing_se)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "path": self.path,
            "low_value": self.low_value,
            "high_value": self.high_value,
            "low": short(self.low),
            "high": short(self.high),
            "swing": self.swing,
            "swing_se": self.swing_se,
            "shown": self.shown,
        }


@dataclass(frozen=True)
class Tornado(Result):
    """Every bar, the widest first."""

    scenario: str
    of: Question
    base: Estimate
    bars: tuple[Bar, ...]
    runs: int
    random_seed: int
    document: Mapping[str, Any] = field(repr=False)
    """The resolved scenario, for the titles of what is in it."""
    missing: tuple[str, ...] = ()
    """Paths that a stopped study did not come to."""
    left_out: tuple[str, ...] = ()
    """Rules and events that are off and cannot be switched on as the model stands."""

    @property
    def is_probability(self) -> bool:
        """Whether the answer is a probability."""
        return self.of.is_probability

    @property
    def acts_from(self) -> Month | None:
        """The month of the last fact that it is given, after which what is tried acts."""
        return last_observed(self.document)

    def as_dict(self) -> dict[str, Any]:
        """As `tornado --json` prints it."""
        return {
            "scenario": self.scenario,
            "of": self.of.source(),
            "base": short(self.base),
            "bars": [bar.as_dict() for bar in self.bars],
            "runs": self.runs,
            "random_seed": self.random_seed,
            "acts_from": self.acts_from and str(self.acts_from),
            "missing": list(self.missing),
        }

    def table(self) -> pandas.DataFrame:
        """One row for each bar."""
        import pandas

        rows = [
            {
                "path": bar.path,
                "low_value": bar.low_value,
                "high_value": bar.high_value,
                "low_p": bar.low.p,
                "low_se": bar.low.se,
                "high_p": bar.high.p,
                "high_se": bar.high.se,
                "swing": bar.swing,
                "swing_se": bar.swing_se,
                "shown": bar.shown,
            }
            for bar in self.bars
        ]
        return pandas.DataFrame(rows)


def tornado(
    scenario: Runnable,
    of: QuestionLike = None,
    *,
    runs: int | None = None,
    random_seed: int | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Tornado:
    """What moving each judgement, and switching each rule and event, does to an answer.

    Judgements go to their 5th and 95th percentile, one at a time, with all others drawn as ever
    (correlated ones too, so that the bar shows this judgement alone).

    Args:
        scenario: A scenario.
        of: The question, such as `P(left by 2030-12)`; else whether the asked state is reached.
        runs: Runs of each end of each bar; as the file says where None.
        random_seed: Another whole number for other random draws.
        workers: Threads to use; they change no number.
        progress: Told how much is done, and of how much.

    Returns:
        A bar for each thing that was moved, the widest first, with the answer at both its ends.

    Raises:
        InputError: The question asks for what the scenario does not have.
    """
    given = subject_of(scenario, "tornado")
    question = question_of(of, given)
    resolved = settled_runs(given, question, runs, random_seed, PAIRED)
    resolved, learned = learned_of(given, resolved, workers)
    study = _Study(resolved, question, learned)
    groups = [study.bars[at : at + GROUP // 2] for at in range(0, len(study.bars), GROUP // 2)]
    members = [[study.base, *(end for bar in group for end in bar.ends)] for group in groups]
    groups_or_base = members or [[study.base]]
    task = Asking([study.resolved], groups_or_base, [question], [study.program], pasts=study.pasts)
    done = collect(task, resolved.runs, workers, progress)
    bars, missing = [], []
    for number, group in enumerate(groups):
        moments = done.found.get(number)
        if moments is None:
            missing += [bar.path for bar in group]
        else:
            bars += _measured(group, moments, question)
    return Tornado(
        scenario=resolved.title,
        of=question,
        base=estimate(next(iter(done.found.values())), question, 0, 0),
        bars=tuple(sorted(bars, key=lambda bar: (-bar.swing, bar.path))),
        runs=resolved.runs,
        random_seed=resolved.random_seed,
        document=resolved.document(),
        missing=tuple(missing),
        left_out=study.left_out,
    )


@dataclass(frozen=True)
class _Planned:
    """A bar to be run: the members at its ends; the base itself where that is one of them."""

    path: str
    low_value: float | bool
    high_value: float | bool
    low: Member | None
    high: Member | None
    idle: bool = False
    """Whether nothing leads from it to the answer."""

    @property
    def ends(self) -> list[Member]:
        return [end for end in (self.low, self.high) if end is not None]


class _Study:
    """The bars of one scenario, as variants of one program with everything switched on."""

    def __init__(self, resolved: Resolved, question: Question, learned: Learned | None) -> None:
        self.resolved, self.left_out = _all_on(resolved)
        self.program: Program = compile_model(self.resolved)
        self._reach = reach_of(self.program)
        self._answer = nodes_asked(asked(self.resolved, question), self.program)
        self._off = {
            kind: frozenset(
                name
                for name, element in getattr(resolved.model, kind).items()
                if not element.enabled and f"{kind}.{name}" not in self.left_out
            )
            for kind in SWITCHED
        }
        self.base = Member(0, self._variant({}))
        base = self.resolved, self.program, self.base.variant
        self.pasts = [learned.past(*base)] if learned is not None else []
        self.bars = [*self._judgements(), *self._switches()]

    def _variant(self, fixed: dict[str, float], kind: str = "", name: str = "") -> Variant:
        """The base with some judgements fixed and one rule or event flipped."""
        off = {key: names ^ {name} if key == kind else names for key, names in self._off.items()}
        return Variant(fixed, frozenset(off["rules"]), frozenset(off["events"]))

    def _judgements(self) -> list[_Planned]:
        found = []
        for slot, draw in enumerate(self.program.draws):
            if _belongs_to_off(draw.place, self._off):
                continue
            shares = self.pasts[0].shares(slot, intervals.JUDGED) if self.pasts else None
            ends = np.array(intervals.JUDGED) if shares is None else shares
            low, high = (float(value) for value in draw.values(ends))
            least, most = (Member(0, self._variant({draw.place: value})) for value in (low, high))
            idle = not self._answer & self._reach.of([("draw", slot)])
            found.append(_Planned(draw.place, low, high, least, most, idle))
        return found

    def _switches(self) -> list[_Planned]:
        """Every rule, and every event but those of the past, which are how things stand."""
        to_come = {plan.name for plan in self.program.event_plans if plan.rate or plan.dates}
        past = {("events", name) for name in self.program.events if name not in to_come}
        found = []
        for kind in SWITCHED:
            for name in getattr(self.resolved.model, kind):
                if f"{kind}.{name}" in self.left_out or (kind, name) in past:
                    continue
                flipped = Member(0, self._variant({}, kind, name))
                ends = (None, flipped) if name in self._off[kind] else (flipped, None)
                found.append(_Planned(f"{kind}.{name}.enabled", False, True, *ends))
        return found


def _belongs_to_off(place: str, off: dict[str, frozenset[str]]) -> bool:
    """Whether a judgement stands in a rule or an event that is switched off."""
    kind, name = place.split(".")[:2]
    return name in off.get(kind, ())


def _all_on(resolved: Resolved) -> tuple[Resolved, tuple[str, ...]]:
    """The scenario with every rule and event switched on, and those that cannot be."""
    off = [
        f"{kind}.{name}"
        for kind in SWITCHED
        for name, element in getattr(resolved.model, kind).items()
        if not element.enabled
    ]
    if not off:
        return resolved, ()
    try:
        return resolved.with_set({f"{path}.enabled": True for path in off}), ()
    except InputError:  # what is off may not fit the rest of the model
        return resolved, tuple(off)


def _measured(group: Sequence[_Planned], moments: Moments, question: Question) -> list[Bar]:
    bars, at = [], 1
    for planned in group:
        numbers = []
        for end in (planned.low, planned.high):
            numbers.append(0 if end is None else at)
            at += end is not None
        low, high = (estimate(moments, question, 0, number) for number in numbers)
        apart, se = (0.0, 0.0) if planned.idle else gap(moments, question, 0, *numbers)
        bars.append(
            Bar(planned.path, planned.low_value, planned.high_value, low, high, abs(apart), se)
        )
    return bars
