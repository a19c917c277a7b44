"""A comparison in sentences and tables.

It words what the numbers say; it estimates nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from string import ascii_uppercase

from scenario import intervals
from scenario.forecast.words import percent
from scenario.studies.attribute import Attribution
from scenario.studies.comparison import Comparison, Difference, Gap, Pair
from scenario.studies.plain_text import listed, margin, paragraph, points, table

ON_THE_WAY = 8
"""Things on the way that are told."""
SHARES = (0.1, 0.2, 0.4, 0.7, 1.0)
"""Where between the start and the end the dates of the table over time lie."""


def answer(found: Comparison) -> str:
    """A sentence or two for each pair."""
    pairs = zip(found.pairs, ascii_uppercase[1:], strict=False)
    return "\n".join(paragraph(_main(found, pair, letter)) for pair, letter in pairs)


def told(found: Comparison) -> str:
    """The whole text."""
    letters = ascii_uppercase[1:]
    blocks = ["\n".join(_names(found, letters))]
    for pair, letter in zip(found.pairs, letters, strict=False):
        blocks += _pair(found, pair, letter)
    blocks.append(_how(found))
    return "\n\n".join(block for block in blocks if block)


def _names(found: Comparison, letters: str) -> Iterator[str]:
    yield paragraph(f"A  {found.title} ({found.label})", hang="   ")
    for pair, letter in zip(found.pairs, letters, strict=False):
        yield paragraph(f"{letter}  {pair.title} ({pair.label})", hang="   ")


def _pair(found: Comparison, pair: Pair, letter: str) -> Iterator[str]:
    yield paragraph(_main(found, pair, letter))
    for note in pair.notes:
        yield paragraph(f"Note: {note}.", hang="  ")
    end = len(found.dates) - 1
    at = [(state, pair.at.cell(end, s)) for s, state in enumerate(found.states)]
    yield f"In the state at the end of {found.dates[end]}, %\n{_states(at, letter)}"
    yield _over_time(found, pair, letter)
    yield _way(pair, letter)
    if pair.attribution:
        yield _divided(pair.attribution)
    elif pair.changes:
        lines = [paragraph(change.told(), "  ", "    ") for change in pair.changes]
        yield "\n".join([f"What {letter} does differently:", *lines])


def _main(found: Comparison, pair: Pair, letter: str) -> str:
    """The answer about the asked state."""
    question = found.of
    if question.kind == "mean" or question.subject not in found.states:
        return f"{letter} against A, until {found.dates[-1]}."
    date = question.month if question.month in found.dates else found.dates[-1]
    where = {"at": date} if question.kind == "at" else {"by": date}
    cell = found.difference(question.subject, **where, scenario=pair.label)
    asked = f"P({question.subject} {question.kind} {date})"
    both = f"{_percent(cell.a)} in A and {_percent(cell.b)} in {letter}"
    if cell.low == cell.high:
        return f"{asked} is {both}: the two cannot but be the same."
    if not cell.shown:
        return (
            f"{asked} is {both}: no difference that {found.runs:,} runs can show. It lies between"
            f" {points(cell.low)} and {points(cell.high)} points (95 %)."
        )
    way = "likelier" if cell.difference > 0 else "less likely"
    text = (
        f"{asked} is {both}: {way} by {points(abs(cell.difference))[1:]} points"
        f" ({points(cell.low)} to {points(cell.high)}, 95 %)."
    )
    if cell.judgement is not None:
        low, high = (points(end) for end in cell.judgement)
        text += f" As the judgements vary, the difference goes from {low} to {high}."
    if cell.times_fewer is not None and cell.times_fewer >= 1.5:
        text += f" Unpaired, this would have taken {_times(cell.times_fewer)} times as many runs."
    return text


def _states(cells: Sequence[tuple[str, Difference]], letter: str) -> str:
    spread = any(cell.judgement is not None for _, cell in cells)
    heads = ["", "A", letter, "difference", *(["judgement range"] if spread else []), "fewer runs"]
    rows = [[state, *_row(cell, spread)] for state, cell in cells]
    return table(heads, rows)


def _row(cell: Difference, spread: bool) -> list[str]:
    difference = f"{points(cell.difference)} {margin(cell.se)}"
    row = [_bare(cell.a), _bare(cell.b), difference if cell.shown else f"({difference})"]
    if spread:
        ends = cell.judgement or (0.0, 0.0)
        row.append(" to ".join(points(end) for end in ends))
    fewer = cell.times_fewer
    return [*row, "" if fewer is None else f"{_times(fewer)} times"]


def _over_time(found: Comparison, pair: Pair, letter: str) -> str:
    """How the asked state (ever reached) comes apart over the years."""
    state = found.of.subject if found.of.subject in found.states else found.states[-1]
    last = len(found.dates) - 1
    steps = dict.fromkeys(max(1, round(share * last)) for share in SHARES)
    cells = [(str(found.dates[d]), pair.by.cell(d, found.states.index(state))) for d in steps]
    return f"Ever {state} by the end of, %\n{_states(cells, letter)}"


def _way(pair: Pair, letter: str) -> str:
    shown = [gap for gap in pair.on_the_way if gap.shown][:ON_THE_WAY]
    if not shown:
        return ""
    rows = [[f"{gap.kind} {gap.name}", *_gap(gap)] for gap in shown]
    heads = ["What differs most on the way", "A", letter, "difference"]
    return table(heads, rows)


def _gap(gap: Gap) -> list[str]:
    """Events and rules are shares, in percent; drivers and alignments what they are."""
    if gap.kind in ("event", "rule"):
        both = [f"{100 * value:.1f} %" for value in (gap.a, gap.b)]
        return [*both, f"{points(gap.difference)} {margin(gap.se)}"]
    return [f"{gap.a:.3g}", f"{gap.b:.3g}", f"{gap.difference:+.2g}".replace("-", "−")]


def _divided(found: Attribution) -> str:
    share = found.of.kind != "mean"
    parts = [*found.parts, *([found.interaction] if found.interaction else [])]
    rows = [[part.path, _part(part.difference, part.se, share)] for part in parts]
    rows.append(["together", _part(found.total.difference, found.total.se, share)])
    unit = ", points" if share else ""
    body = table([f"Because of ({found.of.source()})", f"difference{unit}"], rows)
    if len(found.parts) == 1:
        return body
    how = (
        "Each change counts with its effect averaged over all orders of making them (Shapley)."
        if found.method == "shapley"
        else "Each change is made alone in A; interaction is what that does not add up to."
    )
    return f"{body}\n{paragraph(how)}"


def _part(difference: float, se: float, share: bool) -> str:
    if share:
        return f"{points(difference)} {margin(se)}"
    return f"{difference:+.3g} ± {intervals.half_width(se):.2g}".replace("-", "−")


def _how(found: Comparison) -> str:
    text = (
        f"{found.runs:,} runs of each, run by run on the same random numbers (seed"
        f" {found.random_seed}). ± is the 95 % sampling error of the difference; one in brackets"
        " cannot be told from none. Fewer runs: how many times fewer that took than unpaired runs."
    )
    if found.stopped:
        text = f"Stopped after {found.runs:,} of {found.wanted_runs:,} runs. {text}"
        lost = listed(["judgement ranges", "the division among changes"])
        text += f" Missing for that reason: {lost}."
    return paragraph(text)


def _percent(p: float) -> str:
    return percent(p, 0.001)


def _bare(p: float) -> str:
    return percent(p, 0.001).removesuffix(" %")


def _times(ratio: float) -> str:
    return f"{ratio:.1f}" if ratio < 9.95 else f"{ratio:,.0f}"
