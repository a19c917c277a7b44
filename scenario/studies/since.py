"""What changed since a forecast was last logged: the answers, and what they were made from.

It compares today's forecast with the last one in a log; it runs nothing and words nothing.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from scenario import intervals
from scenario.errors import InputError
from scenario.forecast import Forecast
from scenario.forecast_log.append import can_answer, shown_questions
from scenario.forecast_log.log import ForecastLog, document_of, read_log
from scenario.forecast_log.records import Logged, Question
from scenario.io import dump
from scenario.io.canonical import canonical, sha256
from scenario.resolve import Resolved
from scenario.resolve import load as resolve_file
from scenario.result import Result
from scenario.studies.changes import Change, ChangeSet
from scenario.version import VERSION


@dataclass(frozen=True, slots=True)
class Moved:
    """The last logged answer to a question beside today's."""

    question: Question
    then: Logged
    row: int
    """Where it stands in the log."""
    now: float
    difference: float
    se: float | None
    """At most: as if the two had been run on random numbers of their own. None where the last
    answer has no error."""

    @property
    def shown(self) -> bool:
        """Whether the difference is more than sampling error may make."""
        return self.se is not None and intervals.differs(self.difference, self.se)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        ends = (None, None)
        if self.se is not None:
            ends = intervals.around(self.difference, self.se)
        return {
            "question": self.question.id,
            "text": self.question.text,
            "logged_at": self.then.logged_at,
            "author": self.then.author,
            "scenario": self.then.scenario,
            "row": self.row,
            "then": self.then.p,
            "now": self.now,
            "difference": self.difference,
            "se": self.se,
            "low": ends[0],
            "high": ends[1],
            "shown": self.shown,
        }


@dataclass(frozen=True, slots=True)
class OtherFile:
    """A file that is not what it was, by its hashes; None where it was or is not read."""

    name: str
    was: str | None
    becomes: str | None


@dataclass(frozen=True)
class Since(Result):
    """What changed since the last forecast of the same questions."""

    log: str
    scenario: str
    moved: tuple[Moved, ...]
    fresh: tuple[Question, ...]
    """Questions that were never answered in the log."""
    last: Logged | None
    """The last of the former answers."""
    files: tuple[OtherFile, ...]
    settings: Mapping[str, tuple[Any, Any]]
    """Runs, random seed, method and version, where they differ: what it was, what it is."""
    changes: tuple[Change, ...] | None
    """The paths in which the resolved scenarios differ; None where the former was not kept, or
    cannot be read by this version."""
    former: Mapping[str, Any] | None = field(default=None, repr=False)
    document: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        changes = None
        if self.changes is not None:
            changes = [
                {"path": one.path, "was": one.was, "becomes": one.becomes} for one in self.changes
            ]
        return {
            "log": self.log,
            "scenario": self.scenario,
            "last": None if self.last is None else self.last.logged_at,
            "answers": [one.as_dict() for one in self.moved],
            "new": [one.id for one in self.fresh],
            "files": [
                {"file": one.name, "was": one.was, "becomes": one.becomes} for one in self.files
            ],
            "settings": {
                name: {"was": was, "becomes": becomes}
                for name, (was, becomes) in self.settings.items()
            },
            "changes": changes,
        }


