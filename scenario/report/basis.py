"""The sections on what the answer rests on: uncertainties, assumptions, expectations, facts.

They quote the model and its forecast and judge neither.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scenario.calendar import Month
from scenario.errors import ScenarioError
from scenario.forecast import Estimate
from scenario.forecast.answer import judgement_range
from scenario.forecast.evidence_coverage import grounds_of
from scenario.forecast.observations import evidence_in, month_of_observation
from scenario.forecast.verbal_probability import percent
from scenario.forecast.wording import capital, count, long_month, plain_name, short_month
from scenario.plots.told import cited
from scenario.present.blocks import (
    Block,
    Heading,
    Inline,
    Items,
    Link,
    Strong,
    Text,
    paragraph,
    table,
)
from scenario.report.elements import Reader, citations, fact_anchor
from scenario.report.material import Material
from scenario.resolve.observed import observed_words
from scenario.schema import Fact, Facts
from scenario.studies.provenance_share import provenance_share


def _interval(cell: Estimate) -> str:
    """Both ends, in whole points where these tell them apart."""
    low, high = percent(cell.low, 0.002), percent(cell.high, 0.002)
    if low == high:
        return f"{100 * cell.low:.1f} and {100 * cell.high:.1f} %"
    return f"{low} and {high}"


def rests_on(material: Material) -> Iterator[Block]:
    """Sampling, judgement and chance told apart, and what no source backs."""
    forecast, state = material.forecast, material.state
    cell = forecast.probability(state)
    runs = count(forecast.runs, "run")
    name = forecast.labels.title_of("states", state)
    sampled = (
        f"With {runs}, the probability of “{name}” lies between"
        f" {_interval(cell)} (95 %), given the model. More runs narrow this."
    )
    exact = (
        f"The probability of “{name}” is exact, given the model: in that no run can differ from"
        " another."
    )
    items: list[Text] = [(Strong("Sampling. "), exact if cell.low == cell.high else sampled)]
    if ends := judgement_range(cell):
        items.append(
            (
                Strong("Judgement. "),
                f"As the model's uncertain numbers vary, the probability lies in the range"
                f" {ends} %, nine times in ten. Only better knowledge narrows this.",
            )
        )
    items.append(
        (
            Strong("Chance. "),
            "What is left is the course of events itself, given the model: no table removes it.",
        )
    )
    yield Items(tuple(items))
    yield from _backed(material)
    yield paragraph(str(grounds_of(forecast.document)))
    if material.scenario.model.note:
        yield paragraph(material.scenario.model.note)
    yield paragraph(cited(forecast.document), style="small")


def _backed(material: Material) -> Iterator[Block]:
    """How much of the spread of judgement no source backs."""
    try:
        found = provenance_share(material.forecast, material.state)
    except ScenarioError:  # a forecast without kept paths cannot say
        return
    yield paragraph(found.text())


def assumptions(material: Material) -> Iterator[Block]:
    """Everything that the author assumed, and everything that says nothing of its grounds."""
    reader = Reader(material.scenario.model, material.scenario.resolved.said_at)
    kinds = (reader.parameters, reader.actors, reader.drivers, reader.events, reader.rules)
    elements = [element for kind in kinds for element in kind()] + list(reader.transitions())
    bare = [one for one in elements if not any(isinstance(part, Link) for part in one.grounds)]
    if not bare:
        yield paragraph("Every element of the model cites a fact.")
        return
    yield paragraph(
        f"{count(len(bare), 'element')} of {len(elements)} rest on no source.", style="small"
    )
    yield Items(
        tuple(
            (Link(one.title, f"#{one.anchor}"), f": {one.because or 'no reason is given'}")
            for one in bare
        )
    )


def expectations(material: Material) -> Iterator[Block]:
    """What the model must say to be this model, and whether it does."""
    rows: list[list[Inline | Text]] = []
    for verdict, one in zip(material.verdicts, material.scenario.model.expectations, strict=True):
        found = "; ".join(map(str, verdict.answers)) or "asks beyond the end of the run"
        why: Text = (f"{one.because or ''} ", *citations(one.cites))
        rows.append([verdict.that, capital(verdict.status), found, why])
    if rows:
        head = ["It should be that", "It", "Found (95 %)", "Because"]
        yield table("Expectations of the model, put to this forecast", head, rows)


def evidence(material: Material) -> Iterator[Block]:
    """What the scenario is given, and what each observation rests on."""
    document = material.scenario.document()
    rows: list[list[Inline | Text]] = [
        [short_month(month_of_observation(one)), observed_words(one, document), _why(one)]
        for one in evidence_in(document)
    ]
    if rows:
        yield paragraph("The runs agree with what follows; they are not the model's alone.")
        yield table("", ["Date", "What was seen", "Why, and from where"], rows)


def _why(one: Mapping[str, Any]) -> Text:
    cites = tuple(one.get("cites") or ())
    said: list[Inline] = [text for text in (one.get("because"), one.get("note")) if text]
    known = one.get("known")
    if known:
        said.append(f"Known from {long_month(Month.parse(known))} on.")
    parts = [part for text in said for part in (" ", text)][1:]
    return (*parts, *((" ", *citations(cites)) if cites else ()))


def facts(material: Material) -> Iterator[Block]:
    """The facts that the model cites, by source."""
    cited = set(_cited(material))
    for group in material.scenario.model.facts:
        if not isinstance(group, Facts):
            continue
        used = {
            name: fact for name, fact in group.facts.items() if f"{group.source.id}.{name}" in cited
        }
        if not used:
            continue
        yield from _source(group)
        rows = [_fact_row(group.source.id, name, fact) for name, fact in used.items()]
        ids = [fact_anchor(f"{group.source.id}.{name}") for name in used]
        caption = f"Facts cited from {group.source.title or group.source.id}"
        yield table(caption, ["Fact", "What the source says"], rows, ids=ids)


def _source(group: Facts) -> Iterator[Block]:
    source = group.source
    yield Heading(source.title or source.id, f"source-{source.id}")
    said = ", ".join(part for part in (source.author, source.publisher, source.date) if part)
    parts: list[Inline] = [said + "." if said else ""]
    if source.url and source.url.startswith(("https://", "http://")):
        parts += [" ", Link(source.url, source.url)]
    yield paragraph(*parts, f" {source.note}" if source.note else "", style="small")


def _fact_row(source: str, name: str, fact: Fact) -> list[Inline | Text]:
    claim = fact.claim
    figures = ", ".join(f"{key} {figure(value)}" for key, value in (fact.figures or {}).items())
    if figures:
        unit = f" {fact.unit}" if fact.unit else ""
        period = f", {fact.period}" if fact.period else ""
        claim += f" ({figures}{unit}{period})."
    place = f" Paragraph {fact.paragraph}." if fact.paragraph else ""
    note = f" Note: {fact.note}" if fact.note else ""
    disputed = " Contested." if fact.contested else ""
    kind = plain_name(fact.kind)
    how = f" {capital(kind)}, {fact.confidence}."
    return [f"{source}.{name}", f"{claim}{place}{how}{disputed}{note}"]


def _cited(material: Material) -> Iterator[str]:
    """Every citation of the model and of the scenario."""
    model = material.scenario.model
    yield from material.scenario.resolved.cites
    yield from model.cites
    for chain in model.chains.values():
        yield from chain.cites
    elements = (
        model.parameters, model.actors, model.drivers, model.events, model.rules,
        model.transitions,
    )  # fmt: skip
    for kind in elements:
        for element in kind.values():
            yield from element.cites
            for effect in getattr(element, "effects", ()):
                yield from effect.cites
    for listed in (model.correlations, model.expectations):
        for one in listed:
            yield from one.cites


def figure(value: float) -> str:
    """In full, with commas where it is large: 0.5, 1960, 120,000."""
    return f"{value:,.0f}" if abs(value) >= 10_000 and float(value).is_integer() else f"{value:g}"
