"""An explanation in words: what would be if nothing changed, what changes it, and why.

It words what the numbers say and computes nothing but how many runs would settle what is open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import ceil, log10

from scenario import intervals
from scenario.forecast.answer import said
from scenario.forecast.borne import doubt
from scenario.forecast.estimate import Estimate
from scenario.forecast.verbal_probability import margin, percent, points
from scenario.forecast.wording import brief, capital, count, listing, long_month
from scenario.present import presents
from scenario.present.asked import question_words
from scenario.present.blocks import (
    Block,
    Column,
    Inline,
    Table,
    items,
    lead,
    paragraph,
    small,
    table,
)
from scenario.present.figures import bare, half, signed, with_margin
from scenario.resolve.naming import called
from scenario.studies.explain import Explanation, Portion
from scenario.studies.rule_activity import RuleRecord

REASONS, ROWS = 3, 5
"""Parts that are shown with their reasons, and parts that have a row of their own."""
ALL_REASONS = 8
"""Parts whose whole reasons stand in the detail."""
NAMED = 6
"""Things that one sentence names; more are counted."""
_SENTENCE = re.compile(r"[^.!?]*(?:[.!?](?!\s+[^\W\d_a-z])[^.!?]*)*[.!?]?")


def headline(found: Explanation) -> Iterator[Block]:
    """How much it is, what it were if nothing changed, and how much changes it."""
    yield lead(f"{question_words(found.of, found.document)}: {_said(found, found.p)}.")
    if all(part.idle for part in found.parts):
        yield lead(_unmoved(found))
        return
    if few := _few(found):
        yield lead(f"{_unchanged(found)}: {said(found.unchanged)}. {few} of what changes it.")
        return
    yield lead(f"{_unchanged(found)}: {_said(found, found.unchanged)}. {_change(found)}")


def _said(found: Explanation, end: Estimate) -> str:
    if found.of.is_probability:
        return said(end)
    value, margin = with_margin(end, share=False)
    return f"{value} (± {margin})" if margin else value


def _unmoved(found: Explanation) -> str:
    """Why there is nothing to divide; what acts from the start on may matter all the same."""
    if found.all_rules or not found.kept:
        return "Nothing in this scenario can change that, so there is nothing to explain."
    begins = (
        f"Nothing that changes after {long_month(found.start)} bears on that, but what holds from"
        f" the start on may: {_rules_there(found)}."
    )
    those = "it" if len(found.kept) == 1 else "each of them"
    return f"{begins} --all-rules says what {those} does."


def _unchanged(found: Explanation) -> str:
    none = " and no rule acted" if found.all_rules else ""
    return f"If nothing changed from {long_month(found.start)} on{none}"


def _change(found: Explanation) -> str:
    """By how much all parts together change it."""
    difference = found.p.p - found.unchanged.p
    share = found.of.is_probability
    size = signed(abs(difference), share=share).lstrip("+")
    margin = half(found.difference_se, share=share)
    known = f"{size}{' points' if share else ''} (± {margin})"
    if not intervals.differs(difference, found.difference_se):
        return f"What changes may add or take away nothing: {known}."
    return f"What changes {'takes away' if difference < 0 else 'adds'} {known}."


def _few(found: Explanation) -> str:
    """That so few runs say little, where either end is not known well enough for a word."""
    ends = (found.p, found.unchanged)
    return doubt(found.runs, ends) if found.of.is_probability else ""


def rest(found: Explanation) -> Iterator[Block]:
    """The largest parts with their reasons, one table, and what its numbers are."""
    if all(part.idle for part in found.parts):
        return
    largest = [part for part in found.parts if part.shown and part.because][:REASONS]
    if largest and not _few(found):
        reasons = [f"{_title(found, part)}: {_first_sentence(part.because)}" for part in largest]
        yield items(reasons, [_points(found, part.value) for part in largest])
    yield _short_table(found)
    yield small(f"{_baseline(found)} {_beside_tornado(found)}")


def _short_table(found: Explanation) -> Table:
    """What it were if nothing changed, the largest parts, all others as one, and what it is."""
    moving = [part for part in found.parts if not part.idle]
    first = (moving if _few(found) else [part for part in moving if part.shown])[:ROWS]
    others = [part for part in moving if part not in first]
    if len(others) == 1:
        first, others = [*first, *others], []
    rows = [_row(found, part) for part in first]
    if others:
        value, se = found.together(others)
        name = f"{len(others)} other parts together"
        rows.append([name, "", _points(found, value), _margin(found, se)])
    return _table(found, rows)


def _table(found: Explanation, rows: Sequence[Sequence[Inline]]) -> Table:
    share = found.of.is_probability
    ends: list[list[Inline]] = [
        [
            name,
            "",
            f"{100 * end.p:.1f}" if share else bare(end, share=False),
            half(end.se, share=share),
        ]
        for name, end in (("If nothing changed", found.unchanged), ("As it is", found.p))
    ]
    columns = [Column("", right=False), Column("", right=False, may_go=1)]
    columns += [Column("points" if share else "mean"), Column("±")]
    return table("", columns, [ends[0], *rows, ends[1]])


def _row(found: Explanation, part: Portion) -> list[Inline]:
    kind = "" if part.kind == "group" else part.kind
    return [_title(found, part), kind, _points(found, part.value), _margin(found, part.se)]


def _points(found: Explanation, value: float) -> str:
    return signed(value, share=found.of.is_probability)


def _margin(found: Explanation, se: float) -> str:
    return half(se, share=found.of.is_probability) if se else "exact"


def _title(found: Explanation, part: Portion) -> str:
    if part.kind == "group":
        return f"All {part.name}"
    return capital(brief(called(f"{part.kind}s", part.name, found.document)))


def _first_sentence(text: str) -> str:
    match = _SENTENCE.match(text.strip())
    return match[0].strip() if match else text


def _baseline(found: Explanation) -> str:
    """What it means that nothing changes."""
    if found.all_rules:
        rules = "no rule acts"
    elif not found.kept:
        rules = "no rule holds there, so none acts"
    else:
        acts = "acts" if len(found.kept) == 1 else "act"
        rules = f"only {_rules_there(found)} {acts}"
    return f"If nothing changed: drivers and actors stay at their start, no event happens, {rules}."


def _rules_there(found: Explanation) -> str:
    """Which rules hold at the start."""
    always = sum(rule.share == 1 for rule in found.kept)
    some = len(found.kept) - always
    texts = []
    if always:
        texts.append(f"the {count(always, 'rule that holds', 'rules that hold')} there")
    if some:
        texts.append(f"{count(some, 'rule')} in those runs in which {_it(some)} there")
    return listing(texts)


def _it(number: int) -> str:
    return "it holds" if number == 1 else "they hold"


def _beside_tornado(found: Explanation) -> str:
    """Why the numbers are not those of `tornado`."""
    too = ", those too," if found.kept else ""
    return (
        f"Parts come in from there, in all orders; tornado takes one rule or event{too} out of the"
        " scenario as it is."
    )


def detail(found: Explanation) -> Iterator[Block]:
    """All parts, what is open, the whole reasons, the record of the rules, how it was found."""
    if any(not part.idle for part in found.parts):
        yield _all_parts(found)
    sums = [
        f"{kind.name} {_points(found, kind.value)} (± {_margin(found, kind.se)})"
        for kind in found.kinds
    ]
    if len(sums) > 1 and not _few(found):
        yield paragraph(f"Together: {listing(sums)}.")
    yield from _open_questions(found)
    if not _few(found):
        yield from _reasons(found)
        yield from _rules(found)
    yield small(_how(found))


def _all_parts(found: Explanation) -> Table:
    rows = [_row(found, part) for part in found.parts if not part.idle]
    made = _table(found, rows)
    return Table("All parts", made.columns, made.rows)


def _reasons(found: Explanation) -> Iterator[Block]:
    """What the model's authors say of the largest parts, and on what grounds."""
    largest = [part for part in found.parts if part.shown and part.because][:ALL_REASONS]
    if largest:
        yield paragraph("Why, in the words of the model:")
        yield items(
            f"{_title(found, part)}: {part.because}"
            + (f" [{', '.join(part.cites)}]" if part.cites else "")
            for part in largest
        )


