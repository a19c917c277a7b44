"""A forecast as the bytes of one netCDF file, and back without the loss of a bit.

Where the bytes are kept is not known here.

The file is `Forecast.data` as netCDF 3 with 64-bit offsets, written by xarray by way of scipy, so
xarray, R, Julia and MATLAB open it without this package. It holds counts and kept paths, from which
the rest follows. (A `.npz` would take less code, but only NumPy reads it.) netCDF 3 has no 64-bit
integers and no empty dimensions: whole numbers that need more than 32 bits go as float64, exact up
to 2**53, and what is empty is left out. The attribute `archive` holds everything else, as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scenario.calendar import Month
from scenario.errors import InputError
from scenario.forecast.forecast import QUANTILES, Forecast, Labels, Paths
from scenario.forecast.plain import strict
from scenario.forecast.validation import check_forecast, check_rest

if TYPE_CHECKING:
    import xarray

_WORDS = ("title", "model", "question", "months_per_step", "runs", "random_seed", "method")
_PLAIN = ("notes", "document", "provenance", "extra")
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
_INT32 = np.iinfo(np.int32)


def to_bytes(forecast: Forecast) -> bytes:
    """The forecast as netCDF.

    Raises:
        TypeError: The document, provenance or extra hold what is no plain data.
    """
    data = _storable(forecast.data)
    data.attrs["archive"] = json.dumps(_rest(forecast))
    bare = {name: {"_FillValue": None} for name in data.variables}
    stored = data.to_netcdf(engine="scipy", format="NETCDF3_64BIT", encoding=bare)
    return bytes(stored)


def from_bytes(content: bytes, name: str) -> Forecast:
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


def _storable(data: xarray.Dataset) -> xarray.Dataset:
    """A dataset that netCDF 3 can hold, with equal values."""
    data = data.drop_vars([name for name, part in data.variables.items() if not part.size])
    wide = {
        name: part.astype(np.float64)
        for name, part in data.data_vars.items()
        if part.dtype == np.int64 and part.max() > _INT32.max
    }
    data = data.assign(wide)
    for name, value in data.attrs.items():
        if isinstance(value, int) and not _INT32.min <= value <= _INT32.max:
            data.attrs[name] = str(value)
    return data


def _rest(forecast: Forecast) -> dict[str, Any]:
    """What the arrays do not hold."""
    rest: dict[str, Any] = {name: getattr(forecast, name) for name in (*_WORDS, *_PLAIN)}
    rest["start"], rest["steps"] = str(forecast.start), len(forecast.at)
    rest["labels"] = {**vars(forecast.labels)}
    rest["places"], rest["kept"] = forecast.paths.places, forecast.paths.runs
    rest["certain"], rest["groups"] = forecast.certain, forecast.groups
    rest["rare"] = forecast.rare
    rest["judgement"] = [forecast.judgement_at is not None, forecast.judgement_by is not None]
    plain: dict[str, Any] = strict(rest, finite=False)
    return plain


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
        **{name: rest[name] for name in _WORDS},
        start=Month.parse(rest["start"]),
        labels=labels,
        at=arrays.read("hits", (steps, states), counted),
        reached=arrays.read("ever_hits", (steps, states), counted),
        squares=squares,
        cubes=cubes,
        groups=int(rest.get("groups", rest["runs"])),
        rare=tuple(map(float, rest.get("rare", ()))),
        certain=bool(rest.get("certain", False)),
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


def _labels(plain: Mapping[str, Any]) -> Labels:
    tuples = {key: tuple(value) for key, value in plain.items() if isinstance(value, list)}
    return Labels(**{**plain, **tuples})


def _paths(rest: Mapping[str, Any], labels: Labels, arrays: _Arrays) -> Paths:
    steps, kept, places = rest["steps"], rest["kept"], tuple(rest["places"])
    rows = [(steps, len(labels.drivers), kept), (steps, len(labels.actors), kept)]
    return Paths(
        values=arrays.pair(("path_value", "path_alignment"), rows, np.float32),
        states=arrays.read("path_state", (steps, kept), np.int8),
        happened=arrays.read("path_happened", (len(labels.events), kept), np.float32),
        rule_steps=arrays.read("path_rule_steps", (len(labels.rules), kept), np.int32),
        judgements=arrays.read("path_judgement", (len(places), kept)),
        places=places,
    )