def since(
    forecast: Forecast,
    log: str | os.PathLike[str],
    *,
    resolved: Resolved | None = None,
    head: str | None = None,
) -> Since:
    """Hold a forecast beside the last one of the same questions in a log.

    These are all open questions of the log that it can answer, whether or not its table shows them.

    Args:
        forecast: Today's.
        log: The file of the log.
        resolved: The scenario that it was made from, which tells files and paths that changed.
        head: What was published of the log by `log head`, if it is to be held to that.

    Returns:
        Each answer then and now, and what differs in what they were made from.

    Raises:
        InputError: There is no log that can be read, or its past was changed.
    """
    found = read_log(os.fspath(log), head=head)
    former = _former(found, forecast)
    shown = {one.id: one for one in shown_questions(forecast)}
    standing = {one.id: one for one in found.questions.values() if can_answer(forecast, one)}
    asked = [
        one for name, one in standing.items() if name in former and name not in found.resolutions
    ]
    asked.sort(key=lambda one: one.due)
    moved = [_moved(one, *former[one.id], forecast) for one in asked]
    fresh = [one for name, one in shown.items() if name not in former]
    last = max(moved, key=lambda one: one.row).then if moved else None
    kept = document_of(found.place, last.resolved) if last and last.resolved else None
    return Since(
        log=found.place,
        scenario=forecast.title,
        moved=tuple(moved),
        fresh=tuple(fresh),
        last=last,
        files=_files(last, resolved),
        settings=_settings(last, forecast) if last else {},
        changes=_changes(kept, resolved),
        former=kept,
        document=forecast.document,
    )


def _former(log: ForecastLog, forecast: Forecast) -> dict[str, tuple[int, Logged]]:
    """The last answer to each question, of this scenario where the log has any of it."""
    of_model = [
        (number, one)
        for number, one in log.forecasts
        if log.questions[one.question].model == forecast.model
    ]
    same = [(number, one) for number, one in of_model if one.scenario == forecast.title]
    return {one.question: (number, one) for number, one in same or of_model}


def _moved(asked: Question, row: int, then: Logged, forecast: Forecast) -> Moved:
    when = {asked.kind: asked.due}
    now = forecast.probability(asked.state, **when)
    difference = float(now.p) - then.p
    return Moved(asked, then, row, float(now.p), difference, _error(then, now.se, forecast))


def _error(then: Logged, se: float, forecast: Forecast) -> float | None:
    """The error of the difference, none where both are the same runs of the same scenario."""
    if then.se is None:
        return None
    digest = sha256(canonical(forecast.document))
    same = (digest, forecast.method, VERSION) == (then.resolved, then.method, then.version)
    return 0.0 if same else math.hypot(then.se, float(se))


def _files(last: Logged | None, resolved: Resolved | None) -> tuple[OtherFile, ...]:
    if last is None or resolved is None:
        return ()
    was, becomes = json.loads(last.inputs), resolved.files
    names = dict.fromkeys((*becomes, *was))
    return tuple(
        OtherFile(name, was.get(name), becomes.get(name))
        for name in names
        if was.get(name) != becomes.get(name)
    )


def _settings(last: Logged, forecast: Forecast) -> dict[str, tuple[Any, Any]]:
    both = {
        "runs": (last.runs, forecast.runs),
        "random_seed": (last.random_seed, forecast.random_seed),
        "method": (last.method, forecast.method),
        "version": (last.version, VERSION),
        "scenario": (last.scenario, forecast.title),
    }
    return {name: pair for name, pair in both.items() if pair[0] != pair[1]}


def _changes(
    kept: Mapping[str, Any] | None, resolved: Resolved | None
) -> tuple[Change, ...] | None:
    if kept is None or resolved is None:
        return None
    former = _read(kept)
    return None if former is None else _differences(former, resolved)


def _differences(former: Resolved, resolved: Resolved) -> tuple[Change, ...]:
    """Where the two differ, the end of the scenario among it."""
    found: Sequence[Change] = ChangeSet(former, resolved).each
    spans = [
        Change(name, str(was), str(becomes))
        for name, was, becomes in (
            ("start", former.start, resolved.start),
            ("until", former.until, resolved.until),
        )
        if was != becomes
    ]
    told = [one for one in found if one.path != "start"]
    return (*told, *spans)


def _read(kept: Mapping[str, Any]) -> Resolved | None:
    """A kept scenario, read as any file is; None where this version cannot."""
    with TemporaryDirectory() as folder:
        place = Path(folder) / "resolved.yaml"
        place.write_text(dump(dict(kept)), "utf-8")
        try:
            return resolve_file(str(place))
        except InputError:
            return None
