"""A comparison in words: how far apart the answers are, and because of what.

It words what the numbers say; it estimates nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from string import ascii_uppercase
from typing import Any, NamedTuple

from scenario.expr.question import Question
from scenario.forecast.borne import digits, little, word
from scenario.forecast.estimate import Estimate, share_of
from scenario.forecast.verbal_probability import percent, points, reach, too_wide
from scenario.forecast.wording import (
    brief,
    capital,
    count,
    long_month,
    short_month,
)
from scenario.present import presents
from scenario.present.asked import question_words
from scenario.present.blocks import (
    Block,
    Column,
    Heading,
    Inline,
    Table,
    items,
    lead,
    paragraph,
    small,
    table,
)
from scenario.present.changed import change_name, change_words
from scenario.present.evidence import acts_after
from scenario.present.figures import difference
from scenario.present.on_the_way import on_the_way, totals_apart
from scenario.resolve.naming import called
from scenario.studies.attribute import Attribution
from scenario.studies.comparison import Comparison, Difference, Pair

ON_THE_WAY = 5
"""Things on the way that have a row."""
SHARES, ALL_SHARES = (0.2, 0.5, 1.0), (0.1, 0.2, 0.4, 0.7, 1.0)
"""Where between the start and the end the dates of the table over time lie."""


class _Side(NamedTuple):
    """One pair, and the letter of its other scenario."""

    found: Comparison
    pair: Pair
    letter: str


def _sides(found: Comparison) -> Iterator[_Side]:
    for pair, letter in zip(found.pairs, ascii_uppercase[1:], strict=False):
        yield _Side(found, pair, letter)


def opening(found: Comparison) -> Iterator[Block]:
    """Which scenario has which letter."""
    named = [f"{found.title} ({found.label})"]
    named += [f"{side.pair.title} ({side.pair.label})" for side in _sides(found)]
    yield items(named, [f"{letter} " for letter in ascii_uppercase[: len(named)]])


def headline(found: Comparison) -> Iterator[Block]:
    """The answer for each pair."""
    for side in _sides(found):
        yield lead(_main(side))


def rest(found: Comparison) -> Iterator[Block]:
    """For each pair the numbers, and because of what; then how they were made."""
    for side in _sides(found):
        if len(found.pairs) > 1:
            yield Heading(f"{side.letter} against A: {side.pair.title}")
        yield from _pair(side)
    yield small(_how(found))


def detail(found: Comparison) -> Iterator[Block]:
    """All states, more dates and all that differs on the way, with what pairing saved."""
    for side in _sides(found):
        yield Heading(f"{side.letter} against A in detail")
        yield _states(side, every=True)
        yield _over_time(side, ALL_SHARES, every=True)
        if not _few(side):
            yield from on_the_way(side.found, side.pair, side.letter, most=None)
        if side.pair.attribution and len(side.pair.attribution.parts) > 1:
            yield small(_method(side.pair.attribution))
    yield small("Fewer runs: how many times fewer this took than runs that are not paired.")


def _pair(side: _Side) -> Iterator[Block]:
    for note in side.pair.notes:
        yield paragraph(f"Note: {note}.")
    if side.found.of.kind in ("by", "at"):
        yield _over_time(side, SHARES)
        states = _states(side)
        if states.rows:
            yield states
    if _few(side):
        return
    if side.pair.attribution:
        yield _divided(side, side.pair.attribution)
    elif side.pair.changes:
        yield paragraph(f"What {side.letter} does differently:")
        yield items(
            change_words(change, side.found.document, side.pair.document)
            for change in side.pair.changes
        )
    yield from totals_apart(side.found, side.pair, side.letter)
    yield from on_the_way(side.found, side.pair, side.letter, most=ON_THE_WAY)


# The answer


def _asked_words(found: Comparison, question: Question) -> str:
    """What is asked; of a state whether it was ever reached, or is there at the end."""
    text = question_words(question, found.document)
    return text.replace(" by ", " at any time by ") if question.kind == "by" else text


def _main(side: _Side) -> str:
    """The answer about the asked state."""
    found, letter, cell = side.found, side.letter, _asked(side)
    if cell is None:
        return _of_others(side)
    question = Question(found.of.kind, found.of.subject, found.of.alignment, _date(found))
    asked = _asked_words(found, question)
    if few := _few(side):
        return (
            f"{few}. {asked}: the two may differ by anything from {points(cell.low)} to"
            f" {points(cell.high)} points (95 %).{_judged(cell)}"
        )
    if _same(cell):
        told = _told(cell.a, cell.a_exact)
        return f"{asked}: {told} in A and in {letter}, exactly the same in both."
    both = f"{_told(cell.a, cell.a_exact)} in A, {_told(cell.b, cell.b_exact)} in {letter}"
    if not cell.shown:
        return (
            f"{asked}: {both}; no difference that {count(found.runs, 'run')} can show. It lies"
            f" between {points(cell.low)} and {points(cell.high)} points (95 %)."
        )
    way = "likelier" if cell.difference > 0 else "less likely"
    if not _visible(cell):
        return f"{asked}: {both}; {way} by less than a tenth of a point."
    by = points(abs(cell.difference)).removeprefix("+")
    return f"{asked}: {both}; {way} by {by} points ({_error(cell)}).{_judged(cell)}"


def _told(p: float, exact: bool) -> str:
    """A probability; in words where it is 0 or 1 and no estimate."""
    if exact and p in (0, 1):
        return word(Estimate(p, 0.0, p, p))
    return percent(p, 0.0 if exact else 0.001)


def _of_others(side: _Side) -> str:
    """What the division says of a mean or of a statement, which have no table of their own."""
    asked = question_words(side.found.of, side.found.document)
    if side.pair.attribution is None:
        return f"{asked}: how far {side.letter} is from A was not looked at."
    total, share = side.pair.attribution.total, side.found.of.kind != "mean"
    apart = difference(total.difference, total.se, share=share)
    return f"{asked}: {apart}{' points' if share else ''} in {side.letter} against A."


def _judged(cell: Difference) -> str:
    ends = _varied(cell)
    return f" As the judgements vary, the difference goes from {ends}." if ends else ""


def _varied(cell: Difference) -> str:
    """+1.0 to +4.7; nothing where judgements were not looked at, or none bears on it."""
    if cell.judgement is None or cell.judgement[0] == cell.judgement[1]:
        return ""
    return " to ".join(map(points, cell.judgement))


def _date(found: Comparison) -> Any:
    return found.of.month if found.of.month in found.dates else found.dates[-1]


def _asked(side: _Side) -> Difference | None:
    """The difference that the sentence is about; None where it is not one of probabilities."""
    found, question = side.found, side.found.of
    if question.kind == "mean" or question.subject not in found.states:
        return None
    where = {"at": _date(found)} if question.kind == "at" else {"by": _date(found)}
    return found.difference(question.subject, **where, scenario=side.pair.label)


def _few(side: _Side) -> str:
    """That so few runs say little, where they show no difference and leave open a wide one."""
    cell = _asked(side)
    if cell is None or cell.shown or not too_wide(cell.low, cell.high):
        return ""
    return little(side.found.runs, cell.low, cell.high)


# The tables


def _over_time(side: _Side, shares: Sequence[float], every: bool = False) -> Table:
    """How the asked state comes apart over the years."""
    found = side.found
    state = found.of.subject if found.of.subject in found.states else found.states[-1]
    at_end, last = found.of.kind == "at", len(found.dates) - 1
    states = side.pair.at if at_end else side.pair.by
    steps = dict.fromkeys(max(1, round(share * last)) for share in shares)
    column = found.states.index(state)
    cells = [(short_month(found.dates[step]), states.cell(step, column)) for step in steps]
    title = capital(brief(called("states", state, found.document)))
    when = "at the end of" if at_end else "at any time by the end of"
    return _differences(side, f"{title} {when} the month, %", cells, every)


def _states(side: _Side, every: bool = False) -> Table:
    """Where the runs are at the end: states whose probabilities differ, or every one."""
    found, end = side.found, len(side.found.dates) - 1
    cells = [
        (capital(brief(called("states", state, found.document))), side.pair.at.cell(end, index))
        for index, state in enumerate(found.states)
    ]
    shown = [pair for pair in cells if every or _visible(pair[1])]
    caption = f"In the state at the end of {long_month(found.dates[end])}, %"
    return _differences(side, caption, shown, every)


def _same(cell: Difference) -> bool:
    """Whether the two cannot but be the same."""
    return cell.low == cell.high and not cell.difference


def _visible(cell: Difference) -> bool:
    """Whether these runs show a difference that is not written as 0.0."""
    return cell.shown and abs(cell.difference) >= 0.0005


def _differences(
    side: _Side, caption: str, cells: Sequence[tuple[str, Difference]], every: bool
) -> Table:
    spread = any(_varied(cell) for _, cell in cells)
    columns = [Column("", right=False), Column("A"), Column(side.letter), Column("difference")]
    columns += [Column("judgement range", may_go=2)] if spread else []
    columns += [Column("fewer runs", may_go=1)] if every else []
    rows = [[name, *_row(cell, spread, every, side.found.runs)] for name, cell in cells]
    return table(caption, columns, rows)


def _row(cell: Difference, spread: bool, every: bool, runs: int) -> list[Inline]:
    difference = f"{points(cell.difference)} {_error(cell)}"
    both = (cell.a, cell.a_exact), (cell.b, cell.b_exact)
    row: list[Inline] = [_bare(p, exact, cell, runs) for p, exact in both]
    row.append("the same" if _same(cell) else difference if cell.shown else f"({difference})")
    if spread:
        row.append(_varied(cell))
    if every:
        row.append("" if cell.times_fewer is None else f"{_times(cell.times_fewer)} times")
    return row


def _error(cell: Difference) -> str:
    """The longer side of the interval, which is wider than the spread of runs where few differ."""
    return reach(max(cell.high - cell.difference, cell.difference - cell.low))


def _divided(side: _Side, divided: Attribution) -> Table:
    """The difference among the changes."""
    share = divided.of.kind != "mean"
    documents = side.found.document, side.pair.document
    changes = {change.path: change for change in side.pair.changes}
    rows: list[list[Inline]] = [
        [
            change_name(changes[part.path], *documents),
            difference(part.difference, part.se, share=share),
        ]
        for part in divided.parts
    ]
    if divided.interaction:
        left = divided.interaction
        rows.append(["Not the sum of these", difference(left.difference, left.se, share=share)])
    if len(rows) > 1:
        total = divided.total
        rows.append(["Together", difference(total.difference, total.se, share=share)])
    unit = ", points" if share else ""
    caption = ""
    if divided.of.month not in side.found.dates:
        caption = f"Of the difference in: {_asked_words(side.found, divided.of)}"
    return table(caption, [Column("Because of", right=False), Column(f"difference{unit}")], rows)


def _method(divided: Attribution) -> str:
    if divided.method == "shapley":
        return (
            "Because of: each change counts with its effect averaged over all orders of making them"
            " (Shapley)."
        )
    return (
        "Because of: each change is made alone in A; the last line but one is what that does not"
        " add up to."
    )


def _how(found: Comparison) -> str:
    text = (
        f"{count(found.runs, 'run')} of each, run by run on the same random numbers (seed"
        f" {found.random_seed}). ± is the 95 % sampling error of the difference; one in brackets"
        f" cannot be told from none.{acts_after(found.acts_from)}"
    )
    if found.stopped:
        text = f"Stopped after {found.runs:,} of {found.wanted_runs:,} runs. {text}"
        text += " Missing for that reason: judgement ranges and the division among changes."
    return text


def _bare(p: float, exact: bool, cell: Difference, runs: int) -> str:
    """Digits; where the runs say little of the difference, a bound is one that they bear."""
    if exact or not too_wide(cell.low, cell.high):
        return percent(p, 0.0 if exact else 0.001).removesuffix(" %")
    return digits(share_of(round(p * runs), runs), 0.001).removesuffix(" %")


def _times(ratio: float) -> str:
    return f"{ratio:.1f}" if ratio < 9.95 else f"{ratio:,.0f}"


presents(Comparison, opening=opening, headline=headline, rest=rest, detail=detail)