def _open_questions(found: Explanation) -> Iterator[Block]:
    """What these runs cannot tell from zero, and what could not matter."""
    doubtful = [part for part in found.parts if not part.shown and not part.idle]
    if doubtful and not _few(found):
        names = _names(found, doubtful)
        more = " ".join(_would_do(found, doubtful[0]))
        yield paragraph(f"These runs cannot tell from zero: {names}. {more}".rstrip())
    if idle := [part for part in found.parts if part.idle]:
        yield paragraph(
            "Exactly zero, as nothing moves them or nothing leads from them to the answer:"
            f" {_names(found, idle)}."
        )


def _names(found: Explanation, parts: Sequence[Portion]) -> str:
    return listing((_title(found, part) for part in parts), most=NAMED)


def _would_do(found: Explanation, first: Portion) -> Iterator[str]:
    """How many divided runs would tell the largest of them from zero, if it is what it seems."""
    if not first.value or not first.se:
        return
    wanted = found.divided * (2.8 * first.se / abs(first.value)) ** 2  # seen four times in five
    if wanted < 1e6:
        how = "--walks" if wanted <= found.runs else "--walks, and --runs"
        title = _title(found, first)
        yield f"About {_rounded_up(wanted)} divided runs ({how}) would settle {title}."


def _rounded_up(number: float) -> str:
    unit = 10 ** max(0, int(log10(max(number, 1))) - 1)
    return f"{ceil(number / unit) * unit:,}"


