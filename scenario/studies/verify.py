"""Whether a saved forecast comes out again when it is run from its own document.

It judges nothing but sameness: identical, equal within what another machine or library may change,
in agreement where an engine of another contract made it, or different, and then where first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from scenario.engine import run
from scenario.engine.results import TOO_COARSE
from scenario.engine.simulate import Method
from scenario.errors import InputError, Problem
from scenario.forecast import Forecast, as_dict, differences, load
from scenario.forecast.archive import FILES, read_json
from scenario.forecast.provenance import CONTRACT, contract_of
from scenario.io import plain, read_mapping
from scenario.resolve import digest_of
from scenario.resolve import load as resolve_file
from scenario.result import Result
from scenario.schema.number import number
from scenario.studies.diff import first_of_each, partings
from scenario.studies.difference import Difference
from scenario.studies.rounding import JUDGEMENT_OFF, ROUNDING, RUNS_OFF, beyond_rounding
from scenario.studies.side_by_side import (
    DOUBT,
    JUDGEMENT_APART,
    JUDGEMENT_WIDTH,
    Agreement,
    side_by_side,
)

Verdict = Literal["identical", "equal", "agrees", "different"]


@dataclass(frozen=True)
class Verification(Result):
    """What came of running a saved forecast again."""

    folder: str
    verdict: Verdict
    differences: tuple[Difference, ...]
    saved_with: Mapping[str, Any]
    run_with: Mapping[str, Any]
    agreement: Agreement | None = None
    """How near the two are, where engines of different contracts made them."""
    document: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """The saved scenario, for the titles of what is in it."""

    @property
    def engine(self) -> str:
        """Whether the forecast was made by an `older`, a `newer` or the `same` engine."""
        if not self.run_with:
            return "same"
        saved, now = contract_of(self.saved_with), contract_of(self.run_with)
        return "same" if saved == now else "older" if saved < now else "newer"

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        if self.agreement is None:
            tolerance = {"values": ROUNDING, "runs": RUNS_OFF, "judgement": JUDGEMENT_OFF}
        else:
            judgement = {"judgement": JUDGEMENT_APART, "judgement_width": JUDGEMENT_WIDTH}
            tolerance = {"doubt": DOUBT, "values": ROUNDING, **judgement}
        return {
            "folder": self.folder,
            "verdict": self.verdict,
            "engine": self.engine,
            "tolerance": tolerance,
            "agreement": self.agreement and self.agreement.as_dict(),
            "differences": [difference.as_dict() for difference in self.differences],
            "saved_with": dict(self.saved_with),
            "run_with": dict(self.run_with),
        }


def verify(
    folder: str | Path,
    *,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Verification:
    """Run a saved forecast again from its own document.

    Args:
        folder: As `run --out` or `Forecast.save` wrote it.
        workers: Threads to use; they change the time it takes, never the answer.
        progress: Told, now and then, how many runs are done.

    Files that are about different scenarios are not run; the verdict says so.

    Returns:
        The verdict, and where the two part if they do.

    Raises:
        InputError: There is no saved forecast that can be read, or this version cannot run its
            document.
        RunError: The simulation had to stop.
    """
    saved = load(folder)
    if saved.method not in ("sampled", "propagated"):
        message = f"{folder} holds a forecast that was {saved.method}, not run"
        raise InputError(Problem(message, hint="verify makes forecasts of `run` again"))
    place = str(Path(folder) / FILES[-1])
    resolved = resolve_file(place)
    another = tuple(_said_otherwise(saved, _document(place, saved.document)))
    if another:
        made = Verification(str(folder), "different", another, saved.provenance, {})
        return replace(made, document=saved.document)
    judged = saved.judgement_at is not None
    again = run(
        resolved, judgement=judged, workers=workers, progress=progress, method=_asked(saved)
    )
    found = compared(str(folder), saved, again)
    told = (
        *(_told_otherwise(read_json(folder), saved) if _same_contract(saved) else ()),
        *_hashed_otherwise(saved),
    )
    if not told:
        return found
    return replace(found, verdict="different", differences=(*told, *found.differences))


def _document(place: str, like: Mapping[str, Any]) -> dict[str, Any]:
    """The scenario in a file as it stands there, with nothing made of it but numbers."""
    found: dict[str, Any] = _numbers(plain(read_mapping(place, Path(place).read_bytes())), like)
    return found


def _numbers(found: Any, like: Any) -> Any:
    """The data with texts read as numbers where the other data has numbers: 900_000 is one."""
    if isinstance(found, dict) and isinstance(like, Mapping):
        return {key: _numbers(item, like.get(key)) for key, item in found.items()}
    if isinstance(found, list) and isinstance(like, list):
        more = [None] * max(0, len(found) - len(like))
        return [_numbers(item, one) for item, one in zip(found, [*like, *more], strict=False)]
    if isinstance(found, str) and isinstance(like, (int, float)) and not isinstance(like, bool):
        with suppress(ValueError):
            return number(found)
    return found


def _asked(saved: Forecast) -> Method:
    """By which method it was asked for; `propagated` where it says what was in the way of that."""
    in_the_way = "sampled_because" in saved.extra and _same_contract(saved)
    return "propagated" if saved.method == "propagated" or in_the_way else "sampled"


def compared(folder: str, saved: Forecast, again: Forecast) -> Verification:
    """One forecast compared with another of the same document.

    Args:
        folder: Where the first was saved.
        saved: The first.
        again: The second, which was just made.
    """
    made = Verification(folder, "identical", (), saved.provenance, again.provenance)
    made = replace(made, document=saved.document)
    again = _as_asked(saved, _as_meant(saved, _as_written(saved, again)))
    if not differences(saved, replace(again, provenance=saved.provenance)):
        return made
    found = tuple(_shaped_otherwise(saved, again))
    if found:
        return replace(made, verdict="different", differences=found)
    if made.engine == "same":
        found = tuple(beyond_rounding(saved, again))
        return replace(made, verdict="different" if found else "equal", differences=found)
    agreement = side_by_side(saved, again)
    found = agreement.differences
    verdict: Verdict = "different" if found else "agrees"
    return replace(made, verdict=verdict, differences=found, agreement=agreement)


def _as_written(saved: Forecast, again: Forecast) -> Forecast:
    """The forecast with the document of the saved one, from which it was made.

    Another version may write the same scenario otherwise; what is in it decides the numbers.
    """
    labels = replace(again.labels, titles=saved.labels.titles)
    return replace(again, document=saved.document, labels=labels)


def _as_meant(saved: Forecast, again: Forecast) -> Forecast:
    """The forecast with what is said of its step in the saved one, if only that is another.

    A document has rates, and no longer whether they are rows of a table that means one move a step.
    """
    if not any(note.startswith(TOO_COARSE) for note in again.notes):
        return again
    told = [note for note in saved.notes if note.startswith(TOO_COARSE)]
    rest = [note for note in again.notes if not note.startswith(TOO_COARSE)]
    before = next(n for n, note in enumerate(again.notes) if note.startswith(TOO_COARSE))
    return replace(again, notes=(*rest[:before], *told, *rest[before:]))


def _as_asked(saved: Forecast, again: Forecast) -> Forecast:
    """The forecast with what was said of the saved one when its number of runs was found.

    That is no part of what the runs show: its document states the number.
    """
    precision, made = saved.extra.get("precision"), len(again.notes)
    if precision is None or saved.notes[:made] != again.notes:
        return again
    return replace(again, extra={**again.extra, "precision": precision}, notes=saved.notes)


def _shaped_otherwise(a: Forecast, b: Forecast) -> Iterator[Difference]:
    """Forecasts of other things, dates or numbers of runs, of which no numbers can be compared."""
    if a.labels != b.labels or len(a.at) != len(b.at) or a.runs != b.runs:
        yield from _said_otherwise(a, b.document)
        yield Difference("the scenario itself", a.title, str(a.start), a.runs, b.runs, len(a.at))


def _same_contract(saved: Forecast) -> bool:
    """Whether an engine of this contract made it; what others told of numbers was theirs."""
    return contract_of(saved.provenance) == CONTRACT


def _told_otherwise(told: Mapping[str, Any], saved: Forecast) -> Iterator[Difference]:
    """Where the numbers for people are not those of the arrays beside them."""
    for (path, one, other), count in first_of_each(partings(told, as_dict(saved))):
        yield Difference("forecast.json", path, "", one, other, count)


def _said_otherwise(saved: Forecast, document: Mapping[str, Any]) -> Iterator[Difference]:
    """Where the scenario in the folder is not the one that the arrays say they were made from."""
    for (path, one, other), count in first_of_each(partings(saved.document, document)):
        yield Difference("resolved.yaml", path, "", one, other, count)
    said = {**document["model"], **document}
    for name in ("title", "start", "until", "runs", "random_seed"):
        one, other = getattr(saved, name), said.get(name)
        if str(one) != str(other):
            yield Difference("forecast.nc", name, "", str(one), str(other), 1)


def _hashed_otherwise(saved: Forecast) -> Iterator[Difference]:
    """Hashes that are not those of the scenario beside them."""
    document = saved.document
    for name, part in (("model_sha256", document["model"]), ("resolved", document)):
        told, made = saved.provenance.get(name), digest_of(part)
        if told not in (None, made):
            yield Difference("provenance", name, "", told, made, 1)
