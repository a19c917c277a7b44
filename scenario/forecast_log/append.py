"""Logging a forecast: which questions it answers, and what is written of each answer.

It asks the forecast and computes no probability; the time is told to it.
"""

from __future__ import annotations

import getpass
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from scenario.calendar import Month, MonthLike, month_of
from scenario.chains import chains_in, elements_of_chains, final_states, split, starts_in
from scenario.errors import InputError, Problem
from scenario.forecast.dates import dates_worth_showing
from scenario.forecast.forecast import Forecast
from scenario.forecast.observations import month_of_observation
from scenario.forecast.wording import brief, capital, long_month
from scenario.forecast_log.hash_chain import Head
from scenario.forecast_log.log import ForecastLog, held_by
from scenario.forecast_log.records import (
    Logged,
    Question,
    Record,
    end_of,
    question_id,
)
from scenario.forecast_log.soundness import faults
from scenario.forecast_log.store import writing
from scenario.io.canonical import canonical, sha256
from scenario.result import Result
from scenario.version import VERSION

AUTHOR = "SCENARIO_AUTHOR"
"""The environment variable that names the author where no option does."""


@dataclass(frozen=True)
class Appended(Result):
    """What a forecast has added to a log."""

    place: str
    scenario: str
    author: str
    questions: int
    """Questions that were asked for the first time."""
    forecasts: int
    superseded: int
    """How many of the forecasts take the place of an earlier one."""
    backdated: int
    """How many were logged when the answer can have been known."""
    head: Head

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "log": self.place,
            "scenario": self.scenario,
            "author": self.author,
            "questions": self.questions,
            "forecasts": self.forecasts,
            "superseded": self.superseded,
            "backdated": self.backdated,
            "head": self.head.as_dict(),
        }


def log_forecast(
    forecast: Forecast,
    place: str | os.PathLike[str],
    *,
    author: str | None = None,
    files: Mapping[str, str] | None = None,
    as_of: MonthLike | None = None,
    now: datetime | None = None,
) -> Appended:
    """Append a forecast to a log: its answer to every question that its table shows.

    Questions of the same model that are open in the log are answered, too, where the forecast
    has their month.

    Args:
        forecast: The forecast, with the scenario that it was made from.
        place: The file of the log; it is made where there is none.
        author: Whose forecast it is; else what SCENARIO_AUTHOR says, else the user's name.
        files: The SHA-256 of every file that was read, by its name (`Resolved.files`).
        as_of: The last month of what it knew; when None as its model says, or the last month in
            which anything that it was given became known, or its start, whichever is latest.
        now: The time, in UTC; that of the clock when None.

    Returns:
        What was added, and the head of the log.

    Raises:
        InputError: The log cannot be written, its past was changed, or the forecast has no model.
    """
    if not chains_in(forecast.document.get("model", {})):
        hint = "log a forecast that `run` made"
        raise InputError(Problem("a forecast without its scenario asks no question", hint=hint))
    known = _known_until(forecast, as_of)
    writer = _Writer(forecast, author_of(author), dict(files or {}), moment_of(now), known)
    with writing(os.fspath(place)) as link:
        log = held_by(link)
        records = list(writer.records(log))
        for record in records:
            if wrong := faults(record):
                raise InputError(Problem(f"{wrong[0]}", hint="nothing was logged"))
        rows = link.append(records, log.rows, {writer.digest: writer.text})
    made = [record for record in records if isinstance(record, Logged)]
    return Appended(
        place=os.fspath(place),
        scenario=forecast.title,
        author=writer.author,
        questions=len(records) - len(made),
        forecasts=len(made),
        superseded=sum(one.supersedes is not None for one in made),
        backdated=sum(one.origin == "backdated" for one in made),
        head=ForecastLog(os.fspath(place), (*log.rows, *rows)).head,
    )


def author_of(given: str | None) -> str:
    """Who it is: as given, else as the environment says, else the user's name."""
    if said := (given or os.environ.get(AUTHOR, "")).strip():
        return said
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # nobody has logged in, as in a container
        return "unknown"


def moment_of(now: datetime | None) -> str:
    """A moment as a log writes it; the present one when None."""
    found = datetime.now(UTC) if now is None else now.astimezone(UTC)
    return found.strftime("%Y-%m-%dT%H:%M:%SZ")


def shown_questions(forecast: Forecast) -> Iterator[Question]:
    """The questions that the table of a forecast answers: every state at and by its months.

    Nobody asks whether the state in which all begin is ever reached, nor of one from which no way
    leads on whether it lasts: that would be one question twice.
    """
    model = forecast.document["model"]
    starts, last = starts_in(model, certain=True), final_states(model)
    for due in dates_worth_showing(forecast):
        for state in forecast.labels.states:
            if state not in starts:
                yield _question(forecast, state, "by", due)
            if state in starts or state not in last:
                yield _question(forecast, state, "at", due)


