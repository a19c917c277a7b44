"""A saved forecast read back, equal to the one that was saved, and any change to its files noticed.

How they are written is the business of `archive` and `netcdf`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenario.calendar import Month
from scenario.errors import InputError, Problem
from scenario.forecast.archive import FILES, LIMITS, MANIFEST, read_manifest, said_of
from scenario.forecast.estimate import QUANTILES
from scenario.forecast.forecast import Forecast, Labels
from scenario.forecast.netcdf import WORDS
from scenario.forecast.paths import Paths
from scenario.forecast.validation import check_forecast, check_rest
from scenario.io.files import read_part

_UNREADABLE = (
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What reading something else, or something that was made to mislead, can raise."""


def load(folder: str | Path) -> Forecast:
    """Read a saved forecast back, equal to the one that was saved.

    Raises:
        InputError: There is none, it is of a newer version, or a file is missing or has changed;
            every such file is named.
    """
    place = Path(folder)
    manifest = read_manifest(place)
    sums = manifest["sha256"]
    contents: dict[str, bytes] = {}
    problems = []
    for name in FILES:
        try:
            contents[name] = read_part(place / name, LIMITS[name])
        except OSError as error:
            problems.append(Problem(f"{place / name} cannot be read: {error.strerror}"))
            continue
        except InputError as error:
            problems += error.problems
            continue
        if hashlib.sha256(contents[name]).hexdigest() != sums.get(name):
            problems.append(
                Problem(
                    f"{place / name} has changed since the forecast was saved",
                    hint="restore it, or make the forecast again",
                )
            )
    if problems:
        raise InputError(problems)
    forecast = _from_bytes(contents["forecast.nc"], str(place / "forecast.nc"))
    _check_manifest(manifest, forecast, place)
    return forecast


def _check_manifest(manifest: Mapping[str, Any], forecast: Forecast, place: Path) -> None:
    """Refuse a manifest that says something else than the forecast that it is about."""
    told = said_of(forecast)
    if "version" in forecast.provenance:
        told["version"] = forecast.provenance["version"]
    problems = [
        Problem(
            f"{place / MANIFEST} says {name}: {manifest.get(name)!r}, forecast.nc says {value!r}",
            hint="restore the folder, or make the forecast again",
        )
        for name, value in told.items()
        if manifest.get(name) != value
    ]
    if problems:
        raise InputError(problems)


def _from_bytes(content: bytes, name: str) -> Forecast:
    """The forecast that `to_bytes` wrote.

    Raises:
        InputError: It is anything else; the error has the file's name.
    """
    from scipy.io import netcdf_file

    try:
        with netcdf_file(BytesIO(content), mmap=False) as file:
            rest = json.loads(file.archive)
            check_rest(rest)
            forecast = _forecast(rest, _Arrays(file.variables))
            check_forecast(forecast)
            return forecast
    except _UNREADABLE as error:
        reason = str(error) or type(error).__name__
        raise InputError(f"{name} cannot be read as a saved forecast: {reason}") from error


class _Arrays:
    """The variables of a file, each checked for its shape and turned to its type."""

    def __init__(self, variables: Mapping[str, Any]) -> None:
        self.variables = variables

    def read(self, name: str, shape: tuple[int, ...], dtype: type = np.float64) -> NDArray[Any]:
        """A variable; what is empty is not in the file."""
        if 0 in shape:
            return np.zeros(shape, dtype)
        found = self.variables[name]
        if found.shape != shape:
            raise ValueError(f"{name} has the shape {found.shape}, not {shape}")
        return np.array(found[...], dtype)

    def pair(self, names: tuple[str, str], shapes: Any, dtype: type = np.float64) -> NDArray[Any]:
        """Two variables, of drivers and of actors, as one along the second axis."""
        parts = [self.read(name, shape, dtype) for name, shape in zip(names, shapes, strict=True)]
        return np.concatenate(parts, axis=1)


def _forecast(rest: Mapping[str, Any], arrays: _Arrays) -> Forecast:
    labels = _labels(rest["labels"])
    steps, states, events = rest["steps"], len(labels.states), len(labels.events)
    rows = [(steps, len(labels.drivers)), (steps, len(labels.actors))]
    spreads = [
        arrays.read(name, (steps, states, 2)) if there else None
        for name, there in zip(("judgement", "ever_judgement"), rest["judgement"], strict=True)
    ]
    carried = rest["method"] == "propagated"
    counted: type = np.float64 if carried else np.int64
    squares, cubes = (
        np.array([arrays.read(name + power, (steps, states)) for name in ("", "ever_")])
        if carried
        else None
        for power in ("squares", "cubes")
    )
    return Forecast(
        **{name: rest[name] for name in WORDS},
        start=Month.parse(rest["start"]),
        labels=labels,
        at=arrays.read("hits", (steps, states), counted),
        reached=arrays.read("ever_hits", (steps, states), counted),
        squares=squares,
        cubes=cubes,
        groups=int(rest.get("groups", rest["runs"])),
        rare=tuple(map(float, rest.get("rare", ()))),
        certain=bool(rest.get("certain", False)),
        exact=tuple(map(tuple, rest.get("exact", ((), ())))),
        judgement_at=spreads[0],
        judgement_by=spreads[1],
        happened=arrays.read("happened_hits", (steps, events), np.int64),
        occurrences=arrays.read("occurrences", (events,), np.int64),
        mean=arrays.pair(("mean", "actor_mean"), rows),
        sd=arrays.pair(("sd", "actor_sd"), rows),
        quantiles=arrays.pair(
            ("quantiles", "actor_quantiles"), [(*row, len(QUANTILES)) for row in rows]
        ),
        rule_share=arrays.read("rule_share", (len(labels.rules),)),
        notes=tuple(rest["notes"]),
        document=rest["document"],
        provenance=rest["provenance"],
        extra=rest["extra"],
        paths=_paths(rest, labels, arrays),
    )


def _states(labels: Labels, arrays: _Arrays, steps: int, kept: int) -> NDArray[np.int8]:
    """The states of kept runs `[chain, step, run]`; a chain alone has no axis in the file."""
    chains = len(labels.chains)
    shape = (steps, kept) if chains == 1 else (chains, steps, kept)
    return arrays.read("path_state", shape, np.int8).reshape(chains, steps, kept)


def _labels(plain: Mapping[str, Any]) -> Labels:
    tuples = {key: tuple(value) for key, value in plain.items() if isinstance(value, list)}
    return Labels(**{**plain, **tuples})


def _paths(rest: Mapping[str, Any], labels: Labels, arrays: _Arrays) -> Paths:
    steps, kept, places = rest["steps"], rest["kept"], tuple(rest["places"])
    rows = [(steps, len(labels.drivers), kept), (steps, len(labels.actors), kept)]
    return Paths(
        values=arrays.pair(("path_value", "path_alignment"), rows, np.float32),
        states=_states(labels, arrays, steps, kept),
        happened=arrays.read("path_happened", (len(labels.events), kept), np.float32),
        rule_steps=arrays.read("path_rule_steps", (len(labels.rules), kept), np.int32),
        judgements=arrays.read("path_judgement", (len(places), kept)),
        places=places,
    )
