"""A tornado in sentences and a table with its bars drawn in characters.

It words what the numbers say; it estimates nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scenario import intervals
from scenario.forecast import Estimate
from scenario.forecast.answer import said
from scenario.forecast.borne import digits, doubt
from scenario.forecast.wording import count
from scenario.forecast.words import percent
from scenario.studies.judged import name_of
from scenario.studies.plain_text import listed, margin, paragraph, points, table
from scenario.studies.tornado import Bar, Tornado

TOLD, ROWS, WIDE = 3, 30, 10
"""Bars told in sentences, bars in the table, and characters of the longest."""


def answer(found: Tornado) -> str:
    """The answer as it is, and what moves it most."""
    shown = [bar for bar in found.bars if bar.shown]
    widest = [paragraph(text, "  ", "    ") for text in _widest(found, shown)]
    return "\n".join([paragraph(_base(found)), *widest])


def told(found: Tornado) -> str:
    """The whole text."""
    shown = [bar for bar in found.bars if bar.shown]
    rest = [bar for bar in found.bars if not bar.shown]
    blocks = [answer(found)]
    if shown and not _few(found):
        unit = ", %" if found.is_probability else ""
        blocks.append(f"{found.of.source()}{unit}\n{_table(found, shown[:ROWS])}")
    blocks += map(paragraph, _left(found, shown, rest))
    return "\n\n".join([*blocks, paragraph(_how(found))])


def _base(found: Tornado) -> str:
    if few := _few(found):
        return f"{found.of.source()} is {said(found.base)}: {found.scenario}. {few}."
    text = f"{found.of.source()} is {_value(found, found.base.p, found.base.se)}"
    if found.is_probability:
        return f"{text} ({margin(found.base.se)} points): {found.scenario}."
    return f"{text} (± {intervals.half_width(found.base.se):.2g}): {found.scenario}."


def _few(found: Tornado) -> str:
    """That so few runs say little, where the probability itself is not known well enough."""
    return doubt(found.runs, [found.base]) if found.is_probability else ""


def _widest(found: Tornado, shown: Sequence[Bar]) -> Iterator[str]:
    if _few(found):
        yield "What moves it most cannot be told."
        return
    if not shown:
        yield f"Nothing that was moved shows an effect in {count(found.runs, 'run')}."
        return
    for bar in shown[:TOLD]:
        low, high = _value(found, bar.low.p, bar.low.se), _value(found, bar.high.p, bar.high.se)
        name = _called(bar.path)
        if isinstance(bar.low_value, bool):
            yield f"{name}: {low} when off, {high} when on."
        else:
            yield f"{name}: {low} at {bar.low_value:.3g}, {high} at {bar.high_value:.3g}."


def _table(found: Tornado, bars: Sequence[Bar]) -> str:
    answers = [found.base.p, *(end.p for bar in bars for end in (bar.low, bar.high))]
    least, most = min(answers), max(answers)
    rows = [
        [
            _called(bar.path),
            _ends(bar),
            _bare(found, bar.low),
            _bare(found, bar.high),
            _swing(found, bar),
            _drawn(bar, found.base.p, least, most),
        ]
        for bar in bars
    ]
    heads = ["", "from, to", "low", "high", "swing", ""]
    return table(heads, rows)


def _drawn(bar: Bar, base: float, least: float, most: float) -> str:
    """The bar, `-` where the answer is at the low value's end, `+` at the high value's."""
    scale = (WIDE - 1) / (most - least) if most > least else 0.0
    cells = [" "] * WIDE
    for end, sign in ((bar.low.p, "-"), (bar.high.p, "+")):
        a, b = sorted((round((end - least) * scale), round((base - least) * scale)))
        for at in range(a, b + 1):
            cells[at] = sign
    cells[round((base - least) * scale)] = "|"
    return "".join(cells)


def _ends(bar: Bar) -> str:
    if isinstance(bar.low_value, bool):
        return "off, on"
    return f"{bar.low_value:.2g}, {bar.high_value:.2g}".replace("-", "−")


def _swing(found: Tornado, bar: Bar) -> str:
    if found.is_probability:
        return f"{points(bar.swing)[1:]} {margin(bar.swing_se)}"
    return f"{bar.swing:.3g} ± {intervals.half_width(bar.swing_se):.1g}"


def _left(found: Tornado, shown: Sequence[Bar], rest: Sequence[Bar]) -> Iterator[str]:
    if len(shown) > ROWS:
        yield f"{len(shown) - ROWS} narrower bars are left out here; --json has them all."
    if rest and not _few(found):
        names = listed((_called(bar.path) for bar in rest), 8)
        yield f"No effect that {count(found.runs, 'run')} can show: {names}."
    if found.left_out:
        yield f"Off, and not to be switched on as the model stands: {listed(found.left_out)}."
    if found.missing:
        names = listed((_called(path) for path in found.missing), 8)
        yield f"Stopped before these were run: {names}."


def _how(found: Tornado) -> str:
    return (
        f"{count(found.runs, 'paired run')} for every end (seed {found.random_seed}). Each"
        " judgement goes alone to its 5th (-) and 95th percentile (+), the others drawn as ever;"
        " rules and events are switched. | is the answer as it is; ± the 95 % sampling error of"
        " the swing."
    )


def _called(path: str) -> str:
    """`rule gate`, `event attack rate`; a parameter by its name alone. It breaks at blanks."""
    kind, *rest = name_of(path.removesuffix(".enabled")).split(".")
    name, *keys = [key for key in rest if key not in ("process", "transitions")] or [""]
    return " ".join([kind.removesuffix("s") if rest else kind, name, ".".join(keys)]).strip()


def _value(found: Tornado, value: float, se: float) -> str:
    return percent(value, se) if found.is_probability else f"{value:.4g}"


def _bare(found: Tornado, end: Estimate) -> str:
    return digits(end, 0.001).removesuffix(" %") if found.is_probability else f"{end.p:.4g}"
