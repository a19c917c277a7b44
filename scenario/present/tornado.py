"""A tornado in words: what moves the answer most, then every bar that shows.

It words what the numbers say; it estimates nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scenario.forecast import Estimate
from scenario.forecast.answer import said
from scenario.forecast.borne import doubt
from scenario.forecast.verbal_probability import margin
from scenario.forecast.wording import count, listing, said_value, significant
from scenario.present import presents
from scenario.present.asked import question_words
from scenario.present.blocks import (
    Block,
    Code,
    Column,
    Table,
    items,
    lead,
    paragraph,
    small,
    table,
)
from scenario.present.evidence import acts_after
from scenario.present.figures import bare, figure, half, signed
from scenario.resolve.naming import short_path
from scenario.studies.tornado import Bar, Tornado

NAMED, ROWS, WIDE, MOST = 3, 20, 10, 8
"""Bars told in sentences, bars in the table, characters of the longest, names in a list."""
NAME = 28
"""Characters to which names are folded before a column is left out."""


def headline(found: Tornado) -> Iterator[Block]:
    """The answer as it is, and what moves it most."""
    few, shown = _few(found), [bar for bar in found.bars if bar.shown]
    text = f"{question_words(found.of, found.document)}: {_base(found)} in “{found.scenario}”."
    if few:
        yield lead(f"{text} {few}, and not what moves it most.")
    elif not shown:
        runs = count(found.runs, "run")
        yield lead(f"{text} Nothing that was moved shows an effect in {runs}.")
    else:
        yield lead(f"{text} What moves it most:")
        yield items(_ends(found, bar) for bar in shown[:NAMED])


def rest(found: Tornado) -> Iterator[Block]:
    """The bars, what shows none, and how they were made."""
    shown = [bar for bar in found.bars if bar.shown]
    few = bool(_few(found))
    numbers = _bars(found, shown[:ROWS]) if shown and not few else None
    if numbers:
        yield numbers
        yield paragraph(
            "Every row starts from the scenario as it is and moves one thing alone: a judgement to"
            " its 5th and to its 95th percentile (low and high), a rule or an event to off and on.",
            " ",
            Code("explain"),
            " shares the answer out among all parts together, so it gives another figure for the"
            " same rule.",
            style="small",
        )
    yield from map(paragraph, _left(found, shown, few))
    yield small(
        f"{count(found.runs, 'run')} for every end, all on the same random numbers (seed"
        f" {found.random_seed}). ± is the 95 % sampling error."
        f"{acts_after(found.acts_from)}"
    )


def _base(found: Tornado) -> str:
    if _few(found):
        return said(found.base)
    text = _answer(found, found.base)
    if found.is_probability:
        return f"{text} ({margin(found.base.se)} points)"
    return f"{text} (± {half(found.base.se, share=False)})"


def _few(found: Tornado) -> str:
    """That so few runs say little, where the probability itself is not known well enough."""
    return doubt(found.runs, [found.base]) if found.is_probability else ""


def _ends(found: Tornado, bar: Bar) -> str:
    low, high = _answer(found, bar.low), _answer(found, bar.high)
    name = _called(found, bar.path)
    if isinstance(bar.low_value, bool):
        return f"{name}: {_pair(f'{low} when off', f'{high} when on')}"
    ends = (f"{low} at {_value(bar.low_value, 3)}", f"{high} at {_value(bar.high_value, 3)}")
    return f"{name}: {_pair(*ends)}"


def _bars(found: Tornado, bars: Sequence[Bar]) -> Table:
    answers = [found.base.p, *(end.p for bar in bars for end in (bar.low, bar.high))]
    least, most = min(answers), max(answers)
    rows = [
        [
            _called(found, bar.path),
            _pair(_value(bar.low_value, 2), _value(bar.high_value, 2)),
            *(bare(end, share=found.is_probability) for end in (bar.low, bar.high)),
            *_swing(found, bar),
            _picture(bar, found.base.p, least, most),
        ]
        for bar in bars
    ]
    unit = " in %" if found.is_probability else ""
    head = [
        Column("what is moved", right=False, folds=NAME),
        Column("from, to", may_go=1),
        Column("low"),
        Column("high"),
        Column("apart"),
        Column("±", gap=1),
        Column("| as it is\n-low +high", right=False, may_go=2, drawn=True),
    ]
    return table(f"The answer{unit} with one thing moved at a time", head, rows)


def _picture(bar: Bar, base: float, least: float, most: float) -> str:
    """The bar, `-` where the answer is at the low value's end, `+` at the high value's."""
    scale = (WIDE - 1) / (most - least) if most > least else 0.0
    cells = [" "] * WIDE
    for end, sign in ((bar.low.p, "-"), (bar.high.p, "+")):
        a, b = sorted((round((end - least) * scale), round((base - least) * scale)))
        for at in range(a, b + 1):
            cells[at] = sign
    cells[round((base - least) * scale)] = "|"
    return "".join(cells)


def _swing(found: Tornado, bar: Bar) -> tuple[str, str]:
    share = found.is_probability
    return signed(bar.swing, share=share).removeprefix("+"), half(bar.swing_se, share=share)


def _left(found: Tornado, shown: Sequence[Bar], few: bool) -> Iterator[str]:
    without = [bar for bar in found.bars if not bar.shown]
    if len(shown) > ROWS and not few:
        yield f"{len(shown) - ROWS} narrower bars are left out here; --json has them all."
    if without and not few:
        names = _names(found, [bar.path for bar in without])
        yield f"No effect that {count(found.runs, 'run')} can show: {names}."
    if found.left_out:
        names = _names(found, [f"{path}.enabled" for path in found.left_out])
        yield f"Off, and not to be switched on as the model stands: {names}."
    if found.missing:
        yield f"Stopped before these were run: {_names(found, found.missing)}."


def _names(found: Tornado, paths: Sequence[str]) -> str:
    return listing((_called(found, path) for path in paths), most=MOST)


def _called(found: Tornado, path: str) -> str:
    return short_path(path, found.document)


def _answer(found: Tornado, end: Estimate) -> str:
    return figure(end.p, end.se, share=found.is_probability)


def _value(value: float | bool, places: int) -> str:
    if isinstance(value, bool):
        return said_value(value)
    return significant(value, places).replace("-", "−")


def _pair(first: str, second: str) -> str:
    """One, two; a semicolon between those that have commas themselves."""
    return f"{first}{';' if ',' in first + second else ','} {second}"


presents(Tornado, headline=headline, rest=rest, section=("moves", "What moves the answer"))
