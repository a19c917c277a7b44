"""Charts: one function for each result, all in one quiet style; `save` writes png, svg or html.

They draw what results hold and run nothing; a result is known by what it says of itself.
"""

from scenario.plots.bands import outcome
from scenario.plots.compared import scenarios
from scenario.plots.differences import differences
from scenario.plots.image import page, png, save, svg
from scenario.plots.importance import sensitivity
from scenario.plots.listening import listening
from scenario.plots.model_map import model_map
from scenario.plots.reached import ever, first_reached
from scenario.plots.style import NARROW, WIDE
from scenario.plots.sweeps import sweep
from scenario.plots.timelines import events
from scenario.plots.tornado import tornado
from scenario.plots.values import actors, alignments, driver_pages, drivers
from scenario.plots.waterfall import waterfall

__all__ = [
    "NARROW",
    "WIDE",
    "actors",
    "alignments",
    "differences",
    "driver_pages",
    "drivers",
    "events",
    "ever",
    "first_reached",
    "listening",
    "model_map",
    "outcome",
    "page",
    "png",
    "save",
    "scenarios",
    "sensitivity",
    "svg",
    "sweep",
    "tornado",
    "waterfall",
]
