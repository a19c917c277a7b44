"""The value of one number at which an answer comes to what is wanted: a break-even.

All values are tried on the same random numbers, so the answer is a smooth curve but for the
sampling error of its height. It is only looked for where it says it looked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from scenario.calendar import Month
from scenario.engine.answers import Asking, answered
from scenario.engine.learned import Learned
from scenario.engine.runs import PAIRED
from scenario.engine.workers import threads
from scenario.errors import ExpressionError, InputError, Problem
from scenario.expr.question import Claim, Question, parse_claim
from scenario.forecast import Estimate
from scenario.forecast.observations import last_observed
from scenario.resolve import Resolved
from scenario.resolve.questions import question_of
from scenario.result import Result
from scenario.studies.bracket import Searched, searched
from scenario.studies.collect import estimate, short
from scenario.studies.evidence import learned_of
from scenario.studies.levers import Levers
from scenario.studies.opposite import Opposite, central, opposites
from scenario.studies.roots import Curve, Root, roots_of
from scenario.studies.subject import Progress, Runnable, settled_runs, subject_of

if TYPE_CHECKING:
    import pandas

GRID, ROUNDS, SHARPENED = 13, 8, 2
"""Values of the first scan; rounds at most that close in on crossings; rounds for intervals."""
SLOW, FINEST = 4, 216
"""What a bracket should shrink by in a round, and by how much in all where the curve jumps."""
TWICE = 2
"""Values tried in the end, in terms of those of the scan: about."""
NEAR, SURELY = 16, 1 + 1e-9
"""The part of a bracket that is tried on either side of a crossing; and what rounding leaves."""
TOGETHER = 4
"""Values tried on the same tiles of runs, whatever the number of workers."""


@dataclass(frozen=True)
class Solution(Result):
    """Where the answer comes to the wanted one, if it does so exactly once."""

    scenario: str
    path: str
    until: str
    question: Question
    target: float
    between: tuple[float, float]
    searched_because: str
    roots: tuple[Root, ...]
    curve: tuple[tuple[float, Estimate], ...]
    """Every value that was tried, with its answer."""
    runs: int
    random_seed: int
    document: Mapping[str, Any] = field(repr=False)
    """The resolved scenario, for the titles of what is in it."""
    judged: tuple[float, float] | None = None
    """Between what the judgement at the path lies with 90 %; None where it is no judgement."""
    opposites: tuple[Opposite, ...] = ()
    """Effects that do the opposite of what they are meant to do at a value that was found."""
    stopped: bool = False
    """Whether Ctrl-C ended the search before the values were as sharp as the runs allow."""

    @property
    def found(self) -> bool:
        """Whether there is exactly one such value."""
        return len(self.roots) == 1

    @property
    def why(self) -> Literal["one", "none", "several"]:
        """How many there are in the searched range."""
        return "one" if self.found else "several" if self.roots else "none"

    @property
    def value(self) -> float | None:
        """The break-even value; None where there is none, or more than one."""
        return self.roots[0].value if self.found else None

    @property
    def acts_from(self) -> Month | None:
        """The month of the last fact that it is given, after which what is tried acts."""
        return last_observed(self.document)

    def as_dict(self) -> dict[str, Any]:
        """As `solve --json` prints it."""
        root = self.roots[0] if self.found else None
        return {
            "scenario": self.scenario,
            "path": self.path,
            "until": self.until,
            "between": list(self.between),
            "found": self.found,
            "value": self.value,
            "low": root.low if root else None,
            "high": root.high if root else None,
            "why": self.why,
            "roots": [root.as_dict() for root in self.roots],
            "curve": [{"value": value, **short(cell)} for value, cell in self.curve],
            "runs": self.runs,
            "random_seed": self.random_seed,
            "acts_from": self.acts_from and str(self.acts_from),
            "stopped": self.stopped,
        }

    def table(self) -> pandas.DataFrame:
        """One row for each value that was tried."""
        import pandas

        return pandas.DataFrame([{"value": value, **short(cell)} for value, cell in self.curve])


def solve(  # noqa: PLR0913 - all but three have names and defaults
    scenario: Runnable,
    path: str,
    until: str | Claim,
    *,
    between: tuple[float, float] | None = None,
    runs: int | None = None,
    random_seed: int | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Solution:
    """The value at a path at which a question has a wanted answer.

    Args:
        scenario: A scenario.
        path: A number of the model, such as `parameters.gate.value`.
        until: The wanted answer, such as `P(left by 2032-11) = 25%`.
        between: Where to look; else the declared range, a judgement's central 99.8 %, or a tenth
            to ten times the value as it is.
        runs: Runs for each value that is tried; as the file says where None.
        random_seed: Another whole number for other random draws.
        workers: Threads to use; they change no number.
        progress: Told how much is done, and of how much.

    Returns:
        The value, where there is one, with the interval that it is sure to; else why there is none.

    Raises:
        InputError: The path is no number, or what is wanted cannot be read or answered.
    """
    given, claim = subject_of(scenario, "solve"), _claim(until)
    question, target = _wanted(claim, given)
    resolved = settled_runs(given, question, runs, random_seed, PAIRED)
    where = searched(resolved, path, between)
    resolved, learned = learned_of(given, resolved, workers)
    search = _Search(resolved, where, question, target, learned)
    roots = search.roots(threads(workers), progress)
    return Solution(
        scenario=resolved.title,
        path=path,
        until=claim.source(),
        question=question,
        target=target,
        between=(where.low, where.high),
        searched_because=where.because,
        roots=tuple(roots),
        curve=tuple(sorted(search.found.items())),
        runs=resolved.runs,
        random_seed=resolved.random_seed,
        document=resolved.document(),
        judged=central(resolved, path),
        opposites=tuple(one for root in roots for one in opposites(resolved, path, root.value)),
        stopped=search.stopped,
    )


class _Search:
    """Values tried so far; each round tries some more on the same runs."""

    def __init__(
        self,
        resolved: Resolved,
        where: Searched,
        question: Question,
        target: float,
        learned: Learned | None,
    ) -> None:
        self.where, self._runs = where, resolved.runs
        self._question, self._target = question, target
        self._levers = Levers(resolved, {where.path: (where.low, where.high)}, learned)
        self.found: dict[float, Estimate] = {}
        self.stopped = False

    def roots(self, workers: int, progress: Progress | None) -> list[Root]:
        """Scan, close in on every crossing, then measure how sharp each crossing is."""
        tell = _Rounds(progress)
        self._try(self.where.grid(GRID), workers, tell)
        try:
            before: list[tuple[float, float]] = []
            for _ in range(ROUNDS):
                curve = self.curve()
                brackets = [ends for ends in curve.coarse() if not self._fine(*ends)]
                tries = [x for ends in brackets for x in _inside(curve, *ends, before)]
                self._try(tries, workers, tell)
                before = brackets
            for _ in range(SHARPENED):
                self._try(self._edges(), workers, tell)
        except KeyboardInterrupt:
            self.stopped = True
        return roots_of(self.curve())

    def curve(self) -> Curve:
        """What is known so far of the answer, less the wanted one."""
        values = sorted(self.found)
        cells = [self.found[value] for value in values]
        p, se = np.array([cell.p for cell in cells]), np.array([cell.se for cell in cells])
        return Curve(np.array(values), p - self._target, se)

    def _edges(self) -> list[float]:
        """Values at which the answer should just differ from the wanted one by its error."""
        curve = self.curve()
        ends = [end for root in roots_of(curve) for end in (root.low, root.high)]
        inside = [end for end in ends if self.where.low < end < self.where.high]
        return [end for end in inside if not curve.tells(end)]

    def _fine(self, low: float, high: float) -> bool:
        """Whether a bracket is as narrow as it need be, however much the answer moves in it."""
        grid = self.where.grid(GRID)
        scanned = next(b - a for a, b in pairwise(grid) if low < b)
        return high - low <= scanned / FINEST

    def _try(self, values: Sequence[float], workers: int, tell: Progress) -> None:
        """Simulate these values, but for those known already."""
        fresh = [value for value in dict.fromkeys(values) if value not in self.found]
        if not fresh:
            return
        members = [self._levers.member({self.where.path: value}) for value in fresh]
        groups = [members[at : at + TOGETHER] for at in range(0, len(members), TOGETHER)]
        levers, question = self._levers, [self._question]
        task = Asking(levers.scenarios, groups, question, levers.programs, pasts=levers.pasts)
        for number, moments in answered(task, self._runs, workers, tell):
            for i, value in enumerate(fresh[number * TOGETHER : (number + 1) * TOGETHER]):
                self.found[value] = estimate(moments, self._question, 0, i)


class _Rounds:
    """Tells of several rounds as of one piece of work, of which the size is guessed."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress, self._before, self._last, self._scan = progress, 0, 0, 0

    def __call__(self, done: int, total: int) -> None:
        if done < self._last:
            self._before += self._last
        self._last, self._scan = done, self._scan or total
        if self._progress:
            self._progress(self._before + done, max(TWICE * self._scan, self._before + total))


