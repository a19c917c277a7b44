"""Judgements made consistent with evidence: the result, as data, and the model file it becomes.

How the judgements were found is the business of `calibrate`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from scenario.calendar import Month
from scenario.expr.question import Question
from scenario.forecast.estimate import Estimate
from scenario.io import dump
from scenario.io.files import project_of
from scenario.io.writing import check_file, write_file
from scenario.result import Result

if TYPE_CHECKING:
    import pandas

Kept = Literal["", "not moved", "no form", "share of a whole"]
"""Why a judgement stays as it was; empty where it does not."""
ENDINGS = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement before and after; percentiles are the 5th, 50th and 95th."""

    path: str
    before: tuple[float, float, float]
    after: tuple[float, float, float]
    """What the evidence makes of it, written or not."""
    shift: float
    """How far its middle has moved, in standard deviations before, by its normal score."""
    narrowed: float
    """By what share its spread has become smaller; negative where it has become larger."""
    was: Any
    """As the model had it."""
    written: Any
    """As the new model has it."""
    kept: Kept = ""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        plain = {name: getattr(self, name) for name in self.__slots__}
        return {**plain, "before": list(self.before), "after": list(self.after)}


@dataclass(frozen=True, slots=True)
class Together:
    """Two judgements that go together once the evidence is known."""

    between: tuple[str, str]
    """Their paths."""
    before: float
    """The correlation that the model had."""
    value: float
    """What the evidence makes of it."""
    se: float
    written: float | None
    """What the new model has; None where none can be written, since one is no parameter."""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        plain = {name: getattr(self, name) for name in self.__slots__}
        return {**plain, "between": list(self.between)}


@dataclass(frozen=True)
class Calibration(Result):
    """A model whose judgements are consistent with evidence."""

    scenario: str
    of: Question
    as_of: Month | None
    before: Estimate
    """The answer of the model as it was, without evidence."""
    after: Estimate
    """The answer of the new model."""
    given: Estimate | None
    """The answer of the model as it was, given the evidence; None where it cannot be told."""
    judgements: tuple[Judged, ...]
    """All uncertain ones, those that have moved farthest first."""
    correlations: tuple[Together, ...]
    """Those that are clearly otherwise than the model had them, the strongest first."""
    observations: int
    unknown: int
    """Observations left out, as they were not known then."""
    filters: int
    effective: float
    """What the runs were worth where they agreed least with an observation."""
    distinct: int
    """Different sets of judgements where these were fewest."""
    place: str
    """The file that it was written to; empty where it was not."""
    model: Mapping[str, Any] = field(repr=False)
    """The new model as plain data: a valid model file that needs no other."""
    facts: tuple[str, ...] = field(repr=False)
    """The files that the facts of the model stand in, one for each source; else empty texts."""
    document: Mapping[str, Any] = field(repr=False)
    """The resolved scenario that was calibrated, for the titles of what is in it."""

    @property
    def moved(self) -> tuple[Judged, ...]:
        """The judgements that are written anew."""
        return tuple(each for each in self.judgements if not each.kept)

    def as_dict(self) -> dict[str, Any]:
        """As `calibrate --json` prints it."""
        return {
            "scenario": self.scenario,
            "of": self.of.source(),
            "as_of": None if self.as_of is None else str(self.as_of),
            "answer_before": self.before.as_dict(),
            "answer_given_evidence": None if self.given is None else self.given.as_dict(),
            "answer_calibrated": self.after.as_dict(),
            "judgements": [each.as_dict() for each in self.judgements],
            "correlations": [each.as_dict() for each in self.correlations],
            "observations": self.observations,
            "evidence_not_known_then": self.unknown,
            "filters": self.filters,
            "effective_sample_size": self.effective,
            "distinct_judgements": self.distinct,
            "calibrated": self.model["calibrated"],
        }

    def table(self) -> pandas.DataFrame:
        """One row for each judgement."""
        import pandas

        return pandas.DataFrame(
            [
                {
                    "path": each.path,
                    **dict(zip(("before_5", "before_50", "before_95"), each.before, strict=True)),
                    **dict(zip(("after_5", "after_50", "after_95"), each.after, strict=True)),
                    "shift": each.shift,
                    "narrowed": each.narrowed,
                    "kept": each.kept,
                }
                for each in self.judgements
            ]
        )

    def yaml(self, place: str | os.PathLike[str] = "") -> str:
        """The new model as the text of a file.

        Args:
            place: Where it is to stand: facts in files of the same project are then named, and
                not copied.
        """
        return dump({**self.model, **self._facts_seen_from(place)} if place else self.model)

    def save(self, place: str | os.PathLike[str], *, overwrite: bool = False) -> Path:
        """Write the new model.

        Args:
            place: A `.yaml` or `.yml` file.
            overwrite: Whether a file that stands there may be replaced.

        Returns:
            The file; `load` reads the model from it.

        Raises:
            InputError: Another ending, a file that must not be replaced, or the system does not
                allow it.
        """
        check_model_file(place, overwrite=overwrite)
        return write_file(os.fspath(place), self.yaml(place).encode())

    def _facts_seen_from(self, place: str | os.PathLike[str]) -> dict[str, Any]:
        """The sources of facts, those in files of a project by their names as seen from a file."""
        file = Path(os.path.realpath(place))
        home = project_of(file)
        pairs = zip(self.model.get("facts", ()), self.facts, strict=True)
        found = [
            Path(os.path.relpath(os.path.realpath(name), file.parent)).as_posix()
            if name and home is not None and project_of(Path(os.path.realpath(name))) == home
            else facts
            for facts, name in pairs
        ]
        return {"facts": found} if found else {}


def check_model_file(place: str | os.PathLike[str], *, overwrite: bool) -> None:
    """Refuse a place where no new model may be written.

    Args:
        place: The file.
        overwrite: Whether a file that stands there may be replaced.

    Raises:
        InputError: It has another ending than YAML has, or must not be replaced.
    """
    check_file(os.fspath(place), ENDINGS, overwrite=overwrite, way_out=", or say --overwrite")
