"""Whether a saved forecast comes out again when it is run from its own document.

It judges nothing but sameness: identical, equal within what another machine or library may change,
or different, and then where first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from scenario.engine import run
from scenario.errors import InputError, Problem
from scenario.forecast import Forecast, Paths, as_dict, differences, load
from scenario.forecast.archive import FILES, read_json
from scenario.resolve import load as resolve_file
from scenario.studies.agreement import first_of_each, partings

Verdict = Literal["identical", "equal", "different"]
Array = NDArray[Any]

ROUNDING = 1e-6
"""How far a value may be off, as a share of its own size and spread."""
RUNS_OFF = 1e-5
"""Share of the runs (at least one) that rounding may send another way."""
JUDGEMENT_OFF = 0.002
"""How far the ends of a judgement range may be off: they rest on few runs for each draw."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that came out otherwise: where it first did, and at how many dates.

    Without a date it is something that a file of the folder says, at so many places.
    """

    what: str
    name: str
    date: str
    saved: Any
    now: Any
    dates: int

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {key: getattr(self, key) for key in self.__slots__}


@dataclass(frozen=True)
class Verification:
    """What came of running a saved forecast again."""

    folder: str
    verdict: Verdict
    differences: tuple[Difference, ...]
    saved_with: Mapping[str, Any]
    run_with: Mapping[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "folder": self.folder,
            "verdict": self.verdict,
            "tolerance": {"values": ROUNDING, "runs": RUNS_OFF, "judgement": JUDGEMENT_OFF},
            "differences": [difference.as_dict() for difference in self.differences],
            "saved_with": dict(self.saved_with),
            "run_with": dict(self.run_with),
        }

    def answer(self) -> str:
        """The verdict in a sentence."""
        said = _SENTENCES[self.verdict] if self.run_with else NOT_RUN
        return f"{self.folder}: {said}."

    def text(self) -> str:
        """The verdict, where the two part, and what made them."""
        lines = [self.answer()]
        shown = self.differences[:MOST_SHOWN]
        lines += [f"  {_told(difference)}" for difference in shown]
        if len(self.differences) > len(shown):
            lines.append(f"  and {len(self.differences) - len(shown)} more")
        if self.verdict == "equal":
            lines += ["", ALLOWED]
        told = self.verdict != "identical" and bool(self.run_with)
        if told and dict(self.saved_with) != dict(self.run_with):
            lines += [
                "",
                f"Saved with {_made(self.saved_with)}.",
                f"Run with {_made(self.run_with)}.",
            ]
        return "\n".join(lines)


MOST_SHOWN = 20
ALLOWED = (
    f"Another machine or library may move a value by {ROUNDING:g} of its size, one run in"
    f" {round(1 / RUNS_OFF):,},\nand the ends of a judgement range by {JUDGEMENT_OFF:g}."
)
NOT_RUN = "its files are about different scenarios, so it was not run again"
MOST_CHARACTERS = 60
"""A longer text is cut where a difference is told."""
_SENTENCES = {
    "identical": "made again, bit for bit",
    "equal": "made again, equal but for rounding",
    "different": "a different forecast came out",
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

    Raises:
        InputError: There is no saved forecast that can be read, or this version cannot run its
            document.
        RunError: The simulation had to stop.
    """
    saved = load(folder)
    if saved.method != "sampled":
        message = f"{folder} holds a forecast that was {saved.method}, not run"
        raise InputError(Problem(message, hint="verify makes forecasts of `run` again"))
    resolved = resolve_file(str(Path(folder) / FILES[-1]))
    another = tuple(_said_otherwise(saved, resolved.document()))
    if another:
        return Verification(str(folder), "different", another, saved.provenance, {})
    judged = saved.judgement_at is not None
    again = run(resolved, judgement=judged, workers=workers, progress=progress)
    found = compared(str(folder), saved, again)
    told = (
        *_told_otherwise(read_json(folder), saved),
        *_hashed_otherwise(saved.provenance, again.provenance),
    )
    if not told:
        return found
    return replace(found, verdict="different", differences=(*told, *found.differences))


def compared(folder: str, saved: Forecast, again: Forecast) -> Verification:
    """One forecast laid beside another of the same document."""
    neutral = replace(again, provenance=saved.provenance)
    if not differences(saved, neutral):
        verdict: Verdict = "identical"
        found: tuple[Difference, ...] = ()
    else:
        found = tuple(_differences(saved, again))
        verdict = "different" if found else "equal"
    return Verification(folder, verdict, found, saved.provenance, again.provenance)


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


def _hashed_otherwise(a: Mapping[str, Any], b: Mapping[str, Any]) -> Iterator[Difference]:
    """Hashes that the same version would not have made."""
    for name in ("model_sha256", "resolved") if a.get("version") == b.get("version") else ():
        if name in a and name in b and a[name] != b[name]:
            yield Difference("provenance", name, "", a[name], b[name], 1)


