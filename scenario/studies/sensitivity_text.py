"""A sensitivity study in sentences and a table.

It words what the numbers say; it estimates nothing but how many rows would make them sharper.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import sqrt

from scenario.forecast.words import percent
from scenario.studies.judged import Input
from scenario.studies.plain_text import listed, paragraph, points, table
from scenario.studies.sensitivity import Effect, Index, Sensitivity

TOLD = 4
"""Inputs told in sentences; the table has them all."""
WIDE = 0.2
"""Width of an interval on an index that is worth more runs."""


def told(found: Sensitivity) -> str:
    """The whole text."""
    if found.method == "sobol":
        indices = [index for index in found.indices if isinstance(index, Index)]
        blocks = [_variance(found), *_main(found, indices), _index_table(indices)]
    else:
        effects = [effect for effect in found.indices if isinstance(effect, Effect)]
        blocks = [_screened(found), *_strongest(found, effects), _effect_table(found, effects)]
    blocks[-1:-1] = [*_nothing(found), *_joined(found)]
    blocks.append(_how(found))
    return "\n\n".join(block if "\n" in block else paragraph(block) for block in blocks)


def answer(found: Sensitivity) -> str:
    """The answer alone: how far it varies, and with what."""
    opening = _variance(found) if found.method == "sobol" else _screened(found)
    shown = [_most(found, index) for index in found.indices if index.distinguishable]
    return paragraph(f"{opening} Most important: {listed(shown[:TOLD])}." if shown else opening)


def _most(found: Sensitivity, index: Index | Effect) -> str:
    size = _share(index.total) if isinstance(index, Index) else _bare(found, index.mu_star)
    return f"{index.name} {size}"


def _variance(found: Sensitivity) -> str:
    variance, low, high = found.variance or (0.0, 0.0, 0.0)
    if low <= 0:
        return (
            f"{found.of} is {_value(found, found.mean)} on average over the judgements, and these"
            " runs do not show that it depends on any of them. The indices below mean nothing"
            " unless more rows (--rows) show otherwise."
        )
    sd, ends = sqrt(variance), [sqrt(end) for end in (low, high)]
    return (
        f"{found.of} is {_value(found, found.mean)} on average over the judgements. From one set"
        f" of judgements to another it varies with a standard deviation of {_spread(found, sd)}"
        f" ({_bare(found, ends[0])} to {_bare(found, ends[1])})."
    )


def _main(found: Sensitivity, indices: Sequence[Index]) -> Iterator[str]:
    shown = [index for index in indices if index.distinguishable]
    if not shown or (found.variance or (0, 0, 0))[1] <= 0:
        return
    lines = ["Of that variance, by itself (and with its interplay with the others):"]
    for index in shown[:TOLD]:
        text = f"{_share(index.first):>5} {f'({_share(index.total)})':>7}  {_called(index.input)}"
        lines.append(paragraph(text, "", " " * 15))
    yield "\n".join(lines)
    yield from _additive(found)
    wide = max(shown, key=lambda index: index.total_high - index.total_low)
    width = wide.total_high - wide.total_low
    if width > WIDE:
        rows = 2 ** int(found.size.rows * (width / WIDE) ** 2 - 1).bit_length()
        yield (
            f"The index of {wide.name} is known to ± {width / 2:.2f} only; {rows:,} rows (--rows)"
            f" in place of {found.size.rows:,} would do for ± {WIDE / 2:.1f}."
        )


def _additive(found: Sensitivity) -> Iterator[str]:
    """How much of the variance is no interplay, where that is known well enough to say."""
    alone, low, high = found.additive or (0.0, 0.0, 1.0)
    if high - low > 2 * WIDE:
        return
    known = f"All inputs by themselves make {_share(min(alone, 1.0))} ({_between(low, high)})"
    if high < 1:
        yield f"{known} of the variance; the rest is interplay."
    else:
        yield f"{known} of the variance, so interplay does not show."


def _screened(found: Sensitivity) -> str:
    return (
        f"{found.of} is {_value(found, found.mean)} on average over the design. An effect is the"
        " change when one judgement moves from its 5th to its 95th percentile and all others stay."
    )


def _strongest(found: Sensitivity, effects: Sequence[Effect]) -> Iterator[str]:
    shown = [effect for effect in effects if effect.distinguishable][:TOLD]
    if shown:
        lines = ["Strongest:"]
        for effect in shown:
            change = (
                _bare(found, effect.mu_star) if effect.mu is None else _signed(found, effect.mu)
            )
            lines.append(paragraph(f"{change:>7}  {_called(effect.input)}", "", " " * 9))
        yield "\n".join(lines)


def _nothing(found: Sensitivity) -> Iterator[str]:
    names = [index.name for index in found.indices if not index.distinguishable]
    if names:
        yield f"Not distinguishable from zero: {listed(names)}."


def _joined(found: Sensitivity) -> Iterator[str]:
    joined = [index for index in found.indices if index.input.correlated]
    if joined:
        yield (
            f"{listed([index.name for index in joined])} {'are' if len(joined) > 1 else 'is'} one"
            " input each, because their draws are correlated: what each of them does alone"
            " cannot be told apart, as knowing one tells something of the other."
        )


def _called(one: Input) -> str:
    cites = list(dict.fromkeys(cite for each in one.judged for cite in each.cites))
    grounds = f"[{', '.join(cites)}]" if cites else "(assumed)"
    return f"{one.name} {grounds}"


def _index_table(indices: Sequence[Index]) -> str:
    rows = [
        [
            index.name,
            _share(index.first),
            _between(index.first_low, index.first_high),
            _share(index.total),
            _between(index.total_low, index.total_high),
        ]
        for index in indices
        if index.distinguishable
    ]
    heads = ["share of variance", "alone", "95 %", "in all", "95 %"]
    return table(heads, rows) if rows else "No index can be told from zero."


def _effect_table(found: Sensitivity, effects: Sequence[Effect]) -> str:
    rows = [
        [
            effect.name,
            "-" if effect.mu is None else _signed(found, effect.mu),
            _bare(found, effect.mu_star),
            f"{_bare(found, effect.mu_star_low)} to {_bare(found, effect.mu_star_high)}",
            _bare(found, effect.sigma),
        ]
        for effect in effects
        if effect.distinguishable
    ]
    unit = "effect in points" if found.is_probability else "effect"
    heads = [unit, "mean", "size", "95 %", "varies"]
    return table(heads, rows) if rows else "No effect can be told from zero."


def _how(found: Sensitivity) -> str:
    shared = f"{found.size.rows:,} rows, {found.size.paths} paths at every point of a row, the same"
    text = (
        f"{'Sobol' if found.method == 'sobol' else 'Morris'}: {shared} at all of them;"
        f" {found.lanes:,} paths in all. The chance in the paths is no input: products are taken"
        " between different paths only, so that their noise drops out on average"
    )
    if found.method == "sobol" and found.noise >= 0.005:
        return f"{text} (it was {_share(found.noise)} of the raw variance)."
    return f"{text}."


def _value(found: Sensitivity, value: float) -> str:
    return percent(min(max(value, 0.0), 1.0), 0.005) if found.is_probability else f"{value:.4g}"


def _spread(found: Sensitivity, value: float) -> str:
    return f"{_bare(found, value)} points" if found.is_probability else f"{value:.3g}"


def _bare(found: Sensitivity, value: float) -> str:
    return f"{100 * value:.1f}" if found.is_probability else f"{value:.3g}"


def _signed(found: Sensitivity, value: float) -> str:
    return points(value) if found.is_probability else f"{value:+.3g}".replace("-", "−")


def _share(value: float) -> str:
    return "<1 %" if 0 < value < 0.005 else f"{100 * value:.0f} %"


def _between(low: float, high: float) -> str:
    return f"{100 * max(low, 0.0):.0f} to {100 * high:.0f}"
