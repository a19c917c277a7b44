"""An explanation in sentences and tables.

It words what the numbers say and computes nothing but how many runs would settle what is open.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil, log10

from scenario.forecast.answer import said
from scenario.forecast.borne import doubt
from scenario.forecast.wording import count
from scenario.forecast.words import percent
from scenario.studies.explain import Explanation, Portion
from scenario.studies.plain_text import listed, margin, paragraph, points, table
from scenario.studies.rule_record import RuleRecord

TOLD = 6
"""Reasons told with their grounds; the table has them all."""


def told(found: Explanation) -> str:
    """The whole text."""
    blocks = [
        answer(found),
        "\n".join(_reasons(found)),
        *_open_questions(found),
        _parts_table(found),
        *([] if _few(found) else _rules(found.rules, found.state)),
        paragraph(_how(found)),
    ]
    return "\n\n".join(block for block in blocks if block)


def answer(found: Explanation) -> str:
    """The answer alone: how likely, against what, and what makes the difference."""
    return "\n".join(paragraph(sentence) for sentence in _opening(found))


def _opening(found: Explanation) -> Iterator[str]:
    difference = found.p.p - found.neutral.p
    name = found.state.replace("_", " ")
    yield f"{name[:1].upper()}{name[1:]} by {found.by}: {said(found.p)}."
    if not found.parts:
        yield "Nothing in this scenario can be switched off, so there is nothing to share out."
        return
    if few := _few(found):
        yield f"In a still world it would be {said(found.neutral)}. {few}: not what makes it so."
        return
    change = "takes off" if difference < 0 else "adds"
    yield (
        f"In a still world (every driver and actor kept at its start, no rule, no event) it would"
        f" be {said(found.neutral)}. What moves and acts {change}"
        f" {points(abs(difference)).lstrip('+')} points ({margin(found.difference_se)})."
    )
    sums = [f"{kind.name} {points(kind.value)} ({margin(kind.se)})" for kind in found.kinds]
    if len(sums) > 1:
        yield f"Together: {listed(sums)}."


def _few(found: Explanation) -> str:
    """That so few runs say little, where either end is not known well enough for a word."""
    return doubt(found.runs, (found.p, found.neutral))


def _reasons(found: Explanation) -> Iterator[str]:
    """The largest parts that can be told from zero, with their grounds."""
    shown = [part for part in found.parts if part.shown][:TOLD]
    if not shown or _few(found):
        return
    yield "Largest parts, in points of probability (± is the 95 % sampling error):"
    for part in shown:
        kind = "" if part.kind == "group" else f" ({part.kind})"
        cites = f" [{', '.join(part.cites)}]" if part.cites else ""
        because = f" {part.because}" if part.because else ""
        text = f"{points(part.value):>6} {margin(part.se):<7} {part.title}{kind}.{because}{cites}"
        yield paragraph(text, "", " " * 15)


def _open_questions(found: Explanation) -> Iterator[str]:
    """What these runs cannot tell from zero, and what could not matter."""
    doubtful = [part for part in found.parts if not part.shown and not part.idle]
    sentences = []
    if doubtful and not _few(found):
        names = listed([part.name for part in doubtful])
        sentences.append(f"Not distinguishable from zero with these runs: {names}.")
        sentences += _would_do(found, doubtful)
    idle = [part.name for part in found.parts if part.idle]
    if idle:
        sentences.append(
            f"Exactly zero, for it never moves or nothing leads from it to the answer:"
            f" {listed(idle)}."
        )
    if sentences:
        yield paragraph(" ".join(sentences))


def _would_do(found: Explanation, doubtful: Sequence[Portion]) -> Iterator[str]:
    """How many divided runs would tell the largest of them from zero, if it is what it seems."""
    first = doubtful[0]
    if not first.value or not first.se:
        return
    wanted = found.divided * (2.8 * first.se / abs(first.value)) ** 2  # seen four times in five
    if wanted < 1e6:
        how = "--walks" if wanted <= found.runs else "--walks, and --runs"
        yield f"About {_rounded_up(wanted)} divided runs ({how}) would settle {first.name}."


def _rounded_up(number: float) -> str:
    unit = 10 ** max(0, int(log10(max(number, 1))) - 1)
    return f"{ceil(number / unit) * unit:,}"


def _parts_table(found: Explanation) -> str:
    rows = [
        [part.name, part.kind, points(part.value), _margin(part)]
        for part in found.parts
        if not part.idle
    ]
    ends = [
        ["still world", "", f"{100 * found.neutral.p:.1f}", margin(found.neutral.se)],
        *rows,
        ["as it is", "", f"{100 * found.p.p:.1f}", margin(found.p.se)],
    ]
    return table(["part", "kind", "points", "95 %"], ends) if rows else ""


def _margin(part: Portion) -> str:
    return margin(part.se) if part.se else "exact"


def _rules(records: Sequence[RuleRecord], state: str) -> Iterator[str]:
    """The record rule by rule."""
    if not records:
        return
    name = state.replace("_", " ")
    apart = [record for record in records if record.differs and not record.asks_state]
    apart.sort(key=lambda record: -abs(record.difference or 0))
    for record in apart[:2]:
        word = "oftener" if (record.difference or 0) > 0 else "less often"
        yield paragraph(
            f"{record.title[:1].upper()}{record.title[1:]} held {word} in runs that reached"
            f" {name}: {_share(record.held_if)} of steps against {_share(record.held_if_not)}."
            " That goes together with it, and need not be why."
        )
    rows = [
        [
            r.name + ("*" if r.asks_state else ""),
            _share(r.held),
            _share(r.held_if),
            _share(r.held_if_not),
            _difference(r),
        ]
        for r in records
    ]
    heads = ["rule held in % of steps", "all runs", f"if {name}", "if not", "difference"]
    note = "\n* asks for the outcome, so the difference says little"
    yield table(heads, rows) + (note if any(r.asks_state for r in records) else "")


def _share(share: float | None) -> str:
    return "-" if share is None else percent(share, 0.005)


def _difference(record: RuleRecord) -> str:
    if record.difference is None:
        return "-"
    return f"{points(record.difference)} {margin(record.se or 0.0)}"


def _how(found: Explanation) -> str:
    if found.exact:
        way = "every set of parts switched on"
    else:
        way = "an order of its own, drawn at random, and its reverse"
    return (
        f"Shapley values of {count(found.divided, 'run')}, each with {way}, on common random"
        f" numbers; the two ends from {count(found.runs, 'run')}. The parts add up to the"
        " difference exactly, and so do their errors once their covariance is counted. What two"
        " parts do only together is shared between them. The rules' record is that of"
        f" {count(found.recorded, 'run')}."
    )