def _differences(a: Forecast, b: Forecast) -> Iterator[Difference]:
    yield from _said_otherwise(a, b.document)
    if a.labels != b.labels or len(a.at) != len(b.at) or a.runs != b.runs:
        yield Difference("the scenario itself", a.title, str(a.start), a.runs, b.runs, len(a.at))
        return
    dates = [str(month) for month in a.dates]
    rows = (*a.labels.drivers, *a.labels.actors)
    few = max(1.0, RUNS_OFF * a.runs) + 0.5
    yield from _apart("state", a.labels.states, dates, a.at, b.at, few)
    yield from _apart("state reached", a.labels.states, dates, a.reached, b.reached, few)
    yield from _apart("event", a.labels.events, dates, a.happened, b.happened, few)
    yield from _judged(a, b, dates)
    near = _near(a, few)
    yield from _apart("mean", rows, dates, a.mean, b.mean, near)
    yield from _apart("sd", rows, dates, a.sd, b.sd, near)
    for index in range(a.quantiles.shape[2]):
        pair = (a.quantiles[:, :, index], b.quantiles[:, :, index])
        yield from _apart("quantile", rows, dates, *pair, 3 * near)
    yield from _rules(a, b, few)
    yield from _paths(a, b, dates)


def _near(a: Forecast, few: float) -> Array:
    """How far means and spreads may be off: by rounding, and by the few runs it sends elsewhere.

    A run that goes another way moves a mean by at most its distance, some ten spreads, over N.
    """
    size = np.maximum(np.abs(a.mean), a.sd)
    reach = np.ptp(a.quantiles, axis=2) + a.sd
    return np.asarray(ROUNDING * size + 10 * reach * few / a.runs + 1e-12)


def _apart(
    what: str,
    names: Sequence[str],
    dates: Sequence[str],
    saved: Array,
    now: Array,
    allowed: Any,
) -> Iterator[Difference]:
    """The first date at which each column `[date, name]` is farther off than allowed."""
    if saved.shape != now.shape:
        yield Difference(what, "all", dates[0], float("nan"), float("nan"), len(dates))
        return
    with np.errstate(invalid="ignore"):
        same = (np.abs(saved - now) <= allowed) | (saved == now)
    far = ~(same | (np.isnan(saved.astype(float)) & np.isnan(now.astype(float))))
    for column, name in enumerate(names):
        steps = np.flatnonzero(far[:, column])
        if len(steps):
            at = int(steps[0])
            values = float(saved[at, column]), float(now[at, column])
            yield Difference(what, name, dates[at], *values, len(steps))


def _judged(a: Forecast, b: Forecast, dates: Sequence[str]) -> Iterator[Difference]:
    for what, x, y in (
        ("judgement at", a.judgement_at, b.judgement_at),
        ("judgement by", a.judgement_by, b.judgement_by),
    ):
        if x is not None and y is not None:
            for end in range(2):
                pair = (x[:, :, end], y[:, :, end])
                yield from _apart(what, a.labels.states, dates, *pair, JUDGEMENT_OFF)
        elif (x is None) != (y is None):
            yield Difference(what, "all", dates[0], float("nan"), float("nan"), len(dates))


def _rules(a: Forecast, b: Forecast, few: float) -> Iterator[Difference]:
    off = ROUNDING + few / a.runs
    pair = (a.rule_share.reshape(1, -1), b.rule_share.reshape(1, -1))
    yield from _apart("rule", a.labels.rules, [str(a.until)], *pair, off)


def _paths(a: Forecast, b: Forecast, dates: Sequence[str]) -> Iterator[Difference]:
    """Kept runs that went another way, more of them than rounding explains."""
    if (a.paths.runs, a.paths.places) != (b.paths.runs, b.paths.places):
        yield Difference("kept runs", "all", dates[0], a.paths.runs, b.paths.runs, len(dates))
        return
    apart = _gone_elsewhere(a.paths, b.paths)
    if apart.any(axis=0).sum() > max(1.0, RUNS_OFF * a.paths.runs):
        step = int(np.flatnonzero(apart.any(axis=1))[0])
        lost = float(apart.any(axis=0).sum())
        yield Difference("kept runs", "off", dates[step], 0.0, lost, int(apart.any(axis=1).sum()))


def _gone_elsewhere(a: Paths, b: Paths) -> Array:
    """Where a kept run is in another state, or off by more than single precision: `[step, run]`."""
    size = np.abs(a.values).max(axis=(0, 2), keepdims=True, initial=0.0) + 1e-12
    with np.errstate(invalid="ignore"):
        off = np.abs(a.values - b.values) > 1e-4 * size
    return np.asarray((a.states != b.states) | off.any(axis=1))


def _told(difference: Difference) -> str:
    d = difference
    kind = "date" if d.date else "place"
    more = f", and at {d.dates - 1} more {kind}{'s' * (d.dates > 2)}" if d.dates > 1 else ""
    where = f" in {d.date}" if d.date else ""
    now = "forecast.nc" if d.what == "forecast.json" else "now"
    return f"{d.what} {d.name}{where}: saved {_shown(d.saved)}, {now} {_shown(d.now)}{more}"


def _shown(value: Any) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{value:.6g}" if abs(value) < 1e300 else "a huge number"
    text = "nothing" if value is None else repr(value)
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]} ..."


def _made(provenance: Mapping[str, Any]) -> str:
    words = {"version": "scenario", "python": "Python", "numpy": "NumPy", "machine": "on"}
    said = [f"{word} {provenance[key]}" for key, word in words.items() if key in provenance]
    return ", ".join(said)
