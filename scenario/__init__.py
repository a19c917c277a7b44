"""Scenario forecasting: a model in YAML in, probabilities with their reasons out.

This face only says where each public name lives; nothing is loaded before it is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from scenario.version import VERSION

if TYPE_CHECKING:
    from scenario.api import Scenario, load, load_forecast
    from scenario.calendar import Month
    from scenario.checks import Finding, Report, Verdict
    from scenario.errors import InputError, Problem, RunError, ScenarioError
    from scenario.forecast import Estimate, Forecast
    from scenario.studies.compare import compare
    from scenario.studies.futures import discover, paths, signposts
    from scenario.studies.solve import solve
    from scenario.studies.sweep import sweep
    from scenario.studies.tornado import tornado
    from scenario.studies.trace import trace

__version__ = VERSION

_HOMES = {
    "Estimate": "scenario.forecast",
    "Finding": "scenario.checks",
    "Forecast": "scenario.forecast",
    "InputError": "scenario.errors",
    "Month": "scenario.calendar",
    "Problem": "scenario.errors",
    "Report": "scenario.checks",
    "RunError": "scenario.errors",
    "Scenario": "scenario.api",
    "ScenarioError": "scenario.errors",
    "Verdict": "scenario.checks",
    "compare": "scenario.studies.compare",
    "discover": "scenario.studies.futures",
    "load": "scenario.api",
    "load_forecast": "scenario.api",
    "paths": "scenario.studies.futures",
    "signposts": "scenario.studies.futures",
    "solve": "scenario.studies.solve",
    "sweep": "scenario.studies.sweep",
    "tornado": "scenario.studies.tornado",
    "trace": "scenario.studies.trace",
}
_PARTS = ("plots",)
"""Modules that `import scenario` alone must make reachable, as in `scenario.plots.outcome`."""

__all__ = [
    "Estimate",
    "Finding",
    "Forecast",
    "InputError",
    "Month",
    "Problem",
    "Report",
    "RunError",
    "Scenario",
    "ScenarioError",
    "Verdict",
    "__version__",
    "compare",
    "discover",
    "load",
    "load_forecast",
    "paths",
    "signposts",
    "solve",
    "sweep",
    "tornado",
    "trace",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    if name in _PARTS:
        return import_module(f"scenario.{name}")
    raise AttributeError(f"module 'scenario' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, *_PARTS})