def can_answer(forecast: Forecast, asked: Question) -> bool:
    """Whether a forecast has the state and the month of a question, and is of its model."""
    due = Month.parse(asked.due)
    return (
        asked.model == forecast.model
        and asked.state in forecast.labels.states
        and forecast.start < due <= forecast.until
        and (due - forecast.start) % forecast.months_per_step == 0
    )


def _question(forecast: Forecast, state: str, kind: str, due: Month) -> Question:
    title = capital(brief(forecast.labels.title_of("states", state)))
    when = f"by {long_month(due)}" if kind == "by" else f"at the end of {long_month(due)}"
    model = forecast.document["model"]
    return Question(
        id=question_id(forecast.model, state, kind, str(due)),
        logged_at="",
        model=forecast.model,
        chain=split(state)[0],
        state=state,
        kind=kind,
        opens=str(forecast.start),
        due=str(due),
        text=f"{title} {when}",
        about=str(model["title"]),
        title=title,
        resolves=_resolves(model, state),
    )


def _resolves(model: Mapping[str, Any], state: str) -> str:
    """What counts as being in a state, and how its chain is decided."""
    about = dict(elements_of_chains(model, "states")).get(state)
    means = about.get("means") if isinstance(about, Mapping) else None
    rule = chains_in(model)[split(state)[0]].get("resolves")
    said = [str(text).strip() for text in (means, rule) if text]
    return " ".join(text if text.endswith((".", "!", "?")) else f"{text}." for text in said)


class _Writer:
    """Makes the records of one forecast."""

    def __init__(
        self,
        forecast: Forecast,
        author: str,
        files: Mapping[str, str],
        moment: str,
        as_of: str,
    ) -> None:
        self.forecast, self.author, self.files, self.moment = forecast, author, files, moment
        self.as_of = as_of
        self.text = canonical(forecast.document)
        self.digest = sha256(self.text)

    def records(self, log: ForecastLog) -> Iterator[Record]:
        """New questions, then the answers to them and to the open ones."""
        shown = [self._dated(one) for one in shown_questions(self.forecast)]
        yield from (one for one in shown if one.id not in log.questions)
        asked = {one.id: log.questions.get(one.id, one) for one in shown}
        asked |= {one.id: one for one in log.questions.values() if self._is_open(one, log)}
        yield from (self._answer(one, log) for one in asked.values())

    def _dated(self, one: Question) -> Question:

        return replace(one, logged_at=self.moment)

    def _is_open(self, one: Question, log: ForecastLog) -> bool:
        """Whether it is undecided, and the forecast can answer it."""
        undecided = one.id not in log.resolutions and one.last_day.isoformat() > self.moment[:10]
        return undecided and can_answer(self.forecast, one)

    def _answer(self, one: Question, log: ForecastLog) -> Logged:
        forecast, due = self.forecast, Month.parse(one.due)
        when = {"by": due} if one.kind == "by" else {"at": due}
        found = forecast.probability(one.state, **when)
        low, high = found.judgement or (None, None)
        made = Logged(
            question=one.id,
            logged_at=self.moment,
            made_at=self.moment,
            as_of=self.as_of,
            scenario=forecast.title,
            chain=one.chain,
            state=one.state,
            p=float(found.p),
            se=float(found.se),
            judgement_low=None if low is None else float(low),
            judgement_high=None if high is None else float(high),
            method=forecast.method,
            runs=forecast.runs,
            random_seed=forecast.random_seed,
            resolved=self.digest,
            model_sha256=str(forecast.provenance["model_sha256"]),
            inputs=json.dumps(self.files, sort_keys=True),
            version=VERSION,
            author=self.author,
            origin="backdated" if self._is_late(one, log) else "live",
            supersedes=None,
        )
        before = log.latest.get(made.series)

        return replace(made, supersedes=before[0]) if before else made

    def _is_late(self, one: Question, log: ForecastLog) -> bool:
        """Whether the answer can have been known when this was logged."""
        today = self.moment[:10]
        if one.id in log.resolutions:
            return log.resolutions[one.id][1].known <= today
        return one.last_day.isoformat() < today


def _known_until(forecast: Forecast, as_of: MonthLike | None) -> str:
    """The last day of what a forecast knew."""
    if as_of is not None:
        return str(end_of(month_of(as_of)))
    document = forecast.document
    told = document["model"].get("as_of")
    days = [str(told) if told else str(end_of(forecast.start))]
    for file in document.get("given", ()):
        days += [str(end_of(_published(one))) for one in file["evidence"]]
    return max(days)


def _published(seen: Mapping[str, Any]) -> Month:
    """The month from which on an observation is known (as `schema.Observation` has it)."""
    known = seen.get("known")
    return Month.parse(str(known)) if known else month_of_observation(seen)
