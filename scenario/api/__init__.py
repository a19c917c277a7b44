"""The Python face: scenarios and saved forecasts, and what can be asked of a file.

It joins the floors below and computes nothing of its own.
"""

from scenario.api.files import check, load_forecast, show
from scenario.api.scenario import PathLike, Scenario, load

__all__ = ["PathLike", "Scenario", "check", "load", "load_forecast", "show"]
