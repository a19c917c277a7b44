"""Reports: one file that answers the question, shows what that rests on, and tells how to redo it.

    material = Material((scenario,), (forecast,))
    write(material, "report.html")

It runs nothing: scenarios, forecasts and the results of studies are given to it.
"""

from scenario.report.material import Material, Section
from scenario.report.sections import sections_of
from scenario.report.write import ENDINGS, text_of, write

__all__ = ["ENDINGS", "Material", "Section", "sections_of", "text_of", "write"]
