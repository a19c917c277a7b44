"""The engine: a resolved model compiled and simulated, a forecast made of what the runs show.

Its stages are `compiler`, `simulate` (blocks of steps) and `results`; it reads no files.
"""

from scenario.engine.results import forecast_of, run
from scenario.engine.simulate import Simulation, simulate

__all__ = ["Simulation", "forecast_of", "run", "simulate"]