def _rules(found: Explanation) -> Iterator[Block]:
    """The record rule by rule."""
    if not found.rules:
        return
    apart = [record for record in found.rules if record.differs and not record.asks_state]
    apart = [one for one in apart if _share(one.held_if) != _share(one.held_if_not)]
    apart.sort(key=lambda record: -abs(record.difference or 0))
    for record in apart[:2]:
        word = "oftener" if (record.difference or 0) > 0 else "less often"
        yield paragraph(
            f"The rule “{_rule(found, record)}” held {word} in {_runs_of(found)}:"
            f" {_share(record.held_if)} of steps against {_share(record.held_if_not)}."
            " That goes together with it, and need not be why."
        )
    yield _record(found)
    if any(record.asks_state for record in found.rules):
        yield small("* asks for the outcome, so the difference says little")


def _runs_of(found: Explanation) -> str:
    """Those runs of which it is so."""
    if found.of.kind == "by":
        return f"runs that reached {called('states', found.of.subject, found.document)}"
    return "runs of which it is so"


def _record(found: Explanation) -> Table:
    state = called("states", found.of.subject, found.document) if found.of.kind == "by" else "so"
    columns = [Column("", right=False), Column("at start", may_go=2), Column("all runs", may_go=3)]
    columns += [Column(f"if {state}"), Column("if not"), Column("difference", may_go=1)]
    rows: list[list[Inline]] = [
        [
            _rule(found, record) + ("*" if record.asks_state else ""),
            percent(record.at_start),
            *(_share(share) for share in (record.held, record.held_if, record.held_if_not)),
            _difference(record),
        ]
        for record in found.rules
    ]
    if not found.of.is_probability:  # of which no run says yes or no
        columns, rows = columns[:3], [row[:3] for row in rows]
    return table("In how many steps each rule held (at start: in how many runs)", columns, rows)


def _rule(found: Explanation, record: RuleRecord) -> str:
    return capital(called("rules", record.name, found.document))


def _share(share: float | None) -> str:
    return "-" if share is None else percent(share, 0.005)


def _difference(record: RuleRecord) -> str:
    if record.difference is None:
        return "-"
    return f"{points(record.difference)} {margin(record.se or 0.0)}"


def _how(found: Explanation) -> str:
    if found.exact:
        way = "every set of parts"
    else:
        way = "the parts coming in one by one in an order drawn at random, and in its reverse"
    return (
        f"Shapley values of {count(found.divided, 'run')}, each played with {way}, on common random"
        f" numbers; the two ends from {count(found.runs, 'run')}. The parts add up to the"
        " difference exactly, and so do their errors once their covariance is counted. What two"
        " parts do only together is shared between them. The rules' record is that of"
        f" {count(found.recorded, 'run')}."
    )


presents(Explanation, headline=headline, rest=rest, detail=detail, section=("why", "Why"))
