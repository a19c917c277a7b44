"""Forecasts as data: estimates with their uncertainties, labels, kept paths and provenance.

Nothing here runs a model; whatever a forecast holds can be analysed without the engine.
"""

from scenario.forecast.archive import check_place, load, save
from scenario.forecast.compared import differences
from scenario.forecast.estimate import Estimate, shares
from scenario.forecast.forecast import QUANTILES, Forecast, Labels, Paths
from scenario.forecast.labelled import dataset, driver_table, table
from scenario.forecast.plain import as_dict, to_json
from scenario.forecast.provenance import provenance
from scenario.forecast.spread import judgement_range
from scenario.forecast.words import in_words, percent

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
    "judgement_range",
    "load",
    "percent",
    "provenance",
    "save",
    "shares",
    "table",
    "to_json",
]
