"""A comparison in sentences and tables.

It words what the numbers say; it estimates nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from string import ascii_uppercase

from scenario import intervals
from scenario.calendar import Month
from scenario.forecast.borne import digits, little
from scenario.forecast.estimate import share_of
from scenario.forecast.wording import count
from scenario.forecast.words import percent, too_wide
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
    yield f"In the state at the end of {found.dates[end]}, %\n{_states(at, letter, found.runs)}"
    yield _over_time(found, pair, letter)
    if _few(found, pair):
        return
    yield _way(pair, letter)
    if pair.attribution:
        yield _divided(pair.attribution)
    elif pair.changes:
        lines = [paragraph(change.told(), "  ", "    ") for change in pair.changes]
        yield "\n".join([f"What {letter} does differently:", *lines])


def _main(found: Comparison, pair: Pair, letter: str) -> str:
    """The answer about the asked state."""
    question, cell = found.of, _asked(found, pair)
    if cell is None:
        return f"{letter} against A, until {found.dates[-1]}."
    asked = f"P({question.subject} {question.kind} {_date(found)})"
    if few := _few(found, pair):
        return (
            f"{few}: {asked} may differ by anything from {points(cell.low)} to"
            f" {points(cell.high)} points (95 %).{_judged(cell)}"
        )
    both = f"{_percent(cell.a)} in A and {_percent(cell.b)} in {letter}"
    if cell.low == cell.high:
        return f"{asked} is {both}: the two cannot but be the same."
    if not cell.shown:
        return (
            f"{asked} is {both}: no difference that {count(found.runs, 'run')} can show. It lies"
            f" between {points(cell.low)} and {points(cell.high)} points (95 %)."
        )
    way = "likelier" if cell.difference > 0 else "less likely"
    text = (
        f"{asked} is {both}: {way} by {points(abs(cell.difference))[1:]} points"
        f" ({points(cell.low)} to {points(cell.high)}, 95 %)."
    )
    text += _judged(cell)
    if cell.times_fewer is not None and cell.times_fewer >= 1.5:
        text += f" Unpaired, this would have taken {_times(cell.times_fewer)} times as many runs."
    return text


def _judged(cell: Difference) -> str:
    if cell.judgement is None:
        return ""
    low, high = (points(end) for end in cell.judgement)
    return f" As the judgements vary, the difference goes from {low} to {high}."


def _date(found: Comparison) -> Month:
    return found.of.month if found.of.month in found.dates else found.dates[-1]


def _asked(found: Comparison, pair: Pair) -> Difference | None:
    """The difference that the sentences are about; None where it is not one of probabilities."""
    question = found.of
    if question.kind == "mean" or question.subject not in found.states:
        return None
    where = {"at": _date(found)} if question.kind == "at" else {"by": _date(found)}
    return found.difference(question.subject, **where, scenario=pair.label)


def _few(found: Comparison, pair: Pair) -> str:
    """That so few runs say little, where they show no difference and leave open a wide one."""
    cell = _asked(found, pair)
    if cell is None or cell.shown or not too_wide(cell.low, cell.high):
        return ""
    return little(found.runs, cell.low, cell.high)


def _states(cells: Sequence[tuple[str, Difference]], letter: str, runs: int) -> str:
    spread = any(cell.judgement is not None for _, cell in cells)
    heads = ["", "A", letter, "difference", *(["judgement range"] if spread else []), "fewer runs"]
    rows = [[state, *_row(cell, spread, runs)] for state, cell in cells]
    return table(heads, rows)


def _row(cell: Difference, spread: bool, runs: int) -> list[str]:
    difference = f"{points(cell.difference)} {_error(cell)}"
    both = [_bare(p, cell, runs) for p in (cell.a, cell.b)]
    row = [*both, difference if cell.shown else f"({difference})"]
    if spread:
        ends = cell.judgement or (0.0, 0.0)
        row.append(" to ".join(points(end) for end in ends))
    fewer = cell.times_fewer
    return [*row, "" if fewer is None else f"{_times(fewer)} times"]


def _error(cell: Difference) -> str:
    """Half of the interval where no runs differ and their spread would say that none can."""
    if cell.se or not too_wide(cell.low, cell.high):
        return margin(cell.se)
    return f"± {50 * (cell.high - cell.low):.1f}"


def _over_time(found: Comparison, pair: Pair, letter: str) -> str:
    """How the asked state (ever reached) comes apart over the years."""
    state = found.of.subject if found.of.subject in found.states else found.states[-1]
    last = len(found.dates) - 1
    steps = dict.fromkeys(max(1, round(share * last)) for share in SHARES)
    cells = [(str(found.dates[d]), pair.by.cell(d, found.states.index(state))) for d in steps]
    return f"Ever {state} by the end of, %\n{_states(cells, letter, found.runs)}"


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
        f"{count(found.runs, 'run')} of each, run by run on the same random numbers (seed"
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


def _bare(p: float, cell: Difference, runs: int) -> str:
    """Digits; where the runs say little of the difference, a bound is one that they bear."""
    wide = too_wide(cell.low, cell.high)
    text = digits(share_of(round(p * runs), runs), 0.001) if wide else percent(p, 0.001)
    return text.removesuffix(" %")


def _times(ratio: float) -> str:
    return f"{ratio:.1f}" if ratio < 9.95 else f"{ratio:,.0f}"
