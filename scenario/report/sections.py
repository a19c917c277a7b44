"""Which sections a report has, in their order: the first pages, and behind them the appendix.

Each further analysis has a section, whose title its words declare; the others are listed here.
What they say stands in modules by subject, which nothing else imports: the answer (`outcomes`),
studies in short (`lead`), the model (`modelled`), what it rests on (`basis`), the `method`.
"""

from __future__ import annotations

from collections.abc import Sequence

from scenario.present import section_of
from scenario.present.blocks import Part
from scenario.report import basis, method, modelled, outcomes
from scenario.report.figures import illustrated
from scenario.report.lead import SHORT, section_in_short
from scenario.report.material import Material, Section

FIRST = (Section("answer", "The answer", outcomes.the_answer),)
BASIS = Section("basis", "How sure, and on whose numbers", basis.rests_on)
LAST = (
    Section("when", "By when", outcomes.by_when, appendix=True),
    Section("world", "Actors and drivers", modelled.world, appendix=True),
    Section("model", "The model", modelled.model, appendix=True),
    Section("evidence", "Evidence", basis.evidence, appendix=True),
    Section("assumptions", "Assumptions", basis.assumptions, appendix=True),
    Section("expectations", "What the model should say, and does it", basis.expectations,
            appendix=True),
    Section("facts", "Facts and sources", basis.facts, appendix=True),
    Section("method", "Method", method.method, appendix=True),
    Section("provenance", "Provenance", method.provenance, appendix=True),
)  # fmt: skip
SCENARIOS = Section("scenarios", "Scenarios compared", outcomes.compared)


def sections_of(material: Material, *, appendix: bool = True) -> tuple[Section, ...]:
    """All sections, those of further analyses in the order in which the material has them.

    Args:
        material: What the report is made from; where it has several scenarios, they are compared
            behind the reasons.
        appendix: Whether there is more than the first pages.
    """
    why, *others = map(section_in_short, SHORT)
    first = (*FIRST, why, SCENARIOS, *others, BASIS)
    if not appendix:
        return first
    return (*first, *(studied(material, name) for name in _further(material)), *LAST)


def studied(material: Material, name: str) -> Section:
    """The section of one study that the material has."""
    result = material.studies[name]
    anchor, title = section_of(result)
    return Section(anchor or name, title or name, lambda _: illustrated(result), appendix=True)


def _further(material: Material) -> list[str]:
    return [name for name in material.studies if name != "compare"]


def parts_of(material: Material, sections: Sequence[Section] | None = None) -> list[Part]:
    """The sections that have something to say; all sections when None are given."""
    chosen = sections_of(material) if sections is None else sections
    built = [(one, tuple(one.build(material))) for one in chosen]
    return [Part(one.anchor, one.title, blocks, one.appendix) for one, blocks in built if blocks]
