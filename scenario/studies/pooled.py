"""Several scenarios pooled: what each says, what the pool says, and what they disagree about.

It is data and answers questions about itself; it runs nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scenario import intervals
from scenario.calendar import MonthLike, month_of
from scenario.chains import meant
from scenario.errors import InputError, Problem
from scenario.expr.question import Question
from scenario.forecast import Estimate
from scenario.forecast.wording import listing
from scenario.result import Result
from scenario.studies.attribute import Attribution
from scenario.studies.changes import Change
from scenario.studies.opinion_pool import Method

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True, slots=True)
class Pooled:
    """The answer to one question: of the pool, and of each member."""

    question: Question
    pool: Estimate
    members: tuple[Estimate, ...]
    vetoed_by: tuple[int, ...] = ()
    """Numbers of the members whose 0 makes the logarithmic pool 0."""

    @property
    def lowest(self) -> int:
        """The number of the member with the lowest answer."""
        return min(range(len(self.members)), key=lambda member: self.members[member].p)

    @property
    def highest(self) -> int:
        """The number of the member with the highest answer."""
        return max(range(len(self.members)), key=lambda member: self.members[member].p)

    @property
    def apart(self) -> float:
        """How far the highest answer is from the lowest."""
        return self.members[self.highest].p - self.members[self.lowest].p

    @property
    def apart_se(self) -> float:
        """The standard error of that, at most: as if they had been run on random numbers apart."""
        if not self.apart:
            return 0.0
        return math.hypot(self.members[self.highest].se, self.members[self.lowest].se)

    @property
    def shown(self) -> bool:
        """Whether they are farther apart than sampling error may make."""
        return intervals.differs(self.apart, self.apart_se) and self.apart > 0

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "question": self.question.source(),
            "pool": self.pool.as_dict(),
            "members": [cell.as_dict() for cell in self.members],
            "apart": self.apart,
            "apart_se": self.apart_se,
            "vetoed_by": list(self.vetoed_by),
        }


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What a member does differently from the first, and what that makes of the answer."""

    label: str
    changes: tuple[Change, ...]
    attribution: Attribution | None
    """None where the two are not alike enough for it, or where it was not wanted."""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "changes": [{"path": c.path, "was": c.was, "becomes": c.becomes} for c in self.changes],
            "attribution": self.attribution.as_dict() if self.attribution else None,
        }


@dataclass(frozen=True, slots=True)
class Kin:
    """Members that are versions of one model, and so are not independent of each other."""

    model: str
    members: tuple[int, ...]
    changed: int
    """How many places of the model differ among them."""
    other_evidence: bool = False
    """Whether they are given different evidence."""


@dataclass(frozen=True)
class Pool(Result):
    """What several scenarios say, each and together."""

    labels: tuple[str, ...]
    titles: tuple[str, ...]
    weights: tuple[float, ...]
    """They add up to 1."""
    given_weights: tuple[float, ...] | None
    """As they were given."""
    method: Method
    answer_to: Pooled
    """The question that was asked."""
    ever: tuple[Pooled, ...]
    """Whether each state is reached by the end; empty where one question alone was asked."""
    at: tuple[Pooled, ...]
    """Whether each state is there at a few dates; likewise."""
    left: tuple[str, ...]
    """States of which not every member can be asked."""
    disagreements: tuple[Disagreement, ...]
    """Of each member but the first."""
    kin: tuple[Kin, ...]
    runs: int
    random_seed: int
    documents: tuple[Mapping[str, Any], ...] = field(repr=False)
    """The scenarios resolved, for the titles of what is in them."""

    @property
    def document(self) -> Mapping[str, Any]:
        """The first scenario resolved."""
        return self.documents[0]

    @property
    def of(self) -> Question:
        """The question that was asked."""
        return self.answer_to.question

    @property
    def normalised(self) -> bool:
        """Whether weights were given that do not add up to 1."""
        given = self.given_weights
        return given is not None and not math.isclose(math.fsum(given), 1.0)

    def answers(self) -> Iterator[Pooled]:
        """All answers, that to the question first."""
        yield self.answer_to
        yield from (one for one in (*self.ever, *self.at) if one.question != self.of)

    def probability(
        self, state: str, *, by: MonthLike | None = None, at: MonthLike | None = None
    ) -> Estimate:
        """What the pool says of a state: ever reached by the end, or there `at` a shown date.

        Args:
            state: The state.
            by: The month by whose end it has ever been reached, of those that were asked.
            at: The month at whose end it is the state, of those that were asked.

        Raises:
            InputError: Both dates are given, or the pool has no such answer.
        """
        if by is not None and at is not None:
            raise InputError("say by or at, not both")
        kind, when = ("by", by) if at is None else ("at", at)
        known = list(self.answers())
        name = meant(state, dict.fromkeys(one.question.subject for one in known))
        for one in known:
            asked = one.question
            month = asked.month if when is None else month_of(when)
            if (asked.kind, asked.subject, asked.month) == (kind, name, month):
                return one.pool
        hint = f"it has {listing((one.question.source() for one in known), most=6)}"
        message = f"the pool has no answer of {name!r} {kind} {when or 'the end'}"
        raise InputError(Problem(message, hint=hint))

    def as_dict(self) -> dict[str, Any]:
        """As `pool --json` prints it."""
        others = self.labels[1:]
        return {
            "scenarios": list(self.labels),
            "titles": list(self.titles),
            "weights": list(self.weights),
            "method": self.method,
            "of": self.of.source(),
            "answer": self.answer_to.as_dict(),
            "ever": [one.as_dict() for one in self.ever],
            "at": [one.as_dict() for one in self.at],
            "disagreements": {
                label: one.as_dict() for label, one in zip(others, self.disagreements, strict=True)
            },
            "kin": [
                {
                    "model": kin.model,
                    "members": [self.labels[member] for member in kin.members],
                    "changed": kin.changed,
                    "other_evidence": kin.other_evidence,
                }
                for kin in self.kin
            ],
            "left_out": list(self.left),
            "runs": self.runs,
            "random_seed": self.random_seed,
        }

    def table(self) -> pandas.DataFrame:
        """Tidy: one row for each question and member, and for the pool."""
        import pandas

        rows = []
        for one in self.answers():
            for label, cell in zip(("pool", *self.labels), (one.pool, *one.members), strict=True):
                low, high = cell.judgement or (None, None)
                known = {key: part for key, part in cell.as_dict().items() if key != "judgement"}
                rows.append(
                    {
                        "question": one.question.source(),
                        "of": label,
                        **known,
                        "judgement_low": low,
                        "judgement_high": high,
                    }
                )
        return pandas.DataFrame(rows)
