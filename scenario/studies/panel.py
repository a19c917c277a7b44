"""The members of an opinion pool: each is run when asked, and their answers are made into one.

What is asked, and what the members disagree about, is the business of `pool`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from scenario import intervals
from scenario.calendar import Month
from scenario.chains import split
from scenario.engine.compiler import compile_model
from scenario.engine.ensemble import Hits
from scenario.engine.given import posterior_of, simulate_given
from scenario.engine.results import forecast_of
from scenario.engine.runs import enough
from scenario.engine.simulate import Simulation, simulate
from scenario.errors import InputError, Problem
from scenario.expr.question import Question
from scenario.forecast import Estimate, Forecast, judgement_curve
from scenario.forecast.dates import dates_worth_showing
from scenario.forecast.estimate import share_of
from scenario.resolve import Resolved
from scenario.resolve.questions import question_of
from scenario.studies.ask import Found, ask
from scenario.studies.opinion_pool import Method, conditional, linear, logarithmic, of_pair
from scenario.studies.pooled import Pooled
from scenario.studies.subject import Progress


class Stages:
    """Tells of several pieces of work as of one.

    Args:
        progress: Told how much is done, and of how much.
        pieces: How many pieces there are.
    """

    PART = 1_000

    def __init__(self, progress: Progress | None, pieces: int) -> None:
        self._progress, self._pieces, self._done = progress, pieces, 0

    def __call__(self, done: int, total: int) -> None:
        """How much is done of the piece that is at work."""
        if self._progress is not None:
            part = self.PART * done // max(1, total)
            self._progress(self.PART * self._done + part, self.PART * self._pieces)

    def next(self) -> None:
        """That a piece is done."""
        self._done += 1


@dataclass(frozen=True, slots=True)
class How:
    """How members are run and pooled."""

    method: Method
    judgement: bool
    workers: int | None
    stages: Stages


class _Member:
    """One member, which is run when it is first asked."""

    def __init__(self, resolved: Resolved, how: How) -> None:
        self._resolved, self._how = resolved, how

    @cached_property
    def _simulation(self) -> Simulation:
        program, how = compile_model(self._resolved), self._how
        if self._resolved.given:
            known = posterior_of(self._resolved, workers=how.workers, program=program)
            return simulate_given(
                self._resolved,
                known,
                judgement=how.judgement,
                workers=how.workers,
                progress=how.stages,
            )
        return simulate(
            replace(self._resolved, runs=enough(self._resolved, program=program)),
            judgement=how.judgement,
            workers=how.workers,
            progress=how.stages,
            method="propagated",
            program=program,
        )

    @cached_property
    def forecast(self) -> Forecast:
        """What `run` says of it."""
        found = forecast_of(self._resolved, self._simulation)
        self._how.stages.next()
        return found

    def of_state(self, asked: Question) -> Estimate:
        """How likely a state is, as its forecast says."""
        return self.forecast.probability(asked.subject, **{asked.kind: asked.month})

    def spread(self, asked: Question) -> intervals.Curve:
        """How that is spread over the judgements: at one value where none are open."""
        judged = self._simulation.judged
        if judged is None:
            return intervals.Curve.of_samples(np.array([self.of_state(asked).p]))
        step, ever = self.forecast.step(asked.month), asked.kind == "by"
        state = self._simulation.program.states.index(asked.subject)
        if isinstance(judged, Hits):
            hits = judged.reached if ever else judged.at
            return judgement_curve(hits[step, :, state], judged.runs_per_draw)
        where = (int(ever), step, slice(None), state)
        return intervals.carried_curve(judged.means[where], judged.noise[where])

    def answer(self, asked: Question) -> Found:
        """What a statement, a conditional probability or a mean comes to."""
        how = self._how
        found = ask(self._resolved, asked, workers=how.workers, progress=how.stages).answers[0]
        how.stages.next()
        return found


class Panel:
    """All members, and how their answers are made into one.

    Args:
        scenarios: The members, with the runs and the random seed that they are to have.
        weights: Their shares.
        how: How they are run and pooled.
    """

    def __init__(self, scenarios: Sequence[Resolved], weights: Sequence[float], how: How) -> None:
        self._scenarios, self._weights, self._method = scenarios, weights, how.method
        self._members = [_Member(one, how) for one in scenarios]
        self.left: tuple[str, ...] = ()
        """States of which not every member can be asked."""

    def states(self) -> tuple[Pooled, list[Pooled], list[Pooled]]:
        """The model's own question, each state by the end, and each state at some dates.

        Raises:
            InputError: The members have no states in common.
        """
        states, end = self._states(), self._scenarios[0].until
        by = [Question("by", state, alignment=False, month=end) for state in states]
        wanted = question_of(None, self._scenarios[0]).subject
        main = states.index(wanted) if wanted in states else -1
        ever = self._of_states(by)
        at: list[Pooled] = []
        for date in self._dates():
            for chain in dict.fromkeys(split(state)[0] for state in states):
                inside = [state for state in states if split(state)[0] == chain]
                at += self._of_states(
                    [Question("at", one, alignment=False, month=date) for one in inside]
                )
        return ever[main], ever, at

    def _dates(self) -> list[Month]:
        """About five months that all of them know."""
        shown = dates_worth_showing(self._members[0].forecast)
        known = [set(member.forecast.dates) for member in self._members]
        return [month for month in shown if all(month in dates for dates in known)]

    def _states(self) -> list[str]:
        """The states that all have, and of chains with the same states if all are needed.

        Raises:
            InputError: There are none.
        """
        mine = list(self._scenarios[0].model.states)
        common = [s for s in mine if all(s in one.model.states for one in self._scenarios)]
        if self._method == "logarithmic":
            common = [state for state in common if self._alike(split(state)[0])]
        every = dict.fromkeys(s for one in self._scenarios for s in one.model.states)
        left = [state for state in every if state not in common]
        if not common and self._method == "logarithmic":
            message = "the scenarios have no chain with the same states in all of them"
            hint = "--method linear pools states that all have, --of 'P(STATE by MONTH)' one alone"
            raise InputError(Problem(message, hint=hint))
        if not common:
            hint = "pool scenarios of one model, or of several that share states"
            raise InputError(Problem("the scenarios have no outcome state in common", hint=hint))
        self.left = tuple(left)
        return common

    def _alike(self, chain: str) -> bool:
        inside = [
            {state for state in one.model.states if split(state)[0] == chain}
            for one in self._scenarios
        ]
        return all(one == inside[0] for one in inside[1:])

    def one(self, asked: Question) -> Pooled:
        """The answer to one question of any kind that every member can answer.

        Raises:
            InputError: There is no such pool.
        """
        if asked.kind == "by" or (asked.kind == "at" and self._method == "linear"):
            return self._of_states([asked])[0]
        if asked.kind == "at":
            chain = split(asked.subject)[0]
            if not self._alike(chain):
                message = "a logarithmic pool needs all states of the chain in every scenario"
                hint = f"ask for one alone, P({asked.subject} by {asked.month}), or --method linear"
                raise InputError(Problem(message, hint=hint))
            inside = [s for s in self._scenarios[0].model.states if split(s)[0] == chain]
            several = self._of_states([replace(asked, subject=state) for state in inside])
            return several[inside.index(asked.subject)]
        return self._of_other(asked)

    def _of_states(self, questions: Sequence[Question]) -> list[Pooled]:
        """Of one state; or in a logarithmic pool of all states of a chain at a date, together."""
        rows = [[voice.of_state(question) for question in questions] for voice in self._members]
        columns = list(zip(*rows, strict=True))
        if self._method == "linear":
            pools = [linear(cells, self._weights) for cells in columns]
        elif questions[0].kind == "by":
            pools = [of_pair(cells, self._weights) for cells in columns]
        else:
            pools = logarithmic(rows, self._weights)
        each = zip(questions, pools, columns, strict=True)
        return [
            Pooled(asked, self._judged(asked, found, cells), cells, self._vetoes(cells))
            for asked, found, cells in each
        ]

    def _judged(self, asked: Question, found: Estimate, cells: Sequence[Estimate]) -> Estimate:
        """With its judgement range: of whoever is drawn by weight, and then of the judgements."""
        pairs = zip(self._members, cells, self._weights, strict=True)
        heard = [(member, cell, weight) for member, cell, weight in pairs if weight > 0]
        if all(cell.judgement is None for _, cell, _ in heard):
            return found
        ends = heard[0][1].judgement
        if len(heard) > 1:
            curves = [member.spread(asked) for member, _, _ in heard]
            low, high = intervals.mixed_range(curves, [weight for _, _, weight in heard])
            ends = max(0.0, min(low, 1.0)), max(0.0, min(high, 1.0))
        return Estimate(found.p, found.se, found.low, found.high, ends)

    def _vetoes(self, cells: Sequence[Estimate]) -> tuple[int, ...]:
        heard = [n for n, weight in enumerate(self._weights) if weight > 0]
        none = [n for n in heard if cells[n].p == 0]
        return tuple(none) if self._method == "logarithmic" and len(none) < len(heard) else ()

    def _of_other(self, asked: Question) -> Pooled:
        """Of a statement, a conditional probability or a mean."""
        if self._method == "logarithmic" and asked.kind == "mean":
            hint = "--method linear has the weighted mean"
            raise InputError(Problem("a logarithmic pool is one of probabilities", hint=hint))
        found = [member.answer(asked) for member in self._members]
        cells = tuple(Estimate(a.value, a.se, a.low, a.high) for a in (f.answer for f in found))
        if self._method == "logarithmic":
            return Pooled(asked, of_pair(cells, self._weights), cells, self._vetoes(cells))
        if asked.given is not None:
            return Pooled(asked, self._given(found, cells), cells)
        return Pooled(asked, linear(cells, self._weights), cells)

    def _given(self, found: Sequence[Found], cells: Sequence[Estimate]) -> Estimate:
        """Of what is so where something else is: who holds that for likely counts for more."""
        among = [share_of(each.among or 0.0, each.runs) for each in found]
        return conditional(cells, among, self._weights)
