"""A forecast as labelled arrays (xarray) and as tidy tables (pandas).

Every number the forecast holds stands here under a name; nothing is computed beyond estimates.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scenario import intervals
from scenario.calendar import Month
from scenario.forecast.estimate import QUANTILES
from scenario.forecast.plain import QUANTILE_NAMES, strict
from scenario.intervals import Floats

if TYPE_CHECKING:
    import pandas
    import xarray

    from scenario.forecast.forecast import Counts, Forecast

    Variables = dict[str, tuple[tuple[str, ...], Any, dict[str, str]]]

BOUNDS = ("q05", "q95")
_FIRST_YEAR, _LAST_YEAR = 1678, 2261  # whole years that a clock of nanoseconds can tell


def dataset(forecast: Forecast) -> xarray.Dataset:
    """Everything as labelled arrays.

    Dimensions: `time` (month ends; `month` has them as `2023-09`), `state`, `event`, `driver`,
    `actor`, `rule`, `quantile`, `bound` (of a judgement range) and, for the kept paths, `run` and
    `place` (of a judgement in the model). Variables:

    - `p`, `se`, `low`, `high`, `judgement`, `hits`: being in a state at a date (and `squares`
      and `cubes`, where runs carry probabilities: then `hits` is their sum)
    - `ever_p` and so on: having reached it until then
    - `happened`, `happened_se` and so on: an event has happened; `occurrences`: how often in all
    - `mean`, `sd`, `quantiles` of drivers; `actor_mean` and so on of alignments
    - `rule_share`: share of all steps of all runs in which a rule held
    - `path_value`, `path_alignment`, `path_state`, `path_happened`, `path_rule_steps`,
      `path_judgement`: the first runs, whole
    """
    import xarray

    variables = {
        **_states(forecast),
        **_events(forecast),
        **_values(forecast),
        **_paths(forecast),
    }
    return xarray.Dataset(variables, coords=_coordinates(forecast), attrs=_attributes(forecast))


def table(forecast: Forecast) -> pandas.DataFrame:
    """State probabilities, one row for each date and state, in that order.

    Columns: `date` (as `2023-09`), `time` (the month's end), `state`, `title`; being in the state
    then: `p, se, low, high, judgement_low, judgement_high`; having reached it until then: the same
    with `ever_` before them. Judgement is missing where it was not computed.
    """
    import pandas

    states = forecast.labels.states
    columns = _row_names(
        forecast, [states, _titles(forecast, "states", states)], ["state", "title"]
    )
    for ever, (prefix, hits, spread) in enumerate(_both(forecast)):
        for name, values in zip(_MEANING, forecast.shares(ever), strict=True):
            columns[prefix + name] = values.ravel()
        ends = np.full((*hits.shape, 2), np.nan) if spread is None else spread
        columns[f"{prefix}judgement_low"] = ends[..., 0].ravel()
        columns[f"{prefix}judgement_high"] = ends[..., 1].ravel()
    return pandas.DataFrame(columns)


def driver_table(forecast: Forecast) -> pandas.DataFrame:
    """Drivers and alignments, one row for each date and name, in that order.

    Columns: `date`, `time`, `kind` (driver or actor), `name`, `title`, `unit`, `mean`, `sd` and
    the quantiles `q05` to `q95`.
    """
    import pandas

    labels = forecast.labels
    drivers, actors = labels.drivers, labels.actors
    parts = [
        ["driver"] * len(drivers) + ["actor"] * len(actors),
        [*drivers, *actors],
        [*_titles(forecast, "drivers", drivers), *_titles(forecast, "actors", actors)],
        [*_units(forecast), *[""] * len(actors)],
    ]
    columns = _row_names(forecast, parts, ["kind", "name", "title", "unit"])
    columns["mean"], columns["sd"] = forecast.mean.ravel(), forecast.sd.ravel()
    for index, name in enumerate(QUANTILE_NAMES):
        columns[name] = forecast.quantiles[..., index].ravel()
    return pandas.DataFrame(columns)


def month_ends(months: Sequence[Month]) -> NDArray[np.datetime64]:
    """The last days of months, to the nanosecond where that reaches so far, else to the second."""
    next_months = np.array([month.index + 1 - 1970 * 12 for month in months], "datetime64[M]")
    days = next_months.astype("datetime64[D]") - np.timedelta64(1, "D")
    years = [month.index // 12 for month in months]
    fine = min(years) >= _FIRST_YEAR and max(years) <= _LAST_YEAR
    return days.astype("datetime64[ns]" if fine else "datetime64[s]")


def _coordinates(forecast: Forecast) -> Variables:
    labels = forecast.labels
    found: Variables = {
        "time": (("time",), month_ends(forecast.dates), {"long_name": "end of the month"}),
        "month": (("time",), [str(date) for date in forecast.dates], {"long_name": "month"}),
        "driver_unit": (("driver",), _texts(_units(forecast)), {"long_name": "unit"}),
        "quantile": (("quantile",), np.array(QUANTILES), {"long_name": "share of runs below"}),
        "bound": (("bound",), list(BOUNDS), {"long_name": "end of the judgement range"}),
        "run": (("run",), np.arange(forecast.paths.runs), {"long_name": "number of the run"}),
        "place": (("place",), _texts(forecast.paths.places), {"long_name": "place in the model"}),
    }
    for kind in ("states", "events", "drivers", "actors", "rules"):
        names, noun = getattr(labels, kind), kind.removesuffix("s")
        titles = _titles(forecast, kind, names)
        found[noun] = ((noun,), _texts(names), {"long_name": noun})
        found[f"{noun}_title"] = ((noun,), _texts(titles), {"long_name": f"title of the {noun}"})
    return found


def _attributes(forecast: Forecast) -> dict[str, Any]:
    return {
        "title": forecast.title,
        "question": forecast.question,
        "model": forecast.model,
        "start": str(forecast.start),
        "until": str(forecast.until),
        "months_per_step": forecast.months_per_step,
        "runs": forecast.runs,
        "random_seed": forecast.random_seed,
        "method": forecast.method,
        "notes": "\n".join(forecast.notes),
        "provenance": json.dumps(strict(forecast.provenance), sort_keys=True),
    }


def _states(forecast: Forecast) -> Variables:
    found: Variables = {}
    dims = ("time", "state")
    for ever, (prefix, hits, spread) in enumerate(_both(forecast)):
        what = "having reached the state" if prefix else "being in the state"
        for name, values in zip(_MEANING, forecast.shares(ever), strict=True):
            found[prefix + name] = (dims, values, {"long_name": f"{_MEANING[name]} {what}"})
        counted = "runs" if forecast.squares is None else "sum over runs of the probability of"
        found[f"{prefix}hits"] = (dims, hits, {"long_name": f"{counted} {what}"})
        for power, summed in (("squares", forecast.squares), ("cubes", forecast.cubes)):
            if summed is not None:
                about = f"{power} of groups' sums over runs of the probability of {what}"
                found[prefix + power] = (dims, summed[ever], {"long_name": about})
        if spread is not None:
            about = f"5th and 95th percentile over judgements of the probability of {what}"
            found[f"{prefix}judgement"] = ((*dims, "bound"), spread, {"long_name": about})
    return found


_MEANING = {
    "p": "probability of",
    "se": "standard error of the probability of",
    "low": "lower end of the 95 % interval of the probability of",
    "high": "upper end of the 95 % interval of the probability of",
}


def _events(forecast: Forecast) -> Variables:
    found: Variables = {}
    dims = ("time", "event")
    what = "the event's having happened"
    shares = intervals.shares(forecast.happened, forecast.runs)
    for name, values in zip(_MEANING, shares, strict=True):
        key = "happened" if name == "p" else f"happened_{name}"
        found[key] = (dims, values, {"long_name": f"{_MEANING[name]} {what}"})
    found["happened_hits"] = (dims, forecast.happened, {"long_name": "runs with the event"})
    about = "how often the event happened in all runs"
    found["occurrences"] = (("event",), forecast.occurrences, {"long_name": about})
    return found


def _values(forecast: Forecast) -> Variables:
    first = len(forecast.labels.drivers)
    found: Variables = {}
    for prefix, noun, rows in (
        ("", "driver", slice(None, first)),
        ("actor_", "actor", slice(first, None)),
    ):
        dims = ("time", noun)
        what = "alignment" if prefix else "driver"
        about = {"long_name": f"quantiles of the {what}"}
        found[f"{prefix}mean"] = (dims, forecast.mean[:, rows], {"long_name": f"mean {what}"})
        spread = {"long_name": f"standard deviation of the {what}"}
        found[f"{prefix}sd"] = (dims, forecast.sd[:, rows], spread)
        found[f"{prefix}quantiles"] = ((*dims, "quantile"), forecast.quantiles[:, rows], about)
    share = {"long_name": "share of all steps of all runs in which the rule held"}
    found["rule_share"] = (("rule",), forecast.rule_share, share)
    return found


def _paths(forecast: Forecast) -> Variables:
    paths, first = forecast.paths, len(forecast.labels.drivers)
    alone = len(paths.states) == 1
    axes = ("time",) if alone else ("chain", "time")
    states = paths.states[0] if alone else paths.states
    arrays = {
        "value": (("time", "driver"), paths.values[:, :first], "driver"),
        "alignment": (("time", "actor"), paths.values[:, first:], "alignment"),
        "state": (axes, states, "number of the state, from 0"),
        "happened": (("event",), paths.happened, "months from the start to the first happening"),
        "rule_steps": (("rule",), paths.rule_steps, "steps in which the rule held"),
        "judgement": (("place",), paths.judgements, "judgement drawn"),
    }
    return {
        f"path_{name}": ((*dims, "run"), values, {"long_name": about})
        for name, (dims, values, about) in arrays.items()
    }


def _both(forecast: Forecast) -> tuple[tuple[str, Counts | Floats, Floats | None], ...]:
    """Prefix, hits and judgement ranges of being in a state and of having reached it."""
    return (
        ("", forecast.at, forecast.judgement_at),
        ("ever_", forecast.reached, forecast.judgement_by),
    )


def _row_names(
    forecast: Forecast, parts: Sequence[Sequence[str]], names: Sequence[str]
) -> dict[str, Any]:
    """Columns that name the rows of a table: the dates, and within each the parts."""
    width, dates = len(parts[0]), forecast.dates
    columns: dict[str, Any] = {
        "date": [str(date) for date in dates for _ in range(width)],
        "time": np.repeat(month_ends(dates), width),
    }
    for name, part in zip(names, parts, strict=True):
        columns[name] = list(part) * len(dates)
    return columns


def _titles(forecast: Forecast, kind: str, names: Sequence[str]) -> list[str]:
    return [forecast.labels.title_of(kind, name) for name in names]


def _units(forecast: Forecast) -> list[str]:
    return [forecast.labels.units.get(name, "") for name in forecast.labels.drivers]


def _texts(texts: Sequence[str]) -> NDArray[np.str_]:
    return np.array(list(texts), dtype=np.str_)
