"""Which sections a report has, in their order.

Each further analysis has a section, whose title its words declare; the others are listed here.
What they say stands in modules by subject, which nothing else imports: the answer (`outcomes`), the
model (`modelled`), what it rests on (`basis`) and how it was found (`method`).
"""

from __future__ import annotations

from collections.abc import Sequence

from scenario.present import section_of
from scenario.present.blocks import Part
from scenario.report import basis, method, modelled, outcomes
from scenario.report.figures import illustrated
from scenario.report.material import Material, Section

FIRST = (
    Section("answer", "The answer", outcomes.the_answer),
    Section("scenarios", "Scenarios compared", outcomes.compared),
    Section("basis", "What the answer rests on", basis.rests_on),
)
LAST = (
    Section("when", "By when", outcomes.by_when),
    Section("world", "Actors and drivers", modelled.world),
    Section("model", "The model", modelled.model),
    Section("evidence", "Evidence", basis.evidence),
    Section("assumptions", "Assumptions", basis.assumptions),
    Section("expectations", "What the model should say, and does it", basis.expectations),
    Section("facts", "Facts and sources", basis.facts),
    Section("method", "Method", method.method),
    Section("provenance", "Provenance", method.provenance),
)


def sections_of(material: Material) -> tuple[Section, ...]:
    """All sections, those of further analyses in the order in which the material has them.

    A comparison is shown where the scenarios are compared.
    """
    return (*FIRST, *(studied(material, name) for name in _further(material)), *LAST)


def studied(material: Material, name: str) -> Section:
    """The section of one study that the material has."""
    result = material.studies[name]
    anchor, title = section_of(result)
    return Section(anchor or name, title or name, lambda _: illustrated(result))


def _further(material: Material) -> list[str]:
    return [name for name in material.studies if name != "compare"]


def parts_of(material: Material, sections: Sequence[Section] | None = None) -> list[Part]:
    """The sections that have something to say; all sections when None are given."""
    chosen = sections_of(material) if sections is None else sections
    built = [(one, tuple(one.build(material))) for one in chosen]
    return [Part(one.anchor, one.title, blocks) for one, blocks in built if blocks]
