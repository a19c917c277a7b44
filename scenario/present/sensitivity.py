"""What an answer depends on, in words: how far it varies, with which judgements, and how surely.

It words what the numbers say; it estimates nothing but how many rows would make them sharper.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import sqrt

from scenario.expr.question import parse_question
from scenario.forecast.evidence_coverage import SIZE, ground_at
from scenario.forecast.wording import listing, significant
from scenario.present import presents
from scenario.present.asked import question_words
from scenario.present.blocks import Block, Column, Table, items, lead, paragraph, small, table
from scenario.present.figures import figure, signed
from scenario.resolve.naming import short_path
from scenario.studies.inputs import Input
from scenario.studies.sensitivity import Effect, Index, Sensitivity

NAMED, MOST = 4, 6
"""Judgements of the answer, and names in a list."""
WIDE = 0.2
"""Width of an interval on an index that is worth more runs."""
LEAST = 0.005
"""Shares below it are named below the table."""
NAME = 24
"""Characters to which names are folded before a column is left out."""


def headline(found: Sensitivity) -> Iterator[Block]:
    """How far the answer varies over the judgements, and with which of them."""
    yield lead(f"{_asked(found)}: {_mean(found)} on average over the judgements{_spread(found)}.")
    if not _varies(found):
        yield lead(_unmoved(found))
        return
    shown = [one for one in found.indices if one.distinguishable][:NAMED]
    if shown:
        yield lead(_opening(found))
        yield items(f"{_name(found, one.input)}: {_size(found, one)}" for one in shown)
    else:
        yield lead("No judgement shows an effect in these runs.")


def rest(found: Sensitivity) -> Iterator[Block]:
    """The table with its chart, what its columns mean, and how it was made."""
    indices = [one for one in found.indices if isinstance(one, Index)]
    effects = [one for one in found.indices if isinstance(one, Effect)]
    numbers = _index_table(found, indices) if indices else _effect_table(found, effects)
    if numbers:
        yield numbers
        yield small(_columns(found))
    yield from map(paragraph, _notes(found, indices))
    yield small(_how(found))


def _varies(found: Sensitivity) -> bool:
    """Whether it shows that the answer depends on anything."""
    return found.variance is None or found.variance[1] > 0


def _unmoved(found: Sensitivity) -> str:
    """Why there is nothing to tell apart: no row differs from another, or none was seen to."""
    alike = found.variance == (0.0, 0.0, 0.0)
    if alike and (not found.is_probability or 0 < found.mean < 1):
        return "It depends on none of them: every row of them gave the same answer."
    return "These runs do not show that it depends on any of them; more rows (--rows) may."


def _spread(found: Sensitivity) -> str:
    """How far it varies, where that is known."""
    if found.variance is None or not _varies(found):
        return ""
    value, low, high = (_bare(found, sqrt(each)) for each in found.variance)
    unit = " points" if found.is_probability else ""
    return f", with a standard deviation of {value}{unit} ({low} to {high})"


def _opening(found: Sensitivity) -> str:
    if found.method == "sobol":
        return "Of that spread goes most with:"
    unit = ", in points" if found.is_probability else ""
    return f"Moved from low to high, these change it most{unit}:"


def _size(found: Sensitivity, one: Index | Effect) -> str:
    if isinstance(one, Index):
        return _share(one.total)
    return (
        _bare(found, one.mu_star) if one.mu is None else signed(one.mu, share=found.is_probability)
    )


def _index_table(found: Sensitivity, indices: Sequence[Index]) -> Table | None:
    rows = []
    for one in indices:
        if one.distinguishable and one.total >= LEAST:
            alone = min(one.first, one.total)
            ends = min(one.first_low, alone), min(one.first_high, max(one.total_high, alone))
            rows.append(
                [
                    _name(found, one.input),
                    _share(alone),
                    _between(*ends),
                    _share(one.total),
                    _between(one.total_low, one.total_high),
                    _grounds(found, one.input),
                ]
            )
    head = [
        Column("judgement", right=False, folds=NAME),
        Column("alone"),
        Column("95 %", may_go=2),
        Column("with others"),
        Column("95 %", may_go=3),
        Column("size from", right=False, may_go=1),
    ]
    caption = "How much of the spread of the answer goes with each judgement"
    return table(caption, head, rows) if rows and _varies(found) else None


def _effect_table(found: Sensitivity, effects: Sequence[Effect]) -> Table | None:
    rows = [
        [
            _name(found, one.input),
            "" if one.mu is None else signed(one.mu, share=found.is_probability),
            _bare(found, one.mu_star),
            f"{_bare(found, one.mu_star_low)} to {_bare(found, one.mu_star_high)}",
            _bare(found, one.sigma),
            _grounds(found, one.input),
        ]
        for one in effects
        if one.distinguishable
    ]
    head = [
        Column("judgement", right=False, folds=NAME),
        Column("mean\neffect", may_go=2),
        Column("mean size\nof effect"),
        Column("95 %", may_go=3),
        Column("varies"),
        Column("size from", right=False, may_go=1),
    ]
    unit = " in points" if found.is_probability else ""
    caption = f"What moving each judgement does{unit}"
    return table(caption, head, rows) if rows else None


def _columns(found: Sensitivity) -> str:
    """What the columns mean."""
    size = " Size from the analyst: sources tell at most which way it acts."
    if found.method == "sobol":
        return (
            "Alone: what would go if only this judgement were known. With others: that, and what it"
            f" makes of the spread together with them.{size}"
        )
    return (
        "An effect is the change when one judgement goes from its 5th to its 95th percentile and"
        " the others stay where they are. Mean size leaves its sign aside; varies: by how much it"
        f" differs with where the others stand (standard deviation).{size}"
    )


def _notes(found: Sensitivity, indices: Sequence[Index]) -> Iterator[str]:
    if _varies(found):
        shown = [one for one in indices if one.distinguishable]
        yield from _small_ones(found, [one for one in shown if one.total < LEAST])
        yield from _additive(found)
        yield from _wide(found, shown)
    unseen = [one.input for one in found.indices if not one.distinguishable]
    if unseen and _varies(found):
        yield f"No effect that these runs can show: {_names(found, unseen)}."
    joined = [one.input for one in found.indices if one.input.correlated]
    if joined:
        yield (
            f"{_names(found, joined)}: {'each in' if len(joined) > 1 else 'in'} one row, because"
            " their draws go together; knowing one tells something of the other."
        )


def _small_ones(found: Sensitivity, few: Sequence[Index]) -> Iterator[str]:
    if few:
        each = " each" if len(few) > 1 else ""
        yield f"Less than {100 * LEAST:g} %{each}: {_names(found, [one.input for one in few])}."


def _additive(found: Sensitivity) -> Iterator[str]:
    """How much of the spread is no interplay, where that is known well enough to say."""
    alone, low, high = found.additive or (0.0, 0.0, 1.0)
    if high - low > 2 * WIDE:
        return
    ends = _between(low, min(high, 1.0))
    known = f"All judgements alone make {_share(min(alone, 1.0))} of it ({ends})"
    yield f"{known}{'; the rest they make together' if high < 1 else ', so no interplay shows'}."


def _wide(found: Sensitivity, shown: Sequence[Index]) -> Iterator[str]:
    """How many rows would do for the least known share."""
    widest = max(shown, key=lambda one: one.total_high - one.total_low, default=None)
    width = 0.0 if widest is None else widest.total_high - widest.total_low
    if widest is not None and round(50 * width) > round(50 * WIDE):
        rows = 2 ** int(found.size.rows * (width / WIDE) ** 2 - 1).bit_length()
        yield (
            f"The share of {_name(found, widest.input)} is known to ± {50 * width:.0f} points only;"
            f" {rows:,} rows (--rows) in place of {found.size.rows:,} would do for"
            f" ± {50 * WIDE:.0f}."
        )


def _how(found: Sensitivity) -> str:
    method = "Sobol" if found.method == "sobol" else "Morris"
    text = (
        f"Method of {method}: {found.size.rows:,} rows, {found.lanes:,} paths in all. The answer is"
        " taken given the judgements, so the chance in the paths is no part of this"
    )
    if found.method != "sobol":
        return f"{text}."
    noise = f" (it was {_share(found.noise)} of the raw variance)" if found.noise >= LEAST else ""
    return f"{text}{noise}. Shares are of the variance."


def _asked(found: Sensitivity) -> str:
    return question_words(parse_question(found.of), found.document)


def _name(found: Sensitivity, one: Input) -> str:
    """A judgement, or several that move together."""
    return " + ".join(short_path(each.place, found.document) for each in one.judged)


def _names(found: Sensitivity, inputs: Sequence[Input]) -> str:
    return listing((_name(found, one) for one in inputs), most=MOST)


def _grounds(found: Sensitivity, one: Input) -> str:
    """Who says how large it is: a source, or the analyst alone."""
    grounds = (ground_at(found.document, each.place) for each in one.judged)
    return ", ".join(dict.fromkeys("source" if each == SIZE else "analyst" for each in grounds))


def _mean(found: Sensitivity) -> str:
    share = found.is_probability
    return figure(min(max(found.mean, 0.0), 1.0) if share else found.mean, 0.005, share=share)


def _bare(found: Sensitivity, value: float) -> str:
    return f"{100 * value:.1f}" if found.is_probability else significant(value, 3)


def _share(value: float) -> str:
    return "<1 %" if 0 < value < LEAST else f"{100 * value:.0f} %"


def _between(low: float, high: float) -> str:
    return f"{100 * max(low, 0.0):.0f} to {100 * high:.0f}"


presents(
    Sensitivity,
    headline=headline,
    rest=rest,
    section=("judgements", "Which judgements it depends on"),
)
