"""A process fitted to a dated series: the result, as data, and the driver and the fact it becomes.

How it was fitted is the business of `fit`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenario import intervals
from scenario.io import dump
from scenario.io.writing import check_file, write_file
from scenario.result import Result
from scenario.studies.series import Series

if TYPE_CHECKING:
    import pandas

ENDINGS = (".yaml", ".yml")
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Shares below the percentiles of the fan."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A field of the process; an end that is not known is infinite, or 0 of what is above zero."""

    name: str
    estimate: float
    low: float
    high: float
    lowest: float
    """The least that it can be: an interval that begins there has no lower end."""
    is_time: bool = False
    """Whether it is a time in years."""

    @property
    def known_below(self) -> bool:
        """Whether the series says how small it is at least."""
        return self.low > self.lowest

    @property
    def known_above(self) -> bool:
        """Whether the series says how large it is at most."""
        return isfinite(self.high)

    @property
    def is_writable(self) -> bool:
        """Whether a model can have it: a size may lie anywhere from nought up, and no other."""
        is_size = self.lowest == 0 and not self.is_time
        return self.known_above and (self.known_below or is_size)

    @property
    def is_exact(self) -> bool:
        """Whether it is one number."""
        return self.low == self.high

    def as_dict(self) -> dict[str, Any]:
        """For JSON: an end that is not known is null, and so is what it leaves open."""
        return {
            "estimate": self.estimate if self.is_writable else None,
            "low": self.low if self.known_below else None,
            "high": self.high if self.known_above else None,
        }


@dataclass(frozen=True, slots=True)
class Ahead:
    """Where the process may be so long after the last value: percentiles."""

    years: float
    quantiles: tuple[float, ...]


@dataclass(frozen=True)
class Fit(Result):
    """A process fitted to a series."""

    series: Series
    process: str
    name: str
    """What the driver is called."""
    parameters: tuple[Parameter, ...]
    start: Parameter
    """The value at the last date; its ends are alike where it was measured without error."""
    log_likelihood: float
    fan: tuple[Ahead, ...]
    written: Mapping[str, Any] | None
    """The driver as a model has it; None where the series does not say enough of a field."""
    place: str
    """The file that the fact was written to; empty where it was not."""

    @property
    def period(self) -> str:
        """From the first date to the last."""
        return f"{self.series.rows[0].date} to {self.series.rows[-1].date}"

    @property
    def open(self) -> tuple[Parameter, ...]:
        """The fields that a model cannot have as the series leaves them."""
        return tuple(one for one in self.parameters if not one.is_writable)

    def as_dict(self) -> dict[str, Any]:
        """As `fit --json` prints it."""
        rows = self.series.rows
        return {
            "file": self.series.file,
            "sha256": self.series.sha256,
            "rows": [
                {
                    "date": row.date,
                    "years": row.years,
                    "value": row.value,
                    "sd": row.sd,
                    "low": row.value - intervals.Z_PERCENTILE_95 * row.sd,
                    "high": row.value + intervals.Z_PERCENTILE_95 * row.sd,
                }
                for row in rows
            ],
            "rows_left_out": self.series.left_out,
            "sources": list(self.series.sources),
            "process": self.process,
            "name": self.name,
            "parameters": {one.name: one.as_dict() for one in self.parameters},
            "start": self.start.as_dict(),
            "log_likelihood": self.log_likelihood,
            "fan": [{"years": one.years, "quantiles": list(one.quantiles)} for one in self.fan],
            "driver": None if self.written is None else dict(self.written),
        }

    def table(self) -> pandas.DataFrame:
        """One row for each field of the process."""
        import pandas

        return pandas.DataFrame(
            [{"field": one.name, **one.as_dict()} for one in (*self.parameters, self.start)]
        )

    def yaml(self) -> str:
        """The driver as it can be pasted into a model; empty where there is none."""
        return "" if self.written is None else dump({"drivers": {self.name: self.written}})

    def fact(self) -> dict[str, Any]:
        """A file of facts with the fit as its only fact, which the driver cites."""
        series = self.series
        figures: dict[str, float] = {}
        for one in (*self.parameters, self.start):
            figures |= {
                f"{one.name}_{key}": float(f"{value:.6g}")
                for key, value in one.as_dict().items()
                if value is not None
            }
        process = self.process.replace("_", " ")
        return {
            "source": {
                "id": f"{self.name}_series",
                "title": f"{self.name.replace('_', ' ')}, {self.period}: {process} fitted",
                "date": series.rows[-1].date,
                "note": f"Worked out by `scenario fit` from {Path(series.file).name}.",
            },
            "facts": {
                "fit": {
                    "claim": f"As {process}: {'; '.join(map(said, self.parameters))}.",
                    "kind": "series",
                    "figures": figures,
                    "period": self.period,
                    "date": series.rows[-1].date,
                    "source": "; ".join(series.sources) or f"the file {Path(series.file).name}",
                    "confidence": "computed",
                    "note": f"From {len(series.rows)} values; the file's SHA-256: {series.sha256}.",
                }
            },
        }

    def save(self, place: str | os.PathLike[str], *, overwrite: bool = False) -> Path:
        """Write the fit as a file of facts.

        Args:
            place: A `.yaml` or `.yml` file.
            overwrite: Whether a file that stands there may be replaced.

        Returns:
            The file; a model that names it under `facts` may cite it.

        Raises:
            InputError: Another ending, a file that must not be replaced, or the system does not
                allow it.
        """
        check_facts_file(place, overwrite=overwrite)
        return write_file(os.fspath(place), dump(self.fact()).encode())


def check_facts_file(place: str | os.PathLike[str], *, overwrite: bool) -> None:
    """Refuse a place where no file of facts may be written.

    Args:
        place: The file.
        overwrite: Whether a file that stands there may be replaced.

    Raises:
        InputError: It has another ending than YAML has, or must not be replaced.
    """
    check_file(os.fspath(place), ENDINGS, overwrite=overwrite, way_out=", or say --overwrite")


def said(one: Parameter) -> str:
    """A field with its interval: half life 0.4 to 2.1; half life 1.2 or more.

    Args:
        one: The field.
    """
    name = one.name.replace("_", " ")
    low, high = (f"{end:.3g}" for end in (one.low, one.high))
    if one.known_below and one.known_above:
        return f"{name} {low} to {high}" if low != high else f"{name} {low}"
    if one.known_below:
        return f"{name} {low} or more"
    if one.known_above:
        return f"{name} {high} or less"
    return f"{name} not known"
