"""A forecast as the bytes of one netCDF file, from which no bit is lost.

Where the bytes are kept, and how they are read, is not known here.

The file is `Forecast.data` as netCDF 3 with 64-bit offsets, written by xarray by way of scipy, so
xarray, R, Julia and MATLAB open it without this package. It holds counts and kept paths, from which
the rest follows. (A `.npz` would take less code, but only NumPy reads it.) netCDF 3 has no 64-bit
integers and no empty dimensions: whole numbers that need more than 32 bits go as float64, exact up
to 2**53, and what is empty is left out. The attribute `archive` holds everything else, as JSON.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from scenario.forecast.plain import strict

if TYPE_CHECKING:
    import xarray

    from scenario.forecast.forecast import Forecast

WORDS = ("title", "model", "question", "months_per_step", "runs", "random_seed", "method")
"""What is kept as it is, among the rest."""
_PLAIN = ("notes", "document", "provenance", "extra")
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
    rest: dict[str, Any] = {name: getattr(forecast, name) for name in (*WORDS, *_PLAIN)}
    rest["start"], rest["steps"] = str(forecast.start), len(forecast.at)
    rest["labels"] = {**vars(forecast.labels)}
    rest["places"], rest["kept"] = forecast.paths.places, forecast.paths.runs
    rest["certain"], rest["groups"] = forecast.certain, forecast.groups
    rest["rare"], rest["exact"] = forecast.rare, forecast.exact
    rest["judgement"] = [forecast.judgement_at is not None, forecast.judgement_by is not None]
    plain: dict[str, Any] = strict(rest, finite=False)
    return plain