def _inside(
    curve: Curve, low: float, high: float, before: Sequence[tuple[float, float]]
) -> list[float]:
    """Values to try in a bracket: near the likely crossing, or its quarters where that failed.

    Such a change between interpolation and division keeps a search quick for smooth curves and
    sure for all (Dekker 1969, Brent 1973, Algorithms for Minimization without Derivatives, ch. 4).
    """
    width = high - low
    slow = any(a <= low and high <= b and SLOW * width > (b - a) * SURELY for a, b in before)
    if slow:
        return [low + width * part for part in (0.25, 0.5, 0.75)]
    likely = curve.crossing(low, high)
    near = (likely - width / NEAR, likely, likely + width / NEAR)
    return [value for value in near if low < value < high]


def _claim(until: str | Claim) -> Claim:
    if isinstance(until, Claim):
        return until
    try:
        return parse_claim(until)
    except ExpressionError as error:
        raise InputError(Problem(error.message, path=until, hint=error.hint)) from None


def _wanted(claim: Claim, resolved: Resolved) -> tuple[Question, float]:
    """The question and the answer that is wanted of it."""
    hint = "write a question and a number, such as P(left by 2032-11) = 25%"
    match claim.sides, claim.signs:
        case ((Question() as asked, float(target)), ("=",)) | (
            (float(target), Question() as asked),
            ("=",),
        ):
            question = question_of(asked, resolved)
        case ((Question(thing=thing, share=share), Month() as month), ("=",)) if thing is not None:
            hint = f"write P({thing.source()} by {month}) = {100 * share:.6g}%"
            raise InputError(Problem("no run alone has the date that is wanted", hint=hint))
        case _:
            raise InputError(Problem(f"{claim.source()} is no break-even", hint=hint))
    if question.kind != "mean" and not 0 <= target <= 1:
        raise InputError(Problem(f"no probability is {target:g}", hint="write 25% or 0.25"))
    return question, target
