"""Forecasts as data: estimates with their uncertainties, labels, kept paths and provenance.

Nothing here runs a model; whatever a forecast holds can be analysed without the engine. What saves
a forecast or makes tables of it is loaded when it is asked for: so `reading`, and `validation`,
which trusts no file, stand apart. `judgement_spread` and its arithmetic (`cells`) know counts only,
`numbers` a document only, and neither what is made of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from scenario.forecast.estimate import QUANTILES, Estimate
from scenario.forecast.forecast import Forecast, Labels
from scenario.forecast.judgement_spread import judgement_curve, judgement_range
from scenario.forecast.paths import Paths
from scenario.forecast.plain import as_dict, to_json
from scenario.forecast.provenance import provenance
from scenario.forecast.verbal_probability import in_words, percent
from scenario.intervals import shares

if TYPE_CHECKING:
    from scenario.forecast.archive import check_place, save
    from scenario.forecast.compared import differences
    from scenario.forecast.reading import load
    from scenario.forecast.to_xarray import dataset, driver_table, table

_LATER = {
    "check_place": "archive",
    "dataset": "to_xarray",
    "differences": "compared",
    "driver_table": "to_xarray",
    "load": "reading",
    "save": "archive",
    "table": "to_xarray",
}

__all__ = [
    "QUANTILES",
    "Estimate",
    "Forecast",
    "Labels",
    "Paths",
    "as_dict",
    "check_place",
    "dataset",
    "differences",
    "driver_table",
    "in_words",
    "judgement_curve",
    "judgement_range",
    "load",
    "percent",
    "provenance",
    "save",
    "shares",
    "table",
    "to_json",
]


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
