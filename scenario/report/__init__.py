"""Reports: one file that answers the question, shows what that rests on, and tells how to redo it.

    material = Material((scenario,), (forecast,))
    write(material, "report.html")

Scenarios, forecasts and the results of studies are given to it; the studies of its first pages can
be made by `in_short`.
"""

from scenario.report.lead import in_short
from scenario.report.material import Material, Section, byline
from scenario.report.sections import sections_of
from scenario.report.write import ENDINGS, text_of, write

__all__ = [
    "ENDINGS", "Material", "Section", "byline", "in_short", "sections_of", "text_of", "write"
]  # fmt: skip
