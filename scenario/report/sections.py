"""Which sections a report has, in their order.

A further analysis adds its section as a line here: an anchor, a title, and a function from the
material to blocks, which gives none where the material has nothing for it.
"""

from __future__ import annotations

from collections.abc import Sequence

from scenario.present.blocks import Part
from scenario.report import basis, method, modelled, outcomes, studied
from scenario.report.material import Material, Section

SECTIONS: tuple[Section, ...] = (
    Section("answer", "The answer", outcomes.the_answer),
    Section("scenarios", "Scenarios compared", outcomes.compared),
    Section("basis", "What the answer rests on", basis.rests_on),
    Section("why", "Why", studied.explained),
    Section("moves", "What moves the answer", studied.moved),
    Section("judgements", "Which judgements it depends on", studied.depended),
    Section("when", "By when", outcomes.by_when),
    Section("world", "Actors and drivers", modelled.world),
    Section("model", "The model", modelled.model),
    Section("assumptions", "Assumptions", basis.assumptions),
    Section("expectations", "What the model should say, and does it", basis.expectations),
    Section("facts", "Facts and sources", basis.facts),
    Section("method", "Method", method.method),
    Section("provenance", "Provenance", method.provenance),
)


def parts_of(material: Material, sections: Sequence[Section] = SECTIONS) -> list[Part]:
    """The sections that have something to say."""
    built = [(one, tuple(one.build(material))) for one in sections]
    return [Part(one.anchor, one.title, blocks) for one, blocks in built if blocks]
