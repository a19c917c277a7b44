"""Which months of a forecast are worth a column of a table.

It knows the dates, not what is said of them.
"""

from __future__ import annotations

from scenario.calendar import Month
from scenario.forecast.forecast import Forecast

SHARES = (0.1, 0.2, 0.4, 0.7)
"""Where between the start and the end the dates worth showing lie."""


def dates_worth_showing(forecast: Forecast) -> list[Month]:
    """About five months, close together at first; whole years or quarters in a long forecast."""
    months = forecast.until - forecast.start
    unit = 12 if months >= 60 else 3 if months >= 15 else 1
    whole = unit if unit % forecast.months_per_step == 0 else forecast.months_per_step
    after = {max(1, round(share * months / whole)) * whole for share in SHARES}
    found = [forecast.start + count for count in sorted(after) if count < months]
    return [*found, forecast.until]
